import { MEGABYTE } from '../../limits.ts';
import type { Files } from '../backing.ts';
import { asStoreError, type Database } from './database.ts';

/** Only workers have it; the types of the page lack it. */
interface SyncAccessHandle {
  truncate(size: number): void;
  write(bytes: Uint8Array, options: { at: number }): number;
  flush(): void;
  close(): void;
}

type Handle = FileSystemFileHandle & { createSyncAccessHandle?(): Promise<SyncAccessHandle> };

/**
 * Files of the origin's private file system; null where the browser denies it, as some do in
 * private windows.
 */
export async function originFiles(name: string): Promise<Files | null> {
  let folder: FileSystemDirectoryHandle;
  try {
    folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });
  } catch {
    return null;
  }
  const remove = async (sha256: string): Promise<void> => {
    try {
      await folder.removeEntry(sha256);
    } catch (error) {
      if (!isMissing(error)) throw asStoreError(error, sha256);
    }
  };
  return {
    async read(sha256) {
      try {
        const file = await (await folder.getFileHandle(sha256)).getFile();
        return new Uint8Array(await file.arrayBuffer());
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw asStoreError(error, sha256);
      }
    },
    async write(sha256, bytes, wrote = () => {}) {
      try {
        await writeTo(await folder.getFileHandle(sha256, { create: true }), bytes, wrote);
      } catch (error) {
        await remove(sha256).catch(() => {});
        throw asStoreError(error, sha256);
      }
    },
    remove,
    async names() {
      const names: string[] = [];
      for await (const file of (folder as unknown as { keys(): AsyncIterable<string> }).keys()) names.push(file);
      return names;
    },
  };
}

const isMissing = (error: unknown): boolean => error instanceof DOMException && error.name === 'NotFoundError';

/** Bytes that are written at a time. */
const CHUNK = 8 * MEGABYTE;

async function writeTo(handle: Handle, bytes: Uint8Array, wrote: (bytes: number) => void): Promise<void> {
  // Faster, and with a flush; on the page's own thread a copy is written and put in place.
  if (handle.createSyncAccessHandle) {
    const access = await handle.createSyncAccessHandle();
    try {
      access.truncate(0);
      for (let at = 0; at < bytes.length; ) {
        const written = access.write(bytes.subarray(at, at + CHUNK), { at });
        if (written === 0) throw new DOMException('', 'QuotaExceededError');
        at += written;
        wrote(written);
      }
      access.flush();
    } finally {
      access.close();
    }
    return;
  }
  const writable = await handle.createWritable();
  try {
    await writable.write(bytes as Uint8Array<ArrayBuffer>);
    await writable.close();
    wrote(bytes.length);
  } catch (error) {
    await writable.abort().catch(() => {});
    throw error;
  }
}

/** Files in the database, where there is no file system. */
export const databaseFiles = (connected: () => Promise<Database>): Files => ({
  read: async (sha256) => (await connected()).get('files', sha256),
  async write(sha256, bytes, wrote) {
    const transaction = (await connected()).transaction('files', 'readwrite', { durability: 'strict' });
    transaction.store.put(bytes.slice(), sha256).catch(() => {}); // the transaction tells
    await transaction.done.catch((error) => {
      throw asStoreError(error, sha256);
    });
    wrote?.(bytes.length);
  },
  remove: async (sha256) => (await connected()).delete('files', sha256),
  names: async () => (await connected()).getAllKeys('files'),
});
