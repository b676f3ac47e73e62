import type { CreateExplainer, Explainer, ExplainerContext } from '../explainer.ts';
import { oddGame } from '../gp-shap/estimate.ts';
import { pairPlan } from '../kernel-shap/pair-plan.ts';
import { pairBudget, pairedShapley } from '../kernel-shap/paired-shapley.ts';
import { activePlayers } from '../shared/shapley.ts';
import { evenGame, pairsFor } from './even-game.ts';
import { type CutBatch, exactInteractions, type InteractionIndex, symmetric } from './indices.ts';

export const create: CreateExplainer = (context, options) =>
  pairwise(context, options.index === 'faithful' ? 'faithful' : 'shapley');

/** Up to this many players, a budget for all coalitions is used up: nothing is estimated early. */
const ENUMERATED = 13;

/**
 * From the pairs of `pairedShapley`. `values` are Shapley values for both indices: half their
 * difference gives them (`oddGame`), half their sum gives the interactions (`evenGame`), each
 * interaction in full in both of its cells. A player's main effect is its value less half its
 * interactions; main effects and interactions of all pairs i < j sum to prediction − base.
 *
 * Once every coalition was asked for, all is exact and errors are 0. Before, `interactions` are
 * absent until every player was asked for alone and there are as many other pairs, and errors are
 * null until then, so that no small error ends the run before. Where there is only time for a rough
 * solution, that is the values alone. `fidelity.interactionError` is the standard error of the
 * interaction known least, K; `fidelity.interactionSamples` says how many samples they need, where
 * those allowed are too few.
 */
function pairwise(context: ExplainerContext, index: InteractionIndex): Explainer {
  const { outputs, pulse } = context;
  const m = activePlayers(context).length;
  // Each size as often as any other, as gp-shap asks: the index counts all sizes alike.
  const plan = pairPlan(m, context.random, () => 1);
  const budget = pairBudget(plan, context.samples);
  const singles = oddGame(m, outputs, plan, pulse);
  const pairs = evenGame(m, outputs, plan, { index, pulse });
  const batches: CutBatch[] = [];
  let quick = false; // whether the latest solution was to be had in little time
  return pairedShapley(context, plan, {
    add(batch, halves, values, { base, prediction }) {
      singles.add(batch, halves);
      const cuts = cutsOf(values, base, prediction);
      pairs.add({ batch, cuts }, largestOf(values, base, prediction));
      batches.push({ batch, cuts });
    },
    solve({ totals }) {
      quick = false;
      return singles.solve(totals);
    },
    hurried: pulse && {
      rough({ totals }) {
        quick = true;
        return singles.rough(totals);
      },
      effort: () => singles.effort() + (pairs.told() ? pairs.effort() : 0),
      roughEffort: singles.roughEffort,
    },
    finish(estimate, active, done) {
      if (quick) return estimate;
      if (estimate.complete) {
        const standardErrors = estimate.standardErrors?.fill(0) ?? null;
        const interactions = spread(exactInteractions(index, m, outputs, batches), context, active);
        return { ...estimate, standardErrors, interactions };
      }
      const enumerates = budget >= plan.total && m <= ENUMERATED;
      const early = done < budget && (enumerates || !pairs.told());
      const standardErrors = early ? null : estimate.standardErrors;
      if (!pairs.told()) {
        const fidelity = { interactionSamples: 2 * pairsFor(m, plan) };
        return { ...estimate, standardErrors, fidelity };
      }
      const found = pairs.solve();
      if (found === null) return { ...estimate, standardErrors };
      const { values, errors } = found;
      const of = (each: Float64Array): Float64Array => spread(symmetric(each, m, outputs), context, active);
      const count = errors.length / outputs;
      const most = (k: number): number =>
        errors.subarray(k * count, (k + 1) * count).reduce((sofar, error) => Math.max(sofar, error), 0);
      return {
        ...estimate,
        standardErrors,
        fidelity: { interactionError: Array.from({ length: outputs }, (_, k) => most(k)) },
        interactions: of(values),
        interactionErrors: of(errors),
      };
    },
  });
}

/** The largest value of each output, the ends among them. */
function largestOf(values: Float64Array, base: Float64Array, prediction: Float64Array): Float64Array {
  const largest = base.map((value, k) => Math.max(Math.abs(value), Math.abs(prediction[k])));
  const outputs = base.length;
  for (let i = 0; i < values.length; i++) largest[i % outputs] = Math.max(largest[i % outputs], Math.abs(values[i]));
  return largest;
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
