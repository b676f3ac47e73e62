import { add, addAll, type Coalitions, coalitionsOf } from '../../games/coalitions.ts';
import type { Attribution, CreateExplainer, Explainer, ExplainerContext } from '../explainer.ts';
import { overlap } from '../shared/overlap.ts';
import { activePlayers } from '../shared/shapley.ts';

export const create: CreateExplainer = (context, options) => leaveOneOut(context, options.from === 'empty');

/** Coalitions per ask. */
const ASK = 64;

/**
 * Asks for the empty and the full coalition and one for each player that can matter: all others
 * (the value is v(N) − v(N \ {i})), or the player alone (v({i}) − v(∅)). Exact for what it defines,
 * so errors are 0, but the values do not add up to the prediction. A budget does not cut so few
 * coalitions.
 */
function* leaveOneOut(context: ExplainerContext, alone: boolean): Explainer {
  const { players, outputs } = context;
  const active = activePlayers(context);
  const m = active.length;
  // The empty coalition, the full one, then a player's each, K each.
  const table = new Float64Array((m + 2) * outputs);
  let next = 0;
  yield* overlap<number>(
    () => {
      if (next >= m + 2) return null;
      const from = next;
      next = Math.min(m + 2, from + ASK);
      const coalitions = asked({ players, active, alone }, from, next);
      return { ask: { kind: 'coalitions', coalitions, wanting: m + 2 - next }, batch: from };
    },
    (from, values) => table.set(values, from * outputs),
    () => undefined,
  );

  const values = new Float64Array(outputs * players);
  for (let k = 0; k < outputs; k++) {
    for (let j = 0; j < m; j++) {
      const own = table[(j + 2) * outputs + k];
      values[k * players + active[j]] = alone ? own - table[k] : table[outputs + k] - own;
    }
  }
  return {
    players,
    outputs,
    base: table.slice(0, outputs),
    prediction: table.slice(outputs, 2 * outputs),
    values,
    standardErrors: new Float64Array(outputs * players),
    additive: false,
    fidelity: {},
    coalitions: m,
    complete: true,
  } satisfies Attribution;
}

/**
 * Rows `from` to `to` (exclusive) of: the empty and the full coalition, then each active player's.
 */
function asked(
  { players, active, alone }: { readonly players: number; readonly active: Int32Array; readonly alone: boolean },
  from: number,
  to: number,
): Coalitions {
  const coalitions = coalitionsOf(players, to - from);
  for (let row = from; row < to; row++) {
    if (row === 1) addAll(coalitions, row - from);
    else if (row > 1 && alone) add(coalitions, row - from, active[row - 2]);
    else if (row > 1) for (const player of active) if (player !== active[row - 2]) add(coalitions, row - from, player);
  }
  return coalitions;
}
