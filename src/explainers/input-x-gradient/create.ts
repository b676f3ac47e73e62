import type { CreateExplainer, Explainer, ExplainerContext } from '../explainer.ts';
import { addByPlayer, numbersOf, toRows } from '../shared/gradients.ts';

export const create: CreateExplainer = (context) => atInput(context);

function* atInput(context: ExplainerContext): Explainer {
  const { players, outputs } = context;
  const numbers = numbersOf(context, 'input-x-gradient');
  const { instance } = numbers;
  const found = yield { kind: 'gradients', rows: toRows(1, instance.length, instance) };
  const values = new Float64Array(outputs * players);
  addByPlayer(numbers, { answered: found, row: 0, outputs }, { factor: instance }, values);
  return {
    players,
    outputs,
    base: new Float64Array(outputs),
    prediction: found.slice(0, outputs),
    values,
    standardErrors: null,
    additive: false,
    fidelity: {},
    coalitions: 1,
    complete: true,
  };
}
