import { moderatedFactor, moderatedVariances } from '../../numerics/student-t.ts';
import type { Attribution, CreateExplainer, Explainer, ExplainerContext } from '../explainer.ts';
import { coalitionStore } from '../shared/coalition-store.ts';
import {
  activePlayers,
  forAllPlayers,
  NOTHING_LEARNT,
  settle,
  shapleyAttribution,
  totalsOf,
} from '../shared/shapley.ts';
import { type ContributionDraws, contributionDraws } from './contribution-draws.ts';

export const create: CreateExplainer = (context) => samplingShapley(context);

/**
 * Most coalitions in an ask: rounds of very many players are asked for in parts, so that limited
 * time may end between them.
 */
const LARGEST_ASK = 1024;
/** Draws for every player before the spread of the contributions decides who gets more. */
const EVEN = 4;

/**
 * Asks for the empty and the full coalition, then in rounds for draws: two contributions of one
 * player, to a random set and to the rest of the others. The first rounds go to all in turn, each
 * later round follows Neyman's allocation (in proportion to the standard deviation so far, with
 * variances drawn halfway to their mean). Each coalition is asked for once. The sequence of rounds
 * depends on the seed and on values, not on the budget, which only cuts it.
 *
 * The means do not add up by themselves: the remainder goes to the players in proportion to the
 * variances of their means, which is what least squares would do. Standard errors account for that;
 * as in permutation-shap, variances are drawn toward their mean and errors enlarged by Student's t.
 * They are null while some player has fewer than two draws.
 */
function* samplingShapley(context: ExplainerContext): Explainer {
  const { players, outputs, samples, pulse } = context;
  const active = activePlayers(context);
  const m = active.length;
  const store = coalitionStore(m, outputs);
  const draws = contributionDraws(m, outputs, store, context.random);

  const estimate = (): Attribution => {
    const complete = store.received() >= store.total;
    const { base, prediction } = store.ends();
    const totals = totalsOf(base, prediction);
    const byOutput = (of: (k: number) => Float64Array): Float64Array => {
      const found = new Float64Array(outputs * m);
      for (let k = 0; k < outputs; k++) found.set(of(k), k * m);
      return found;
    };
    const found = complete ? store.enumerated() : byOutput((k) => settled(draws, k, totals[k]));
    const values = forAllPlayers(found, context, active);
    settle(values, totals, active);
    const drawn = draws.counts.every((count) => count > 1);
    const errors = complete ? new Float64Array(outputs * m) : drawn ? byOutput((k) => errorsOf(draws, k)) : null;
    const standardErrors = errors && forAllPlayers(errors, context, active);
    return shapleyAttribution(context, {
      base,
      prediction,
      values,
      standardErrors,
      fidelity: {},
      coalitions: store.received(),
      complete,
      ...(m > 1 && !complete && draws.counts.every((count) => count === 0) && NOTHING_LEARNT),
    });
  };

  let spent = store.size();
  const coalitions = () => ({ kind: 'coalitions' as const, coalitions: store.issue(spent, players, active) });
  // Each player's first draw is four coalitions.
  store.receive(yield { ...coalitions(), wanting: m > 1 ? 4 * m : 0 });
  let open = m > 0;
  while (open && store.received() < store.total) {
    let from = spent;
    let unfinished = false;
    for (const player of nextRound(draws, outputs)) {
      if (spent - 2 >= store.total) break;
      pulse?.();
      const drawn = draws.draw(player);
      open = store.size() - 2 <= samples;
      if (!open) break;
      draws.keep(drawn);
      spent = store.size();
      if (spent - from < LARGEST_ASK) continue;
      store.receive(yield { ...coalitions(), estimate, unfinished });
      draws.read();
      [from, unfinished] = [spent, true];
    }
    // A round of known coalitions needs no ask.
    if (spent > from) store.receive(yield { ...coalitions(), estimate, unfinished });
    draws.read();
  }
  return estimate();
}

/**
 * The players to draw for next: at first all in turn, then half as many draws as there were, where
 * they help most.
 */
function nextRound({ counts, spread }: ContributionDraws, outputs: number): number[] {
  const m = counts.length;
  let drawn = 0;
  for (const count of counts) drawn += count;
  if (drawn < EVEN * m) return Array.from({ length: m }, (_, j) => j);
  const need = new Float64Array(m);
  for (let k = 0; k < outputs; k++) {
    const own = variances(counts, spread, k);
    const all = own.reduce((sum, v) => sum + v, 0);
    // Half of it evenly: players that seldom matter may have shown no spread yet.
    if (all > 0) for (let j = 0; j < m; j++) need[j] += own[j] / all + 1 / m;
  }
  const planned = Float64Array.from(counts);
  const round: number[] = [];
  const wanted = Math.min(256, Math.max(m, Math.floor(drawn / 2)));
  while (round.length < wanted) {
    let best = 0;
    // What one more draw takes off a player's variance; where nothing varies, the player with the
    // fewest draws gains most.
    const gain = (j: number): number => (need[j] + 1e-12) / (planned[j] * (planned[j] + 1));
    for (let j = 1; j < m; j++) if (gain(j) > gain(best)) best = j;
    planned[best] += 1;
    round.push(best);
  }
  return round;
}

/** Each player's share of the sum's remainder. Players without draws take all of it. */
function shares({ counts, spread }: ContributionDraws, k: number): Float64Array {
  const unknown = counts.some((count) => count === 0);
  const own = unknown
    ? Float64Array.from(counts, (count) => (count === 0 ? 1 : 0))
    : variances(counts, spread, k).map((variance, j) => variance / counts[j]);
  const all = own.reduce((sum, v) => sum + v, 0);
  return own.map((v) => (all > 0 ? v / all : 1 / own.length));
}

/** Means of output k that sum to `total`. */
function settled(draws: ContributionDraws, k: number, total: number): Float64Array {
  const m = draws.counts.length;
  const share = shares(draws, k);
  let missing = total;
  for (let j = 0; j < m; j++) missing -= draws.mean[k * m + j];
  return share.map((part, j) => draws.mean[k * m + j] + part * missing);
}

/**
 * Standard errors of the settled means of output k: a player's own error counts less, the others'
 * come in.
 */
function errorsOf(draws: ContributionDraws, k: number): Float64Array {
  const { counts, spread } = draws;
  const share = shares(draws, k);
  const own = variances(counts, spread, k).map(
    (variance, j) => (moderatedFactor(counts[j]) * moderatedFactor(counts[j]) * variance) / counts[j],
  );
  const all = own.reduce((sum, v) => sum + v, 0);
  return own.map((v, j) => Math.sqrt((1 - share[j]) * (1 - share[j]) * v + share[j] * share[j] * Math.max(0, all - v)));
}

/** Variance of each player's single draws for output k. */
const variances = (counts: Int32Array, spread: Float64Array, k: number): Float64Array =>
  moderatedVariances(spread.subarray(k * counts.length, (k + 1) * counts.length), counts);
