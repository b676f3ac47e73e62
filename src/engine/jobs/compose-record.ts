import { version } from '../../../package.json';
import { english } from '../../catalogue/english.ts';
import { type Message, message } from '../../catalogue/message.ts';
import type { Attribution, OptionValues } from '../../explainers/explainer.ts';
import type { Space } from '../../games/game.ts';
import { type Explanation, parseExplanation } from '../../records/record.ts';
import { recordId } from '../../records/record-id.ts';
import type { EvaluatorReady, ExplainRequest } from '../protocol.ts';
import type { ExplainerChoice } from './choose-explainer.ts';
import type { Job } from './job.ts';
import { joinMessages } from './join-messages.ts';

/** What was decided before the first sample. */
export interface Decided {
  readonly choice: ExplainerChoice;
  readonly options: OptionValues;
  /** Indices of the outputs explained. */
  readonly outputs: readonly number[];
  /** All of the model's outputs for the input. */
  readonly answer: Float64Array;
  readonly space: Space;
  /** What a person must know about the method, beside why it was chosen. */
  readonly note: Message | null;
  /** The evaluator that answered first. */
  readonly ready: Pick<EvaluatorReady, 'runtime' | 'backend' | 'adapter' | 'oneByOne'>;
}

/** What a record is about. */
export interface Explained extends Pick<Job, 'subject' | 'study' | 'pool' | 'backendWhy'> {
  readonly request: Omit<ExplainRequest, 'input'>;
}

/** What the run has cost by now. */
export interface Measured {
  readonly calls: number;
  readonly stopped: Explanation['stopped'];
  readonly milliseconds: number;
}

/** A record of what was found so far, complete except for its id. */
export function composeRecord(job: Explained, decided: Decided, found: Attribution, measured: Measured): Explanation {
  const { request, subject, study, pool } = job;
  const { choice, outputs, answer, ready } = decided;
  const rows = (values: Float64Array) =>
    outputs.map((_, k) => Array.from(values.subarray(k * found.players, (k + 1) * found.players)));
  const attributions = rows(found.values);
  const groups = subject.groups ?? request.groups;
  // Where nothing is left to try, errors say that no combination was left out, not how draws vary.
  const drawnAndComplete = subject.masker.kind === 'conditional' && found.complete;
  const residual = (values: readonly number[], k: number) =>
    values.reduce((sum, value) => sum + value, found.base[k]) - found.prediction[k];
  return {
    schema: 'oriel.explanation/1',
    id: 'unfinished',
    created: new Date().toISOString(),
    model: describedModel(study),
    input: subject.input,
    background: subject.background,
    players: [...subject.players],
    groups: groups ? Object.fromEntries(Object.entries(groups).map(([name, columns]) => [name, [...columns]])) : null,
    outputs: outputs.map((output) => study.study.outputs[output]),
    space: decided.space,
    explainer: {
      requested: request.explainer.name,
      name: choice.description.name,
      options: { ...decided.options },
      ...reasons(choice.why, decided.note, found.note),
    },
    seed: request.seed,
    ...askedFor(request.budget),
    modelOutput: outputs.map((output) => answer[output]),
    base: Array.from(found.base),
    prediction: Array.from(found.prediction),
    attributions,
    standardErrors: found.standardErrors && !drawnAndComplete ? rows(found.standardErrors) : null,
    ...(found.interactions && { interactions: matrices(found.interactions, found.players) }),
    ...(found.interactionErrors && { interactionErrors: matrices(found.interactionErrors, found.players) }),
    additivityResidual: found.additive ? attributions.map(residual) : null,
    ...(found.endsOnly && { endsOnly: true }),
    fidelity: structuredClone(found.fidelity) as Explanation['fidelity'],
    coalitions: found.coalitions,
    calls: measured.calls,
    stopped: measured.stopped,
    milliseconds: measured.milliseconds,
    // A GPU may have been left for the CPU on the way.
    backend: {
      name: pool.backend === 'wasm' && ready.backend === 'cpu' ? 'cpu' : pool.backend,
      adapter: pool.backend === 'webgpu' || pool.backend === 'mixed' ? ready.adapter : null,
      ...reasons(job.backendWhy, ready.oneByOne ? message('engine.oneByOne') : null),
    },
    runtime: ready.runtime,
    engine: `oriel ${version}`,
  };
}

/** What was asked for of how far it is to go; nothing where all of it was left to Oriel. */
function askedFor({ samples, error, milliseconds }: ExplainRequest['budget']): Pick<Explanation, 'asked'> {
  const asked = {
    ...(samples !== undefined && { samples }),
    ...(error !== undefined && { error }),
    ...(milliseconds !== undefined && { milliseconds }),
  };
  return Object.keys(asked).length > 0 ? { asked } : {};
}

/** The model as a record names it: with what was chosen of how it answers. */
export function describedModel({
  card,
  binding,
  facts: { sha256, format, stopped },
}: Explained['study']): Explanation['model'] {
  return {
    name: card.name,
    sha256,
    format,
    ...(stopped && stopped.best < stopped.all && { trees: stopped.answering }),
    ...(binding.finalStep && { finalStep: binding.finalStep }),
    ...(card.outputTensor !== undefined && { outputTensor: card.outputTensor }),
  };
}

/** Reasons as a record has them: in English, and as a message for other languages. */
export function reasons(...messages: readonly (Message | null | undefined)[]): { why: string; whyMessage?: Message } {
  const why = joinMessages('engine.reasons', messages);
  return why ? { why: english.text(why), whyMessage: why } : { why: '' };
}

/** K × players × players as nested lists. */
function matrices(values: Float64Array, players: number): number[][][] {
  const rows = Array.from({ length: values.length / players }, (_, row) =>
    Array.from(values.subarray(row * players, (row + 1) * players)),
  );
  return Array.from({ length: rows.length / players }, (_, k) => rows.slice(k * players, (k + 1) * players));
}

/** Gives a finished record its id. */
export const sealRecord = async (record: Explanation): Promise<Explanation> =>
  parseExplanation({ ...record, id: await recordId(record) });
