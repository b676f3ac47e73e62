import type { Numbers } from '../numerics/numbers.ts';
import type { FinalStep } from './final-step.ts';
import type { Linear } from './linear.ts';
import type { Trees } from './trees.ts';

/** How a structure's columns are made where they are not the row's own: each from one of these. */
export interface Encoding {
  /** For each of the structure's columns, the row's column it is made from. */
  readonly owner: Int32Array;
  /** Turns rows as the model takes them (count × columns, row-major) into the structure's rows. */
  encode(rows: Numbers, count: number): Numbers;
}

/**
 * What a model is made of, where its file shows it: enough to answer rows and to explain the
 * answers without running the file.
 */
export type Structure = (
  | { readonly kind: 'trees'; readonly trees: Trees }
  | { readonly kind: 'linear'; readonly linear: Linear }
) & {
  /** From raw scores to the model's answers. */
  readonly finalStep: FinalStep;
  /** null where the structure's columns are the row's own. */
  readonly encoding: Encoding | null;
};

/** Number of raw scores in a row. */
export const scoreCount = (structure: Structure): number =>
  structure.kind === 'trees' ? structure.trees.outputs : structure.linear.outputs;

/** The rows in the structure's own columns. */
export const encodedRows = ({ encoding }: Structure, rows: Numbers, count: number): Numbers =>
  encoding ? encoding.encode(rows, count) : rows;

/** The player of each of the structure's columns, given those of the row's columns. */
export const columnPlayers = ({ encoding }: Structure, playerOf: Int32Array): Int32Array =>
  encoding ? encoding.owner.map((column) => playerOf[column]) : playerOf;

/** An answer that is an affine function of one raw score: scale × score + offset. */
export interface AffineAnswer {
  /** Index of the raw score. */
  readonly score: number;
  readonly scale: number;
  readonly offset: number;
}

/**
 * An answer of the model (by its index) as an affine function of a raw score. In the space `raw` it
 * is the score before the final step, with the sign changed for the first of two classes that share
 * one score; in `output` it is what the model answers. null where the final step is not affine.
 */
export function affineAnswer(
  { kind, scale, pair }: FinalStep,
  answer: number,
  space: 'raw' | 'output',
): AffineAnswer | null {
  if (space === 'output' && kind !== 'none') return null;
  const by = space === 'output' ? scale : 1;
  if (pair === null) return { score: answer, scale: by, offset: 0 };
  if (answer === 1) return { score: 0, scale: by, offset: 0 };
  return { score: 0, scale: -by, offset: pair === 'complement' && kind === 'none' ? 1 : 0 };
}

/** Whether raw scores and answers are the same numbers. */
export const answersAreScores = ({ kind, scale }: FinalStep): boolean => kind === 'none' && scale === 1;
