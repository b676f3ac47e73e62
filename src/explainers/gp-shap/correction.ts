import { type PairedFit, pairedRegression } from '../kernel-shap/paired-regression.ts';
import { divisionsOf, signRows } from './kernel.ts';
import { mergeFits, type OpenFit, type PlanOfPairs, type Taken } from './open-fit.ts';
import { predictRows } from './predict-rows.ts';

/** Corrects a fit to the first pairs of a plan by the later ones. */
export interface Correction {
  add(taken: Taken): void;
  /** The estimate, given the plain regression on all pairs. */
  solve(plain: PairedFit): PairedFit;
}

/**
 * What the fit says about g is a game with known values; the rest of the game is small, and its
 * values come from paired regression on pairs that the fit has not seen (regression-adjusted Monte
 * Carlo, Witter et al. 2025). Pairs of players alone are all seen early, so theirs are taken from
 * the fit's own rows. For each output the smallest predicted error decides between the fit, the
 * corrected fit and plain regression.
 */
export function correctionOf(
  m: number,
  plan: PlanOfPairs,
  first: OpenFit,
  { early, pulse }: { readonly early: readonly Taken[]; readonly pulse?: (() => void) | undefined },
): Correction {
  const { rows, open, fit } = first;
  const rest = pairedRegression(m, open.length, plan);
  const add = ({ batch, halves }: Taken, chosen: (row: number) => boolean): void => {
    const outputs = halves.length / batch.coalitions.count;
    const picked: number[] = [];
    for (let row = 0; row < batch.coalitions.count; row++) if (chosen(row)) picked.push(row);
    if (picked.length === 0) return;
    const { words, players, bits } = batch.coalitions;
    const coalitions = { players, words, count: picked.length, bits: new Uint32Array(picked.length * words) };
    picked.forEach((row, i) => {
      coalitions.bits.set(bits.subarray(row * words, (row + 1) * words), i * words);
    });
    const others = signRows(m, [coalitions], false, divisionsOf(rows.regions));
    const means = predictRows({ rows, alpha: fit.alpha, prior: fit.prior }, others, pulse);
    const left = new Float64Array(picked.length * open.length);
    picked.forEach((row, i) => {
      open.forEach((k, o) => {
        left[i * open.length + o] = halves[row * outputs + k] - means[o * picked.length + i];
      });
    });
    rest.add({ coalitions, classes: Uint16Array.from(picked, (row) => batch.classes[row]) }, left);
  };
  for (const taken of early) add(taken, (row) => taken.batch.classes[row] === 0);

  return {
    add: (taken) => add(taken, () => true),
    solve(plain) {
      const found = mergeFits(first, m, plain, plan.divisions !== undefined);
      const values = found.values.slice();
      const standardErrors = found.standardErrors?.slice() ?? null;
      const more = rest.solve(new Float64Array(open.length));
      open.forEach((k, o) => {
        const alone = squares(fit.errors, o, m);
        const corrected = more.standardErrors ? squares(more.standardErrors, o, m) : Number.POSITIVE_INFINITY;
        const regressed = plain.standardErrors ? squares(plain.standardErrors, k, m) : Number.POSITIVE_INFINITY;
        for (let j = 0; j < m; j++) {
          if (regressed < alone && regressed < corrected) {
            values[k * m + j] = plain.values[k * m + j];
            if (standardErrors && plain.standardErrors) standardErrors[k * m + j] = plain.standardErrors[k * m + j];
          } else if (corrected < alone) {
            values[k * m + j] = fit.values[o * m + j] + more.values[o * m + j];
            if (standardErrors && more.standardErrors) standardErrors[k * m + j] = more.standardErrors[o * m + j];
          }
        }
      });
      return { values, standardErrors };
    },
  };
}

function squares(errors: Float64Array, output: number, m: number): number {
  let sum = 0;
  for (let j = 0; j < m; j++) sum += errors[output * m + j] * errors[output * m + j];
  return sum;
}
