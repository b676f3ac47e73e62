import type { ExplainerDescription, StructuralMethod } from './explainer.ts';
import { linearShap } from './linear-shap.ts';
import { treeShap } from './tree-shap.ts';

/** Explainers that read the model's structure: evaluators, which do the reading, know no others. */
export const readers: readonly (ExplainerDescription & { readonly structural: StructuralMethod })[] = [
  treeShap,
  linearShap,
];
