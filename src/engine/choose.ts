import { OrielError } from '../errors.ts';
import type { ExplainedInput, ExplainerDescription } from '../explainers/explainer.ts';
import { explainerNamed } from '../explainers/index.ts';
import { engineWords } from '../words/en.ts';
import type { Budget } from './protocol.ts';

export interface ExplainerChoice {
  readonly description: ExplainerDescription;
  readonly why: string;
  /** Samples the explainer may use; Infinity where time or error are the only limits. */
  readonly samples: number;
}

/** Resolves the explainer asked for ('auto' included) and its budget. Depends on the request alone, never on time. */
export function chooseExplainer(name: string, input: ExplainedInput, idle: readonly boolean[], budget: Budget): ExplainerChoice {
  // Players that cannot matter are not played: the rest decide how many coalitions there are.
  const players = idle.filter((each) => !each).length;
  const exact = explainerNamed('exact');
  const subsets = 2 ** players;
  if (name === 'auto') {
    const kernel = explainerNamed('kernel-shap');
    const samples = samplesFor(kernel, input, players, budget);
    if (players <= (exact.maxPlayers ?? 0) && subsets - 2 <= samples) {
      return { description: exact, why: engineWords.exactFits(players, subsets), samples: subsets };
    }
    return { description: kernel, why: engineWords.tooManyForExact(players), samples };
  }
  const description = explainerNamed(name);
  if (!description.inputs.includes(input.kind)) {
    throw new OrielError('request-invalid', { text: `${name} does not explain this kind of input (${input.kind}).` });
  }
  if (description.maxPlayers !== undefined && players > description.maxPlayers) {
    throw new OrielError('request-too-many-players', { explainer: name, limit: description.maxPlayers, players });
  }
  if (description === exact && budget.samples !== undefined && budget.samples < subsets - 2) {
    throw new OrielError('request-invalid', { text: engineWords.exactNeeds(subsets - 2, budget.samples) });
  }
  return { description, why: engineWords.askedFor, samples: samplesFor(description, input, players, budget) };
}

/** A budget in time or error alone leaves the number of samples open. */
function samplesFor(description: ExplainerDescription, input: ExplainedInput, players: number, budget: Budget): number {
  if (budget.samples !== undefined) return budget.samples;
  if (budget.milliseconds !== undefined || budget.error !== undefined) return Number.POSITIVE_INFINITY;
  return description.defaultSamples(input, players);
}
