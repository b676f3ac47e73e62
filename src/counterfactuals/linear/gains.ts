import { type Numbers, roomLike } from '../../numerics/numbers.ts';
import { predictLinear } from '../../structures/linear.ts';
import { encodedRows, type Structure } from '../../structures/structure.ts';
import type { Bounding } from '../bounding.ts';
import type { Box, Contrasts } from '../boxes/box.ts';
import { allSettings, type Lever, type Settings, settingsOf } from '../lever.ts';
import { dataSettings, type Table } from '../search/data-settings.ts';

export type LinearStructure = Structure & { readonly kind: 'linear' };

/** What a linear model makes of a row and its levers. */
export interface Gains {
  readonly settings: readonly Settings[];
  /** Whether these are all that there are. */
  readonly complete: boolean;
  /** By lever, what each setting adds to each contrast: settings × Q. */
  readonly added: readonly Float64Array[];
  /** Q: the contrasts of the row as it is. */
  readonly asIs: Float64Array;
  /** Sum of all that may be added up. */
  readonly size: number;
  /**
   * By lever, how far what its settings add lies off a straight line, where they are numbers in
   * their order (but for a missing value, which comes last): with that allowed for, what they add
   * and cost is largest and least at the ends of a range. null: every setting counts.
   */
  readonly bends: readonly (number | null)[];
}

/** Relative to all that is summed; columns in single precision are rounded before. */
const ROUNDING = 1e-11;

/** Settings of a lever that are all tried; of more, those that the data has. */
const TRIED = 5001;

export function gainsOf(
  structure: LinearStructure,
  bounding: Bounding,
  { row, levers, table }: { readonly row: Numbers; readonly levers: readonly Lever[]; readonly table: Table },
): Gains {
  const { outputs } = structure.linear;
  const { weights, contrasts } = bounding;
  const contrastsOf = (rows: Numbers, count: number): Float64Array => {
    const raw = predictLinear(structure.linear, encodedRows(structure, rows, count), count);
    const found = new Float64Array(count * contrasts);
    for (let at = 0; at < count; at++)
      for (let q = 0; q < contrasts; q++)
        for (let k = 0; k < outputs; k++) found[at * contrasts + q] += weights[q * outputs + k] * raw[at * outputs + k];
    return found;
  };
  /** The same; no numbers for a row with a category that the file does not know. */
  const knownContrasts = (rows: Numbers, count: number): Float64Array => {
    try {
      return contrastsOf(rows, count);
    } catch {
      if (count === 1) return new Float64Array(contrasts).fill(Number.NaN);
      return Float64Array.from(
        Array.from({ length: count }, (_, at) => rows.subarray(at * row.length, (at + 1) * row.length)).flatMap(
          (one) => [...knownContrasts(one, 1)],
        ),
      );
    }
  };
  const asIs = contrastsOf(row, 1);
  let complete = true;
  let size = asIs.reduce((sum, value) => sum + Math.abs(value), 0);
  const made = levers.map((lever) => {
    const all = allSettings(lever, row, TRIED);
    if (!all || (lever.kind === 'together' && lever.sampled)) complete = false;
    const own = settingsOf(lever, row, all ?? dataSettings(lever, row, table));
    const rows = roomLike(row, own.count * row.length);
    for (let at = 0; at < own.count; at++) {
      rows.set(row, at * row.length);
      for (const [c, column] of own.columns.entries())
        rows[at * row.length + column] = own.values[at * own.columns.length + c];
    }
    const found = knownContrasts(rows, own.count).map((value, at) => value - asIs[at % contrasts]);
    // Of one contrast, what does not add to it is of no use beside fewer changes.
    const kept = Array.from({ length: own.count }, (_, at) => at).filter(
      (at) => at === 0 || (contrasts > 1 ? Number.isFinite(found[at * contrasts]) : found[at] > 0),
    );
    const added = Float64Array.from(kept.flatMap((at) => [...found.subarray(at * contrasts, (at + 1) * contrasts)]));
    size += added.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const width = own.columns.length;
    return {
      added,
      settings: {
        columns: own.columns,
        count: kept.length,
        costs: Float64Array.from(kept, (at) => own.costs[at]),
        values: Float64Array.from(kept.flatMap((at) => [...own.values.subarray(at * width, (at + 1) * width)])),
      },
    };
  });
  return {
    settings: made.map(({ settings }) => settings),
    added: made.map(({ added }) => added),
    complete,
    asIs,
    size,
    bends: levers.map(({ kind }, lever) =>
      kind === 'number'
        ? bendOf(made[lever].settings, made[lever].added, { contrasts, rounding: size * ROUNDING })
        : null,
    ),
  };
}

/** Parts of what a lever adds at most that its settings may lie off a line. */
const NEARLY_STRAIGHT = 1e-3;

