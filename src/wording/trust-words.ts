import type { Language } from '../catalogue/language.ts';
import { message } from '../catalogue/message.ts';
import type { Explanation } from '../records/record.ts';
import { formatNumber, formatPercent, formatTime } from './format.ts';

/** One output of a record. `probability`: its values are probabilities. */
export interface OutputOf {
  readonly record: Explanation;
  readonly output: number;
  readonly probability: boolean;
}

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
 * A size as a person reads it: percentage points for probabilities, else the record's units. One
 * digit is enough.
 */
function sizeText({ record, probability }: OutputOf, size: number, language: Language): string {
  if (record.space !== 'output' || !probability) return formatNumber(size, language, size);
  const points = size * 100;
  // As it is shown: a first digit of 1 has a second one beside it.
  const digits = points.toExponential().startsWith('1') ? 2 : 1;
  return language.say('page.trust.points', {
    n: formatNumber(points, language, points),
    points: Number(points.toPrecision(digits)),
  });
}

/** Largest error beside the largest value at which a verdict still holds, the surest first. */
const verdicts = [
  ['high', 0.03],
  ['good', 0.12],
  ['rough', 0.35],
  ['low', Number.POSITIVE_INFINITY],
] as const;

/** The verdict on one output of a record. */
export function trustOf(one: OutputOf, language: Language): Trust {
  const error = errorOf(one.record, one.output);
  const verdict = (level: Trust['level'], text: string) => ({ level, word: language.say(`page.trust.${level}`), text });
  if (!error) return verdict('unknown', language.say('page.trust.noErrors'));
  if (error.largest === 0) return verdict('exact', language.say('page.trust.exactText'));
  const [level] = verdicts.find(([, most]) => error.relative <= most) ?? verdicts[3];
  const text = language.say('page.trust.goodTo', {
    error: sizeText(one, error.largest, language),
    small: error.relative < 0.01,
    percent: Math.round(error.relative * 100),
  });
  return verdict(level, text);
}

/** Whether base and values add up to the prediction. */
export function additivityText(one: OutputOf, language: Language): string {
  const { record, output } = one;
  const residual = record.additivityResidual?.[output];
  if (residual === undefined) return language.say('page.trust.addsUpNot');
  const scale = Math.max(Math.abs(record.prediction[output] - record.base[output]), 1e-6);
  if (Math.abs(residual) <= 1e-6 * scale + 1e-9) return language.say('page.trust.addsUpYes');
  return language.say('page.trust.addsUpNearly', { residual: sizeText(one, Math.abs(residual), language) });
}

/**
 * What is left of the answer when its reasons are taken away, or put in, first; null where no
 * curves were made.
 */
export function curvesText({ record, output, probability }: OutputOf, language: Language): string | null {
  const [removed, added] = [record.fidelity.deletionArea, record.fidelity.insertionArea].map((areas) =>
    Array.isArray(areas) && typeof areas[output] === 'number' ? areas[output] : null,
  );
  if (removed === null || added === null) return null;
  const percents = probability && record.space === 'output';
  const text = (size: number) => (percents ? formatPercent(size, language) : formatNumber(size, language));
  return language.say('page.trust.curvesText', { removed: text(removed), added: text(added) });
}

/** Weighted R² of a surrogate; null where there is none. */
export function fitOf(record: Explanation, output: number): number | null {
  const measure = record.fidelity.r2;
  const one = Array.isArray(measure) ? measure[output] : measure;
  return typeof one === 'number' ? one : null;
}

/** What is said of a structure that answers, before it was compared and after. */
const COMPARED = [
  ['engine.backendUncompared.trees', 'engine.backendNative.trees'],
  ['engine.backendUncompared.linear', 'engine.backendNative.linear'],
] as const;

const backends = ['native', 'wasm', 'webgpu', 'mixed'] as const;

const isGpu = ({ backend }: Explanation): boolean => backend.name === 'webgpu' || backend.name === 'mixed';

/** Where it ran, in plain words. */
export const whereText = (record: Explanation, language: Language): string =>
  language.say('page.trust.whereText', { gpu: isGpu(record) });

/** Where it ran, and why there: "On the CPU (WebAssembly): the model uses ...". */
export function backendText({ backend }: Pick<Explanation, 'backend'>, language: Language): string {
  const known = backends.find((name) => name === backend.name);
  return language.say('page.trust.term.whereText', {
    name: known ? message(`page.trust.backends.${known}`) : backend.name,
    adapter: backend.adapter,
    why: backend.whyMessage ?? backend.why,
  });
}

/**
 * The same as it is said before or after the model was compared with the runtime, whichever is not
 * said now; null where nothing is compared.
 */
export function otherBackendText({ backend }: Explanation, language: Language): string | null {
  const now = backend.whyMessage?.key;
  const pair = COMPARED.find((one) => one.some((key) => key === now));
  const other = pair?.find((key) => key !== now);
  return other ? backendText({ backend: { ...backend, whyMessage: message(other) } }, language) : null;
}

/**
 * Whether the same request would give the same values: not when a clock or a person ended it, and
 * not known while it is unfinished.
 */
export function repeatText(
  { record, unfinished }: { readonly record: Explanation; readonly unfinished?: boolean },
  language: Language,
): string {
  if (unfinished) return language.say('page.trust.repeatUnfinished');
  const { stopped } = record;
  if (stopped === 'cancelled' || stopped === 'deadline') return language.say('page.trust.repeatStopped');
  return isGpu(record) ? language.say('page.trust.repeatGpu') : language.say('page.trust.repeatText');
}

/** The rows whose values stand for what is hidden: how many, and how they were chosen. */
export const backgroundText = ({ rows, method }: NonNullable<Explanation['background']>, language: Language): string =>
  language.say('page.trust.term.backgroundText', { rows, method: method === 'k-means' ? 'clusters' : method });

/** What it took, in plain words. */
export const effortText = ({ calls, milliseconds }: Explanation, language: Language): string =>
  language.say('page.trust.workPlain', { calls, time: formatTime(milliseconds, language) });

/** What it took: samples, if there were any, answers of the model, and time. */
export function workText({ coalitions, calls, milliseconds, stopped }: Explanation, language: Language): string {
  const time = formatTime(milliseconds, language);
  if (coalitions > 0) return language.say('page.trust.workText', { samples: coalitions, calls, time });
  const early = stopped === 'deadline' || stopped === 'cancelled';
  return early
    ? language.say('page.trust.workNone', { calls, time })
    : language.say('page.trust.workRead', { calls, time });
}
