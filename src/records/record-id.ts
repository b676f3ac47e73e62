import { sha256 } from '../data/hash.ts';
import { canonicalJson } from './canonical.ts';
import type { Explanation } from './record.ts';

/**
 * The id of a record: a hash of everything that an equal request repeats, so that equal
 * explanations have equal ids. Times and the back end differ from run to run, and so does how it
 * was asked for: a default may be left out or named. Messages repeat what the record says in
 * English.
 */
export async function recordId(record: Explanation): Promise<string> {
  const {
    id: _id,
    created: _created,
    milliseconds: _milliseconds,
    backend: _backend,
    runtime: _runtime,
    asked: _asked,
    explainer: { whyMessage: _whyMessage, ...explainer },
    ...lasting
  } = record;
  const bytes = new TextEncoder().encode(canonicalJson({ ...lasting, explainer }));
  return (await sha256(bytes)).slice(0, 32);
}
