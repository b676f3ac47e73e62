import type { Coalitions } from '../../games/coalitions.ts';
import type { Random } from '../../numerics/random.ts';
import { moderatedFactor, moderatedVariances, smallSampleFactor } from '../../numerics/student-t.ts';
import { evenOrders } from './even-orders.ts';
import { createPass, type Leaf, type Pass, partOf } from './pass.ts';

// Numbers of this file were chosen on the games of `npm run bench -- wide`.

/** Leaves that a pass begins with. */
export const EVEN = 16;
/** What is below this part of all players' contributions (the root of their squares) is left. */
const LEAST = 0.002;
/**
 * With half of the budget used, the first pass goes on while what is not cut apart is more than
 * this part.
 */
const OPEN = 0.1;
/** A pass with more cuts than this part of its players is made whole. */
const WHOLE = 0.5;
/** Passes without a find that end the search, and the part of the budget for their first cuts. */
const CLEAN = 4;
const CHECKED = 0.1;
/**
 * Beyond half of the budget the search goes on while the others hold more than this part, and these
 * many pairs are left for each find.
 */
const FAR = 0.05;
const PAIRS_A_FIND = 4;
/** Most players that are played apart, and pairs that must be left for each of them. */
export const MOST_APART = 256;
export const PAIRS_APART = 2.5;
/** Cuts in an ask. */
const [LEAST_CUTS, MOST_CUTS] = [8, 64];

/** Asks for coalitions, each with its complement, and is sent half the differences, pairs × K. */
export type Halves<R> = Generator<Coalitions, R, Float64Array>;

/** A first look at all players: their contributions in few orders, cut where it matters. */
export interface Screening {
  /** K × m. */
  values(): Float64Array;
  /** K × m, from whole passes; null for fewer than two. */
  standardErrors(): Float64Array | null;
  /** K: the variance of the value of a player that was not found; null before the second pass. */
  unexplained(): Float64Array | null;
  /** Pairs asked for. */
  pairs(): number;
  /**
   * Looks for players that matter, or that contribute differently from order to order once all were
   * cut off: those found, by what they showed. Null where that is true of most.
   */
  search(): Halves<Int32Array | null>;
  /** Whole passes, until this many pairs are used up. */
  repeat(most: number): Halves<void>;
}

export interface ScreeningOptions {
  readonly m: number;
  readonly outputs: number;
  /** K: half of what all players contribute. */
  readonly half: Float64Array;
  /** Pairs, as far as is known by now. */
  readonly budget: () => number;
  readonly random: Random;
}

