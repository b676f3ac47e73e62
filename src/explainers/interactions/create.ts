import type { CreateExplainer, Explainer, ExplainerContext } from '../explainer.ts';
import { pairPlan } from '../kernel-shap/pair-plan.ts';
import { pairedRegression } from '../kernel-shap/paired-regression.ts';
import { pairBudget, pairedShapley } from '../kernel-shap/paired-shapley.ts';
import { activePlayers } from '../shared/shapley.ts';
import { type CutBatch, exactInteractions, type InteractionIndex } from './indices.ts';
import { cutRegression, equationsFor } from './regression.ts';

export const create: CreateExplainer = (context, options) =>
  pairwise(context, options.index === 'faithful' ? 'faithful' : 'shapley');

/** Up to this many players, a budget for all coalitions is used up: nothing is estimated early. */
const ENUMERATED = 13;

/**
 * From the pairs of `pairedShapley`. `values` are Shapley values for both indices: half their
 * difference gives them (`pairedRegression`), half their sum gives the interactions
 * (`cutRegression`), each interaction in full in both of its cells. A player's main effect is its
 * value less half its interactions; main effects and interactions of all pairs i < j sum to
 * prediction − base.
 *
 * Once every coalition was asked for, all is exact and errors are 0. Before, `interactions` are
 * absent until there are half as many pairs again as pairs of players, and errors (those of the
 * values) are null until then, so that no small error ends the run before.
 * Where there is only time for a rough solution, that is the values alone.
 * `fidelity.interactionError` is the standard error of an interaction, K;
 * `fidelity.interactionSamples` says how many samples they need, where those allowed are too few.
 */
function pairwise(context: ExplainerContext, index: InteractionIndex): Explainer {
  const { outputs } = context;
  const m = activePlayers(context).length;
  const plan = pairPlan(m, context.random);
  const budget = pairBudget(plan, context.samples);
  const singles = pairedRegression(m, outputs, plan, context.pulse);
  const pairs = cutRegression(m, outputs, plan, index);
  const batches: CutBatch[] = [];
  let quick = false; // whether the latest solution was to be had in little time
  return pairedShapley(context, plan, {
    add(batch, halves, values, { base, prediction }) {
      singles.add(batch, halves);
      const cuts = cutsOf(values, base, prediction);
      pairs.add(batch, cuts);
      batches.push({ batch, cuts });
    },
    solve({ totals }) {
      quick = false;
      return singles.solve(totals);
    },
    hurried: context.pulse && {
      rough({ totals }) {
        quick = true;
        return singles.rough(totals);
      },
      effort: () => singles.effort() + (pairs.determined() ? pairs.effort() : 0),
    },
    finish(estimate, active, done) {
      if (quick) return estimate;
      if (estimate.complete) {
        const standardErrors = estimate.standardErrors?.fill(0) ?? null;
        return {
          ...estimate,
          standardErrors,
          interactions: spread(exactInteractions(index, m, outputs, batches), context, active),
        };
      }
      const enumerates = budget >= plan.total && m <= ENUMERATED;
      const early = done < budget && (enumerates || !pairs.determined());
      const standardErrors = early ? null : estimate.standardErrors;
      if (!pairs.determined())
        return { ...estimate, standardErrors, fidelity: { interactionSamples: 2 * equationsFor(m) } };
      const fit = pairs.solve(context.pulse);
      const fidelity = { interactionError: Array.from(fit.error) };
      return { ...estimate, standardErrors, fidelity, interactions: spread(fit.interactions, context, active) };
    },
  });
}

/** v(N) + v(∅) − v(S) − v(N∖S) of each pair, pairs × K. */
function cutsOf(values: Float64Array, base: Float64Array, prediction: Float64Array): Float64Array {
  const outputs = base.length;
  return Float64Array.from({ length: values.length / 2 }, (_, i) => {
    const [pair, k] = [Math.floor(i / outputs), i % outputs];
    const [own, other] = [values[2 * pair * outputs + k], values[(2 * pair + 1) * outputs + k]];
    return base[k] - own + (prediction[k] - other);
  });
}

/** K × m × m of the active players as K × players × players. */
function spread(found: Float64Array, { players, outputs }: ExplainerContext, active: Int32Array): Float64Array {
  const m = active.length;
  const full = new Float64Array(outputs * players * players);
  for (let k = 0; k < outputs; k++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < m; j++) full[(k * players + active[i]) * players + active[j]] = found[(k * m + i) * m + j];
    }
  }
  return full;
}
