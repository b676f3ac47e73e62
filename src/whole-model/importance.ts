import { magnitudeOf } from './magnitude.ts';
import { type Measure, meanOf, moments, proportion } from './measure.ts';

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
export const columnOf = (numbers: Float64Array, player: number, width: number): Float64Array =>
  Float64Array.from({ length: numbers.length / width }, (_, row) => numbers[row * width + player]);

/**
 * What each player counts for, the most important first.
 * @param population rows that these are a sample of (see `MagnitudeOptions`).
 */
export function importanceOf(attributions: Attributions, population: number): PlayerImportance[] {
  const { players, values, errors, rows } = attributions;
  const width = players.length;
  const leading = leadersOf(attributions);
  return players
    .map((name, player): PlayerImportance => {
      const own = columnOf(values, player, width);
      const ownErrors = errors && columnOf(errors, player, width);
      const { measure, plain } = magnitudeOf(own, ownErrors, { population });
      const led = leading.filter((leader) => leader === player).length;
      const raised = leading.filter((leader, row) => leader === player && own[row] > 0).length;
      return {
        name,
        importance: measure,
        plain,
        mean: meanOf(own),
        leads: proportion(led, rows),
        raises: proportion(raised, led),
      };
    })
    .sort((a, b) => (b.importance.value ?? 0) - (a.importance.value ?? 0) || b.plain - a.plain);
}

/** The player with the largest attribution in each row; -1 where all are 0. */
export function leadersOf({ rows, players, values }: Attributions): Int32Array {
  const width = players.length;
  return Int32Array.from({ length: rows }, (_, row) => {
    let [leader, most] = [-1, 0];
    for (let player = 0; player < width; player++) {
      const size = Math.abs(values[row * width + player]);
      if (size > most) [leader, most] = [player, size];
    }
    return leader;
  });
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

/** Whose attributions differ between two sets of rows, and by how much. */
export interface Shift {
  readonly name: string;
  /** Mean attribution in the first minus that in the second, with the errors of both. */
  readonly difference: Measure;
  readonly first: number;
  readonly second: number;
}

export interface Gap {
  /** How many rows are in the first, and in the second. */
  readonly rows: readonly [first: number, second: number];
  /** Mean answer, in the space of the attributions, in the first minus that in the second. */
  readonly difference: number;
  /** They add up to the difference (as far as attributions add up to answers); largest first. */
  readonly columns: readonly Shift[];
}

/**
 * Which columns carry the difference between two sets of rows. Estimates' own errors are part of
 * the spread between rows, and so of the intervals.
 */
export function gapBetween(attributions: Attributions, first: Int32Array, second: Int32Array): Gap {
  const { players, values } = attributions;
  const width = players.length;
  const pick = (rows: Int32Array, player: number) => Float64Array.from(rows, (row) => values[row * width + player]);
  const columns = players.map((name, player): Shift => {
    const [a, b] = [moments(pick(first, player)), moments(pick(second, player))];
    return { name, difference: differenceOf(a, b), first: a.mean, second: b.mean };
  });
  return {
    rows: [first.length, second.length],
    difference: columns.reduce((sum, { first: a, second: b }) => sum + (a - b), 0),
    columns: columns.sort((a, b) => Math.abs(b.difference.value ?? 0) - Math.abs(a.difference.value ?? 0)),
  };
}

/** The difference of two means, with Welch's error. */
export function differenceOf(a: ReturnType<typeof moments>, b: ReturnType<typeof moments>): Measure {
  const value = a.mean - b.mean;
  const error = Math.sqrt(a.error * a.error + b.error * b.error);
  if (!Number.isFinite(error)) return { value: Number.isNaN(value) ? null : value, low: null, high: null };
  return { value, low: value - 1.959963984540054 * error, high: value + 1.959963984540054 * error };
}
