import { create as exact } from './exact/create.ts';
import type { Explainer, ExplainerContext, OptionValues } from './explainer.ts';
import { gaussianShapley, kindOfPairs } from './gp-shap/gaussian-shapley.ts';

type MakeAtHand = (context: ExplainerContext, options: OptionValues) => Explainer | null;

/**
 * The code of explainers that `auto` takes for small tables. The engine comes with it, so that a
 * first explanation does not wait for it. Null where more code is wanted.
 */
export const atHand: ReadonlyMap<string, MakeAtHand> = new Map<string, MakeAtHand>([
  ['exact', exact],
  ['gp-shap', (context, options) => (kindOfPairs(context, options) === 'even' ? gaussianShapley(context) : null)],
]);
