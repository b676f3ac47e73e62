import * as v from 'valibot';
import { message } from '../catalogue/message.ts';
import { foreign, OrielError } from '../errors.ts';
import { CounterfactualSchema } from './counterfactual.ts';

const { entries } = CounterfactualSchema;

/** What records about the answer to a row of a table have in common. */
export const aboutAnswer = {
  id: entries.id,
  created: entries.created,
  model: entries.model,
  input: entries.input,
  /** Names of the model's K outputs, and its answer to the input. */
  outputs: entries.outputs,
  modelOutput: entries.modelOutput,
  /** What counts as the same answer: the class that it is, or a range that it is in. */
  target: entries.target,
  seed: entries.seed,
  /** Rows that the model answered. */
  calls: entries.calls,
  stopped: entries.stopped,
  milliseconds: entries.milliseconds,
  backend: entries.backend,
  runtime: entries.runtime,
  engine: entries.engine,
};

/** JSON by a schema; throws `record-invalid` naming the field. */
export function parsedBy<Schema extends v.GenericSchema>(schema: Schema, json: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? 'record';
  throw new OrielError('record-invalid', { text: message('record.field', { field, text: foreign(issue.message) }) });
}
