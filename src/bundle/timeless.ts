import { canonicalJson } from '../records/canonical.ts';
import type { Explanation } from '../records/record.ts';
import { files, TIMELESS } from './schema.ts';

/**
 * A record as a bundle has it: without times and back end, which `runs.jsonl` has, so that equal
 * rows have equal bytes. Its id is a hash of neither, and stays.
 */
export const timeless = (record: Explanation): Explanation => ({
  ...record,
  created: TIMELESS,
  milliseconds: 0,
  backend: { name: 'cpu', adapter: null, why: files.runs },
  runtime: files.runs,
});

/** A record's line, without its end. */
export const recordLine = (record: Explanation): string => canonicalJson(timeless(record));
