import type { Explainer, ExplainerContext, ExplainerDescription } from './explainer.ts';
import { addByPlayer, numbersOf, toRows } from './shared/gradients.ts';

/**
 * The input times its derivatives (Shrikumar et al. 2016): integrated gradients from 0 with a
 * single step at the input.
 */
export const inputXGradient: ExplainerDescription = {
  name: 'input-x-gradient',
  family: 'other',
  inputs: ['tabular', 'image'],
  options: {},
  defaultSamples: () => 1,
  links: false,
  derivatives: 'input',
  create: (context) => atInput(context),
};

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
