import { addAll, coalitionsOf } from '../games/coalitions.ts';
import type { Attribution, Explainer, ExplainerContext, ExplainerDescription } from './explainer.ts';
import { type CutBatch, exactInteractions, type InteractionIndex } from './interactions/indices.ts';
import { cutRegression, equationsFor } from './interactions/regression.ts';
import { type PairBatch, pairPlan } from './kernel/pair-plan.ts';
import { pairedRegression } from './kernel/paired-regression.ts';
import { asked, differences, firstAsk, nextAsk } from './kernel-shap.ts';
import { overlap } from './overlap.ts';
import { activePlayers, settle, shapleyAttribution } from './shapley.ts';

/** A pair of players is an unknown: beyond this, solving for them takes longer than the model does. */
const MAX_PLAYERS = 60;
/** Up to so many players, a budget for all coalitions is used up: nothing stops early and nothing is estimated. */
const ENUMERATED = 13;

/** Shapley values, and what each two players do together. */
export const interactions: ExplainerDescription = {
  name: 'interactions',
  label: 'SHAP, with interactions',
  help: `Also shows what each two features do together, beyond what each does alone; for up to ${MAX_PLAYERS} features or groups.`,
  family: 'shap',
  inputs: ['tabular', 'image'],
  options: {
    index: {
      type: 'choice',
      default: 'shapley',
      choices: ['shapley', 'faithful'],
      label: 'Interactions counted as',
      help: 'shapley: the average of what two features do together; faithful: the pairs that, with single effects, follow the model most closely.',
    },
  },
  defaultSamples: (_, players) => Math.max(2048, 2 * players * (players + 1)),
  maxPlayers: MAX_PLAYERS,
  links: true,
  create: (context, options) => pairwise(context, options.index === 'faithful' ? 'faithful' : 'shapley'),
};

/**
 * Asks for the empty and the full coalition and for `samples` / 2 pairs of complementary ones, in the order of
 * `pairPlan`. `values` are Shapley values for both indices: half their difference gives them (`pairedRegression`), half
 * their sum gives the interactions (`cutRegression`), each interaction whole in both of its cells. A player's main
 * effect is its value less half its interactions; main effects and interactions of all pairs i < j sum to
 * prediction − base.
 *
 * Once every coalition was asked for, all is exact and errors are 0. Before, `interactions` are absent until there are
 * half as many pairs again as pairs of players, and errors (those of the values) are null until then, so that no small
 * error ends the run before. `fidelity.interactionError` is the standard error of an interaction, K;
 * `fidelity.interactionSamples` says how many samples they need, where those allowed are too few.
 */
function* pairwise(context: ExplainerContext, index: InteractionIndex): Explainer {
  const { players, outputs, samples } = context;
  const active = activePlayers(context);
  const m = active.length;
  const plan = pairPlan(m, context.random);
  const budget = Math.min(plan.total, Math.floor(samples / 2));
  const singles = pairedRegression(m, outputs, plan);
  const pairs = cutRegression(m, outputs, plan, index);
  const batches: CutBatch[] = [];

  const first = plan.take(Math.min(budget, firstAsk(m)));
  const ends = coalitionsOf(players, 2);
  addAll(ends, 1);
  const opening = yield { kind: 'coalitions', coalitions: asked(players, active, first, ends) };
  const base = opening.slice(0, outputs);
  const prediction = opening.slice(outputs, 2 * outputs);
  const totals = prediction.map((value, k) => value - base[k]);
  let done = 0;
  const absorb = (batch: PairBatch, values: Float64Array): void => {
    singles.add(batch, differences(values, outputs));
    const cuts = cutsOf(values, base, prediction);
    pairs.add(batch, cuts);
    batches.push({ batch, cuts });
    done += batch.coalitions.count;
  };
  absorb(first, opening.subarray(2 * outputs));

  const estimate = (): Attribution => {
    const complete = done >= plan.total;
    const values = new Float64Array(outputs * players);
    let errors: Float64Array | null = new Float64Array(outputs * players);
    if (m === 1) for (let k = 0; k < outputs; k++) values[k * players + active[0]] = totals[k];
    if (m > 1) {
      const fit = singles.solve(totals);
      if (fit.standardErrors === null) errors = null;
      for (let k = 0; k < outputs; k++) {
        for (let j = 0; j < m; j++) {
          values[k * players + active[j]] = fit.values[k * m + j];
          if (errors && fit.standardErrors) errors[k * players + active[j]] = complete ? 0 : fit.standardErrors[k * m + j];
        }
        settle(values, k, players, totals[k], active);
      }
    }
    const found = { base, prediction, values, coalitions: 2 * done, complete };
    const last = done >= budget;
    if (complete) {
      const exact = spread(exactInteractions(index, m, outputs, batches), context, active);
      return { ...shapleyAttribution(context, { ...found, standardErrors: errors, fidelity: {} }), interactions: exact };
    }
    const enumerates = budget >= plan.total && m <= ENUMERATED;
    const standardErrors = !last && (enumerates || !pairs.determined()) ? null : errors;
    if (!pairs.determined())
      return shapleyAttribution(context, { ...found, standardErrors, fidelity: { interactionSamples: 2 * equationsFor(m) } });
    const fit = pairs.solve();
    const fidelity = { interactionError: Array.from(fit.error) };
    return {
      ...shapleyAttribution(context, { ...found, standardErrors, fidelity }),
      interactions: spread(fit.interactions, context, active),
    };
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
