import type { ImageInput } from '../../data/card.ts';
import type { ModelFacts, TensorShape } from '../model.ts';

export type Layout = ImageInput['layout'];

/** Types of inputs that take the values of pixels. */
export const PICTURE_NUMBERS: ReadonlySet<string> = new Set(['float32', 'float16', 'float64', 'uint8']);

/**
 * Whether a model takes pictures: its one input has four dimensions, one of which may be 3 or 1
 * channels.
 */
export function looksLikeImage(facts: ModelFacts): boolean {
  const [input] = facts.inputs;
  return (
    facts.inputs.length === 1 &&
    input.shape.length === 4 &&
    PICTURE_NUMBERS.has(input.type) &&
    layoutsOf(input).length > 0
  );
}

/**
 * Layouts the shape allows, the likelier first. Only small numbers can be channels; sides of
 * pictures are longer.
 */
export function layoutsOf({ shape }: TensorShape): Layout[] {
  const certain = (at: number) => shape[at] !== null && [1, 3, 4].includes(shape[at]);
  const first = certain(1);
  const last = certain(3);
  if (first !== last) return [first ? 'NCHW' : 'NHWC'];
  if (first && last) return ['NCHW', 'NHWC'];
  return [...(shape[1] === null ? (['NCHW'] as const) : []), ...(shape[3] === null ? (['NHWC'] as const) : [])];
}

/** Whether a model takes text: one of its inputs has a usual name for token numbers. */
export const looksLikeText = ({ inputs }: ModelFacts): boolean =>
  inputs.some(
    ({ name, type, shape }) =>
      /^(.*_)?(input_ids|token_ids|input_word_ids)$/i.test(name) && /^int/.test(type) && shape.length === 2,
  );
