// Whether a model takes sequences. How their columns are found is in `sequence.ts`, which is loaded
// for models that do.

import type { Message } from '../../catalogue/message.ts';
import type { Card } from '../../data/card.ts';
import type { Sequence } from '../../data/tables/sequence.ts';
import type { ModelFacts, TensorShape } from '../model.ts';

/** The part of a table that matters here. */
export interface Header {
  readonly file: string;
  readonly names: readonly string[];
  /** Whether a column may be the model's: it is not the target that was named. */
  readonly isFree: (at: number) => boolean;
}

/** A sequence with the table's columns in the order in which the model takes them. */
export interface FoundSequence extends Sequence {
  readonly columns: readonly number[];
  /** How the columns are named, where that tells which is which. */
  readonly pattern: string | null;
  readonly notices: readonly Message[];
}

/**
 * The input of a model that takes sequences: [rows, steps, features]. Other inputs may take columns
 * beside it.
 */
export function sequenceInput({ inputs }: ModelFacts): TensorShape | null {
  const [input, ...more] = inputs.filter(({ shape }) => shape.length === 3);
  return input && more.length === 0 && input.type !== 'string' ? input : null;
}

/** `findSequence` of `sequence.ts`. */
export type FindSequence = (facts: ModelFacts, header: Header, card: Card | null) => FoundSequence;

/** Whether a model's columns are the steps of a sequence: by its input, or by the card. */
export function takesSequence(facts: ModelFacts, card: Card | null): boolean {
  if (sequenceInput(facts)) return true;
  const [input] = facts.inputs;
  const isSaid = card?.input.kind === 'tabular' && card.input.sequence !== undefined;
  return isSaid && facts.inputs.length === 1 && input.shape.length === 2 && input.type !== 'string';
}

/** The dimensions of the input tensor, after the first. */
export const tensorShape = ({ steps, features, layout }: Sequence): readonly [number, number] =>
  layout === 'TF' ? [steps, features.length] : [features.length, steps];
