import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { foreign, OrielError } from '../../errors.ts';
import type { Files } from '../backing.ts';

/** Codes of a disk without room, of a quota that is used up, of a file that may not grow. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | null)?.code;

export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';

/** What the file system threw, as an error of the store's. */
export function asStoreError(error: unknown, name: string): OrielError {
  if (error instanceof OrielError) return error;
  if (FULL.has(codeOf(error) ?? '')) return new OrielError('failure-store-full', { what: name }, { cause: error });
  return new OrielError('failure-store', { text: foreign(error) }, { cause: error });
}

/** What a folder lists, down to the disk. Windows cannot, and need not. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a file whole or not at all: beside it, down to the disk, then into its place. `placed`
 * hears that it is there: what may fail after that no longer changes it.
 */
export async function writeWhole(
  path: string,
  bytes: Uint8Array | string | AsyncIterable<Uint8Array>,
  placed: () => void = () => {},
): Promise<void> {
  const beside = `${path}.${process.pid}.part`;
  try {
    const handle = await open(beside, 'w');
    try {
      await writeFile(handle, bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, path);
    placed();
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** Files by their hash, one each. */
export function folderFiles(folder: string): Files {
  const guarded = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw asStoreError(error, name);
    }
  };
  return {
    read: (sha256) =>
      guarded(sha256, async () => {
        try {
          return new Uint8Array(await readFile(join(folder, sha256)));
        } catch (error) {
          if (isMissing(error)) return undefined;
          throw error;
        }
      }),
    write: (sha256, bytes, wrote) =>
      guarded(sha256, async () => {
        await mkdir(folder, { recursive: true });
        await writeWhole(join(folder, sha256), bytes);
        wrote?.(bytes.length);
      }),
    remove: (sha256) => guarded(sha256, () => rm(join(folder, sha256), { force: true })),
    names: () =>
      guarded(folder, async () => {
        try {
          return await readdir(folder);
        } catch (error) {
          if (isMissing(error)) return [];
          throw error;
        }
      }),
  };
}
