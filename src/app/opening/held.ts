import type { Opened, Session } from '../../library/session.ts';

/** What of a session opens things. */
export type Opener = Pick<Session, 'openModel' | 'openTable' | 'openPicture' | 'openVocabulary' | 'open'>;

/** What a person brought, as far as it was opened. */
export interface Held {
  /** A session of which is noted what it opens. */
  noting(session: Opener): Opener;
  /** What is not among the needed things; it is noted no longer. */
  without(needed: readonly Opened[]): readonly Opened[];
}

export function createHeld(): Held {
  const things = new Set<Opened>();
  async function note<T extends Opened>(opening: Promise<T>): Promise<T> {
    const opened = await opening;
    things.add(opened);
    return opened;
  }
  return {
    noting: (session) => ({
      openModel: (...given) => note(session.openModel(...given)),
      openTable: (file) => note(session.openTable(file)),
      openPicture: (file) => note(session.openPicture(file)),
      openVocabulary: (file) => note(session.openVocabulary(file)),
      async open(files) {
        const model = await session.open(files);
        things.add(model.facts);
        return model;
      },
    }),
    without(needed) {
      const left = [...things].filter((thing) => !needed.includes(thing));
      for (const thing of left) things.delete(thing);
      return left;
    },
  };
}
