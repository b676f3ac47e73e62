// Columns of explained rows, and how strongly one changes with another.

import { type ExplainedRows, madeLate } from './explained-rows.ts';
import { evenly } from './signs.ts';

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
  /** Rows that have a value there, from the least to the largest. */
  readonly order: readonly number[];
}

/** Rows that columns are compared by where there are more: their strongest pairs show in these. */
export const MOST_COMPARED = 1000;

/** Some of the rows, by how many they may be: what is known of these is kept by them. */
const fewer = new WeakMap<ExplainedRows, Map<number, ExplainedRows>>();

/** At most `most` rows, evenly spread, for what needs no more and takes long of many. */
export function someRows(rows: ExplainedRows, most: number): ExplainedRows {
  if (rows.rows.length <= most) return rows;
  const before = fewer.get(rows) ?? new Map<number, ExplainedRows>();
  fewer.set(rows, before);
  const some = before.get(most) ?? evenlyFrom(rows, most);
  before.set(most, some);
  return some;
}

function evenlyFrom(rows: ExplainedRows, most: number): ExplainedRows {
  const { players } = rows;
  const places = evenly(rows.rows.length, most);
  const attributions = new Float64Array(places.length * players.length);
  for (const [to, at] of places.entries())
    attributions.set(rows.attributions.subarray(at * players.length, (at + 1) * players.length), to * players.length);
  return {
    ...rows,
    rows: places.map((at) => rows.rows[at]),
    attributions,
    values: madeLate(players, (_, player) => places.map((at) => rows.values[player][at])),
  };
}

/** What is known of every column, by player. */
interface Known {
  /** N attributions each, of those that somebody has looked at. */
  readonly effects: readonly Float64Array[];
  /** Mean sizes of these, and the least and the largest. */
  readonly sizes: Float64Array;
  readonly ends: readonly (readonly [least: number, most: number])[];
  columns: readonly RowColumn[] | null;
}

/** Found out once: pictures are drawn many times while a model is looked at. */
const known = new WeakMap<ExplainedRows, Known>();

function knownOf(explained: ExplainedRows): Known {
  const before = known.get(explained);
  if (before) return before;
  const { attributions, players, rows } = explained;
  const effects = madeLate(players, (_, player) => {
    const own = new Float64Array(rows.length);
    for (let row = 0, at = player; row < own.length; row++, at += players.length) own[row] = attributions[at];
    return own;
  });
  const found: Known = { effects, ...sizesOf(explained), columns: null };
  known.set(explained, found);
  return found;
}

/** Row by row, as they lie in memory: of a hundred thousand rows column by column takes long. */
function sizesOf({ attributions, players, rows }: ExplainedRows): Pick<Known, 'sizes' | 'ends'> {
  const sizes = new Float64Array(players.length);
  const least = attributions.slice(0, players.length);
  const most = attributions.slice(0, players.length);
  for (let row = 0, at = 0; row < rows.length; row++)
    for (let player = 0; player < sizes.length; player++, at++) {
      const effect = attributions[at];
      sizes[player] += Math.abs(effect);
      if (effect < least[player]) least[player] = effect;
      if (effect > most[player]) most[player] = effect;
    }
  return {
    sizes: sizes.map((sum) => sum / Math.max(1, rows.length)),
    ends: players.map((_, player) => [least[player] ?? 0, most[player] ?? 0]),
  };
}

/** N attributions of a column. */
export const effectsOf = (rows: ExplainedRows, player: number): Float64Array => knownOf(rows).effects[player];

/** The least and the largest of them. */
export const effectEnds = (rows: ExplainedRows, player: number): readonly [least: number, most: number] =>
  knownOf(rows).ends[player];

/** The least and the largest of some numbers; of none, both 0. */
export function endsOf(numbers: ArrayLike<number>): readonly [least: number, most: number] {
  if (numbers.length === 0) return [0, 0];
  let [least, most] = [numbers[0], numbers[0]];
  for (let at = 1; at < numbers.length; at++) {
    if (numbers[at] < least) least = numbers[at];
    if (numbers[at] > most) most = numbers[at];
  }
  return [least, most];
}

/** Columns by the mean size of their attributions, largest first; ranks once they are asked for. */
export function rowColumns(rows: ExplainedRows): readonly RowColumn[] {
  const of = knownOf(rows);
  of.columns ??= rows.players
    .map((name, player): RowColumn => {
      let found: ReturnType<typeof ranked> | null = null;
      const once = () => {
        found ??= ranked(rows.values[player]);
        return found;
      };
      return {
        player,
        name,
        size: of.sizes[player],
        get ranks() {
          return once().ranks;
        },
        get levels() {
          return once().levels;
        },
        get order() {
          return once().order;
        },
      };
    })
    .sort((a, b) => b.size - a.size || a.player - b.player);
  return of.columns;
}

function ranked(values: readonly (number | string | null)[]): Pick<RowColumn, 'ranks' | 'levels' | 'order'> {
  const present = values.filter((value) => value !== null);
  const isText = present.some((value) => typeof value === 'string');
  const order: (string | number)[] = isText
    ? [...new Set(present.map(String))].sort()
    : [...new Set(present.map(Number))].sort((a, b) => a - b);
  const place = new Map(order.map((value, at) => [value, order.length > 1 ? at / (order.length - 1) : 0.5]));
  const ranks = Float64Array.from(values, (value) =>
    value === null ? Number.NaN : (place.get(isText ? String(value) : Number(value)) ?? Number.NaN),
  );
  return {
    levels: isText ? order.map(String) : null,
    ranks,
    order: Array.from(ranks.keys())
      .filter((row) => !Number.isNaN(ranks[row]))
      .sort((a, b) => ranks[a] - ranks[b] || a - b),
  };
}

/** Fewer rows of like value say nothing of what else their effects go with. */
export const WINDOW = 10;

/**
 * How far a column's effects, among rows of like value, go with another column: the standard
 * deviation of what a straight line through its ranks accounts for, without what chance does.
 */
export function strengthOf(rows: ExplainedRows, column: RowColumn, other: RowColumn): number {
  const effects = effectsOf(rows, column.player);
  const order = column.order.filter((row) => !Number.isNaN(other.ranks[row]));
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
