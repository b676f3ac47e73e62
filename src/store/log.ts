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
  /** The record it is about; its id and its SHA-256 are written. */
  readonly record?: Explanation;
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
const NOTHING = '0'.repeat(64);

const hashOf = (value: object): Promise<string> => sha256(new TextEncoder().encode(canonicalJson(value)));

export function createLog(store: Store, now: () => number = Date.now): Log {
  const turn = inTurn();

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

  async function append({ kind, record, text }: LogNote): Promise<LogEntry> {
    for (;;) {
      const before = await last();
      const said = {
        schema: 'oriel.log/1',
        n: before ? before.n + 1 : 0,
        time: new Date(now()).toISOString(),
        kind,
        ...(record && { record: record.id, recordSha256: await hashOf(record) }),
        ...(text !== undefined && { text }),
        previous: before?.hash ?? NOTHING,
      } as const;
      const entry: LogEntry = { ...said, hash: await hashOf(said) };
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
