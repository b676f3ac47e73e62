import { coalitionsOf } from '../../games/coalitions.ts';
import type { ProcessFit } from '../gp-shap/fit.ts';
import { type SignRows, signRows } from '../gp-shap/kernel.ts';
import { predictRows } from '../gp-shap/predict-rows.ts';
import type { PairPlan } from '../kernel-shap/pair-plan.ts';
import type { CutBatch, InteractionIndex } from './indices.ts';
import { cutRegression, type PairFit } from './regression.ts';

/** Corrects a fit to the first pairs of a plan by the later ones. */
export interface PairCorrection {
  add(taken: CutBatch): void;
  solve(): PairFit;
  /** Multiplications that `solve` takes, to an order of magnitude. */
  effort(): number;
}

interface Game {
  readonly m: number;
  readonly outputs: number;
  readonly plan: PairPlan;
  readonly index: InteractionIndex;
  readonly pulse?: (() => void) | undefined;
}

export interface Process {
  readonly rows: SignRows;
  /** Outputs that it was fitted to. */
  readonly open: readonly number[];
  readonly fit: ProcessFit;
}

/**
 * What the fit says is a game with known interactions, and right at the early pairs; what it misses
 * is a small game, whose interactions come from regression on the later pairs (regression-adjusted
 * Monte Carlo, Witter et al. 2025). These stand for the pairs of their size that were not early, so
 * their misses count as that part of the size; a size all of whose pairs were early has none. For
 * each output the smaller predicted error decides between the fit and the corrected one.
 */
export function correctionOf(
  { m, outputs, plan, index, pulse }: Game,
  first: PairFit,
  process: Process | null,
  early: readonly CutBatch[],
): PairCorrection {
  const left = Float64Array.from(plan.classes, ({ pairs }) => pairs);
  for (const { batch } of early) for (const c of batch.classes) left[c] -= 1;
  const classes = plan.classes.map((own, c) => ({ ...own, pairs: left[c] > 0 ? left[c] : own.pairs }));
  const rest = cutRegression(m, outputs, { ...plan, classes }, index);
  for (const taken of early) {
    const gone = without(taken, (c) => left[c] > 0);
    rest.add(gone, new Float64Array(gone.classes.length * outputs));
  }
  /** K: how much shows now of interactions that none of the early pairs did; 0 of other outputs. */
  const surprise = new Float64Array(outputs);
  return {
    add({ batch, cuts }) {
      const misses = cuts.slice();
      if (process) {
        const { rows, open, fit } = process;
        const others = signRows(m, [batch.coalitions], false);
        const means = predictRows({ rows, alpha: fit.alpha, prior: fit.prior }, others, pulse);
        open.forEach((k, o) => {
          for (let row = 0; row < others.count; row++) misses[row * outputs + k] += 2 * means[o * others.count + row];
        });
      }
      batch.classes.forEach((c, row) => {
        for (let k = 0; k < outputs; k++) misses[row * outputs + k] *= left[c] / plan.classes[c].pairs;
      });
      for (let k = 0; k < outputs; k++) {
        if (process?.open.includes(k)) continue;
        for (let i = k; i < misses.length; i += outputs) surprise[k] = Math.max(surprise[k], Math.abs(misses[i]));
      }
      rest.add(batch, misses);
    },
    effort: () => (rest.determined() ? rest.effort() : 0),
    solve() {
      const pairs = first.values.length / outputs;
      const errors = first.errors.map((error, at) => Math.max(error, surprise[Math.floor(at / pairs)]));
      if (!rest.determined()) return { ...first, errors };
      const more = rest.solve(pulse);
      const values = first.values.map((value, at) => value + more.values[at]);
      return better({ ...first, errors }, { values, errors: more.errors }, () => true, outputs);
    },
  };
}

/** The pairs of a batch whose size class is not `left`. */
function without({ batch: { coalitions, classes } }: CutBatch, left: (c: number) => boolean): CutBatch['batch'] {
  const rows = Array.from(classes.keys()).filter((row) => !left(classes[row]));
  const kept = coalitionsOf(coalitions.players, rows.length);
  const { words } = coalitions;
  rows.forEach((row, i) => {
    kept.bits.set(coalitions.bits.subarray(row * words, (row + 1) * words), i * words);
  });
  return { coalitions: kept, classes: classes.filter((c) => !left(c)) };
}

/**
 * Of both fits, for each output the one with the smaller predicted error, the other only where
 * allowed.
 */
export function better(fit: PairFit, other: PairFit, allowed: (output: number) => boolean, outputs: number): PairFit {
  const values = fit.values.slice();
  const errors = fit.errors.slice();
  const pairs = values.length / outputs;
  for (let k = 0; k < outputs; k++) {
    const [from, to] = [k * pairs, (k + 1) * pairs];
    const squares = (of: Float64Array): number => of.subarray(from, to).reduce((sum, one) => sum + one * one, 0);
    if (!allowed(k) || squares(other.errors) >= squares(fit.errors)) continue;
    values.set(other.values.subarray(from, to), from);
    errors.set(other.errors.subarray(from, to), from);
  }
  return { values, errors };
}