/**
 * See `Gains.bends`. Where something stands in front of the model, what a number adds may jump or
 * turn back; what it costs turns at the row's own number.
 */
function bendOf(
  { count, costs, values }: Settings,
  added: Float64Array,
  { contrasts, rounding }: { readonly contrasts: number; readonly rounding: number },
): number | null {
  const last = Number.isNaN(values[count - 1]) ? count - 2 : count - 1;
  if (last < 3) return null;
  const width = values[last] - values[1];
  /** How far numbers lie off the line between the first and the last, and the largest of them. */
  const off = (numbers: Float64Array, among: number, place: number): [off: number, most: number] => {
    const at = (setting: number) => numbers[setting * among + place];
    let [farthest, most] = [0, 0];
    for (let setting = 1; setting <= last; setting++) {
      const line = at(1) + ((at(last) - at(1)) * (values[setting] - values[1])) / width;
      farthest = Math.max(farthest, Math.abs(at(setting) - line));
      most = Math.max(most, Math.abs(at(setting)));
    }
    return [farthest, most];
  };
  // Costs count where there is one contrast alone; see `leastCost`.
  if (contrasts === 1) {
    const [bend, most] = off(costs, 1, 0);
    if (bend > most * 1e-9) return null;
  }
  let bend = 0;
  for (let q = 0; q < contrasts; q++) {
    const [own, most] = off(added, contrasts, q);
    if (own > most * NEARLY_STRAIGHT) return null;
    bend = Math.max(bend, own);
  }
  return bend > rounding ? bend : 0;
}

/** So few settings are looked at one by one. */
const FEW = 4;

/** The settings from one to another of which one is best, within `leeway`; see `Gains.bends`. */
function* decisive({ bends }: Gains, lever: number, from: number, to: number): Generator<number> {
  if (bends[lever] === null || to - from <= FEW) for (let setting = from; setting < to; setting++) yield setting;
  else {
    yield from;
    // The first setting is the row as it is, wherever its number lies.
    yield from + 1;
    yield to - 2;
    yield to - 1;
  }
}

/** Those between the ends may lie above the line between these, and the ends below it. */
const leeway = ({ bends }: Gains, lever: number, from: number, to: number): number =>
  to - from <= FEW ? 0 : 2 * (bends[lever] ?? 0);

/** Bounds of contrasts over a box: what each lever can add at most. */
export function linearContrasts(gains: Gains): Contrasts {
  const { added, asIs, size } = gains;
  const upper = new Float64Array(asIs.length);
  const width = asIs.length;
  return {
    slack: size * ROUNDING,
    upper({ levers, from, to }) {
      upper.set(asIs);
      for (let at = 0; at < levers.length; at++) {
        const own = added[levers[at]];
        for (let q = 0; q < width; q++) {
          let most = Number.NEGATIVE_INFINITY;
          for (const setting of decisive(gains, levers[at], from[at], to[at]))
            most = Math.max(most, own[setting * width + q]);
          upper[q] += most + leeway(gains, levers[at], from[at], to[at]);
        }
      }
      return upper;
    },
  };
}

/** Steps by which the weight of what is needed is found. */
const DOUBLINGS = 60;
const HALVINGS = 12;

/**
 * What a row in a box costs at least, where one contrast must grow by `need`: for any weight w, it
 * is no less than w × need + Σ over the levers of the least of cost − w × gain (Lagrange).
 */
export function leastCost(gains: Gains, need: number): (box: Box) => number {
  const { settings, added } = gains;
  return ({ levers, from, to }) => {
    let best = 0;
    /** The bound for a weight; returns whether a larger weight may be better. */
    const tryWeight = (weight: number): boolean => {
      let [bound, gained] = [weight * need, 0];
      for (let at = 0; at < levers.length; at++) {
        const { costs } = settings[levers[at]];
        const own = added[levers[at]];
        let [least, gain] = [Number.POSITIVE_INFINITY, 0];
        for (const setting of decisive(gains, levers[at], from[at], to[at])) {
          const value = costs[setting] - weight * own[setting];
          if (value < least) [least, gain] = [value, own[setting]];
        }
        bound += least - weight * leeway(gains, levers[at], from[at], to[at]);
        gained += gain;
      }
      best = Math.max(best, bound);
      return gained < need;
    };
    let [low, high] = [0, 1];
    for (let step = 0; step < DOUBLINGS && tryWeight(high); step++) [low, high] = [high, 2 * high];
    for (let step = 0; step < HALVINGS; step++) {
      const middle = (low + high) / 2;
      if (tryWeight(middle)) low = middle;
      else high = middle;
    }
    // Columns that are rounded to single precision lie beside their line.
    return best * (1 - 1e-6);
  };
}
