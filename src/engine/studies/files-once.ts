import { sha256 } from '../../data/hash.ts';
import { MEGABYTE } from '../../limits.ts';
import type { FileSource } from '../protocol.ts';
import { createOnce } from './once.ts';
import { readBytes } from './read-bytes.ts';

/** Larger files are not worth the time that it takes to identify them. */
const MOST_BYTES = 16 * MEGABYTE;

/** Reads a file; it is told what identifies the file, where something does. */
export type Reader<T> = (source: FileSource, identity: string | null) => Promise<T>;

/**
 * Reads a file once for all who open the same, if its bytes are at hand and few: these and its name
 * identify it.
 */
export function createFilesOnce<T extends WeakKey>(): (source: FileSource, read: Reader<T>) => Promise<T> {
  const once = createOnce<T>();
  return async (source, read) => {
    if ('url' in source) return read(source, null);
    const { data, name } = source;
    if ((data instanceof Blob ? data.size : data.byteLength) > MOST_BYTES) return read(source, null);
    const bytes = await readBytes(source);
    const identity = `${await sha256(bytes)} ${name}`;
    return once(identity, () => read({ name, data: bytes.buffer as ArrayBuffer }, identity));
  };
}
