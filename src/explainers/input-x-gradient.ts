import type { Explainer, ExplainerContext, ExplainerDescription } from './explainer.ts';
import { addByPlayer, numbersOf, rowsOf } from './shared/gradients.ts';

/**
 * The input times its derivatives (Shrikumar et al. 2016): integrated gradients from 0 with a
 * single step at the input.
 */
export const inputXGradient: ExplainerDescription = {
  name: 'input-x-gradient',
  label: 'Input × gradient',
  help: 'Multiplies each feature by how strongly it moves the answer just here; the quickest of all, and only right for models that are nearly straight.',
  family: 'other',
  inputs: ['tabular', 'image'],
  options: {},
  defaultSamples: () => 1,
  links: false,
  derivatives: 'input',
  create: (context) => here(context),
};

function* here(context: ExplainerContext): Explainer {
  const { players, outputs } = context;
  const numbers = numbersOf(context, 'input-x-gradient');
  const { instance } = numbers;
  const found = yield { kind: 'gradients', rows: rowsOf(1, instance.length, instance) };
  const values = new Float64Array(outputs * players);
  addByPlayer(numbers, found, 0, outputs, instance, 1, values);
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
