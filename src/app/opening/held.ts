import type { EngineApi } from '../../engine/protocol.ts';

/** What of an engine gives out handles. */
export type Opener = Pick<EngineApi, 'openModel' | 'openTable' | 'openPicture' | 'openVocabulary' | 'study'>;

/** Handles of what a person brought, by the engine that gave them out. */
export interface Held {
  /** An engine whose handles are noted. */
  noting(engine: EngineApi): Opener;
  /** Those that are not among the needed ones; they are noted no longer. */
  without(engine: EngineApi, needed: readonly string[]): readonly string[];
}

export function createHeld(): Held {
  const handles = new WeakMap<EngineApi, Set<string>>();
  return {
    noting(engine) {
      const mine = handles.get(engine) ?? new Set();
      handles.set(engine, mine);
      const note = async <T extends { readonly handle: string }>(opening: Promise<T>): Promise<T> => {
        const opened = await opening;
        mine.add(opened.handle);
        return opened;
      };
      return {
        openModel: (...given) => note(engine.openModel(...given)),
        openTable: (file) => note(engine.openTable(file)),
        openPicture: (file) => note(engine.openPicture(file)),
        openVocabulary: (file) => note(engine.openVocabulary(file)),
        study: (choice) => note(engine.study(choice)),
      };
    },
    without(engine, needed) {
      const mine = handles.get(engine);
      const left = [...(mine ?? [])].filter((handle) => !needed.includes(handle));
      for (const handle of left) mine?.delete(handle);
      return left;
    },
  };
}
