import * as v from 'valibot';
import { type Message, message } from '../../catalogue/message.ts';
import { canonicalJson } from '../../records/canonical.ts';
import { LogEntrySchema } from '../../store/kinds.ts';
import { hashOfBytes, linesOf } from './lines.ts';
import { NOTHING } from './log-lines.ts';

/** What is wrong, and where. */
export interface Finding {
  readonly file: string;
  /** From 1; null where it is not of one line. */
  readonly line: number | null;
  readonly text: Message;
}

/** What the chain of a log says. */
export interface CheckedLog {
  readonly entries: number;
  /** Where the first entry is not as it was written; null where all are. */
  readonly wrong: { readonly line: number; readonly text: Message } | null;
}

/** Follows a log's chain: each entry has the hash of the one before. */
export async function checkLog(path: string): Promise<CheckedLog> {
  let [entries, previous] = [0, NOTHING];
  for await (const { bytes } of linesOf(path)) {
    const text = await wrongWith(bytes, { n: entries, previous });
    if (text) return { entries, wrong: { line: entries + 1, text } };
    previous = (JSON.parse(bytes.toString('utf8')) as { readonly hash: string }).hash;
    entries++;
  }
  return { entries, wrong: null };
}

async function wrongWith(bytes: Buffer, before: { readonly n: number; readonly previous: string }) {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    return message('bundle.check.changed');
  }
  if (!v.is(LogEntrySchema, json)) return message('bundle.check.changed');
  const { hash, ...said } = json;
  if (hashOfBytes(canonicalJson(said)) !== hash) return message('bundle.check.changed');
  return said.n === before.n && said.previous === before.previous ? null : message('bundle.check.chain');
}

/** Hashes of the records that a log names, in their order; what cannot be read has none. */
export async function hashesInLog(path: string): Promise<(string | null)[]> {
  const hashes: (string | null)[] = [];
  for await (const { bytes } of linesOf(path)) {
    try {
      const { kind, recordSha256 } = v.parse(LogEntrySchema, JSON.parse(bytes.toString('utf8')));
      if (kind === 'explanation') hashes.push(recordSha256 ?? null);
    } catch {
      hashes.push(null);
    }
  }
  return hashes;
}
