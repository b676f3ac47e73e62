import { add, type Coalitions, coalitionsOf, has } from '../../games/coalitions.ts';
import type { Random } from '../../numerics/random.ts';
import { oddGame } from '../gp-shap/estimate.ts';
import { pairPlan } from '../kernel-shap/pair-plan.ts';
import type { PairedFit } from '../kernel-shap/paired-regression.ts';
import type { Halves } from './screening.ts';

/** Pairs in an ask. */
const [LEAST_PAIRS, MOST_PAIRS] = [16, 256];

/** What was known of all players before some of them were played apart. */
export interface Known {
  /** K × m. */
  readonly values: Float64Array;
  /** Players that were found but are not played apart: their values come from few orders. */
  readonly found: Int32Array;
  /** K: variance of the values of players that were not found. */
  readonly unexplained: Float64Array | null;
}

/** The game of some players apart and all others as one more (a quotient game, Owen 1977). */
export interface Quotient {
  /** Asks for pairs of its coalitions, over the m players. */
  play(budget: number): Halves<void>;
  /** Whether values, with errors, can be read from the pairs so far. */
  known(): boolean;
  /** Whether every pair was asked for. */
  complete(): boolean;
  solve(totals: Float64Array): PairedFit;
  /** As `solve`, in little time. */
  rough(totals: Float64Array): PairedFit;
  effort(): number;
  roughEffort(coming: number): number;
  /**
   * Values and errors of all m players: what the game says of those apart, and of the sum of the
   * others, who share what their values lack of it.
   */
  spread(fit: PairedFit, known: Known): PairedFit;
}

/** Which of m players are played apart, in a game of K outputs. */
export interface QuotientSettings {
  readonly m: number;
  readonly outputs: number;
  readonly apart: Int32Array;
  readonly random: Random;
  readonly pulse?: (() => void) | undefined;
}

export function createQuotient({ m, outputs, apart, random, pulse }: QuotientSettings): Quotient {
  const rest = m - apart.length;
  const count = apart.length + Math.min(1, rest);
  const where = new Int32Array(m).fill(apart.length);
  for (const [a, j] of apart.entries()) where[j] = a;
  const plan = pairPlan(count, random, () => 1);
  const game = oddGame(count, outputs, plan, pulse);
  let done = 0;

  return {
    *play(budget) {
      while (done < Math.min(budget, plan.total)) {
        const most = Math.max(LEAST_PAIRS, Math.min(MOST_PAIRS, done >> 1));
        const batch = plan.take(Math.min(most, budget - done));
        const coalitions: Coalitions = coalitionsOf(m, batch.coalitions.count);
        for (let row = 0; row < coalitions.count; row++)
          for (let j = 0; j < m; j++) if (has(batch.coalitions, row, where[j])) add(coalitions, row, j);
        game.add(batch, yield coalitions);
        done += coalitions.count;
      }
    },
    known: () => done >= Math.min(plan.total, count + 2),
    complete: () => done >= plan.total,
    solve: game.solve,
    rough: game.rough,
    effort: game.effort,
    roughEffort: game.roughEffort,
    spread(fit, { values, found, unexplained }) {
      const all = values.slice();
      const errors = fit.standardErrors && new Float64Array(outputs * m);
      for (let k = 0; k < outputs; k++) {
        const own = fit.values.subarray(k * count, (k + 1) * count);
        let missing = rest > 0 ? own[apart.length] : 0;
        for (let j = 0; j < m; j++) if (where[j] === apart.length) missing -= values[k * m + j];
        // What few orders miss of a value is seen at the players apart.
        let off = 0;
        for (const [a, j] of apart.entries()) off += square(own[a] - values[k * m + j]) / apart.length;
        for (let j = 0; j < m; j++) {
          if (where[j] < apart.length) all[k * m + j] = own[where[j]];
          else all[k * m + j] += missing / rest;
        }
        if (!errors || !fit.standardErrors) continue;
        const certain = fit.standardErrors.subarray(k * count, (k + 1) * count);
        const shared = rest > 0 ? square(certain[apart.length] / rest) : 0;
        errors.fill(Math.sqrt((unexplained?.[k] ?? off) + shared), k * m, (k + 1) * m);
        for (const j of found) errors[k * m + j] = Math.sqrt(off + shared);
        for (const [a, j] of apart.entries()) errors[k * m + j] = certain[a];
      }
      return { values: all, standardErrors: errors };
    },
  };
}

const square = (x: number): number => x * x;
