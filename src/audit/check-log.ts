import * as v from 'valibot';
import { linesIn, type RawLine } from '../bundle/lines.ts';
import { type Message, message } from '../catalogue/message.ts';
import { sha256 } from '../data/hash.ts';
import { canonicalJson } from '../records/canonical.ts';
import { LogEntrySchema } from '../store/kinds.ts';
import { type LogEntry, NOTHING } from '../store/log.ts';
import { exactText } from './files.ts';

/** What the chain of a log says. */
export interface CheckedLog {
  readonly entries: number;
  /** Hash of the last entry that is as written: who has noted it can tell what was cut off. */
  readonly last: string | null;
  /** Where the first entry is not as it was written; null where all are. */
  readonly wrong: { readonly line: number; readonly text: Message } | null;
}

/** An entry of the chain that is as it was written, and its line. */
export interface CheckedEntry {
  readonly line: number;
  readonly entry: LogEntry;
}

/** Follows a log's chain: each entry has the hash of the one before. `hear` is told of each. */
export async function checkLog(
  chunks: AsyncIterable<Uint8Array>,
  hear: (checked: CheckedEntry) => void = () => {},
): Promise<CheckedLog> {
  let [entries, previous] = [0, NOTHING];
  const last = () => (entries > 0 ? previous : null);
  for await (const raw of linesIn(chunks)) {
    const entry = await entryIn(raw);
    if (!entry) return { entries, last: last(), wrong: { line: entries + 1, text: message('audit.changed') } };
    if (entry.n !== entries || entry.previous !== previous)
      return { entries, last: last(), wrong: { line: entries + 1, text: message('audit.chain') } };
    previous = entry.hash;
    hear({ line: ++entries, entry });
  }
  return { entries, last: last(), wrong: null };
}

/** An entry that is, to the byte, what was written; null of any other line. */
export async function entryIn({ bytes, isWhole }: RawLine): Promise<LogEntry | null> {
  const text = isWhole ? exactText(bytes) : null;
  if (text === null) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  // Another spelling of the same entry is not what was written, either.
  if (!v.is(LogEntrySchema, json) || canonicalJson(json) !== text) return null;
  const { hash, ...said } = json;
  return (await sha256(new TextEncoder().encode(canonicalJson(said)))) === hash ? json : null;
}

/** Hashes of the records that a log names, in their order; what cannot be read has none. */
export async function hashesInLog(chunks: AsyncIterable<Uint8Array>): Promise<(string | null)[]> {
  const hashes: (string | null)[] = [];
  for await (const { bytes } of linesIn(chunks)) {
    try {
      const { kind, recordSha256 } = v.parse(LogEntrySchema, JSON.parse(new TextDecoder().decode(bytes)));
      if (kind === 'explanation') hashes.push(recordSha256 ?? null);
    } catch {
      hashes.push(null);
    }
  }
  return hashes;
}
