import { max, min } from 'd3-array';
import { english } from '../catalogue/english.ts';
import type { Language } from '../catalogue/language.ts';
import { message } from '../catalogue/message.ts';
import { ownOf } from '../data/named.ts';
import type { Explanation } from '../records/record.ts';
import { cellText, type Formatter, formatter, percent, type Unit } from './format.ts';

/** How a record is shown; everything else comes from the record. */
export interface Presentation {
  /**
   * Index into the record's outputs. Default: binary the last, multiclass the predicted one,
   * otherwise the only one.
   */
  readonly output?: number | null;
  /**
   * Shows the other class of a one-column binary model: p becomes 1 - p, log-odds and attributions
   * change sign.
   */
  readonly flip?: boolean;
  /**
   * What to call the output shown where its name in the record does not fit (the other class of a
   * flip).
   */
  readonly label?: string;
  /**
   * Whether outputs are probabilities. Default: read off the record, which cannot tell a regression
   * within [0, 1].
   */
  readonly units?: 'probability' | 'value' | null;
  /**
   * The average answer for the output shown, in the model's own units, where the record has none
   * (a surrogate's base is its intercept).
   */
  readonly average?: number | null;
  /** Most bars to draw, Infinity for all. Default: the chart's own limit. */
  readonly max?: number | null;
  /** A record whose chart stands beside this one: both are drawn to one scale. */
  readonly beside?: Explanation | null;
}

/** A player of the record as it is shown for one output. */
export interface PlayerView {
  /** Index into the record's players. */
  readonly index: number;
  readonly name: string;
  /** Its value in the row; null where it has none to show (segments, removed input). */
  readonly cell: string | null;
  /** Number of columns in it; null where it is not a group. */
  readonly columns: number | null;
  /** In the record's space; sign changed by a flip. */
  readonly value: number;
  readonly error: number | null;
  /** 95 % interval; null where the standard error is absent or 0. */
  readonly interval: readonly [number, number] | null;
  /** The interval includes 0: the direction is not settled. */
  readonly faint: boolean;
}

/** One output of a record, ready for drawing: players by size, numbers with their units. */
export interface View {
  readonly record: Explanation;
  /** All words and numbers of the view and its chart are in this language. */
  readonly language: Language;
  readonly output: number;
  /** What the output is called. */
  readonly name: string;
  readonly unit: Unit;
  /** What the values count in; `own` where the explainer has a scale of its own. */
  readonly scale: Unit | 'own';
  /** The scale in words: "percentage points". */
  readonly units: string;
  /**
   * What the values are: shares that add up, coefficients of a surrogate, or effects measured one
   * by one.
   */
  readonly method: 'shap' | 'lime' | 'other';
  /** −1 where the other class is shown (a flip), else 1. */
  readonly sign: number;
  readonly base: number;
  readonly prediction: number;
  /** The model's answer as text, in the model's own units. */
  readonly answer: string;
  /** The base in the model's own units where they are known. */
  readonly baseAnswer: string;
  /** What the answer is compared with; null where that is not known. */
  readonly average: string | null;
  /** Largest |value| first; ties in the record's order. */
  readonly players: readonly PlayerView[];
  /** Largest |value|. */
  readonly largest: number;
  /** What the strongest colour stands for: the largest |value|, also of the record beside it. */
  readonly scaleTop: number;
  /**
   * What is drawn to the same scale: this record and that beside it, with as many bars as at first
   * and with all. Empty where nothing stands beside it.
   */
  readonly companions: readonly View[];
  readonly format: Formatter;
  /** R² of the surrogate, null where there is none. */
  readonly fit: number | null;
  /** Most bars to draw. */
  readonly max: number;
}

/** Explainers whose values are on a scale of their own, whatever the answer counts in. */
const OWN_SCALE: ReadonlySet<string> = new Set(['grad-cam']);

/** Half-width of the 95 % interval in standard errors. */
const z95 = 1.959964;

/** One output of a record as it is shown. `limit` is the chart's own limit of bars. */
export function viewOf(
  record: Explanation,
  presentation: Presentation = {},
  limit = Infinity,
  language: Language = english,
): View {
  const output = Math.min(presentation.output ?? defaultOutput(record), record.outputs.length - 1);
  const sign = presentation.flip ? -1 : 1;
  const probability = presentation.units ? presentation.units === 'probability' : looksLikeProbability(record);
  const unit: Unit = record.space === 'output' ? (probability ? 'probability' : 'value') : record.space;
  const flipped = (value: number, isProbability: boolean) =>
    presentation.flip ? (isProbability ? 1 - value : -value) : value;
  const players = playersOf(record, { output, sign }, language);
  const largest = largestOf(players);
  const { beside } = presentation;
  const scaleTop = beside ? Math.max(largest, largestOf(playersOf(beside, { output, sign }, language))) : largest;
  const finest =
    min(players, (player) => (player.error !== null && player.error > 0 ? player.error : Number.NaN)) ?? null;
  const scale = OWN_SCALE.has(record.explainer.name) ? 'own' : unit;
  const { amount } = formatter(unit, scaleTop, finest, language);
  const format = { ...formatter(scale === 'own' ? 'value' : unit, scaleTop, finest, language), amount };
  const base = flipped(record.base[output], unit === 'probability');
  const own = flipped(record.modelOutput[output], probability);
  const plainAnswer = (value: number): string =>
    probability ? percent(value, 1, language) : formatter('value', Math.abs(value), null, language).amount(value);
  const fit = fitOf(record, output);
  const adds = record.additivityResidual !== null;
  const baseAnswer = record.space === 'logit' ? plainAnswer(1 / (1 + Math.exp(-base))) : format.amount(base);
  const given = presentation.average ?? null;
  const known = given === null ? null : plainAnswer(flipped(given, probability));
  const name = record.outputs[output];
  return {
    record,
    language,
    output,
    name: presentation.label ?? (presentation.flip ? language.say('chart.not', { name }) : name),
    unit,
    scale,
    units: language.say(`chart.units.${scale}`),
    method: adds ? 'shap' : fit !== null ? 'lime' : 'other',
    sign,
    base,
    prediction: flipped(record.prediction[output], unit === 'probability'),
    answer: record.space === 'output' ? format.amount(own) : plainAnswer(own),
    baseAnswer,
    average: adds ? baseAnswer : known,
    players,
    largest,
    scaleTop,
    companions: beside ? companionsOf([record, beside], presentation, limit, language) : [],
    format,
    fit,
    max: presentation.max ?? limit,
  };
}

