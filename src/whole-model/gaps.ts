import type { Attributions } from './importance.ts';
import { type Measure, type moments, Z } from './measure.ts';

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

/** Means of all players over some rows, and the sums of squares about them. */
interface Moments {
  readonly rows: number;
  readonly means: Float64Array;
  readonly squares: Float64Array;
}

/**
 * Which columns carry the difference between each of some sets of rows and all other rows; null
 * where there are none of either. Estimates' own errors are part of the spread between rows, and so
 * of the intervals.
 * @param sets rows of each; no row is in two of them.
 */
export function gapsOf(attributions: Attributions, sets: readonly Int32Array[]): (Gap | null)[] {
  const { players } = attributions;
  const parts = momentsOf(attributions, sets);
  return sets.map((_, at) => {
    const others = parts.filter((_, other) => other !== at).reduce(together);
    return parts[at].rows === 0 || others.rows === 0 ? null : between(players, parts[at], others);
  });
}

function between(players: readonly string[], first: Moments, second: Moments): Gap {
  const columns = players.map((name, player): Shift => {
    const [a, b] = [first, second].map((own) => meanIn(own, player));
    return { name, difference: differenceOf(a, b), first: a.mean, second: b.mean };
  });
  return {
    rows: [first.rows, second.rows],
    difference: columns.reduce((sum, { first: a, second: b }) => sum + (a - b), 0),
    columns: columns.sort((a, b) => Math.abs(b.difference.value ?? 0) - Math.abs(a.difference.value ?? 0)),
  };
}

/**
 * Of each set, and last of the rows that are in none. The rows are gone through as they lie in
 * memory, twice.
 */
function momentsOf({ values, players, rows: count }: Attributions, sets: readonly Int32Array[]): Moments[] {
  const width = players.length;
  const setOf = new Int32Array(count).fill(sets.length);
  for (const [at, rows] of sets.entries()) for (const row of rows) setOf[row] = at;
  const parts = Array.from({ length: sets.length + 1 }, () => ({
    rows: 0,
    means: new Float64Array(width),
    squares: new Float64Array(width),
  }));
  for (let row = 0, at = 0; row < count; row++) {
    const part = parts[setOf[row]];
    const { means } = part;
    part.rows++;
    for (let player = 0; player < width; player++, at++) means[player] += values[at];
  }
  for (const { rows, means } of parts) for (let player = 0; player < width; player++) means[player] /= rows;
  for (let row = 0, at = 0; row < count; row++) {
    const { means, squares } = parts[setOf[row]];
    for (let player = 0; player < width; player++, at++) {
      const off = values[at] - means[player];
      squares[player] += off * off;
    }
  }
  return parts;
}

/** Of the rows of both (Chan, Golub and LeVeque 1983). */
function together(a: Moments, b: Moments): Moments {
  if (a.rows === 0 || b.rows === 0) return a.rows === 0 ? b : a;
  const rows = a.rows + b.rows;
  return {
    rows,
    means: a.means.map((mean, at) => (mean * a.rows + b.means[at] * b.rows) / rows),
    squares: a.squares.map((sum, at) => {
      const apart = b.means[at] - a.means[at];
      return sum + b.squares[at] + ((a.rows * b.rows) / rows) * apart * apart;
    }),
  };
}

function meanIn({ rows, means, squares }: Moments, player: number): ReturnType<typeof moments> {
  const error = rows < 2 ? Number.POSITIVE_INFINITY : Math.sqrt(squares[player] / (rows - 1) / rows);
  return { mean: means[player], error };
}

/** The difference of two means, with Welch's error. */
export function differenceOf(a: ReturnType<typeof moments>, b: ReturnType<typeof moments>): Measure {
  const value = a.mean - b.mean;
  const error = Math.sqrt(a.error * a.error + b.error * b.error);
  if (!Number.isFinite(error)) return { value: Number.isNaN(value) ? null : value, low: null, high: null };
  return { value, low: value - Z * error, high: value + Z * error };
}
