import { fitEffort, fitRows, type Learning, type ProcessFit } from '../gp-shap/fit.ts';
import { type Seen, type SignRows, signRows } from '../gp-shap/kernel.ts';
import { part } from '../gp-shap/open-fit.ts';
import type { PairPlan } from '../kernel-shap/pair-plan.ts';
import { better, correctionOf, type PairCorrection, type Process } from './correction.ts';
import { pairFunctional } from './functional.ts';
import type { CutBatch, InteractionIndex } from './indices.ts';
import { cutRegression, type PairFit } from './regression.ts';

/**
 * Pairs of coalitions that the process takes: its time grows with their cube. Later ones correct
 * it.
 */
const MOST = 2048;
/**
 * Spent on the prior: more than for values. Found on synthetic games, where less left larger
 * errors.
 */
const LEARNING: Learning = { rows: 300, evaluations: 30 };
/** Cuts below this part of the values are rounding. */
const ROUNDING = 1e-13;
/**
 * Where pairs explain the cuts up to this part of the largest, least squares may know them better.
 */
const NEARLY = 0.1;

export interface EvenGame {
  /** Takes in a batch; `largest` (K) is the size of the game's values. */
  add(batch: CutBatch, largest: Float64Array): void;
  /** Whether enough was taken in to say something: every player alone, and as many other pairs. */
  told(): boolean;
  /**
   * The interactions from everything taken in; depends on that, not on earlier calls. Null where
   * rounding leaves no fit.
   */
  solve(): PairFit | null;
  /** Multiplications that `solve` takes, to an order of magnitude. */
  effort(): number;
}

/** Pairs of coalitions needed for m players. */
export const pairsFor = (m: number, { total }: Pick<PairPlan, 'total'>): number => Math.min(total, 2 * m);

interface Settings {
  readonly index: InteractionIndex;
  readonly pulse?: (() => void) | undefined;
}

/**
 * Interactions of m players from the even part e(x) = (v(x) + v(−x)) / 2 of a game of K outputs,
 * seen at pairs of a plan: the posterior of a Gaussian process. Of an output that is nearly one of
 * pairs alone, by what the process finds, least squares may know more, and finds one of pairs to
 * the last digits; the smaller predicted error decides.
 */
export function evenGame(m: number, outputs: number, plan: PairPlan, { index, pulse }: Settings): EvenGame {
  const pairs = (m * (m - 1)) / 2;
  const regression = cutRegression(m, outputs, plan, index);
  const functional = pairFunctional(index);
  const early: CutBatch[] = [];
  const late: CutBatch[] = [];
  const sizes = new Float64Array(outputs);
  let count = 0;
  let correction: PairCorrection | null = null;

  /** The process for the outputs that have any interaction; null where none has. */
  const fitted = (): { rows: SignRows; open: number[]; fit: ProcessFit | null } | null => {
    const rows = signRows(
      m,
      early.map(({ batch }) => batch.coalitions),
      true,
    );
    const n = rows.count;
    const largest = new Float64Array(outputs);
    for (const { cuts } of early)
      for (let i = 0; i < cuts.length; i++) largest[i % outputs] = Math.max(largest[i % outputs], Math.abs(cuts[i]));
    const open = Array.from(largest.keys()).filter((k) => largest[k] > ROUNDING * sizes[k]);
    if (open.length === 0) return null;
    // e(x) − e(1), which is 0 in the last row, that of the full coalition.
    const y = new Float64Array(open.length * n);
    const first = new Float64Array(open.length * m);
    let at = 0;
    for (const { batch, cuts } of early)
      for (let row = 0; row < batch.coalitions.count; row++, at++)
        open.forEach((k, o) => {
          const cut = cuts[row * outputs + k];
          y[o * n + at] = -cut / 2;
          // What a player alone is cut off from is the sum of its interactions.
          if (batch.classes[row] === 0) first[o * m + loner(rows, at)] = cut;
        });
    const seen: Seen = { y, outputs: open.length, parity: 'even', pulse };
    const fit = fitRows(rows, seen, first, { functional, learning: LEARNING });
    return { rows, open, fit };
  };

  const solveEarly = (): { found: PairFit; process: Process | null } | null => {
    const process = fitted();
    const found: PairFit = { values: new Float64Array(outputs * pairs), errors: new Float64Array(outputs * pairs) };
    if (process === null) return { found, process };
    const { rows, open, fit } = process;
    if (fit === null) return null;
    open.forEach((k, o) => {
      found.values.set(fit.values.subarray(o * pairs, (o + 1) * pairs), k * pairs);
      found.errors.set(fit.errors.subarray(o * pairs, (o + 1) * pairs), k * pairs);
    });
    return { found, process: { rows, open, fit } };
  };

  return {
    add(taken, largest) {
      regression.add(taken.batch, taken.cuts);
      const all = taken.batch.coalitions.count;
      const room = Math.max(0, Math.min(all, MOST - count));
      const halved = { batch: taken.batch, halves: taken.cuts };
      const cut = (from: number, to: number): CutBatch => {
        const { batch, halves } = part(halved, outputs, from, to);
        return { batch, cuts: halves };
      };
      if (room > 0) early.push(cut(0, room));
      if (room < all) late.push(cut(room, all));
      count += all;
      if (room > 0) for (let k = 0; k < outputs; k++) sizes[k] = Math.max(sizes[k], largest[k]);
    },
    told: () => count >= pairsFor(m, plan),
    effort() {
      const first = correction ? 0 : fitEffort(Math.min(count, MOST), m, pairs, LEARNING);
      const fit = first + late.reduce((sum, { batch }) => sum + batch.coalitions.count, 0) * MOST * m;
      // Least squares may be wanted where there are equations enough.
      return fit + (correction?.effort() ?? 0) + (regression.determined() ? regression.effort() : 0);
    },
    solve() {
      let found: PairFit | null = null;
      if (count <= MOST) found = solveEarly()?.found ?? null;
      else {
        // The first pairs are fitted once; what is added afterwards does not change that fit.
        if (correction === null) {
          const start = solveEarly();
          correction = start && correctionOf({ m, outputs, plan, index, pulse }, start.found, start.process, early);
        }
        // One that is broken off comes again.
        for (; correction && late.length > 0; late.shift()) correction.add(late[0]);
        found = correction?.solve() ?? null;
      }
      if (!regression.determined()) return found;
      if (found === null) return regression.solve(pulse);
      const misfit = regression.misfit(found.values);
      if (misfit.every((miss) => miss > NEARLY)) return found;
      return better(found, regression.solve(pulse), (k) => misfit[k] <= NEARLY, outputs);
    },
  };
}

/** The player who is alone in a row, or alone out of it. */
function loner({ m, signs }: SignRows, row: number): number {
  const own = signs.subarray(row * m, (row + 1) * m);
  const inside = own.indexOf(1);
  return own.indexOf(1, inside + 1) < 0 ? inside : own.indexOf(-1);
}
