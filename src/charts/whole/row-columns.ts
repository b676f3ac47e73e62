// Columns of explained rows, and how strongly one changes with another.

import type { ExplainedRows } from './explained-rows.ts';

/** A column of explained rows. */
export interface RowColumn {
  readonly player: number;
  readonly name: string;
  /** Mean size of its attributions. */
  readonly size: number;
  /** N: from 0, the least value, to 1, the largest, by rank; NaN where it is missing. */
  readonly ranks: Float64Array;
  /** Levels in the order of their ranks; null of numbers. */
  readonly levels: readonly string[] | null;
}

/** N attributions of a column. */
export const effectsOf = ({ attributions, players, rows }: ExplainedRows, player: number): Float64Array =>
  Float64Array.from({ length: rows.length }, (_, row) => attributions[row * players.length + player]);

/** Columns by the mean size of their attributions, largest first. */
export function rowColumns(rows: ExplainedRows): RowColumn[] {
  return rows.players
    .map((name, player): RowColumn => {
      const sum = effectsOf(rows, player).reduce((all, one) => all + Math.abs(one), 0);
      return { player, name, size: sum / Math.max(1, rows.rows.length), ...ranked(rows.values[player]) };
    })
    .sort((a, b) => b.size - a.size || a.player - b.player);
}

function ranked(values: readonly (number | string | null)[]): Pick<RowColumn, 'ranks' | 'levels'> {
  const present = values.filter((value) => value !== null);
  const isText = present.some((value) => typeof value === 'string');
  const order: (string | number)[] = isText
    ? [...new Set(present.map(String))].sort()
    : [...new Set(present.map(Number))].sort((a, b) => a - b);
  const place = new Map(order.map((value, at) => [value, order.length > 1 ? at / (order.length - 1) : 0.5]));
  return {
    levels: isText ? order.map(String) : null,
    ranks: Float64Array.from(values, (value) =>
      value === null ? Number.NaN : (place.get(isText ? String(value) : Number(value)) ?? Number.NaN),
    ),
  };
}

/** Fewer rows of like value say nothing of what else their effects go with. */
const WINDOW = 10;

/**
 * How far a column's effects, among rows of like value, go with another column: the standard
 * deviation of what a straight line through its ranks accounts for, without what chance does.
 */
export function strengthOf(rows: ExplainedRows, column: RowColumn, other: RowColumn): number {
  const effects = effectsOf(rows, column.player);
  const order = Array.from(effects.keys())
    .filter((row) => !Number.isNaN(column.ranks[row]) && !Number.isNaN(other.ranks[row]))
    .sort((a, b) => column.ranks[a] - column.ranks[b] || a - b);
  const size = Math.max(WINDOW, Math.min(50, Math.floor(order.length / 8)));
  let [variance, count] = [0, 0];
  for (let from = 0; from + size <= order.length; from += size) {
    const own = order.slice(from, from + size);
    variance +=
      size *
      accountedFor(
        own.map((row) => effects[row]),
        own.map((row) => other.ranks[row]),
      );
    count += size;
  }
  return count === 0 ? 0 : Math.sqrt(variance / count);
}

/** The variance of `y` that a line through `x` accounts for, by the adjusted R². */
function accountedFor(y: readonly number[], x: readonly number[]): number {
  const n = y.length;
  const [meanY, meanX] = [y, x].map((values) => values.reduce((all, one) => all + one, 0) / n);
  let [yy, xx, xy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    yy += (y[i] - meanY) * (y[i] - meanY);
    xx += (x[i] - meanX) * (x[i] - meanX);
    xy += (x[i] - meanX) * (y[i] - meanY);
  }
  if (xx === 0 || yy === 0) return 0;
  const r2 = (xy * xy) / (xx * yy);
  return Math.max(0, r2 - (1 - r2) / (n - 2)) * (yy / (n - 1));
}

/** The column that another one's effects go with most; null where there is none. */
export function partnerOf(rows: ExplainedRows, column: RowColumn, columns: readonly RowColumn[]): RowColumn | null {
  let [best, most]: [RowColumn | null, number] = [null, 0];
  for (const other of columns) {
    const strength = other === column ? 0 : strengthOf(rows, column, other);
    if (strength > most) [best, most] = [other, strength];
  }
  return best;
}
