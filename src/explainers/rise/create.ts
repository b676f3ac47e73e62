import { add, addAll, type Coalitions, coalitionsOf, has } from '../../games/coalitions.ts';
import type { Random } from '../../numerics/random.ts';
import type { Attribution, CreateExplainer, Explainer, ExplainerContext } from '../explainer.ts';
import { overlap } from '../shared/overlap.ts';
import { activePlayers, forAllPlayers } from '../shared/shapley.ts';
import { shownMeans } from './mask-means.ts';

export const create: CreateExplainer = (context, options) =>
  randomMasks(context, Number(options.shown), options.centred === true);

const FIRST_ASK = 64;
const LARGEST_ASK = 256;

/** Up to this many segments, all masks are listed where the budget allows it. */
const FEW = 12;

/**
 * Asks for the empty and the full coalition and for random masks, each segment shown with
 * probability `shown`. The value of a segment is E[v | shown] − E[v | hidden] where `centred` (with
 * 0.5 its Banzhaf value), else E[v | shown], as in the paper, whose Σ v mask / (N shown) this is.
 * Where the budget holds all masks of up to 12 segments they are listed and weighted by their
 * likelihood, without error. Values do not add up to the prediction.
 */
function* randomMasks(context: ExplainerContext, shown: number, centred: boolean): Explainer {
  const { players, outputs, samples } = context;
  const active = activePlayers(context);
  const m = active.length;
  // All masks but the empty and the full one.
  const few = Math.max(0, (1 << Math.min(m, FEW)) - 2);
  const all = m <= FEW && few <= samples;
  const means = shownMeans(m, outputs, centred);
  const random = context.random.fork('masks');
  const budget = all ? few : Math.floor(samples);

  const ends = coalitionsOf(players, 2);
  addAll(ends, 1);
  const opening = yield { kind: 'coalitions', coalitions: ends };
  const base = opening.slice(0, outputs);
  const prediction = opening.slice(outputs);

  // Values are taken as differences from the base, which keeps rounding errors small.
  const count = ({ masks, likelihoods }: Masks, values: Float64Array): void =>
    means.add(
      masks,
      values.map((value, i) => value - base[i % outputs]),
      likelihoods,
    );
  if (all) {
    count(listed(m, 0, 1, shown), base);
    if (m > 0) count(listed(m, few + 1, 1, shown), prediction);
  }

  let planned = 0;
  let done = 0;
  const estimate = (): Attribution => {
    const complete = all && done === budget;
    const values = means.values().map((value, i) => value + (centred ? 0 : base[Math.floor(i / m)]));
    const errors = complete ? new Float64Array(outputs * m) : means.standardErrors();
    return {
      players,
      outputs,
      base,
      prediction,
      values: forAllPlayers(values, context, active),
      standardErrors: errors && forAllPlayers(errors, context, active),
      additive: false,
      fidelity: {},
      coalitions: done,
      complete,
    };
  };
  yield* overlap<Masks>(
    () => {
      const size = Math.min(budget - planned, LARGEST_ASK, Math.max(FIRST_ASK, planned));
      if (!(size > 0)) return null;
      const batch = all ? listed(m, planned + 1, size, shown) : { masks: drawn(m, size, random, shown) };
      planned += size;
      return { ask: { kind: 'coalitions', coalitions: ofPlayers(players, active, batch.masks) }, batch };
    },
    (batch, values) => {
      count(batch, values);
      done += batch.masks.count;
    },
    () => (done > 0 ? estimate : undefined),
  );
  return estimate();
}

/** Masks of the segments that can matter; where they are listed, how likely each is. */
interface Masks {
  readonly masks: Coalitions;
  readonly likelihoods?: Float64Array;
}

function drawn(m: number, count: number, random: Random, shown: number): Coalitions {
  const masks = coalitionsOf(m, count);
  for (let row = 0; row < count; row++) for (let j = 0; j < m; j++) if (random.uniform() < shown) add(masks, row, j);
  return masks;
}

/** The masks whose bits are the numbers from `from` on. */
function listed(m: number, from: number, count: number, shown: number): Masks {
  const masks = coalitionsOf(m, count);
  const likelihoods = new Float64Array(count).fill(1);
  for (let row = 0; row < count; row++) {
    for (let j = 0; j < m; j++) {
      const present = ((from + row) >> j) & 1;
      if (present) add(masks, row, j);
      likelihoods[row] *= present ? shown : 1 - shown;
    }
  }
  return { masks, likelihoods };
}

function ofPlayers(players: number, active: Int32Array, masks: Coalitions): Coalitions {
  const coalitions = coalitionsOf(players, masks.count);
  for (let row = 0; row < masks.count; row++) {
    for (let j = 0; j < active.length; j++) {
      if (has(masks, row, j)) add(coalitions, row, active[j]);
    }
  }
  return coalitions;
}
