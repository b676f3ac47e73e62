import { add, addAll, type Coalitions, coalitionsOf, has } from '../games/coalitions.ts';
import type { Attribution, Explainer, ExplainerContext, ExplainerDescription } from './explainer.ts';
import { overlap } from './overlap.ts';
import { type PairBatch, pairPlan } from './pair-plan.ts';
import { pairedRegression } from './paired-regression.ts';
import { activePlayers, settle, shapleyAttribution } from './shapley.ts';

/** Shapley values by weighted regression on sampled coalitions (KernelSHAP, Lundberg and Lee 2017; paired as in Covert and Lee 2021). */
export const kernelShap: ExplainerDescription = {
  name: 'kernel-shap',
  label: 'SHAP, sampled',
  help: 'Splits the prediction fairly among the features by trying many combinations of them; works for any model, and more samples make it sharper.',
  family: 'shap',
  inputs: ['tabular', 'image'],
  options: {},
  defaultSamples: (input) => (input.kind === 'image' ? 512 : 2048),
  links: true,
  create: (context) => kernelShapley(context),
};

/**
 * Asks for the empty and the full coalition and for `samples` / 2 pairs of complementary ones, in the order of
 * `pairPlan`, and solves the constrained regression of `pairedRegression`. Without a limit it goes on until every
 * coalition was asked for. Sum and base are exact whatever was sampled; errors are null where the budget is too
 * small for any (less than two samples a player and four more).
 */
function* kernelShapley(context: ExplainerContext): Explainer {
  const { players, outputs, samples } = context;
  const active = activePlayers(context);
  const m = active.length;
  const plan = pairPlan(m, context.random);
  const budget = Math.min(plan.total, Math.floor(samples / 2));
  const regression = pairedRegression(m, outputs, plan);

  const first = plan.take(Math.min(budget, firstAsk(m)));
  const ends = coalitionsOf(players, 2);
  addAll(ends, 1);
  const opening = yield { kind: 'coalitions', coalitions: asked(players, active, first, ends) };
  const base = opening.slice(0, outputs);
  const prediction = opening.slice(outputs, 2 * outputs);
  const totals = prediction.map((value, k) => value - base[k]);
  regression.add(first, differences(opening.subarray(2 * outputs), outputs));
  let done = first.coalitions.count;

  const estimate = (): Attribution => {
    const values = new Float64Array(outputs * players);
    let standardErrors: Float64Array | null = new Float64Array(outputs * players);
    if (m === 1) for (let k = 0; k < outputs; k++) values[k * players + active[0]] = totals[k];
    if (m > 1) {
      const fit = regression.solve(totals);
      if (fit.standardErrors === null) standardErrors = null;
      for (let k = 0; k < outputs; k++) {
        for (let j = 0; j < m; j++) {
          values[k * players + active[j]] = fit.values[k * m + j];
          if (standardErrors && fit.standardErrors) standardErrors[k * players + active[j]] = fit.standardErrors[k * m + j];
        }
        settle(values, k, players, totals[k], active);
      }
    }
    return shapleyAttribution(context, {
      base,
      prediction,
      values,
      standardErrors,
      fidelity: {},
      coalitions: 2 * done,
      complete: done >= plan.total,
    });
  };

  let planned = done;
  yield* overlap<PairBatch>(
    () => {
      if (planned >= budget) return null;
      const batch = plan.take(Math.min(budget - planned, nextAsk(planned, samples)));
      planned += batch.coalitions.count;
      return { ask: { kind: 'coalitions', coalitions: asked(players, active, batch) }, batch };
    },
    (batch, values) => {
      regression.add(batch, differences(values, outputs));
      done += batch.coalitions.count;
    },
    () => estimate,
  );
  return estimate();
}

/** Pairs of the first ask: everyone alone, and some more, so that the first estimate has errors. */
const firstAsk = (m: number): number => Math.max(32, m + 8);

/** Pairs of the next ask: half of what was asked for, so that estimates keep coming; at most an eighth of the samples and 512 coalitions while that is more than a sixteenth. */
function nextAsk(planned: number, samples: number): number {
  const most = Math.max(16, Math.min(Math.max(512, planned / 8), samples / 8));
  return Math.floor(Math.min(Math.max(64, planned), most) / 2);
}

/** The coalitions of a batch as they are asked for: each followed by its complement among the active players. */
function asked(players: number, active: Int32Array, batch: PairBatch, before?: Coalitions): Coalitions {
  const skip = before ? before.count : 0;
  const all = coalitionsOf(players, skip + 2 * batch.coalitions.count);
  if (before) all.bits.set(before.bits);
  for (let row = 0; row < batch.coalitions.count; row++) {
    for (let j = 0; j < active.length; j++) add(all, skip + 2 * row + (has(batch.coalitions, row, j) ? 0 : 1), active[j]);
  }
  return all;
}

/** Half the difference within each pair, pairs × K. */
function differences(values: Float64Array, outputs: number): Float64Array {
  const pairs = values.length / (2 * outputs);
  const halves = new Float64Array(pairs * outputs);
  for (let i = 0; i < pairs; i++) {
    for (let k = 0; k < outputs; k++) halves[i * outputs + k] = (values[2 * i * outputs + k] - values[(2 * i + 1) * outputs + k]) / 2;
  }
  return halves;
}
