import { OrielError } from '../errors.ts';
import { add, addAll, type Coalitions, coalitionsOf } from '../games/coalitions.ts';
import type { Explainer, ExplainerContext, ExplainerDescription } from './explainer.ts';
import { overlap } from './overlap.ts';
import { activePlayers, settle, shapleyAttribution } from './shapley.ts';

const MAX_PLAYERS = 13;
/** Coalitions asked for at a time: large enough for full batches, small enough that progress is seen. */
const ASK = 512;

/** Shapley values by valuing every coalition. No sampling error; the cost doubles with each player. */
export const exact: ExplainerDescription = {
  name: 'exact',
  label: 'SHAP, exact',
  help: `Tries every combination of features, so there is no sampling error; for up to ${MAX_PLAYERS} features or groups.`,
  family: 'shap',
  inputs: ['tabular', 'image'],
  options: {},
  defaultSamples: () => Number.POSITIVE_INFINITY,
  maxPlayers: MAX_PLAYERS,
  links: true,
  create: (context) => exactShapley(context),
};

/**
 * Asks for all 2^m coalitions of the m players that can matter, in the order of their bit masks, and returns the
 * Shapley values (Shapley 1953) of all K outputs. A budget in samples does not cut it: half a table has no answer.
 * @throws OrielError `request-too-many-players` for more than 13 players that can matter.
 */
function* exactShapley(context: ExplainerContext): Explainer {
  const { players, outputs } = context;
  const active = activePlayers(context);
  const m = active.length;
  if (m > MAX_PLAYERS) throw new OrielError('request-too-many-players', { explainer: exact.name, limit: MAX_PLAYERS, players: m });
  // With no player that matters, the empty and the full coalition are still asked for.
  const rows = Math.max(2, 1 << m);
  const table = new Float64Array(rows * outputs);
  let next = 0;
  yield* overlap<number>(
    () => {
      if (next >= rows) return null;
      const from = next;
      next = Math.min(rows, from + ASK);
      return { ask: { kind: 'coalitions', coalitions: masks(players, active, from, next, rows) }, batch: from };
    },
    (from, values) => table.set(values, from * outputs),
    () => undefined,
  );

  const base = table.slice(0, outputs);
  const prediction = table.slice((rows - 1) * outputs);
  const values = new Float64Array(outputs * players);
  const weights = marginalWeights(m);
  const sizes = new Uint8Array(rows);
  for (let mask = 1; mask < rows; mask++) sizes[mask] = sizes[mask >> 1] + (mask & 1);
  for (let k = 0; k < outputs; k++) {
    for (let j = 0; j < m; j++) {
      const bit = 1 << j;
      let sum = 0;
      for (let mask = 0; mask < rows; mask++) {
        if ((mask & bit) === 0) sum += weights[sizes[mask]] * (table[(mask | bit) * outputs + k] - table[mask * outputs + k]);
      }
      values[k * players + active[j]] = sum;
    }
    settle(values, k, players, prediction[k] - base[k], active);
  }
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

/** Coalitions whose bit masks over the active players are `from` to `to` (exclusive); the last of all holds idle players too. */
function masks(players: number, active: Int32Array, from: number, to: number, rows: number): Coalitions {
  const coalitions = coalitionsOf(players, to - from);
  for (let mask = from; mask < to; mask++) {
    for (let j = 0; j < active.length; j++) if ((mask >> j) & 1) add(coalitions, mask - from, active[j]);
    if (mask === rows - 1) addAll(coalitions, mask - from);
  }
  return coalitions;
}

/** Weight of a player's contribution to a coalition of s others: s! (m − s − 1)! / m!. */
function marginalWeights(m: number): Float64Array {
  const weights = new Float64Array(Math.max(1, m));
  if (m === 0) return weights;
  weights[0] = 1 / m;
  for (let s = 1; s < m; s++) weights[s] = (weights[s - 1] * s) / (m - s);
  return weights;
}
