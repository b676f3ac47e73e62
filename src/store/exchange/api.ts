import type { Message } from '../../catalogue/message.ts';
import type { Imported } from './import.ts';

/**
 * A store that the worker cannot open, since it is in the page's memory: calls of its methods, by
 * name.
 */
export type Reach = (method: 'get' | 'put' | 'list' | 'file', args: readonly unknown[]) => Promise<unknown>;

/** Hears of the bytes written, or of the entries looked at, so far. */
export type Progress = (done: number) => void;

/**
 * What a worker does for the page: packing, checking and unpacking would hold up its thread. It
 * opens this browser's store by itself; null stands for that.
 */
export interface ExchangeApi {
  /** Everything that is kept, as a zip. */
  exportAll(reach: Reach | null, tell: (message: Message) => void, progress: Progress): Promise<Blob>;
  importAll(file: File, reach: Reach | null, progress: Progress): Promise<Imported>;
  /** Ends what is under way before the next entry: it fails. */
  stop(): void;
}
