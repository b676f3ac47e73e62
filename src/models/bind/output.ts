import { type Message, message } from '../../catalogue/message.ts';
import type { Card } from '../../data/card.ts';
import { OrielError } from '../../errors.ts';
import type { ModelFacts, TensorShape } from '../model.ts';

/**
 * A question that the binding answers with `guess` for now. It has the form of the engine's
 * Question.
 */
export interface BindQuestion {
  readonly about: 'layout' | 'size' | 'normalisation';
  readonly text: Message;
  readonly choices: readonly { readonly value: string; readonly label: Message }[];
  readonly guess: string;
}

const FLOATS = new Set(['float32', 'float64', 'float16']);

/**
 * The output to explain and its number of columns K; K is 0 where the file does not say it (opening
 * the model finds out). Probabilities are preferred over scores, what fits the card's classes over
 * what does not. Throws `model-output` where there is only a label, or K contradicts the card.
 */
export function chooseOutput(
  facts: ModelFacts,
  card: Card | null,
  batch: number | null,
): { output: string; outputs: number } {
  const { file } = facts;
  const floats = facts.outputs.filter((output) => FLOATS.has(output.type));
  const usable = floats.filter((output) => output.shape.slice(2).every((size) => size === 1));
  if (usable.length === 0) {
    const [output] = floats.length > 0 ? floats : facts.outputs;
    const text =
      floats.length > 0 ? message('model.outputShape', { shape: shapeText(output) }) : message('model.labelOnly');
    throw new OrielError('model-output', { file, output: output.name, text });
  }
  const classes = card && card.task !== 'regression' ? card.classes?.length : undefined;
  const score = (output: TensorShape): number => {
    const outputs = columnsOf(output, batch);
    const fits = classes !== undefined && fitsClasses(outputs, classes);
    return (fits && outputs > 0 ? 4 : 0) + (/prob|softmax|sigmoid/i.test(output.name) ? 2 : 0) + (outputs > 1 ? 1 : 0);
  };
  const best = usable.reduce((a, b) => (score(b) > score(a) ? b : a));
  const outputs = columnsOf(best, batch);
  if (classes !== undefined && !fitsClasses(outputs, classes)) {
    const text = message('model.outputClasses', { outputs, classes });
    throw new OrielError('model-output', { file, output: best.name, text });
  }
  return { output: best.name, outputs };
}

/**
 * Rows a call must have: as the file fixes them, or one where the model scales its numbers over all
 * rows of a call, so that a row's answer depends on the others. null where any number will do.
 */
export function batchOf(facts: ModelFacts, declared: number | null): number | null {
  return declared ?? (facts.operators.some((operator) => /^(.*:)?DynamicQuantize/.test(operator)) ? 1 : null);
}

export const shapeText = ({ shape }: TensorShape): string => `[${shape.map((size) => size ?? '?').join(', ')}]`;

/** K as the file declares it: [N] and [N, 1] are 1; 0 where it is free. */
function columnsOf({ shape }: TensorShape, batch: number | null): number {
  if (shape.length >= 2) return shape[1] ?? 0;
  if (shape.length === 1 && (shape[0] === null || shape[0] === batch)) return 1;
  return 0;
}

const fitsClasses = (outputs: number, classes: number): boolean =>
  outputs === 0 || outputs === classes || (outputs === 1 && classes === 2);
