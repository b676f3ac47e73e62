import { OrielError } from '../../errors.ts';
import type { ExplainedInput, ExplainerDescription } from '../../explainers/explainer.ts';
import { explainerNamed } from '../../explainers/index.ts';
import type { HiddenStructure } from '../../models/structure.ts';
import { engineWords, explainerWords } from '../../words/en.ts';
import type { Budget } from '../protocol.ts';
import { methodFor, type StructuralRequest, structuralReason } from './structural.ts';

/** Samples up to which solving a Gaussian process costs less than it saves. */
const GP_SAMPLES = 4096;
/** How many times as many samples plain regression needs for the Gaussian process's error. */
const GP_GAIN = 10;
/** Part of limited time that solving may take. */
const SOLVING_SHARE = 0.25;

interface Limit {
  /** Samples the explainer may use; Infinity where an error is the only limit. */
  readonly samples: number;
  /** Whether time, rather than anything asked for, set their number. */
  readonly timed: boolean;
}

export interface ExplainerChoice extends Limit {
  readonly description: ExplainerDescription;
  readonly why: string;
}

/** Samples that limited time allows: coalitions, or drawn rows. */
export type Affordable = (byRow: boolean) => Promise<number>;

/**
 * Resolves the explainer asked for ('auto' included) and its budget. It depends on the request
 * alone, but for a budget in milliseconds: then `affordable` says how many samples it buys.
 */
export async function chooseExplainer(
  name: string,
  input: ExplainedInput,
  idle: readonly boolean[],
  budget: Budget,
  affordable: Affordable | null,
  structural: StructuralRequest | null,
  hidden: HiddenStructure | null,
): Promise<ExplainerChoice> {
  // Players that cannot matter are not played: the rest decide how many coalitions there are.
  const players = idle.filter((each) => !each).length;
  const subsets = 2 ** players;
  const limit = async (description: ExplainerDescription): Promise<Limit> => {
    const asked = samplesFor(description, input, players, budget);
    if (!affordable || budget.milliseconds === undefined) return { samples: asked, timed: false };
    const bought = await affordable(description.family === 'lime' && input.kind === 'tabular');
    const most = Math.min(bought, Math.max(2 * players, solvable(description, budget.milliseconds)));
    return { samples: Math.min(asked, most), timed: most < asked };
  };
  const read = readingChoice(name, structural);
  if (read) return read;
  if (name === 'auto' && input.kind === 'text') {
    const description = explainerNamed('partition-shap');
    return { description, why: engineWords.phrases(players), ...(await limit(description)) };
  }
  if (name === 'auto') {
    const reason = structural
      ? structuralReason(structural).why
      : hidden && engineWords.structureHidden[hidden.kind](hidden.operator);
    const also = reason ? `; ${reason}` : '';
    const limits = await limit(explainerNamed('kernel-shap'));
    const description = automatic(input, players, limits.samples, budget.milliseconds);
    if (description.name === 'exact') {
      return { description, why: engineWords.exactFits(players, subsets) + also, samples: subsets, timed: false };
    }
    const why = engineWords.estimated[description.name as 'gp-shap' | 'kernel-shap'](players) + also;
    const most = Math.max(2 * players, solvable(description, budget.milliseconds));
    return { description, why, samples: Math.min(limits.samples, most), timed: limits.timed || most < limits.samples };
  }
  const description = explainerNamed(name);
  if (!description.inputs.includes(input.kind)) {
    throw new OrielError('request-invalid', { text: `${name} does not explain this kind of input (${input.kind}).` });
  }
  if (description.maxPlayers !== undefined && players > description.maxPlayers) {
    throw new OrielError('request-too-many-players', { explainer: name, limit: description.maxPlayers, players });
  }
  if (name === 'exact') {
    // Half a table has no answer: it takes what it takes.
    if (budget.samples !== undefined && budget.samples < subsets - 2)
      throw new OrielError('request-invalid', { text: engineWords.exactNeeds(subsets - 2, budget.samples) });
    return { description, why: engineWords.askedFor, samples: subsets, timed: false };
  }
  return { description, why: engineWords.askedFor, ...(await limit(description)) };
}

/**
 * The choice of a method that reads the model's structure: asked for, or because it is exact; null
 * where a game is asked. It does not depend on the row. Throws `request-invalid` where such a
 * method is asked for and there is no structure for it.
 */
export function readingChoice(name: string, structural: StructuralRequest | null): ExplainerChoice | null {
  const readers = { samples: 0, timed: false };
  if (name === 'auto') {
    const reason = structural && structuralReason(structural);
    const reader = structural && reason?.exact ? methodFor(structural.structure) : undefined;
    return reader && reason ? { description: reader, why: reason.why, ...readers } : null;
  }
  const description = explainerNamed(name);
  if (!description.structural) return null;
  const { needs } = description.structural;
  if (structural?.structure.kind !== needs)
    throw new OrielError('request-invalid', { text: explainerWords.needs(name, needs) });
  return { description, why: engineWords.askedFor, ...readers };
}

/**
 * What 'auto' stands for: exact where all coalitions fit the samples, else the estimator that
 * reaches a given error soonest, as `npm run bench -- accuracy` shows. That is the Gaussian
 * process, until there are so many samples that solving would take longer than asking the model; in
 * limited time, unless plain regression can use many times its samples.
 */
export function automatic(
  input: ExplainedInput,
  players: number,
  samples: number,
  milliseconds?: number,
): ExplainerDescription {
  const [exact, kernel, gaussian] = ['exact', 'kernel-shap', 'gp-shap'].map(explainerNamed);
  // Where only the error is limited, enumerating must not cost more than sampling commonly does.
  const most = Number.isFinite(samples) ? samples : kernel.defaultSamples(input, players);
  if (players <= (exact.maxPlayers ?? 0) && 2 ** players - 2 <= most) return exact;
  if (!Number.isFinite(samples)) return gaussian;
  const solved = milliseconds === undefined ? GP_SAMPLES : GP_GAIN * solvable(gaussian, milliseconds);
  return samples > solved ? kernel : gaussian;
}

/** Samples that can be solved in a part of limited time. */
const solvable = ({ solving = 0 }: ExplainerDescription, milliseconds = Number.POSITIVE_INFINITY): number =>
  solving > 0 ? 2 * Math.floor((SOLVING_SHARE * milliseconds) / solving / 2) : Number.POSITIVE_INFINITY;

/** A budget in time or error alone leaves the number of samples open. */
function samplesFor(description: ExplainerDescription, input: ExplainedInput, players: number, budget: Budget): number {
  if (budget.samples !== undefined) return budget.samples;
  if (budget.milliseconds !== undefined || (budget.error ?? 0) > 0) return Number.POSITIVE_INFINITY;
  return description.defaultSamples(input, players);
}
