import { add, type Coalitions, coalitionsOf, has } from '../games/coalitions.ts';
import { banzhafFit } from './banzhaf/estimate.ts';
import { uniformPairs } from './banzhaf/uniform-pairs.ts';
import type { Attribution, Explainer, ExplainerContext, ExplainerDescription } from './explainer.ts';
import { overlap } from './shared/overlap.ts';
import { activePlayers } from './shared/shapley.ts';

/**
 * Banzhaf values (Banzhaf 1965): the mean change a player makes, over all coalitions of the others
 * alike.
 */
export const banzhaf: ExplainerDescription = {
  name: 'banzhaf',
  label: 'Banzhaf values',
  help: 'What each feature changes on average over all combinations of the others, each counted alike; steadier than SHAP under noise, but the values do not add up to the prediction.',
  family: 'other',
  inputs: ['tabular', 'image', 'text'],
  options: {},
  defaultSamples: (input) => (input.kind === 'image' ? 512 : 2048),
  links: true,
  create: (context) => banzhafValues(context),
};

/**
 * Asks for the two ends and for `samples` / 2 random pairs of complementary coalitions, none twice,
 * and estimates as `banzhafFit` says. Once all 2^(m − 1) pairs were asked for, the values are
 * exact. `base` is the value of the empty coalition; the values are not made to add up.
 */
function* banzhafValues(context: ExplainerContext): Explainer {
  const { players, outputs, samples } = context;
  const active = activePlayers(context);
  const m = active.length;
  const pairs = uniformPairs(m, context.random.fork('pairs'));
  const budget = Math.min(pairs.total, Math.floor(samples / 2));
  const fit = banzhafFit(m, outputs, pairs.total);
  let base = new Float64Array(outputs);
  let prediction = new Float64Array(outputs);
  let opened = false;
  let planned = 0;

  const estimate = (): Attribution => {
    const found = fit.solve();
    const values = new Float64Array(outputs * players);
    const standardErrors = found.standardErrors && new Float64Array(outputs * players);
    for (let k = 0; k < outputs; k++) {
      for (let j = 0; j < m; j++) {
        values[k * players + active[j]] = found.values[k * m + j];
        if (standardErrors && found.standardErrors)
          standardErrors[k * players + active[j]] = found.standardErrors[k * m + j];
      }
    }
    return {
      players,
      outputs,
      base,
      prediction,
      values,
      standardErrors,
      additive: false,
      fidelity: {},
      coalitions: 2 * fit.pairs(),
      complete: fit.pairs() >= pairs.total,
    };
  };

  yield* overlap<Coalitions>(
    () => {
      if (opened && planned >= budget) return null;
      const batch = pairs.take(Math.min(budget - planned, nextAsk(planned, samples)));
      const coalitions = asked(context, active, batch, !opened);
      planned += batch.count;
      opened = true;
      return { ask: { kind: 'coalitions', coalitions }, batch };
    },
    (batch, values) => {
      const halves = differences(values, outputs);
      // The first pair of the first ask is the ends.
      const first = halves.length / outputs - batch.count;
      if (first > 0) {
        base = values.slice(0, outputs);
        prediction = values.slice(outputs, 2 * outputs);
        fit.ends(halves.subarray(0, outputs));
      }
      fit.add(batch, halves.subarray(first * outputs));
    },
    () => (fit.pairs() === 0 ? undefined : estimate),
  );
  return estimate();
}

/** Pairs of the next ask: half of what was asked for, so that estimates keep coming. */
const nextAsk = (planned: number, samples: number): number =>
  Math.max(16, Math.floor(Math.min(planned / 2, Math.max(samples / 16, 256), 2048)));

/**
 * Coalitions as they are asked for: each followed by its complement; at the opening nobody and
 * everybody before them.
 */
function asked({ players }: ExplainerContext, active: Int32Array, batch: Coalitions, opening: boolean): Coalitions {
  const skip = opening ? 2 : 0;
  const all = coalitionsOf(players, skip + 2 * batch.count);
  if (opening) for (let player = 0; player < players; player++) add(all, 1, player);
  for (let row = 0; row < batch.count; row++) {
    for (let j = 0; j < active.length; j++) add(all, skip + 2 * row + (has(batch, row, j) ? 0 : 1), active[j]);
  }
  return all;
}

/**
 * Half of first − second of each two neighbouring values, except the ends, which come the other way
 * round; pairs × K.
 */
function differences(values: Float64Array, outputs: number): Float64Array {
  const halves = new Float64Array(values.length / 2);
  for (let i = 0; i < halves.length / outputs; i++) {
    for (let k = 0; k < outputs; k++)
      halves[i * outputs + k] = (values[2 * i * outputs + k] - values[(2 * i + 1) * outputs + k]) / 2;
  }
  return halves;
}
