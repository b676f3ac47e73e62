import type { Prediction, Study } from '../library/index.ts';
import type { Explanation } from '../records/record.ts';

/**
 * A class the person can ask about: an output of the model, or the other class of a one-output
 * binary model by negation.
 */
export interface ClassChoice {
  readonly label: string;
  /** Name of the output, and its place among the model's K outputs. */
  readonly output: string;
  readonly index: number;
  readonly flip: boolean;
}

/**
 * Above this many, classes are searched instead of listed, and only the likeliest are explained.
 */
export const manyClasses = 10;

const likeliest = 5;

/** The classes of a study in order; one entry, the output itself, for a regression. */
export function classChoices(study: Pick<Study, 'card' | 'outputs'>): readonly ClassChoice[] {
  const { card, outputs } = study;
  if (card.task === 'binary' && outputs.length === 1 && card.classes?.length === 2) {
    return card.classes.map((label, place) => ({ label, output: outputs[0], index: 0, flip: place === 0 }));
  }
  return outputs.map((output, index) => ({ label: output, output, index, flip: false }));
}

const descending = (values: readonly number[]) =>
  values.map((_, index) => index).sort((a, b) => values[b] - values[a] || a - b);

/**
 * The class on show: the chosen one, else binary the last, multiclass the predicted one, regression
 * the only one.
 */
export function shownClass(
  study: Pick<Study, 'card' | 'outputs'>,
  chosen: string | null,
  modelOutput: readonly number[] | null,
  names: readonly string[],
): ClassChoice {
  const choices = classChoices(study);
  const wanted = chosen === null ? undefined : choices.find((choice) => choice.label === chosen);
  if (wanted) return wanted;
  if (study.card.task === 'multiclass' && modelOutput?.length) {
    const best = names[descending(modelOutput)[0]];
    return choices.find((choice) => choice.output === best) ?? choices[0];
  }
  return choices[choices.length - 1];
}

/** Outputs to ask for: all of them where they are few, else the likeliest with the chosen one. */
export function requestedOutputs(
  study: Pick<Study, 'card' | 'outputs'>,
  prediction: Prediction | null,
  chosen: string | null,
): 'all' | 'default' | readonly string[] {
  if (study.outputs.length <= manyClasses) return 'all';
  if (!prediction) return 'default';
  const names = descending(prediction.values)
    .slice(0, likeliest)
    .map((index) => prediction.outputs[index]);
  const wanted = chosen === null ? undefined : classChoices(study).find((choice) => choice.label === chosen)?.output;
  return wanted && !names.includes(wanted) ? [...names, wanted] : names;
}

/** What is known of the input that is asked about, or of the one before (`stale`). */
interface Known {
  readonly prediction: Prediction | null;
  readonly chosenClass: string | null;
  readonly shown: { readonly record: Explanation; readonly study: Study } | null;
  readonly stale: boolean;
}

/**
 * The likeliest of many classes with what the model says of them, and the chosen one: of the input
 * that is asked about, never of an earlier one; none while nothing is known of it.
 */
export function likelyClasses(
  study: Pick<Study, 'card' | 'outputs'>,
  { prediction, chosenClass, shown, stale }: Known,
): readonly { readonly label: string; readonly value: number }[] {
  const record = shown?.study === study && !stale ? shown.record : null;
  const answer = prediction ?? (record && { outputs: record.outputs, values: record.modelOutput });
  if (!answer) return [];
  const named = requestedOutputs(study, answer, chosenClass);
  const places = answer.outputs.map((label, place) => ({ label, value: answer.values[place] }));
  return typeof named === 'string' ? places : named.flatMap((name) => places.find(({ label }) => label === name) ?? []);
}

/** Where a class stands in a record; -1 where the record does not hold it. */
export const placeInRecord = (record: Pick<Explanation, 'outputs'>, choice: ClassChoice): number =>
  record.outputs.indexOf(choice.output);
