import { type Backing, inTurn, listed, type Stored } from './backing.ts';
import { withDefaults } from './defaults.ts';
import { createStore } from './front.ts';
import { compact } from './plain.ts';
import type { Meta, Store, StoreOptions } from './store.ts';

/** Keeps everything until the page or the process ends. */
export const openMemoryStore = (options: StoreOptions = {}): Store =>
  createStore(memoryBacking(), withDefaults(options, 'memory'));

const nameOf = ({ kind, key }: Pick<Meta, 'kind' | 'key'>): string => `${kind} ${key}`;

export function memoryBacking(): Backing {
  const entries = new Map<string, Stored>();
  /** Names of entries by what they are about: among many thousands, nobody looks through all. */
  const byAbout = new Map<string, Set<string>>();
  const files = new Map<string, Uint8Array>();
  const turn = inTurn();
  const metas = (): Meta[] => [...entries.values()].map(({ meta }) => meta);

  function unlist(name: string): void {
    for (const about of entries.get(name)?.meta.about ?? []) {
      const names = byAbout.get(about);
      names?.delete(name);
      if (names?.size === 0) byAbout.delete(about);
    }
  }

  function putIn(stored: Stored): void {
    const name = nameOf(stored.meta);
    unlist(name);
    entries.set(name, stored);
    for (const about of stored.meta.about) byAbout.set(about, (byAbout.get(about) ?? new Set()).add(name));
  }

  const candidates = (about: string | undefined): Meta[] =>
    about === undefined ? metas() : [...(byAbout.get(about) ?? [])].map((name) => (entries.get(name) as Stored).meta);

  const copy = ({ meta, value }: Stored): Stored => ({ meta, value: compact(value) });
  return {
    where: 'memory',
    files: {
      read: async (sha256) => files.get(sha256)?.slice(),
      async write(sha256, bytes, wrote) {
        files.set(sha256, bytes.slice());
        wrote?.(bytes.length);
      },
      async remove(sha256) {
        files.delete(sha256);
      },
      names: async () => [...files.keys()],
    },
    metas: async () => metas(),
    meta: async (kind, key) => entries.get(nameOf({ kind, key }))?.meta,
    async read(kind, key) {
      const stored = entries.get(nameOf({ kind, key }));
      return stored && copy(stored);
    },
    list: async (kind, by) =>
      listed(candidates(by.about), kind, by).map((meta) => copy(entries.get(nameOf(meta)) as Stored)),
    async write({ put, when, remove = [] }) {
      if (put && when && !when(entries.get(nameOf(put.meta))?.meta)) return false;
      if (put) putIn(put);
      for (const gone of remove) {
        unlist(nameOf(gone));
        entries.delete(nameOf(gone));
      }
      return true;
    },
    async amend(amendments) {
      for (const amendment of amendments) {
        const stored = entries.get(nameOf(amendment));
        if (stored) entries.set(nameOf(amendment), { ...stored, meta: { ...stored.meta, ...amendment } });
      }
    },
    anyAbout: async (about) => byAbout.has(about),
    async clear() {
      entries.clear();
      byAbout.clear();
    },
    exclusively: async (work, ifFree) => (ifFree && turn.waiting() > 0 ? undefined : turn(work)),
    announce() {},
    hear() {},
    async close() {
      entries.clear();
      byAbout.clear();
      files.clear();
    },
  };
}
