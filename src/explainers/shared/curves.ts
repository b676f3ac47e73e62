import { add, addAll, type Coalitions, coalitionsOf } from '../../games/coalitions.ts';
import type { Attribution, Fidelity, Values } from '../explainer.ts';
import { activePlayers } from './shapley.ts';

/** Steps of a curve; with fewer players, one step a player. */
const STEPS = 16;
/** With more outputs than this, curves would cost more than they tell. */
const OUTPUTS = 8;

/** What the curves of an attribution need valued, and how to read them from the values. */
export interface CurvePlan {
  readonly coalitions: Coalitions;
  /** `values`: count × K, as every game gives them. */
  read(values: Values): Fidelity;
}

/**
 * Deletion and insertion curves (Petsiuk, Das and Saenko 2018) in the units of the game, for each
 * output in its own order: players leave the full coalition, or join the empty one, the most
 * favourable first, in up to 16 steps of equal size. `deletion` and `insertion` are K × (steps +
 * 1); their areas, K, are the curves' means by the trapezoid rule. A good order has a small
 * deletion area and a large insertion area. Players that cannot matter are left out of the order.
 * Null where no player matters, or with more than 8 outputs.
 */
export function curves(found: Attribution, idle: readonly boolean[]): CurvePlan | null {
  const { players, outputs, values } = found;
  const active = activePlayers({ players, idle });
  const steps = Math.min(STEPS, active.length);
  if (steps === 0 || outputs > OUTPUTS) return null;
  const inner = steps - 1;
  const coalitions = coalitionsOf(players, 2 + 2 * outputs * inner);
  addAll(coalitions, 1);
  /** Row of the coalition with (insertion) or without (deletion) the first of an output's order. */
  const rowOf = (output: number, deletion: boolean, step: number): number => {
    if (step === 0 || step === steps) return (step === 0) === deletion ? 1 : 0;
    return 2 + (2 * output + (deletion ? 1 : 0)) * inner + step - 1;
  };
  for (let output = 0; output < outputs; output++) {
    const order = [...active].sort((a, b) => values[output * players + b] - values[output * players + a] || a - b);
    for (let step = 1; step < steps; step++) {
      const first = Math.round((step * order.length) / steps);
      const [inserted, left] = [rowOf(output, false, step), rowOf(output, true, step)];
      for (const [place, player] of order.entries()) add(coalitions, place < first ? inserted : left, player);
      for (let player = 0; player < players; player++) {
        if (!idle[player]) continue;
        add(coalitions, inserted, player);
        add(coalitions, left, player);
      }
    }
  }
  return {
    coalitions,
    read(answers) {
      const curve = (deletion: boolean): number[][] =>
        Array.from({ length: outputs }, (_, output) =>
          Array.from({ length: steps + 1 }, (__, step) => answers[rowOf(output, deletion, step) * outputs + output]),
        );
      const [deletion, insertion] = [curve(true), curve(false)];
      return { deletion, deletionArea: deletion.map(area), insertion, insertionArea: insertion.map(area) };
    },
  };
}

/** Mean height of a curve of equal steps, by the trapezoid rule. */
function area(curve: readonly number[]): number {
  let sum = 0;
  for (let at = 1; at < curve.length; at++) sum += (curve[at - 1] + curve[at]) / 2;
  return sum / (curve.length - 1);
}
