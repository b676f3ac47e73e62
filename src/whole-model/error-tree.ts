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

/** A way to divide rows: those for which it is true, and the others. */
interface Split {
  readonly is: (row: number) => boolean;
  readonly yes: Condition;
  readonly no: Condition;
}

const TRIED = 20;

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
  const splits = columns.map(splitsOf);
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
    const best = left > 0 ? bestSplit(splits, rows, { errors, least }) : null;
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

function splitsOf({ name: column, values, levels }: Column): Split[] {
  const missing: Split = {
    is: (row) => Number.isNaN(values[row]),
    yes: { column, missing: true },
    no: { column, missing: false },
  };
  if (levels)
    return [
      missing,
      ...levels.map((level, code) => ({
        is: (row: number) => values[row] === code,
        yes: { column, level },
        no: { column, not: level },
      })),
    ];
  const sorted = sortedNumbers(values);
  const cuts = new Set(Array.from({ length: TRIED - 1 }, (_, i) => quantileOf(sorted, (i + 1) / TRIED)));
  return [
    missing,
    ...[...cuts].map((most) => ({
      // Rows without a value are with the small ones, wherever they are.
      is: (row: number) => !(values[row] > most),
      yes: { column, most },
      no: { column, above: most },
    })),
  ];
}

function bestSplit(
  splits: readonly (readonly Split[])[],
  rows: Int32Array,
  { errors, least }: { readonly errors: Float64Array; readonly least: number },
): Split | null {
  let [sum, squares] = [0, 0];
  for (const row of rows) {
    sum += errors[row];
    squares += errors[row] * errors[row];
  }
  const variance = squares / rows.length - (sum / rows.length) * (sum / rows.length);
  let found: Split | null = null;
  let tried = 0;
  let best = 0;
  for (const split of splits.flat()) {
    let [count, own] = [0, 0];
    for (const row of rows)
      if (split.is(row)) {
        count++;
        own += errors[row];
      }
    const rest = rows.length - count;
    if (count < least || rest < least) continue;
    tried++;
    const difference = own / count - (sum - own) / rest;
    const gain = ((count * rest) / rows.length) * difference * difference;
    if (gain > best) [best, found] = [gain, split];
  }
  // Bonferroni's bound at 5 % over all that were tried, by a bound of the normal tail.
  return found && best > variance * 2 * log(20 * Math.max(1, tried)) ? found : null;
}