export function createScreening({ m, outputs, half, random, ...options }: ScreeningOptions): Screening {
  let { budget } = options;
  const orderOf = evenOrders(m, random.fork('orders'));
  const sides = random.fork('sides');
  const all = Int32Array.from({ length: m }, (_, j) => j);
  const values = new Float64Array(outputs * m);
  /** While the first pass is cut: equal shares of each leaf. */
  let shares: Float64Array | null = null;
  /** How often each player was cut off, and the most it showed, as a part of all. */
  const seen = new Int32Array(m);
  const shown = new Float64Array(m);
  /** Whole passes: mean, and sum of squared differences from it. */
  const mean = new Float64Array(outputs * m);
  const squares = new Float64Array(outputs * m);
  let whole = 0;
  let left: { readonly variance: Float64Array; readonly leaves: number } | null = null;
  let used = 0;

  const norm = (): Float64Array => {
    const sums = new Float64Array(outputs);
    for (const [i, value] of values.entries()) sums[Math.floor(i / m)] += value * value;
    return sums.map(Math.sqrt);
  };
  const squaresOf = (leaves: readonly Leaf[]): Float64Array => {
    const sums = new Float64Array(outputs);
    for (const { rest } of leaves) for (let k = 0; k < outputs; k++) sums[k] += rest[k] * rest[k];
    return sums;
  };
  const rootOf = (leaves: readonly Leaf[]): Float64Array => squaresOf(leaves).map(Math.sqrt);
  const begin = (loose: Int32Array, before: Int32Array, scale: (leaves: readonly Leaf[]) => Float64Array): Pass => {
    const ends = loose.length === m;
    const even = Math.max(1, Math.min(EVEN, loose.length, budget() - used + (ends ? 1 : -1)));
    const known = ends ? ([half.map((value) => -value), half] as const) : null;
    return createPass({ m, outputs, order: orderOf(loose), before, expected: values, even, scale, ends: known });
  };
  /** Cuts, as many at once as suit; false where nothing is left to cut. */
  function* cut(pass: Pass, least: number): Halves<boolean> {
    const done = pass.cuts();
    const room = done === 0 ? EVEN + 1 : Math.max(LEAST_CUTS, Math.min(MOST_CUTS, done >> 2));
    const free = budget() - used;
    const cuts = free > 0 ? pass.next(Math.min(free, room), least) : new Int32Array(0);
    if (cuts.length === 0 || cuts.length > free) return false;
    const halves = yield pass.coalitions(cuts);
    used += cuts.length;
    pass.receive(cuts, halves);
    return true;
  }
  const eachMember = (pass: Pass, visit: (player: number, rest: Float64Array, size: number) => void): void => {
    for (const { from, to, rest } of pass.leaves())
      for (let i = from; i < to; i++) visit(pass.order[i], rest, to - from);
  };
  /** Takes over what a pass found. */
  const keep = (pass: Pass, scale: Float64Array): void => {
    const complete = pass.leaves().length === m;
    if (complete) whole += 1;
    eachMember(pass, (j, rest, size) => {
      if (size === 1) shown[j] = Math.max(shown[j], partOf(rest, scale));
      for (let k = 0; k < outputs; k++) {
        const at = k * m + j;
        const found = values[at] + rest[k];
        const off = complete ? found - mean[at] : 0;
        if (complete) mean[at] += off / whole;
        if (complete) squares[at] += off * (found - mean[at]);
        values[at] += rest[k] / size / (seen[j] + 1);
      }
      if (size === 1) seen[j] += 1;
    });
    if (complete && whole > 1) values.set(mean);
  };
  const found = (): Int32Array => all.filter((j) => shown[j] > LEAST).sort((a, b) => shown[b] - shown[a] || a - b);
  /** Whether what remains of a pass is worth cutting off, and can be. */
  const makesWhole = (pass: Pass): boolean =>
    pass.cuts() > WHOLE * pass.order.length && budget() - used >= pass.order.length - pass.leaves().length;

  function* first(): Halves<void> {
    const pass = begin(all, new Int32Array(0), rootOf);
    let least = LEAST;
    for (;;) {
      if (makesWhole(pass)) least = -1;
      if (least > 0 && pass.cuts() >= Math.max(EVEN, budget() / 2)) {
        const every = squaresOf(pass.leaves());
        const open = squaresOf(pass.leaves().filter(({ from, to }) => to - from > 1));
        if (open.every((sum, k) => sum <= OPEN * OPEN * every[k])) break;
      }
      if (!(yield* cut(pass, least))) break;
      const own = new Float64Array(outputs * m);
      eachMember(pass, (j, rest, size) => {
        for (let k = 0; k < outputs; k++) own[k * m + j] = rest[k] / size;
      });
      shares = own;
    }
    keep(pass, rootOf(pass.leaves()));
    shares = null;
    // Once all were cut off, what they contribute elsewhere shows in the next pass.
    if (whole > 0) shown.fill(0);
  }

  /** Another order of the players not found, half of the others before it; its first cuts. */
  function* again(apart: Int32Array): Halves<number> {
    const loose = all.filter((j) => !apart.includes(j));
    if (loose.length < 2) return 0;
    const before = used;
    const pass = begin(
      loose,
      apart.filter(() => sides.uniform() < 0.5),
      norm,
    );
    const most = budget() - used >= loose.length ? Number.POSITIVE_INFINITY : (budget() - used) / 2;
    let opening = 0;
    let least = LEAST;
    while (used - before < most) {
      if (makesWhole(pass)) least = -1;
      if (!(yield* cut(pass, least))) break;
      if (opening > 0) continue;
      opening = pass.cuts();
      const variance = squaresOf(pass.leaves()).map((sum) => sum / loose.length);
      left = { variance, leaves: pass.leaves().length };
    }
    if (opening > 0) keep(pass, norm());
    return opening;
  }

  return {
    values: () => shares ?? values,
    pairs: () => used,
    unexplained() {
      if (!left) return null;
      const factor = smallSampleFactor(left.leaves);
      return left.variance.map((variance) => factor * factor * variance);
    },
    standardErrors() {
      if (whole < 2) return null;
      const factor = moderatedFactor(whole);
      const counts = new Float64Array(m).fill(whole);
      const errors = new Float64Array(outputs * m);
      for (let k = 0; k < outputs; k++) {
        const own = moderatedVariances(squares.subarray(k * m, (k + 1) * m), counts);
        for (let j = 0; j < m; j++) errors[k * m + j] = factor * Math.sqrt(own[j] / whole);
      }
      return errors;
    },
    *search() {
      // So few are not worth a search.
      if (m <= EVEN) return all;
      yield* first();
      let apart = found();
      let clean = 0;
      let checked = 0;
      while (used < budget() && clean < CLEAN && checked < Math.max(EVEN + 1, CHECKED * budget())) {
        const opening = yield* again(apart);
        if (opening === 0) break;
        checked += opening;
        const now = found();
        if (whole > 1 && now.length > Math.min(MOST_APART, (budget() - used) / PAIRS_APART)) return null;
        clean = now.length === apart.length ? clean + 1 : 0;
        apart = now;
        const unit = norm();
        const open = left?.variance.some((variance, k) => Math.sqrt(variance * m) > FAR * unit[k]);
        if (used > budget() / 2 && !(open && budget() - used >= PAIRS_A_FIND * apart.length)) break;
      }
      return apart;
    },
    *repeat(most) {
      budget = () => most;
      while (budget() - used >= m - 1) {
        const pass = begin(all, new Int32Array(0), norm);
        while (yield* cut(pass, -1));
        keep(pass, norm());
      }
    },
  };
}
