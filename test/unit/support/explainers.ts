// Explainers with their code at hand: `create` gives the generator at once.

import type { CreateExplainer, ExplainerDescription } from '../../../src/explainers/explainer.ts';
import { explainers as described } from '../../../src/explainers/index.ts';

/** An explainer that need not be waited for. */
export interface AtHand extends ExplainerDescription {
  readonly create: CreateExplainer;
}

/** What explainers load, by their names. */
const codes = import.meta.glob<CreateExplainer>('../../../src/explainers/*/create.ts', {
  import: 'create',
  eager: true,
});

export const explainers: readonly AtHand[] = described.map((description) => {
  const loaded = codes[`../../../src/explainers/${description.name}/create.ts`];
  // Those that read a model's structure give it at once.
  return { ...description, create: loaded ?? (description.create as CreateExplainer) };
});

export function explainerNamed(name: string): AtHand {
  const found = explainers.find((explainer) => explainer.name === name);
  if (!found) throw new Error(`no explainer is named ${name}`);
  return found;
}

export const banzhaf = explainerNamed('banzhaf');
export const bifurcationShap = explainerNamed('bifurcation-shap');
export const exact = explainerNamed('exact');
export const glime = explainerNamed('glime');
export const gpShap = explainerNamed('gp-shap');
export const interactions = explainerNamed('interactions');
export const kernelShap = explainerNamed('kernel-shap');
export const lime = explainerNamed('lime');
export const occlusion = explainerNamed('occlusion');
export const partitionShap = explainerNamed('partition-shap');
export const permutationShap = explainerNamed('permutation-shap');
export const regressionMsr = explainerNamed('regression-msr');
export const rise = explainerNamed('rise');
export const samplingShap = explainerNamed('sampling-shap');
