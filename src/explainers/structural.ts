import type { ExplainerDescription, StructuralMethod } from './explainer.ts';
import { linearShap } from './linear-shap.ts';
import { treeShap } from './tree-shap.ts';

/** Explainers that read the model's structure. Evaluators, which do the reading, load no others. */
export const structuralExplainers: readonly (ExplainerDescription & { readonly structural: StructuralMethod })[] = [
  treeShap,
  linearShap,
];
