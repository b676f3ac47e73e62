import { OrielError } from '../errors.ts';
import { banzhaf } from './banzhaf.ts';
import { bifurcationShap } from './bifurcation-shap.ts';
import { exact } from './exact.ts';
import { expectedGradients } from './expected-gradients.ts';
import type { ExplainerDescription } from './explainer.ts';
import { glime } from './glime.ts';
import { gpShap } from './gp-shap.ts';
import { gradCam } from './grad-cam.ts';
import { inputXGradient } from './input-x-gradient.ts';
import { integratedGradients } from './integrated-gradients.ts';
import { interactions } from './interactions.ts';
import { kernelShap } from './kernel-shap.ts';
import { lime } from './lime.ts';
import { occlusion } from './occlusion.ts';
import { partitionShap } from './partition-shap.ts';
import { permutationShap } from './permutation-shap.ts';
import { regressionMsr } from './regression-msr.ts';
import { rise } from './rise.ts';
import { samplingShap } from './sampling-shap.ts';
import { smoothGrad } from './smooth-grad.ts';
import { structuralExplainers } from './structural.ts';

/**
 * Every explainer there is, in the order they are offered. To add one: its file, and one line here.
 */
export const explainers: readonly ExplainerDescription[] = [
  exact,
  ...structuralExplainers,
  kernelShap,
  gpShap,
  bifurcationShap,
  regressionMsr,
  permutationShap,
  samplingShap,
  partitionShap,
  interactions,
  glime,
  lime,
  banzhaf,
  occlusion,
  rise,
  integratedGradients,
  expectedGradients,
  smoothGrad,
  inputXGradient,
  gradCam,
];

/** @throws OrielError `request-explainer` where no explainer has that name. */
export function explainerNamed(name: string): ExplainerDescription {
  const found = explainers.find((explainer) => explainer.name === name);
  if (found === undefined)
    throw new OrielError('request-explainer', {
      name,
      names: explainers.map((explainer) => explainer.name),
    });
  return found;
}
