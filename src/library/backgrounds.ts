import type { BackgroundChoice, EngineApi } from '../engine/protocol.ts';
import { type GivenFile, readGiven } from './given-files.ts';
import type { Background } from './options.ts';

/** Tables that rows to compare with come from; each is opened once. */
export interface Backgrounds {
  open(given: Background | undefined): Promise<BackgroundChoice | undefined>;
  /** What is open. */
  handles(): Promise<readonly string[]>;
}

export function createBackgrounds(api: EngineApi): Backgrounds {
  const opened = new Map<GivenFile, Promise<string>>();

  async function handleOf(given: GivenFile): Promise<string> {
    const { file } = await readGiven(given);
    return (await api.openTable({ name: file.name, data: file })).handle;
  }

  return {
    async open(given) {
      if (!given) return undefined;
      if ('rows' in given) return { method: given.method ?? 'sample', rows: given.rows };
      const opening = opened.get(given.file) ?? handleOf(given.file);
      opened.set(given.file, opening);
      // One that could not be opened may be there the next time.
      opening.catch(() => opened.delete(given.file));
      return { method: 'all', rows: 0, table: await opening };
    },
    async handles() {
      const settled = await Promise.allSettled(opened.values());
      return settled.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    },
  };
}
