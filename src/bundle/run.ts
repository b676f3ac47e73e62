import * as v from 'valibot';
import { canonicalJson } from '../records/canonical.ts';
import { hashOf } from './bundle.ts';

const finite = v.pipe(v.number(), v.finite());

/** A stretch of work: when which rows were done, and by what. */
export const RunSchema = v.object({
  schema: v.literal('oriel.run/1'),
  begun: v.string(),
  ended: v.string(),
  /** Rows of the table, both included. */
  rows: v.tuple([finite, finite]),
  explained: finite,
  backend: v.nullable(v.object({ name: v.string(), why: v.string(), runtime: v.string() })),
  node: v.string(),
  /** SHA-256 of everything else of the line. */
  hash: v.string(),
});

export type Run = v.InferOutput<typeof RunSchema>;

/** Whether a line is, to the byte, what was written once. */
export async function isRunAsWritten(line: string): Promise<boolean> {
  try {
    const { hash: _hash, ...run } = v.parse(RunSchema, JSON.parse(line));
    return canonicalJson({ ...run, hash: await hashOf(run) }) === line;
  } catch {
    return false;
  }
}
