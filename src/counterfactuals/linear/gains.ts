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
   * By lever, whether its settings are numbers in their order: what they add and cost is largest
   * and least at the ends of a range, but for a missing value, which comes last.
   */
  readonly ordered: readonly boolean[];
}

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
  const asIs = contrastsOf(row, 1);
  let complete = true;
  let size = asIs.reduce((sum, value) => sum + Math.abs(value), 0);
  const made = levers.map((lever) => {
    const all = allSettings(lever, row, TRIED);
    if (!all) complete = false;
    const own = settingsOf(lever, row, all ?? dataSettings(lever, row, table));
    const rows = roomLike(row, own.count * row.length);
    for (let at = 0; at < own.count; at++) {
      rows.set(row, at * row.length);
      for (const [c, column] of own.columns.entries())
        rows[at * row.length + column] = own.values[at * own.columns.length + c];
    }
    const found = contrastsOf(rows, own.count).map((value, at) => value - asIs[at % contrasts]);
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
    ordered: levers.map(({ kind }) => kind === 'number'),
  };
}

/** The settings from one to another of which one is the best; see `Gains.ordered`. */
function* decisive({ ordered }: Gains, lever: number, from: number, to: number): Generator<number> {
  const few = ordered[lever] && to - from > 4;
  if (!few) for (let setting = from; setting < to; setting++) yield setting;
  else {
    yield from;
    // The first setting is the row as it is, wherever its number lies.
    yield from + 1;
    yield to - 2;
    yield to - 1;
  }
}

/** Relative to all that is summed; columns in single precision are rounded before. */
const ROUNDING = 1e-11;

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
          upper[q] += most;
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
        bound += least;
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
