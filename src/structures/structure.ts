import type { Post } from './final-step.ts';
import type { Linear } from './linear.ts';
import type { Trees } from './trees.ts';

/** Columns of a structure that are not the row's own: each is made from one of them. */
export interface Encoding {
  /** Column of the row behind each of the structure's columns. */
  readonly owner: Int32Array;
  /** Rows as the model takes them (count × columns, row-major) as the structure takes them. */
  encode(rows: Float32Array, count: number): Float32Array | Float64Array;
}

/**
 * What a model is made of, where its file shows it: enough to answer rows and to explain them
 * without running the file.
 */
export type Structure = (
  | { readonly kind: 'trees'; readonly trees: Trees }
  | { readonly kind: 'linear'; readonly linear: Linear }
) & {
  /** From raw scores to the model's answers. */
  readonly post: Post;
  /** null where the structure's columns are the row's. */
  readonly encoding: Encoding | null;
};

/** Raw scores a row of a structure. */
export const scoresOf = (structure: Structure): number =>
  structure.kind === 'trees' ? structure.trees.outputs : structure.linear.outputs;

/** Rows as the structure takes them. */
export const rowsOf = ({ encoding }: Structure, rows: Float32Array, count: number): Float32Array | Float64Array =>
  encoding ? encoding.encode(rows, count) : rows;

/** Player of each of the structure's columns, from the players of the row's. */
export const ownersOf = ({ encoding }: Structure, playerOf: Int32Array): Int32Array =>
  encoding ? encoding.owner.map((column) => playerOf[column]) : playerOf;

/**
 * How an answer follows from one raw score, where it does in a straight line: scale × score +
 * offset.
 */
export interface Reading {
  /** Index of the raw score. */
  readonly score: number;
  readonly scale: number;
  readonly offset: number;
}

/**
 * An answer of the model (by its index) as a straight line of a raw score, in a space: `raw` is the
 * score before the final step, with its sign changed for the first of two classes that share one;
 * `output` is what the model answers. null where the final step bends it.
 */
export function readingOf({ kind, scale, pair }: Post, answer: number, space: 'raw' | 'output'): Reading | null {
  if (space === 'output' && kind !== 'none') return null;
  const by = space === 'output' ? scale : 1;
  if (pair === null) return { score: answer, scale: by, offset: 0 };
  if (answer === 1) return { score: 0, scale: by, offset: 0 };
  return { score: 0, scale: -by, offset: pair === 'complement' && kind === 'none' ? 1 : 0 };
}

/** Whether raw scores and answers are the same numbers. */
export const sameSpaces = ({ kind, scale }: Post): boolean => kind === 'none' && scale === 1;
