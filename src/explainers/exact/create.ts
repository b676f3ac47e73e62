import { OrielError } from '../../errors.ts';
import { add, addAll, type Coalitions, coalitionsOf } from '../../games/coalitions.ts';
import type { CreateExplainer, Explainer, ExplainerContext } from '../explainer.ts';
import { memberWeights } from '../shared/member-weights.ts';
import { overlap } from '../shared/overlap.ts';
import { activePlayers, forAllPlayers, settle, shapleyAttribution, totalsOf } from '../shared/shapley.ts';
import { MOST_PLAYERS } from './most-players.ts';

export const create: CreateExplainer = (context) => exactShapley(context);

/**
 * Coalitions per ask, a power of two: large enough for full batches, small enough to show progress.
 */
const ASK = 512;

/**
 * Asks for all 2^m coalitions of the m players that can matter, in the order of their bit masks,
 * and returns the Shapley values (Shapley 1953) of all K outputs. A budget in samples does not cut
 * it, since part of the table gives no answer.
 *
 * A player's value is the sum of the values of the coalitions it is a member of, with the weights
 * of `memberWeights`, plus a share of the rest that is the same for all. So values are summed as
 * they come and none is kept: memory does not grow with the number of coalitions.
 * @throws OrielError `request-too-many-players` for more than 20 players that can matter.
 */
function* exactShapley(context: ExplainerContext): Explainer {
  const { players, outputs } = context;
  const active = activePlayers(context);
  const m = active.length;
  if (m > MOST_PLAYERS)
    throw new OrielError('request-too-many-players', { explainer: 'exact', limit: MOST_PLAYERS, players: m });
  // With no player that matters, the empty and the full coalition are still asked for.
  const rows = Math.max(2, 1 << m);
  const weights = memberWeights(m);
  const sums = new Float64Array(outputs * m);
  const folded = new Float64Array(Math.min(rows, ASK));
  let base = new Float64Array(outputs);
  let prediction = new Float64Array(outputs);

  const absorb = (from: number, received: Float64Array): void => {
    const count = received.length / outputs;
    if (from === 0) base = received.slice(0, outputs);
    if (from + count === rows) prediction = received.slice(received.length - outputs);
    for (let k = 0; k < outputs; k++) {
      for (let i = 0; i < count; i++)
        folded[i] = (weights[bitsIn(from + i)] ?? 0) * (received[i * outputs + k] - base[k]);
      addMembers(folded, count, from, sums.subarray(k * m, (k + 1) * m));
    }
  };

  let next = 0;
  yield* overlap<number>(
    () => {
      if (next >= rows) return null;
      const from = next;
      next = Math.min(rows, from + ASK);
      const coalitions = masks({ players, active, rows }, from, next);
      return { ask: { kind: 'coalitions', coalitions, wanting: rows - next }, batch: from };
    },
    absorb,
    () => undefined,
  );

  const values = forAllPlayers(sums, context, active);
  settle(values, totalsOf(base, prediction), active);
  return shapleyAttribution(context, {
    base,
    prediction,
    values,
    standardErrors: new Float64Array(outputs * players),
    fidelity: {},
    coalitions: rows - 2,
    complete: true,
  });
}

/**
 * Adds to each player's sum the entries of the masks it is in. `entries` belong to the masks `from`
 * to `from` + `count`, where `count` is a power of two that divides `from`; they are overwritten.
 * The upper half of them holds the highest player of the block; folded onto the lower half, it
 * leaves the same question for one player less: two additions per entry instead of one per member.
 */
function addMembers(entries: Float64Array, count: number, from: number, sums: Float64Array): void {
  let player = 31 - Math.clz32(count);
  for (let half = count / 2; half >= 1; half /= 2) {
    player -= 1;
    let upper = 0;
    for (let i = 0; i < half; i++) {
      upper += entries[half + i];
      entries[i] += entries[half + i];
    }
    if (player < sums.length) sums[player] += upper;
  }
  for (let high = 0; high < sums.length; high++) if ((from >> high) & 1) sums[high] += entries[0];
}

/** Number of members of a mask. */
function bitsIn(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/**
 * Coalitions whose bit masks over the active players are `from` to `to` (exclusive); the last of
 * all also holds the idle players.
 */
function masks(
  { players, active, rows }: { readonly players: number; readonly active: Int32Array; readonly rows: number },
  from: number,
  to: number,
): Coalitions {
  const coalitions = coalitionsOf(players, to - from);
  for (let mask = from; mask < to; mask++) {
    for (let j = 0; j < active.length; j++) if ((mask >> j) & 1) add(coalitions, mask - from, active[j]);
    if (mask === rows - 1) addAll(coalitions, mask - from);
  }
  return coalitions;
}
