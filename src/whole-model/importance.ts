import { magnitudeOf } from './magnitude.ts';
import { type Measure, meanOf, proportion } from './measure.ts';

/** Explained rows, of one output. */
export interface Attributions {
  readonly rows: number;
  readonly players: readonly string[];
  /** rows × players. */
  readonly values: Float64Array;
  /** rows × players: standard errors; null where values are exact. */
  readonly errors: Float64Array | null;
}

/** What a player counts for in a model. */
export interface PlayerImportance {
  readonly name: string;
  /** Mean size of its attributions, without what their errors add to it. */
  readonly importance: Measure;
  /** The plain mean of sizes, as other tools have it. */
  readonly plain: number;
  /** Mean attribution: which way it goes on the whole. */
  readonly mean: Measure;
  /** The share of rows in which it counts for most. */
  readonly leads: Measure;
  /** Of those, the share in which it raises the answer. */
  readonly raises: Measure;
}

/** A player's numbers, one a row. */
export function columnOf(numbers: Float64Array, player: number, width: number): Float64Array {
  const column = new Float64Array(numbers.length / width);
  for (let row = 0, at = player; row < column.length; row++, at += width) column[row] = numbers[at];
  return column;
}

/** Rows whose numbers stay at hand while they are shared out. */
const TOGETHER = 64;

/** The numbers of all players, some rows at a time: each by itself goes through all of memory. */
function columnsOf(numbers: Float64Array, width: number): Float64Array[] {
  const rows = numbers.length / width;
  const columns = Array.from({ length: width }, () => new Float64Array(rows));
  for (let from = 0; from < rows; from += TOGETHER) {
    const to = Math.min(rows, from + TOGETHER);
    for (let player = 0; player < width; player++) {
      const column = columns[player];
      for (let row = from, at = from * width + player; row < to; row++, at += width) column[row] = numbers[at];
    }
  }
  return columns;
}

/**
 * What each player counts for, the most important first.
 * @param population rows that these are a sample of (see `MagnitudeOptions`).
 */
export const importanceOf = (attributions: Attributions, population: number): PlayerImportance[] =>
  ranked([...importances(attributions, population)]);

/** The most important first. */
export const ranked = (players: readonly PlayerImportance[]): PlayerImportance[] =>
  players.toSorted((a, b) => (b.importance.value ?? 0) - (a.importance.value ?? 0) || b.plain - a.plain);

/** What each player counts for, one after the other: where there are errors each takes a while. */
export function* importances(attributions: Attributions, population: number): Generator<PlayerImportance, void> {
  const { players, values, errors, rows } = attributions;
  const width = players.length;
  const [led, raised] = [new Float64Array(width), new Float64Array(width)];
  const leaders = leadersOf(attributions);
  for (let row = 0; row < rows; row++) {
    const leader = leaders[row];
    if (leader < 0) continue;
    led[leader]++;
    if (values[row * width + leader] > 0) raised[leader]++;
  }
  const all = columnsOf(values, width);
  for (const [player, name] of players.entries()) {
    const own = all[player];
    const { measure, plain } = magnitudeOf(own, errors && columnOf(errors, player, width), { population });
    yield {
      name,
      importance: measure,
      plain,
      mean: meanOf(own),
      leads: proportion(led[player], rows),
      raises: proportion(raised[player], led[player]),
    };
  }
}

/** The player with the largest attribution in each row; -1 where all are 0. */
export function leadersOf({ rows, players, values }: Attributions): Int32Array {
  const width = players.length;
  const leaders = new Int32Array(rows).fill(-1);
  for (let row = 0; row < rows; row++) {
    let most = 0;
    for (let player = 0; player < width; player++) {
      const size = Math.abs(values[row * width + player]);
      if (!(size > most)) continue;
      leaders[row] = player;
      most = size;
    }
  }
  return leaders;
}

/** How much worse the answers become where a column's values change places between rows. */
export interface PermutationImportance {
  readonly name: string;
  readonly increase: Measure;
}

/**
 * Permutation importance (Breiman 2001; Fisher, Rudin and Dominici 2019): the mean increase of a
 * loss over rows.
 * @param losses rows: of the answers as they are.
 * @param permuted repeats of rows: with the column's values changed about.
 */
export function permutationImportance(
  name: string,
  losses: Float64Array,
  permuted: readonly Float64Array[],
): PermutationImportance {
  const increases = losses.map(
    (loss, row) => permuted.reduce((sum, one) => sum + one[row], 0) / permuted.length - loss,
  );
  return { name, increase: meanOf(increases) };
}
