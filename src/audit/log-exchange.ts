import { canonicalJson } from '../records/canonical.ts';
import { logKey } from '../store/kinds.ts';
import { type LogEntry, turnOfLog } from '../store/log.ts';
import type { Store } from '../store/store.ts';
import { type CheckedLog, checkLog } from './check-log.ts';
import { bytesOf } from './files.ts';

/** Entries as the lines of a file. */
export const logText = (entries: readonly LogEntry[]): string =>
  entries.map((entry) => `${canonicalJson(entry)}\n`).join('');

/** Entries that are read at a time. */
const PAGE = 500;

/** All entries of a store's log that can be read, in their order. */
export async function entriesIn(store: Pick<Store, 'list'>): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = [];
  for (let before: { readonly kept: number; readonly key: string } | undefined; ; ) {
    const page = await store.list('log', { before, limit: PAGE });
    entries.push(...page.map(({ value }) => value));
    if (page.length < PAGE) return entries.sort((a, b) => a.n - b.n);
    before = page[page.length - 1];
  }
}

/** Whether the chain of these entries is intact; the line is the entry's number, from 1. */
export const checkEntries = (entries: readonly LogEntry[]): Promise<CheckedLog> => checkLog(bytesOf(logText(entries)));

/** What became of a log that was taken in. */
export type Merged =
  | { readonly added: number; readonly present: number }
  /**
   * It is another log: this is the number of the first entry that is not the same. Entries before
   * it were taken where another tab added that entry meanwhile.
   */
  | { readonly other: number; readonly added: number }
  /** Its chain is broken; nothing of it was taken. */
  | { readonly broken: NonNullable<CheckedLog['wrong']> };

/** Adds to a store's log what a file has of it beyond that: nothing else is taken. */
export async function mergeLog(store: Pick<Store, 'get' | 'put'>, text: string): Promise<Merged> {
  const entries: LogEntry[] = [];
  const { wrong } = await checkLog(bytesOf(text), ({ entry }) => entries.push(entry));
  if (wrong) return { broken: wrong };
  return turnOfLog(store)(() => merge(store, entries));
}

async function merge(store: Pick<Store, 'get' | 'put'>, entries: readonly LogEntry[]): Promise<Merged> {
  const hashOf = async ({ n }: LogEntry) => (await store.get('log', logKey(n)))?.value.hash;
  const missing: LogEntry[] = [];
  for (const entry of entries) {
    const hash = await hashOf(entry);
    if (hash === undefined) missing.push(entry);
    else if (hash !== entry.hash) return { other: entry.n, added: 0 };
  }
  let added = 0;
  for (const entry of missing)
    if (await store.put('log', logKey(entry.n), entry, { unless: 'present', kept: Date.parse(entry.time) })) added++;
    // Another tab was first, and what follows in the file would not be bound to its entry.
    else if ((await hashOf(entry)) !== entry.hash) return { other: entry.n, added };
  return { added, present: entries.length - added };
}
