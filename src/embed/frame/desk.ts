import { message } from '../../catalogue/message.ts';
import { ownOf } from '../../data/named.ts';
import type { Prediction } from '../../engine/protocol.ts';
import { OrielError } from '../../errors.ts';
import type { Job } from '../../library/job.ts';
import type { ExplainOptions, Input as LibraryInput } from '../../library/options.ts';
import type { OrielModel } from '../../library/oriel-model.ts';
import type { Explanation } from '../../records/record.ts';
import { classChoices, requestedOutputs } from '../../wording/classes.ts';
import type { Request } from '../protocol.ts';
import { until } from './answers.ts';
import type { Client, Engines } from './engines.ts';
import type { Input } from './kept.ts';
import type { Opened } from './opened.ts';
import type { Turn } from './showing.ts';

/** What is asked of a model. */
export interface Asked {
  readonly client: Client;
  readonly opened: Opened;
  readonly input: LibraryInput;
  readonly options: ExplainOptions;
  readonly signal: AbortSignal;
}

/** An answer with its reasons; of all outputs of the model. */
export interface Answered {
  readonly prediction: Prediction;
  readonly record: Explanation;
}

export type HostOptions = NonNullable<Extract<Request, { type: 'explain' }>['options']>;

/** An input as the library takes it. */
export function inputOf(input: Input): LibraryInput {
  switch (input.kind) {
    case 'row':
      return input.row;
    case 'values':
      return input.values;
    case 'text':
      return { text: input.text };
    case 'image':
      return new File([input.bytes], input.name ?? 'photo');
  }
}

/** What a host may choose, as the library takes it. */
export function optionsOf({ background, ...others }: HostOptions = {}): ExplainOptions {
  const rows = background && ('rows' in background ? background : { file: background });
  return { ...others, ...(rows && { background: rows }) } as ExplainOptions;
}

/** What a record explains, to be explained again; null of a photo, which it has as it was seen. */
export function inputAgain({ input }: Explanation): LibraryInput | null {
  if (input.kind === 'tabular') return input.row ?? input.values;
  return input.kind === 'text' && input.text !== null ? { text: input.text } : null;
}

/** Whether a record that was made before is what is asked for, samples and times aside. */
export function suits(record: Explanation, asked: HostOptions = {}): boolean {
  const { explainer, outputs, space = record.space, seed = record.seed, fresh } = asked;
  const { requested, name } = record.explainer;
  if (fresh || asked.background || asked.groups || asked.explainerOptions) return false;
  if (explainer !== undefined && explainer !== requested && explainer !== name) return false;
  if (Array.isArray(outputs) && !outputs.every((one) => record.outputs.includes(one))) return false;
  return space === record.space && seed === record.seed;
}

async function predicted(model: OrielModel, input: LibraryInput): Promise<Prediction> {
  const [values] = await model.predict([input]);
  return { outputs: model.facts.outputs, values };
}

function unlessMade({ live }: Opened): void {
  if (!live) throw new OrielError('request-invalid', { text: message('widget.frame.recordsOnly') });
}

/** The model's answer to one input. Rejects with OrielErrors. */
export async function predict(engines: Engines, asked: Omit<Asked, 'options'>): Promise<Prediction> {
  unlessMade(asked.opened);
  const model = await until(asked.opened.modelIn(engines(asked.client)), asked.signal);
  return predicted(model, asked.input);
}

/**
 * Explains one input as the page does: where no outputs are named, all of few, else the likeliest.
 * `turn` shows it, `begun` gets the job. Rejects with OrielErrors.
 */
export async function explain(
  engines: Engines,
  asked: Asked,
  { turn, begun }: { readonly turn: Turn; readonly begun: (job: Job) => void },
): Promise<Answered> {
  const { opened, input, options, signal } = asked;
  unlessMade(opened);
  const model = await until(opened.modelIn(engines(asked.client)), signal);
  const answer = predicted(model, input);
  answer.then(turn.predicted, () => {}); // the explanation fails the same way and says so
  const outputs = await until(outputsFor(model, options.outputs, answer), signal);
  const job = model.explain(input, { ...options, outputs, watched: true, signal });
  begun(job);
  job.on('progress', turn.news);
  const record = await job.result;
  return { prediction: await answer, record };
}

type Outputs = NonNullable<ExplainOptions['outputs']>;

/** Names of classes stand for the outputs that tell of them. */
async function outputsFor(
  { facts }: OrielModel,
  wanted: ExplainOptions['outputs'],
  answer: Promise<Prediction>,
): Promise<Outputs> {
  if (wanted === undefined) {
    const few = requestedOutputs(facts, null, null);
    return few === 'default' ? requestedOutputs(facts, await answer, null) : few;
  }
  if (typeof wanted === 'string') return wanted;
  const byLabel = Object.fromEntries(classChoices(facts).map(({ label, output }) => [label, output]));
  return [...new Set(wanted.map((name) => ownOf(byLabel, name) ?? name))];
}
