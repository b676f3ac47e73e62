import { log } from '../numerics/math.ts';
import type { Column } from './groups.ts';
import { type Measure, meanOf, POSITIVE, proportion } from './measure.ts';
import { quantileOf, sortedNumbers } from './quantiles.ts';

/** A condition on one column. */
export type Condition =
  | { readonly column: string; readonly most: number }
  | { readonly column: string; readonly above: number }
  | { readonly column: string; readonly level: string }
  | { readonly column: string; readonly not: string }
  | { readonly column: string; readonly missing: boolean };

/** Rows that meet conditions, and how far the model is off there. */
export interface ErrorNode {
  /** Null of all rows. */
  readonly condition: Condition | null;
  readonly rows: number;
  /** Mean error of a row: the share of mistakes, or the mean loss. */
  readonly error: Measure;
  /** None, or the two that it divides into. */
  readonly parts: readonly ErrorNode[];
}

export interface ErrorTreeOptions {
  readonly depth?: number;
  /** Rows that each part must have. */
  readonly least?: number;
}

/** A way to divide rows: those whose bin it is true of, and the others. */
interface Split {
  /** Bins from, up to but without, to. */
  readonly bins: readonly [from: number, to: number];
  readonly yes: Condition;
  readonly no: Condition;
}

/** A column whose values are put into bins: between cuts, or by level; the first has no value. */
interface Binned {
  readonly binOf: Uint32Array;
  readonly bins: number;
  readonly splits: readonly Split[];
}

/** The split that was found, and of which rows it is true. */
interface Found extends Split {
  readonly is: (row: number) => boolean;
}

const TRIED = 20;
/** Of squares, what rounding may make of a spread of 0. */
const ROUNDING = 1e-12;

/**
 * Where a model fails most, as a small tree of conditions: each division is the one that takes most
 * of the errors' variance away (Breiman et al. 1984), if that is more than chance would take.
 * @param errors rows: 1 for a mistake and 0 for none, or a loss.
 */
export function errorTree(
  columns: readonly Column[],
  errors: Float64Array,
  { depth = 3, least = Math.max(20, Math.ceil(errors.length / 50)) }: ErrorTreeOptions = {},
): ErrorNode {
  const binned = columns.map(inBins);
  const all = Int32Array.from({ length: errors.length }, (_, row) => row);
  const isShare = errors.every((error) => error === 0 || error === 1);
  const errorOf = (rows: Int32Array): Measure => {
    const own = Float64Array.from(rows, (row) => errors[row]);
    return isShare
      ? proportion(
          own.reduce((sum, error) => sum + error, 0),
          own.length,
        )
      : meanOf(own, POSITIVE);
  };
  const node = (condition: Condition | null, rows: Int32Array, left: number): ErrorNode => {
    const best = left > 0 ? bestSplit(binned, rows, { errors, least }) : null;
    return {
      condition,
      rows: rows.length,
      error: errorOf(rows),
      parts: best
        ? [
            node(best.yes, rows.filter(best.is), left - 1),
            node(
              best.no,
              rows.filter((row) => !best.is(row)),
              left - 1,
            ),
          ]
        : [],
    };
  };
  return node(null, all, depth);
}

function inBins({ name: column, values, levels }: Column): Binned {
  const missing: Split = { bins: [0, 1], yes: { column, missing: true }, no: { column, missing: false } };
  const binOf = new Uint32Array(values.length);
  if (levels) {
    for (let row = 0; row < values.length; row++) binOf[row] = Number.isNaN(values[row]) ? 0 : values[row] + 1;
    const single = levels.map(
      (level, code): Split => ({
        bins: [code + 1, code + 2],
        yes: { column, level },
        no: { column, not: level },
      }),
    );
    return { binOf, bins: levels.length + 1, splits: [missing, ...single] };
  }
  const sorted = sortedNumbers(values);
  const cuts = [...new Set(Array.from({ length: TRIED - 1 }, (_, i) => quantileOf(sorted, (i + 1) / TRIED)))];
  for (let row = 0; row < values.length; row++)
    if (!Number.isNaN(values[row])) for (binOf[row] = 1; cuts[binOf[row] - 1] < values[row]; ) binOf[row]++;
  const ranges = cuts.map(
    (most, at): Split => ({
      // Rows without a value are with the small ones, wherever they are.
      bins: [0, at + 2],
      yes: { column, most },
      no: { column, above: most },
    }),
  );
  return { binOf, bins: cuts.length + 2, splits: [missing, ...ranges] };
}

function bestSplit(
  binned: readonly Binned[],
  rows: Int32Array,
  { errors, least }: { readonly errors: Float64Array; readonly least: number },
): Found | null {
  let [sum, squares] = [0, 0];
  for (const row of rows) {
    sum += errors[row];
    squares += errors[row] * errors[row];
  }
  const mean = sum / rows.length;
  let spread = 0;
  for (const row of rows) spread += (errors[row] - mean) * (errors[row] - mean);
  // What errors that are all the same differ by is rounding.
  if (spread <= ROUNDING * squares) return null;
  const variance = spread / rows.length;
  let found: Found | null = null;
  let tried = 0;
  let best = 0;
  for (const { binOf, bins, splits } of binned) {
    const [counts, sums] = [new Float64Array(bins), new Float64Array(bins)];
    for (const row of rows) {
      counts[binOf[row]]++;
      sums[binOf[row]] += errors[row];
    }
    for (const split of splits) {
      const [from, to] = split.bins;
      let [count, own] = [0, 0];
      for (let bin = from; bin < to; bin++) {
        count += counts[bin];
        own += sums[bin];
      }
      const rest = rows.length - count;
      if (count < least || rest < least) continue;
      tried++;
      const difference = own / count - (sum - own) / rest;
      const gain = ((count * rest) / rows.length) * difference * difference;
      if (gain <= best) continue;
      best = gain;
      found = { ...split, is: (row) => binOf[row] >= from && binOf[row] < to };
    }
  }
  // Bonferroni's bound at 5 % over all that were tried, by a bound of the normal tail.
  return found && best > variance * 2 * log(20 * Math.max(1, tried)) ? found : null;
}
