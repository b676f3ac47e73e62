import { OrielError } from '../../errors.ts';
import type { ModelFacts } from '../../models/model.ts';
import type { FileSource } from '../protocol.ts';

/** A model's file as it was read: its facts and the bytes to run. */
export interface ShelvedModel {
  readonly facts: ModelFacts;
  readonly bytes: Uint8Array;
}

/** Things opened, by handle. What a handle stands for never leaves the engine. */
export interface Shelf<T> {
  put(item: T): string;
  /** Throws `request-invalid` for a handle that was never given or already released. */
  get(handle: string): T;
  delete(handle: string): void;
  clear(): void;
}

export function createShelf<T>(prefix: string): Shelf<T> {
  const items = new Map<string, T>();
  let count = 0;
  return {
    put(item) {
      const handle = `${prefix}${++count}`;
      items.set(handle, item);
      return handle;
    },
    get(handle) {
      const item = items.get(handle);
      if (item === undefined) throw new OrielError('request-invalid', { text: `there is no ${handle} here any more.` });
      return item;
    },
    delete: (handle) => void items.delete(handle),
    clear: () => items.clear(),
  };
}

/** The bytes of a file from the person's disk, or from the origin. Throws `file-missing`. */
export async function readBytes(source: FileSource): Promise<Uint8Array> {
  try {
    if ('url' in source) {
      const response = await fetch(source.url);
      if (!response.ok) throw new Error(`status ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    }
    return new Uint8Array(source.data instanceof Blob ? await source.data.arrayBuffer() : source.data);
  } catch (error) {
    throw new OrielError(
      'file-missing',
      { file: source.name, text: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}
