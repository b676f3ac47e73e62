import { type Message, message } from '../../catalogue/message.ts';
import { type Coalitions, has } from '../../games/coalitions.ts';
import type { Attribution, CreateExplainer, Explainer, ExplainerContext } from '../explainer.ts';
import { halfDifferences, withComplements } from '../shared/complements.ts';
import { overlap } from '../shared/overlap.ts';
import { activePlayers, forAllPlayers, NOTHING_LEARNT } from '../shared/shapley.ts';
import { banzhafFit } from './estimate.ts';
import { uniformPairs } from './uniform-pairs.ts';

export const create: CreateExplainer = (context) => banzhafValues(context);

/**
 * Asks for the empty and the full coalition and for `samples` / 2 random pairs of complementary
 * coalitions, none twice, and estimates with `banzhafFit`. Once all 2^(m − 1) pairs were asked for,
 * the values are exact. `base` is the value of the empty coalition; the values need not add up.
 */
function* banzhafValues(context: ExplainerContext): Explainer {
  const { players, outputs, samples, pulse } = context;
  const active = activePlayers(context);
  const m = active.length;
  const pairs = uniformPairs(m, context.random.fork('pairs'));
  const budget = Math.min(pairs.total, Math.floor(samples / 2));
  const fit = banzhafFit(m, outputs, pairs.total, pulse);
  let base = new Float64Array(outputs);
  let prediction = new Float64Array(outputs);
  let opened = false;
  let planned = 0;

  const estimate = (solve = fit.solve, note?: Message): Attribution => {
    const found = solve();
    return {
      players,
      outputs,
      base,
      prediction,
      values: forAllPlayers(found.values, context, active),
      standardErrors: found.standardErrors && forAllPlayers(found.standardErrors, context, active),
      additive: false,
      fidelity: {},
      coalitions: 2 * fit.pairs(),
      complete: fit.pairs() >= pairs.total,
      ...(note && { note }),
      ...(m > 0 && fit.pairs() === 0 && NOTHING_LEARNT),
    };
  };

  yield* overlap<Coalitions>(
    () => {
      if (opened && planned >= budget) return null;
      const batch = pairs.take(Math.min(budget - planned, nextAsk(planned, samples)));
      const coalitions = withComplements({ players, active, ends: !opened }, batch.count, (row, j) =>
        has(batch, row, j),
      );
      planned += batch.count;
      opened = true;
      return { ask: { kind: 'coalitions', coalitions }, batch };
    },
    (batch, values) => {
      const halves = halfDifferences(values, outputs);
      // The first ask opens with the pair of the empty and the full coalition.
      const first = halves.length / outputs - batch.count;
      if (first > 0) {
        base = values.slice(0, outputs);
        prediction = values.slice(outputs, 2 * outputs);
        fit.ends(halves.subarray(0, outputs));
      }
      fit.add(batch, halves.subarray(first * outputs));
    },
    () => (fit.pairs() === 0 ? undefined : () => estimate()),
    { hurried: { rough: () => estimate(fit.rough, message('explaining.rough')), effort: fit.effort } },
  );
  return estimate();
}

/** Pairs in the next ask: half of what was asked for, so that estimates keep coming. */
const nextAsk = (planned: number, samples: number): number =>
  Math.max(16, Math.floor(Math.min(planned / 2, Math.max(samples / 16, 256), 2048)));
