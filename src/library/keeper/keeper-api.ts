import type { Message } from '../../catalogue/message.ts';
import type { Imported } from '../../store/exchange/import.ts';
import type { ValueOf } from '../../store/kinds.ts';

/**
 * A store that the worker cannot open, since it is in the page's memory: calls of its methods, by
 * name.
 */
export type Reach = (method: 'get' | 'put' | 'list' | 'file', args: readonly unknown[]) => Promise<unknown>;

/** Hears of the bytes, or of the entries looked at, so far. */
export type Progress = (done: number) => void;

/** Whether what is being read is still wanted. */
export type Wanted = () => boolean | Promise<boolean>;

/** What a file of a person's is to their model. */
export type Role = NonNullable<ValueOf<'model'>['files'][number]['role']>;

/** A model to keep, with all files that came with it. */
export interface ToKeep extends Omit<ValueOf<'model'>, 'files'> {
  readonly files: readonly { readonly role: Role; readonly file: File }[];
  /** Since when, for one that was kept before. */
  readonly kept?: number;
}

/**
 * What a worker does for the page: reading, hashing, packing and checking would hold up its thread.
 * It opens this browser's store by itself; null stands for that.
 */
export interface KeeperApi {
  /** Everything that is kept, as a zip. */
  exportAll(reach: Reach | null, tell: (message: Message) => void, progress: Progress): Promise<Blob>;
  importAll(file: File, reach: Reach | null, progress: Progress): Promise<Imported>;
  /**
   * Keeps a model for good; resolves with the SHA-256 of its files. `progress` hears of bytes: each
   * file is read and then written, so that they come to twice their sizes.
   */
  keepModel(
    model: ToKeep,
    reach: Reach | null,
    tell: (message: Message) => void,
    progress: Progress,
  ): Promise<readonly string[]>;
  /**
   * The files of a kept model, in its order; fails before the next one once they are not wanted any
   * more. Throws `failure-store-damaged` where one is gone.
   */
  modelFiles(sha256: string, reach: Reach | null, wanted: Wanted): Promise<readonly File[]>;
  /** SHA-256 of files; empty for one that cannot be read. */
  hashes(files: readonly Blob[]): Promise<readonly string[]>;
  /** Ends what is under way before the next entry or file: it fails. */
  stop(): void;
}
