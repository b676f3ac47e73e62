import { OrielError } from '../errors.ts';
import { exact } from './exact.ts';
import type { ExplainerDescription } from './explainer.ts';
import { kernelShap } from './kernel-shap.ts';
import { lime } from './lime.ts';

/** Every explainer there is, in the order they are offered. To add one: its file, and one line here. */
export const explainers: readonly ExplainerDescription[] = [exact, kernelShap, lime];

/** @throws OrielError `request-explainer` where there is none of that name. */
export function explainerNamed(name: string): ExplainerDescription {
  const found = explainers.find((explainer) => explainer.name === name);
  if (found === undefined)
    throw new OrielError('request-explainer', { name, names: explainers.map((explainer) => explainer.name).join(', ') });
  return found;
}
