import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OrielError } from '../../errors.ts';
import { type Backing, inTurn } from '../backing.ts';
import { withDefaults } from '../defaults.ts';
import { createStore } from '../front.ts';
import { kinds } from '../kinds.ts';
import { sweep } from '../making-room.ts';
import type { Store, StoreOptions } from '../store.ts';
import { asStoreError, folderFiles, isMissing, writeWhole } from './files.ts';
import { type Lines, openAllLines } from './lines.ts';
import { takeFolder } from './lock.ts';

/** How things lie in the folder: `store.json` says so. */
const SCHEMA = 'oriel.store/1';

/**
 * Keeps everything in a folder, which is made where there is none; for Node. One process has it
 * open at a time. Throws `failure-store-in-use` where another one has, `failure-store-newer` where
 * a later version of Oriel wrote it, `failure-store` where it cannot be read or written.
 */
export async function openFolderStore(folder: string, options: StoreOptions = {}): Promise<Store> {
  const parts = withDefaults(options, 'lasting');
  let giveBack = async (): Promise<void> => {};
  try {
    await mkdir(folder, { recursive: true });
    ({ giveBack } = await takeFolder(folder));
    await checkVersion(folder);
    const backing = folderBacking(folder, await openAllLines(folder, parts.tell), giveBack);
    await sweep(backing);
    return createStore(backing, parts);
  } catch (error) {
    await giveBack();
    throw asStoreError(error, folder);
  }
}

async function checkVersion(folder: string): Promise<void> {
  const file = join(folder, 'store.json');
  let found: string;
  try {
    found = await readFile(file, 'utf8');
  } catch (error) {
    if (!isMissing(error)) throw error;
    await writeWhole(file, `${JSON.stringify({ schema: SCHEMA })}\n`);
    return;
  }
  if (!found.includes(`"${SCHEMA}"`)) throw new OrielError('failure-store-newer', { where: folder });
}

function folderBacking(folder: string, all: ReadonlyMap<string, Lines>, giveBack: () => Promise<void>): Backing {
  const lines = (kind: string): Lines => all.get(kind) as Lines;
  const metas = () => kinds.flatMap((kind) => lines(kind).metas());
  const [alone, disk] = [inTurn(), inTurn()];
  /** One call at a time: places in a file change when it is written anew. */
  const guarded = <T>(name: string, work: () => Promise<T>): Promise<T> =>
    disk(async () => {
      try {
        return await work();
      } catch (error) {
        throw asStoreError(error, name);
      }
    });
  return {
    where: 'folder',
    files: folderFiles(join(folder, 'bytes')),
    metas: () => guarded(folder, async () => metas()),
    meta: (kind, key) => guarded(key, async () => lines(kind).meta(key)),
    read: (kind, key) => guarded(key, () => lines(kind).read(key)),
    list: (kind, by) => guarded(kind, () => lines(kind).list(by)),
    write: ({ put, when, remove = [] }) =>
      guarded(put?.meta.key ?? folder, async () => {
        if (put && when && !when(lines(put.meta.kind).meta(put.meta.key))) return false;
        if (put) await lines(put.meta.kind).put(put);
        // Cut off between two kinds, more is left than should be, never less.
        for (const kind of kinds)
          await lines(kind).remove(remove.filter((gone) => gone.kind === kind).map(({ key }) => key));
        return true;
      }),
    amend: (amendments) =>
      guarded(folder, async () => {
        for (const kind of kinds) await lines(kind).amend(amendments.filter((amendment) => amendment.kind === kind));
      }),
    anyAbout: (about) => guarded(about, async () => metas().some((meta) => meta.about.includes(about))),
    clear: () =>
      guarded(folder, async () => {
        for (const kind of kinds) {
          await rm(join(folder, `${kind}.jsonl`), { force: true });
          lines(kind).forget();
        }
      }),
    exclusively: async (work, ifFree) => (ifFree && alone.waiting() > 0 ? undefined : alone(work)),
    announce() {},
    hear() {},
    close: () => guarded(folder, giveBack),
  };
}
