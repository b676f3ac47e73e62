import * as v from 'valibot';
import { sha256 } from '../../data/hash.ts';
import { canonicalJson } from '../../records/canonical.ts';
import { pack, unpack } from '../plain.ts';
import type { Entry } from '../store.ts';

// A zip holds `kept.json`, which says what it is, entries as lines of `record.jsonl` and so on, and
// files under `bytes/`, named by their SHA-256.

export const SCHEMA = 'oriel.kept/1';
export const MANIFEST = 'kept.json';
export const BYTES = 'bytes/';

const LineSchema = v.object({
  key: v.string(),
  kept: v.pipe(v.number(), v.finite()),
  pinned: v.boolean(),
  value: v.unknown(),
  /** SHA-256 of the line's canonical JSON without this field. */
  hash: v.string(),
});

export interface Line {
  readonly key: string;
  readonly kept: number;
  readonly pinned: boolean;
  readonly value: unknown;
}

export const hashOf = (value: object): Promise<string> => sha256(new TextEncoder().encode(canonicalJson(value)));

export async function lineOf({ key, kept, pinned, value }: Entry): Promise<Uint8Array> {
  const line = { key, kept, pinned, value: pack(value) };
  return new TextEncoder().encode(`${canonicalJson({ ...line, hash: await hashOf(line) })}\n`);
}

/** A line as it was written, or what can be told of one that was not: its key, if it has one. */
export async function readLine(text: string): Promise<Line | { readonly damaged: string | null }> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { damaged: null };
  }
  const key = v.safeParse(v.object({ key: v.string() }), json);
  const damaged = { damaged: key.success ? key.output.key : null };
  const read = v.safeParse(LineSchema, json);
  if (!read.success) return damaged;
  const { hash, ...line } = read.output;
  if ((await hashOf(line)) !== hash) return damaged;
  try {
    return { ...line, value: unpack(line.value) };
  } catch {
    return damaged;
  }
}
