import { addAll, coalitionsOf } from '../games/coalitions.ts';
import type { Attribution, Explainer, ExplainerContext, ExplainerDescription } from './explainer.ts';
import { type PairBatch, pairPlan } from './kernel/pair-plan.ts';
import { pairedRegression } from './kernel/paired-regression.ts';
import { asked, differences, firstAsk, nextAsk } from './kernel-shap.ts';
import { adjusted } from './msr/correction.ts';
import { pairTable } from './msr/table.ts';
import { overlap } from './overlap.ts';
import { activePlayers, settle, shapleyAttribution } from './shapley.ts';

/** Shapley values of fitted proxies, corrected by maximum sample reuse (regression-adjusted Monte Carlo, Witter et al. 2025). */
export const regressionMsr: ExplainerDescription = {
  name: 'regression-msr',
  label: 'SHAP, with a learned stand-in',
  help: 'Learns simple rules from the combinations tried and corrects what they miss; sharpest for models made of trees or rules.',
  family: 'shap',
  inputs: ['tabular', 'image'],
  options: {},
  defaultSamples: (input) => (input.kind === 'image' ? 512 : 2048),
  solving: 1.5,
  links: true,
  create: (context) => regressionAdjusted(context),
};

/**
 * Asks as kernel-shap does, in the order of `pairPlan`. For each output the answer is the proxies' corrected one
 * (`adjusted`), or that of the plain regression on the same pairs where it foretells the smaller errors: always while
 * few pairs were seen beyond players alone, and where everything was enumerated, when it is exact.
 */
function* regressionAdjusted(context: ExplainerContext): Explainer {
  const { players, outputs, samples } = context;
  const active = activePlayers(context);
  const m = active.length;
  const plan = pairPlan(m, context.random);
  const budget = Math.min(plan.total, Math.floor(samples / 2));
  const regression = pairedRegression(m, outputs, plan);
  const table = pairTable(m, outputs, plan.classes);

  const first = plan.take(Math.min(budget, firstAsk(m)));
  const ends = coalitionsOf(players, 2);
  addAll(ends, 1);
  const opening = yield { kind: 'coalitions', coalitions: asked(players, active, first, ends) };
  const base = opening.slice(0, outputs);
  const prediction = opening.slice(outputs, 2 * outputs);
  const totals = prediction.map((value, k) => value - base[k]);
  const absorb = (batch: PairBatch, values: Float64Array): void => {
    const halves = differences(values, outputs);
    regression.add(batch, halves);
    table.add(batch, halves);
  };
  absorb(first, opening.subarray(2 * outputs));

  const estimate = (): Attribution => {
    const values = new Float64Array(outputs * players);
    let standardErrors: Float64Array | null = new Float64Array(outputs * players);
    const trees = new Array<number>(outputs).fill(0);
    if (m === 1) for (let k = 0; k < outputs; k++) values[k * players + active[0]] = totals[k];
    if (m > 1) {
      const plain = regression.solve(totals);
      const better = plain.standardErrors && adjusted(table, plan.classes, totals);
      if (plain.standardErrors === null) standardErrors = null;
      for (let k = 0; k < outputs; k++) {
        const taken = better && sharper(better.standardErrors, plain.standardErrors, k, m, table.pairs() - m) ? better : plain;
        for (let j = 0; j < m; j++) {
          values[k * players + active[j]] = taken.values[k * m + j];
          if (standardErrors && taken.standardErrors) standardErrors[k * players + active[j]] = taken.standardErrors[k * m + j];
        }
        if (better && taken === better) trees[k] = better.trees[k];
        settle(values, k, players, totals[k], active);
      }
    }
    const done = table.pairs();
    return shapleyAttribution(context, {
      base,
      prediction,
      values,
      standardErrors,
      fidelity: { trees },
      coalitions: 2 * done,
      complete: done >= plan.total,
    });
  };

  let planned = first.coalitions.count;
  yield* overlap<PairBatch>(
    () => {
      if (planned >= budget) return null;
      const batch = plan.take(Math.min(budget - planned, nextAsk(planned, samples)));
      planned += batch.coalitions.count;
      return { ask: { kind: 'coalitions', coalitions: asked(players, active, batch) }, batch };
    },
    absorb,
    () => estimate,
  );
  return estimate();
}

/**
 * Whether the first errors of output k are smaller than the second, in the sum of squares over the players; clearly
 * smaller while the pairs beyond players alone (`more`) are few, when the plain regression is better than it says.
 */
function sharper(ours: Float64Array, theirs: Float64Array | null, k: number, m: number, more: number): boolean {
  let own = 0;
  let other = 0;
  for (let i = k * m; i < (k + 1) * m; i++) {
    own += ours[i] * ours[i];
    other += theirs ? theirs[i] * theirs[i] : 0;
  }
  return own < (other * more) / (more + 2 * m);
}
