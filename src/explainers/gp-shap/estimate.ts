import type { PairBatch } from '../kernel-shap/pair-plan.ts';
import { type PairedFit, pairedRegression } from '../kernel-shap/paired-regression.ts';
import { type Correction, correctionOf } from './correction.ts';
import { fitEffort } from './fit.ts';
import { fitOpen, mergeFits, type PlanOfPairs, part, regionsTell, type Taken } from './open-fit.ts';

/**
 * Pairs that the Gaussian process takes: its time grows with their cube. Later pairs correct its
 * estimate.
 */
const MOST = 2048;
/** Times as long a multiplication takes for later pairs, which are not compared in WebAssembly. */
const SLOWER = 8;

export interface OddGame {
  /**
   * Takes in a batch: `halves` holds (value of the coalition − value of its complement) / 2, pairs
   * × K.
   */
  add(batch: PairBatch, halves: Float64Array): void;
  /**
   * Values and errors from everything taken in, with Σ values = `totals[k]` for each output.
   * Depends on the pairs, not on earlier calls.
   */
  solve(totals: Float64Array): PairedFit;
  /** The regression alone, in little time. */
  rough(totals: Float64Array): PairedFit;
  /** Multiplications that `solve` takes, to an order of magnitude. */
  effort(): number;
  /** Those that `rough` will take once `coming` more pairs are there. */
  roughEffort(coming: number): number;
}

/**
 * Shapley values from the odd part g(x) = (v(x) − v(−x)) / 2 of a game of m players and K outputs,
 * seen at pairs of a plan: the posterior of a Gaussian process; of additive games, and once every
 * pair was seen, the regression that is exact for them.
 */
export function oddGame(m: number, outputs: number, plan: PlanOfPairs, pulse?: () => void): OddGame {
  const regression = pairedRegression(m, outputs, plan, pulse);
  const early: Taken[] = [];
  const late: Taken[] = [];
  let count = 0;
  let correction: Correction | null = null;
  return {
    add(batch, halves) {
      regression.add(batch, halves);
      const all = batch.coalitions.count;
      const room = Math.max(0, Math.min(all, MOST - count));
      if (room > 0) early.push(part({ batch, halves }, outputs, 0, room));
      if (room < all) late.push(part({ batch, halves }, outputs, room, all));
      count += all;
    },
    rough: regression.rough,
    roughEffort: regression.roughEffort,
    effort() {
      const fitted = correction ? 0 : fitEffort(Math.min(count, MOST), m);
      const left = late.reduce((sum, { batch }) => sum + batch.coalitions.count, 0);
      return regression.effort() + fitted + SLOWER * left * MOST * m;
    },
    solve(totals) {
      const plain = regression.solve(totals);
      if (count >= plan.total) return plain;
      if (count <= MOST) {
        const divisions = plan.divisions && (regionsTell(count, m) ? plan.divisions : []);
        const first = fitOpen(early, plain, { m, totals, chosen: plan.chosen, divisions, pulse });
        return first ? mergeFits(first, m, plain, plan.divisions !== undefined) : additive(plain);
      }
      // The first pairs are fitted once; what is added afterwards does not change that fit.
      if (correction === null) {
        const start = pairedRegression(m, outputs, plan, pulse);
        for (const { batch, halves } of early) start.add(batch, halves);
        const first = fitOpen(early, start.solve(totals), { m, totals, chosen: plan.chosen, pulse });
        if (first === null) return plain;
        correction = correctionOf(m, plan, first, { early, pulse });
      }
      // One that is broken off comes again.
      for (; late.length > 0; late.shift()) correction.add(late[0]);
      return correction.solve(plain);
    },
  };
}

/**
 * For additive games the regression is right to the last digits once every player was seen alone.
 */
const additive = ({ values, standardErrors }: PairedFit): PairedFit => ({
  values,
  standardErrors: standardErrors && new Float64Array(values.length),
});
