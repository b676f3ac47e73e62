import { join } from 'node:path';
import * as v from 'valibot';
import { files } from '../schema.ts';
import { linesOf, textOf } from './lines.ts';

/** A line of `failed.jsonl`: a row, and why it could not be explained, in English. */
export const FailureSchema = v.object({ row: v.number(), code: v.string(), text: v.string() });

export type Failure = v.InferOutput<typeof FailureSchema>;

/** The first row of a bundle or shard that could not be explained; null where there is none. */
export async function firstFailure(folder: string): Promise<Failure | null> {
  for await (const { bytes } of linesOf(join(folder, files.failed)))
    return v.parse(FailureSchema, JSON.parse(textOf(bytes)));
  return null;
}
