import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { ExplainedInput, ExplainerDescription } from '../../explainers/explainer.ts';
import { explainerNamed } from '../../explainers/index.ts';
import type { HiddenStructure } from '../../models/structure.ts';
import type { Budget } from '../protocol.ts';
import { methodFor } from '../studies/structure-facts.ts';
import { needsStructure, type StructuralRequest, structuralReason } from './structural.ts';

/** Samples up to which solving a Gaussian process costs less than it saves. */
const GP_SAMPLES = 4096;
/** Plain regression needs this many times as many samples for the Gaussian process's error. */
const GP_GAIN = 10;
/**
 * Players beyond which those that matter are found first: `npm run bench -- wide` shows that this
 * has the smaller error from here on, where few matter and where the samples are few.
 */
const WIDE = 256;
/** Part of limited time that solving may take. */
const SOLVING_SHARE = 0.25;

export interface ExplainerChoice {
  /** Samples the explainer may use; Infinity where an error or time is the only limit. */
  readonly samples: number;
  readonly description: ExplainerDescription;
  readonly why: Message;
}

export interface ExplainerRequest {
  /** An explainer's name, or `auto`. */
  readonly name: string;
  readonly input: ExplainedInput;
  readonly idle: readonly boolean[];
  readonly budget: Budget;
  /** Coalitions that limited time surely allows. Null without a time limit. */
  readonly affordable: (() => Promise<number>) | null;
  readonly structural: StructuralRequest | null;
  readonly hidden: HiddenStructure | null;
  /** Whether absent columns are drawn given the present ones: a structure says nothing of that. */
  readonly conditional?: boolean;
}

/**
 * Chooses the explainer that was asked for (`auto` included) and its number of samples. A limit of
 * time changes neither: it ends early what would be done without it. Only what `auto` stands for
 * depends on what `affordable` says: whether there is time to try every combination.
 */
export async function chooseExplainer(request: ExplainerRequest): Promise<ExplainerChoice> {
  const { name, input, idle, budget, affordable, structural, hidden, conditional = false } = request;
  // Players that cannot matter are not played: the rest decide how many coalitions there are.
  const players = idle.filter((each) => !each).length;
  const subsets = 2 ** players;
  const limit = (description: ExplainerDescription): number => samplesFor(description, input, players, budget);
  const read = structuralChoice(name, structural, conditional);
  if (read) return read;
  if (name === 'auto' && input.kind === 'text') {
    const description = explainerNamed('partition-shap');
    return { description, why: message('engine.phrases', { players }), samples: limit(description) };
  }
  if (name === 'auto') {
    const because = (why: Message): Message => {
      const reason = conditional ? null : whyNotRead(structural, hidden);
      return reason ? message('engine.reasons', { first: why, second: reason }) : why;
    };
    const samples = limit(explainerNamed(players > WIDE ? 'bifurcation-shap' : 'kernel-shap'));
    // Measuring takes calls of the model: it is left out where the choice is the same anyway.
    const [many, few] = [samples, 0].map((most) => automatic(input, players, most, budget.milliseconds));
    const matters = many !== few || (!Number.isFinite(samples) && players <= WIDE);
    const affords = affordable && matters ? Math.min(samples, await affordable()) : samples;
    const description = automatic(input, players, affords, budget.milliseconds);
    if (description.name === 'exact') {
      const fits = conditional ? 'engine.conditional.exactFits' : 'engine.exactFits';
      const why = because(message(fits, { players, coalitions: subsets }));
      return { description, why, samples: subsets };
    }
    const why = because(
      message(`engine.estimated.${description.name as 'gp-shap' | 'kernel-shap' | 'bifurcation-shap'}`, { players }),
    );
    return { description, why, samples };
  }
  const description = explainerNamed(name);
  const why = message('engine.askedFor');
  if (!description.inputs.includes(input.kind))
    throw new OrielError('request-invalid', { text: message('engine.wrongKind', { name, kind: input.kind }) });
  if (description.maxPlayers !== undefined && players > description.maxPlayers)
    throw new OrielError('request-too-many-players', { explainer: name, limit: description.maxPlayers, players });
  if (name === 'exact') {
    // Half of all coalitions give no answer: it takes all of them, whatever the time limit.
    const needed = subsets - 2;
    if (budget.samples !== undefined && budget.samples < needed) {
      const text = message('engine.exactNeeds', { needed, given: budget.samples });
      throw new OrielError('request-invalid', { text });
    }
    return { description, why, samples: subsets };
  }
  return { description, why, samples: limit(description) };
}

/** Why `auto` does not read the model's structure, although its file shows one. */
function whyNotRead(structural: StructuralRequest | null, hidden: HiddenStructure | null): Message | null {
  if (structural) return structuralReason(structural).why;
  return hidden && message(`engine.structureHidden.${hidden.kind}`, { operator: hidden.operator });
}

/**
 * The choice of a method that reads the model's structure: because it was asked for, or because it
 * is exact. Null where coalitions are to be valued instead, as they are where absent columns are
 * drawn given the present ones. It does not depend on the row.
 * @throws OrielError `request-invalid` where such a method was asked for and there is no structure.
 */
export function structuralChoice(
  name: string,
  structural: StructuralRequest | null,
  conditional = false,
): ExplainerChoice | null {
  if (conditional) return null;
  if (name === 'auto') {
    const reason = structural && structuralReason(structural);
    const method = structural && reason?.exact ? methodFor(structural.structure) : undefined;
    return method && reason ? { description: method, why: reason.why, samples: 0 } : null;
  }
  const description = explainerNamed(name);
  if (!description.structural) return null;
  const { needs } = description.structural;
  if (structural?.structure.kind !== needs) throw needsStructure(name, needs);
  return { description, why: message('engine.askedFor'), samples: 0 };
}

/**
 * What `auto` stands for: exact where all coalitions fit the samples, else the estimator that
 * reaches a given error soonest, as `npm run bench -- accuracy` shows. That is the Gaussian
 * process, up to the number of samples where solving takes longer than asking the model; in limited
 * time, unless plain regression can use many times its samples. Very many players are screened.
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
  if (players > WIDE) return explainerNamed('bifurcation-shap');
  if (!Number.isFinite(samples)) return gaussian;
  const solved = milliseconds === undefined ? GP_SAMPLES : GP_GAIN * solvable(gaussian, milliseconds);
  return samples > solved ? kernel : gaussian;
}

/** Samples that can be solved in a part of limited time. */
const solvable = ({ solving = 0 }: ExplainerDescription, milliseconds = Number.POSITIVE_INFINITY): number =>
  solving > 0 ? 2 * Math.floor((SOLVING_SHARE * milliseconds) / solving / 2) : Number.POSITIVE_INFINITY;

/**
 * A budget that names an error leaves the number of samples open; 0 does so only in limited time.
 */
function samplesFor(description: ExplainerDescription, input: ExplainedInput, players: number, budget: Budget): number {
  if (budget.samples !== undefined) return budget.samples;
  const { error } = budget;
  if (error !== undefined && (error > 0 || budget.milliseconds !== undefined)) return Number.POSITIVE_INFINITY;
  return description.defaultSamples(input, players);
}
