import { create as exact } from './exact/create.ts';
import type { CreateExplainer } from './explainer.ts';
import { create as gpShap } from './gp-shap/create.ts';

/**
 * The code of explainers that `auto` takes for small tables. The engine comes with it, so that a
 * first explanation does not wait for it.
 */
export const atHand: ReadonlyMap<string, CreateExplainer> = new Map([
  ['exact', exact],
  ['gp-shap', gpShap],
]);
