import type { ExplainerDescription } from '../../../../src/explainers/explainer.ts';
import { leverageShap, oddShap } from './odd-shap.ts';
import { described } from './rival.ts';
import { shaplEig } from './shapl-eig.ts';

export const rivals: readonly ExplainerDescription[] = [
  described('leverage-shap', leverageShap, 100),
  // Looking through all interactions of three takes long beyond.
  described('odd-shap', oddShap, 60),
  described('shapl-eig', shaplEig, 100),
];