const largestOf = (players: readonly PlayerView[]): number => max(players, (player) => Math.abs(player.value)) ?? 0;

function companionsOf(
  records: readonly Explanation[],
  presentation: Presentation,
  limit: number,
  language: Language,
): readonly View[] {
  return records.flatMap((record) =>
    [limit, Infinity].map((most) => viewOf(record, { ...presentation, beside: null, max: most }, limit, language)),
  );
}

function playersOf(
  record: Explanation,
  { output, sign }: { readonly output: number; readonly sign: number },
  language: Language,
): PlayerView[] {
  const errors = record.standardErrors?.[output] ?? null;
  const players = record.players.map((name, index): PlayerView => {
    const value = sign * record.attributions[output][index] + 0;
    const error = errors ? errors[index] : null;
    const interval = error !== null && error > 0 ? ([value - z95 * error, value + z95 * error] as const) : null;
    return {
      index,
      name,
      cell: cellOf(record, name, language),
      columns: columnsOf(record, name)?.length ?? null,
      value,
      error,
      interval,
      faint: interval !== null && interval[0] <= 0 && interval[1] >= 0,
    };
  });
  return players.sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || a.index - b.index);
}

/**
 * The output shown when none is chosen: binary the last, multiclass the predicted one, otherwise
 * the only one.
 */
export function defaultOutput(record: Explanation): number {
  if (record.outputs.length <= 2) return record.outputs.length - 1;
  return record.modelOutput.indexOf(Math.max(...record.modelOutput));
}

/**
 * Whether outputs are probabilities, as far as a record tells: log-odds are taken of nothing else;
 * otherwise all lie in [0, 1].
 */
export function looksLikeProbability(record: Explanation): boolean {
  if (record.space === 'logit') return true;
  const within = (values: readonly number[]) => values.every((value) => value >= 0 && value <= 1 + 1e-6);
  const promised = record.additivityResidual !== null && record.space === 'output';
  return within(record.modelOutput) && (!promised || within(record.base));
}

/** Whether two records are one explanation at two moments: only then do bars glide. */
export function sameExplanation(a: Explanation | null, b: Explanation | null): boolean {
  if (!a || !b) return false;
  return (
    a.model.sha256 === b.model.sha256 &&
    a.input.sha256 === b.input.sha256 &&
    a.background?.sha256 === b.background?.sha256 &&
    JSON.stringify(absentOf(a)) === JSON.stringify(absentOf(b)) &&
    a.explainer.name === b.explainer.name &&
    a.space === b.space &&
    a.seed === b.seed &&
    a.players.length === b.players.length &&
    a.outputs.join('\n') === b.outputs.join('\n')
  );
}

const absentOf = ({ input }: Explanation) => (input.kind === 'tabular' ? input.absent : undefined);

/** Whether absent columns were drawn given the present ones: another question than otherwise. */
export const isConditional = (record: Explanation): boolean => absentOf(record) !== undefined;

/** The columns of a group; undefined for any other player, whatever it is called. */
const columnsOf = ({ groups }: Explanation, player: string): readonly string[] | undefined => ownOf(groups, player);

/** A player's value in the row, or those of its columns. */
function cellOf(record: Explanation, player: string, language: Language): string | null {
  if (record.input.kind !== 'tabular' || !record.input.values) return null;
  const { columns, values } = record.input;
  const one = (column: string) => {
    const at = columns.indexOf(column);
    return at < 0 ? null : cellText(values[at], language);
  };
  const grouped = columnsOf(record, player);
  if (!grouped) return one(player);
  const cells = grouped.map((column) =>
    message('chart.playerValue', { name: column, cell: one(column) ?? language.say('chart.missing') }),
  );
  return language.say('chart.list', { items: cells });
}

function fitOf(record: Explanation, output: number): number | null {
  for (const [name, value] of Object.entries(record.fidelity)) {
    if (!/^(r2|r²|rSquared|score)$/i.test(name)) continue;
    const one = Array.isArray(value) ? value[output] : value;
    if (typeof one === 'number') return one;
  }
  return null;
}
