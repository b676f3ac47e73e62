import type { Store as Keep } from '../../store/store.ts';
import type { Store } from '../store.ts';
import { ownFiles, unhashed } from './kept-models.ts';
import type { KeptStore } from './kept-store.ts';

/** What files of the person's are, by their bytes: hashed once, by the keeper. */
export interface Hashes {
  /** Hashes what nobody has hashed yet; resolves once it is known. */
  know(store: Keep, wanted: () => boolean, files: readonly Blob[]): Promise<void>;
  /** Takes down what is known of files already. */
  note(files: readonly Blob[], hashes: readonly string[]): void;
  /** Hashes the person's files that may be kept ones. */
  follow(): void;
  forget(): void;
}

export function createHashes(app: Store, kept: Pick<KeptStore, 'keeper' | 'work' | 'set'>): Hashes {
  /** Files that are being hashed. */
  let under = new WeakSet<Blob>();

  function note(files: readonly Blob[], hashes: readonly string[]): void {
    const present = new Set(ownFiles(app.get().own).map(([, , data]) => data));
    const before = [...app.get().kept.hashes].filter(([file]) => present.has(file));
    kept.set({ hashes: new Map([...before, ...files.map((file, at) => [file, hashes[at]] as const)]) });
  }

  async function know(store: Keep, wanted: () => boolean, files: readonly Blob[]): Promise<void> {
    const unknown = files.filter((file) => !app.get().kept.hashes.has(file));
    if (unknown.length === 0) return;
    const run = kept.keeper.run(store, wanted, (api) => api.hashes(unknown));
    // What nobody can hash is like nothing that is kept.
    const hashes = await run.catch(() => unknown.map(() => ''));
    if (wanted()) note(unknown, hashes);
  }

  return {
    know,
    note,
    follow() {
      const { own, kept: things } = app.get();
      if (things.work?.what === 'keep') return; // what is being kept is hashed on the way
      const files = unhashed(own, things).filter((file) => !under.has(file));
      if (files.length === 0) return;
      for (const file of files) under.add(file);
      void kept.work(({ store }, wanted) => know(store, wanted, files));
    },
    forget() {
      under = new WeakSet();
    },
  };
}
