import { add, addAll, type Coalitions, coalitionsOf, has } from '../games/coalitions.ts';
import type { Attribution, Explainer, ExplainerContext, ExplainerDescription, OptionValues } from './explainer.ts';
import { type L1, l1Selection } from './kernel/l1.ts';
import { type PairBatch, pairPlan } from './kernel/pair-plan.ts';
import { pairedRegression } from './kernel/paired-regression.ts';
import { overlap } from './overlap.ts';
import { activePlayers, settle, shapleyAttribution } from './shapley.ts';

/** Shapley values by weighted regression on sampled coalitions (KernelSHAP, Lundberg and Lee 2017; paired as in Covert and Lee 2021). */
export const kernelShap: ExplainerDescription = {
  name: 'kernel-shap',
  label: 'SHAP, sampled',
  help: 'Splits the prediction fairly among the features by trying many combinations of them; works for any model, and more samples make it sharper.',
  family: 'shap',
  inputs: ['tabular', 'image'],
  options: {
    l1: {
      type: 'choice',
      default: 'off',
      choices: ['off', 'num_features', 'aic', 'bic', 'auto'],
      label: 'Leave features out',
      help: 'Gives small features 0 and shares all among the rest: a number of them, or as many as a criterion says; auto does so by AIC where under a fifth of all combinations was tried. Without error bars.',
      alias: 'l1_reg',
    },
    features: {
      type: 'integer',
      default: 10,
      min: 1,
      max: 10000,
      label: 'Features kept',
      help: 'How many features keep a value where a number of them is chosen.',
    },
  },
  defaultSamples: (input) => (input.kind === 'image' ? 512 : 2048),
  links: true,
  create: (context, options) => kernelShapley(context, options),
};

/**
 * Asks for the empty and the full coalition and for `samples` / 2 pairs of complementary ones, in the order of
 * `pairPlan`, and solves the constrained regression of `pairedRegression`. Without a limit it goes on until every
 * coalition was asked for. Sum and base are exact whatever was sampled; errors are null where the budget is too
 * small for any (less than two samples a player and four more), and where players were selected (`l1`): what the choice
 * adds to them is not known.
 */
function* kernelShapley(context: ExplainerContext, options: OptionValues): Explainer {
  const { players, outputs, samples } = context;
  const active = activePlayers(context);
  const m = active.length;
  const plan = pairPlan(m, context.random);
  const budget = Math.min(plan.total, Math.floor(samples / 2));
  const regression = pairedRegression(m, outputs, plan);
  const selection = (options.l1 ?? 'off') === 'off' ? null : l1Selection(m, outputs, plan.classes);

  const first = plan.take(Math.min(budget, firstAsk(m)));
  const ends = coalitionsOf(players, 2);
  addAll(ends, 1);
  const opening = yield { kind: 'coalitions', coalitions: asked(players, active, first, ends) };
  const base = opening.slice(0, outputs);
  const prediction = opening.slice(outputs, 2 * outputs);
  const totals = prediction.map((value, k) => value - base[k]);
  let done = 0;
  const absorb = (batch: PairBatch, values: Float64Array): void => {
    const halves = differences(values, outputs);
    regression.add(batch, halves);
    // (a + b) / 2 = (a − b) / 2 + b
    selection?.add(
      batch,
      halves,
      halves.map((half, i) => half + values[(2 * Math.floor(i / outputs) + 1) * outputs + (i % outputs)]),
    );
    done += batch.coalitions.count;
  };
  absorb(first, opening.subarray(2 * outputs));

  const estimate = (): Attribution => {
    const values = new Float64Array(outputs * players);
    let standardErrors: Float64Array | null = new Float64Array(outputs * players);
    if (m === 1) for (let k = 0; k < outputs; k++) values[k * players + active[0]] = totals[k];
    if (m > 1) {
      const method = l1Method(options, done / plan.total);
      const selected = selection && method ? selection.select(method, regression.weights(), base, totals) : undefined;
      const fit = regression.solve(totals, selected);
      if (fit.standardErrors === null) standardErrors = null;
      for (let k = 0; k < outputs; k++) {
        for (let j = 0; j < m; j++) {
          values[k * players + active[j]] = fit.values[k * m + j];
          if (standardErrors && fit.standardErrors) standardErrors[k * players + active[j]] = fit.standardErrors[k * m + j];
        }
        settle(values, k, players, totals[k], selected ? selected[k].map((j) => active[j]) : active);
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
    absorb,
    () => estimate,
  );
  return estimate();
}

/** How players are selected where `part` of all coalitions was seen; null: not at all. Shap's `auto` is AIC below a fifth. */
function l1Method(options: OptionValues, part: number): L1 | null {
  switch (options.l1) {
    case 'num_features':
      return { kind: 'num_features', count: Number(options.features) };
    case 'aic':
    case 'bic':
      return { kind: options.l1 };
    case 'auto':
      return part < 0.2 ? { kind: 'aic' } : null;
    default:
      return null;
  }
}

/** Pairs of the first ask: everyone alone, and some more, so that the first estimate has errors. */
export const firstAsk = (m: number): number => Math.max(32, m + 8);

/** Pairs of the next ask: half of what was asked for, so that estimates keep coming; at most an eighth of the samples and 512 coalitions while that is more than a sixteenth. */
export function nextAsk(planned: number, samples: number): number {
  const most = Math.max(16, Math.min(Math.max(512, planned / 8), samples / 8));
  return Math.floor(Math.min(Math.max(64, planned), most) / 2);
}

/** The coalitions of a batch as they are asked for: each followed by its complement among the active players. */
export function asked(players: number, active: Int32Array, batch: PairBatch, before?: Coalitions): Coalitions {
  const skip = before ? before.count : 0;
  const all = coalitionsOf(players, skip + 2 * batch.coalitions.count);
  if (before) all.bits.set(before.bits);
  for (let row = 0; row < batch.coalitions.count; row++) {
    for (let j = 0; j < active.length; j++) add(all, skip + 2 * row + (has(batch.coalitions, row, j) ? 0 : 1), active[j]);
  }
  return all;
}

/** Half the difference within each pair, pairs × K. */
export function differences(values: Float64Array, outputs: number): Float64Array {
  const pairs = values.length / (2 * outputs);
  const halves = new Float64Array(pairs * outputs);
  for (let i = 0; i < pairs; i++) {
    for (let k = 0; k < outputs; k++) halves[i * outputs + k] = (values[2 * i * outputs + k] - values[(2 * i + 1) * outputs + k]) / 2;
  }
  return halves;
}
