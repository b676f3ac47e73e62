import { sha256 } from '../data/hash.ts';
import { OrielError } from '../errors.ts';
import { canonicalJson } from '../records/canonical.ts';
import type { Explanation } from '../records/record.ts';
import { inTurn } from './backing.ts';
import { logKey, type ValueOf } from './kinds.ts';
import type { Store } from './store.ts';

export type LogEntry = ValueOf<'log'>;

/** What an entry is to say. */
export interface LogNote {
  readonly kind: LogEntry['kind'];
  /** The record it is about, or its id and SHA-256 as another entry has them: both are written. */
  readonly record?: Explanation | Required<Pick<LogEntry, 'record' | 'recordSha256'>>;
  readonly text?: string;
}

/** Whether a log is whole; `at` is the number of the first entry that is not as it was written. */
export interface LogVerdict {
  readonly entries: number;
  readonly at: number | null;
}

/**
 * A log in a store: each entry holds the hash of the one before it, so that none can be changed,
 * taken out or put between without a sign of it.
 */
export interface Log {
  /** Adds an entry; it is on the disk when it resolves. */
  append(note: LogNote): Promise<LogEntry>;
  /** Entries in their order, from a number on. */
  entries(from?: number): AsyncGenerator<LogEntry>;
  verify(): Promise<LogVerdict>;
}

/** `previous` of the first entry. */
export const NOTHING = '0'.repeat(64);

const hashOf = (value: object): Promise<string> => sha256(new TextEncoder().encode(canonicalJson(value)));

/** The entry that follows another one, or nothing. @param time in milliseconds since 1970 */
export async function nextEntry(
  before: LogEntry | null,
  { kind, record, text }: LogNote,
  time: number,
): Promise<LogEntry> {
  const about =
    record && ('recordSha256' in record ? record : { record: record.id, recordSha256: await hashOf(record) });
  const said = {
    schema: 'oriel.log/1',
    n: before ? before.n + 1 : 0,
    time: new Date(time).toISOString(),
    kind,
    ...about,
    ...(text !== undefined && { text }),
    previous: before?.hash ?? NOTHING,
  } as const;
  return { ...said, hash: await hashOf(said) };
}

const turns = new WeakMap<object, ReturnType<typeof inTurn>>();

/** Whatever adds to a store's log does so in this turn, one after the other. */
export function turnOfLog(store: object): ReturnType<typeof inTurn> {
  const turn = turns.get(store) ?? inTurn();
  turns.set(store, turn);
  return turn;
}

export function createLog(store: Store, now: () => number = Date.now): Log {
  const turn = turnOfLog(store);

  const at = async (n: number): Promise<LogEntry | undefined> => (await store.get('log', logKey(n)))?.value;

  /** The last entry. The newest is only near it: times may be those of several machines. */
  async function last(): Promise<LogEntry | undefined> {
    const [newest] = await store.list('log', { limit: 1 });
    let entry = newest?.value;
    for (;;) {
      const next = entry && (await at(entry.n + 1));
      if (!next) return entry;
      entry = next;
    }
  }

  async function append(note: LogNote): Promise<LogEntry> {
    for (;;) {
      const entry = await nextEntry((await last()) ?? null, note, now());
      // Another tab may have been first; its entry is then the one before.
      if (await store.put('log', logKey(entry.n), entry, { unless: 'present' })) return entry;
    }
  }

  async function* entries(from = 0): AsyncGenerator<LogEntry> {
    for (let n = from; ; n++) {
      const entry = await at(n);
      if (!entry) return;
      yield entry;
    }
  }

  return {
    append: (note) => turn(() => append(note)),
    entries,
    async verify() {
      let [count, previous] = [0, NOTHING];
      try {
        for await (const { hash, ...said } of entries()) {
          if (said.previous !== previous || (await hashOf(said)) !== hash) return { entries: count, at: said.n };
          previous = hash;
          count++;
        }
      } catch (error) {
        if (!(error instanceof OrielError && error.code === 'failure-store-damaged')) throw error;
        return { entries: count, at: count };
      }
      // Entries that come after a gap were cut off from what was before them.
      const end = await last();
      return { entries: count, at: end && end.n >= count ? count : null };
    },
  };
}
