import { explainers } from '../../explainers/index.ts';
import type { Explanation } from '../../records/record.ts';
import { pageWords } from '../../words/en.ts';
import { formatCount, formatNumber, formatPercent, formatTime } from './format.ts';

const words = pageWords.trust;

/** How far an explanation can be trusted, in a word and a sentence. */
export interface Trust {
  readonly level: 'exact' | 'high' | 'good' | 'rough' | 'low' | 'unknown';
  readonly word: string;
  readonly text: string;
}

/**
 * Largest standard error of one output, in the record's space and against its largest value; null
 * where there are none.
 */
export function errorOf(
  record: Explanation,
  output: number,
): { readonly largest: number; readonly relative: number } | null {
  const errors = record.standardErrors?.[output];
  if (!errors) return null;
  const largest = errors.reduce((most, error) => Math.max(most, error), 0);
  const strongest = record.attributions[output].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { largest, relative: strongest > 0 ? largest / strongest : largest > 0 ? 1 : 0 };
}

/**
 * A size as a person reads it: percentage points for probabilities, the record's units otherwise.
 * One digit is enough.
 */
export function sizeText(record: Explanation, probability: boolean, size: number): string {
  if (record.space !== 'output' || !probability) return formatNumber(size, size);
  return words.points(formatNumber(size * 100, size * 100));
}

/** Largest error beside the largest value at which a verdict still holds, the surest first. */
const verdicts = [
  ['high', 0.03],
  ['good', 0.12],
  ['rough', 0.35],
  ['low', Number.POSITIVE_INFINITY],
] as const;

/** The verdict on one output of a record. `probability`: its values are probabilities. */
export function trustOf(record: Explanation, output: number, probability: boolean): Trust {
  const error = errorOf(record, output);
  if (!error) return { level: 'unknown', word: words.unknown, text: words.noErrors };
  if (error.largest === 0) return { level: 'exact', word: words.exact, text: words.exactText };
  const part = error.relative < 0.01 ? words.underOne : words.percent(Math.round(error.relative * 100));
  const [level] = verdicts.find(([, most]) => error.relative <= most) ?? verdicts[3];
  return { level, word: words[level], text: words.goodTo(sizeText(record, probability, error.largest), part) };
}

/** Whether base and values add up to the prediction, in words. */
export function adds(record: Explanation, output: number, probability: boolean): string {
  const residual = record.additivityResidual?.[output];
  if (residual === undefined) return words.addsUpNot;
  const scale = Math.max(Math.abs(record.prediction[output] - record.base[output]), 1e-6);
  return Math.abs(residual) <= 1e-6 * scale + 1e-9
    ? words.addsUpYes
    : words.addsUpNearly(sizeText(record, probability, Math.abs(residual)));
}

/**
 * What is left of the answer when its reasons are taken away, or put in, first; null where no
 * curves were made.
 */
export function curvesText(record: Explanation, output: number, probability: boolean): string | null {
  const [removed, added] = [record.fidelity.deletionArea, record.fidelity.insertionArea].map((areas) =>
    Array.isArray(areas) && typeof areas[output] === 'number' ? areas[output] : null,
  );
  if (removed === null || added === null) return null;
  const text = (size: number) => (probability && record.space === 'output' ? formatPercent(size) : formatNumber(size));
  return words.curvesText(text(removed), text(added));
}

/** Weighted R² of a surrogate; null where there is none. */
export function fitOf(record: Explanation, output: number): number | null {
  const measure = record.fidelity.r2;
  const one = Array.isArray(measure) ? measure[output] : measure;
  return typeof one === 'number' ? one : null;
}

/** "CPU (WebAssembly): the model uses ...": where it ran and why there. */
export function backendText({ backend }: Explanation): string {
  const name = words.backends[backend.name as keyof typeof words.backends] ?? backend.name;
  return words.whereText(backend.adapter ? `${name}, ${backend.adapter}` : name, backend.why);
}

/** Whether the same request would give the same values: not when a clock or a person ended it. */
export function repeatText({ seed, stopped, backend }: Explanation): string {
  if (stopped === 'cancelled' || stopped === 'deadline') return words.repeatStopped(String(seed));
  return backend.name === 'webgpu' || backend.name === 'mixed'
    ? words.repeatGpu(String(seed))
    : words.repeatText(String(seed));
}

/** Which explainer it was and why that one, as a sentence. */
export function reasonText({ explainer }: Explanation): string {
  const label = explainers.find(({ name }) => name === explainer.name)?.label ?? explainer.name;
  return words.reason(label, explainer.why);
}

/** What it took: samples, where there were any, answers of the model, and time. */
export function workText({ coalitions, calls, milliseconds, stopped }: Explanation): string {
  const [answers, time] = [formatCount(calls), formatTime(milliseconds)];
  const early = stopped === 'deadline' || stopped === 'cancelled';
  if (coalitions === 0) return early ? words.workNone(answers, time) : words.workRead(answers, time);
  return words.workText(formatCount(coalitions), answers, time);
}
