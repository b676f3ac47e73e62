import type { Message } from '../catalogue/message.ts';
import type { RowNumbers } from '../engine/protocol.ts';
import type { OrielError } from '../errors.ts';
import type { Explanation } from '../records/record.ts';
import type { Origin } from './job.ts';
import type { Input } from './options.ts';
import type { Handle } from './task.ts';
import { tell } from './tell.ts';

/** One of many inputs, explained; or what is wrong with it. */
export interface BatchItem {
  /** Its place among the inputs, from 0. */
  readonly at: number;
  readonly input: Input;
  readonly record: Explanation | null;
  readonly from: Origin | null;
  readonly error: OrielError | null;
}

/** Inputs one after the other, explained alike, as numbers alone; `at`: the place of the first. */
export interface BatchNumbers extends RowNumbers {
  readonly at: number;
}

export interface BatchStatus {
  readonly state: 'waiting' | 'running' | 'paused' | 'done' | 'cancelled' | 'failed';
  /** Inputs that are done, and all of them. */
  readonly done: number;
  readonly total: number;
  /** Of those done: with a record that was kept, and without any. */
  readonly kept: number;
  readonly failed: number;
  /** Of the input at work: coalitions valued so far and in all, null where that is open. */
  readonly coalitions: { readonly done: number; readonly total: number | null };
  readonly milliseconds: number;
  /** What is worth a line to the person, since the last news. */
  readonly note: Message | null;
}

/**
 * Many explanations, one after the other in the order of the inputs. It begins when it is iterated,
 * works at most a few hundred rows ahead, and can be iterated once. An input that cannot be
 * explained is an item with its error, and the others go on. What is kept is not computed again:
 * one that was broken off is gone on with by asking for the same.
 *
 * @example
 * const batch = model.explainAll({ first: 0, last: 999 }, { budget: { samples: 500 } });
 * batch.on('progress', ({ done, total }) => console.log(`${done} of ${total}`));
 * for await (const { at, record, error } of batch) rows[at] = record?.attributions ?? error;
 */
export interface Batch extends AsyncIterable<BatchItem> {
  /**
   * The same items, several at a time, as they come.
   *
   * @example
   * for await (const items of batch.blocks()) write(items.map(({ record }) => record));
   */
  blocks(): AsyncGenerator<readonly BatchItem[]>;
  /**
   * The same, in numbers alone where rows of a table are explained together, by the model's
   * structure: they come several times as fast as records are made. Nothing is kept of them, nor
   * looked for among what is kept.
   *
   * @example
   * for await (const found of batch.numbers()) if ('packed' in found) write(found.packed);
   */
  numbers(): AsyncGenerator<readonly BatchItem[] | BatchNumbers>;
  status(): BatchStatus;
  /** Hears of progress. Returns how to stop. */
  on(name: 'progress', listener: (status: BatchStatus) => void): () => void;
  /**
   * Works through all of it for those who need no items, since they are kept.
   *
   * @example
   * const { done, failed } = await model.explainAll({ first: 0, last: 999 }).run();
   */
  run(): Promise<BatchStatus>;
  /** Ends it; the iteration ends after the items that are done. */
  cancel(): void;
  pause(): void;
  resume(): void;
}

/** What a batch hears of its work. */
export type BatchNews = Partial<Pick<BatchStatus, 'coalitions' | 'note'>>;

/** The work of a batch. */
export interface BatchWork {
  readonly total: number;
  readonly signal?: AbortSignal;
  /** Items in their order, or their numbers where these will do. */
  items(control: BatchControl, numbers: boolean): AsyncGenerator<readonly BatchItem[] | BatchNumbers>;
}

export interface BatchControl {
  isCancelled(): boolean;
  cancel(): void;
  /** Hears what is at work now, so that it can be stopped and held. */
  working(handle: Handle): void;
  news(news: BatchNews): void;
}

export function createBatch({ total, signal, items }: BatchWork): Batch {
  const listeners = new Set<(status: BatchStatus) => void>();
  const none = { done: 0, total: null };
  let status: BatchStatus = {
    state: 'waiting',
    done: 0,
    total,
    kept: 0,
    failed: 0,
    coalitions: none,
    milliseconds: 0,
    note: null,
  };
  let [begun, cancelled, paused] = [false, false, false];
  let start = 0;
  let handle: Handle | null = null;

  const set = (change: Partial<BatchStatus>): void => {
    status = { ...status, note: null, ...change, milliseconds: performance.now() - start };
    tell(listeners, status);
  };
  const cancel = (): void => {
    cancelled = true;
    handle?.cancel();
  };
  const setPaused = (wanted: boolean): void => {
    if (paused === wanted) return;
    paused = wanted;
    if (wanted) handle?.pause();
    else handle?.resume();
    if (begun && ['running', 'paused'].includes(status.state)) set({ state: wanted ? 'paused' : 'running' });
  };
  const control: BatchControl = {
    isCancelled: () => cancelled,
    cancel,
    working(now) {
      handle = now;
      if (cancelled) now.cancel();
      if (paused) now.pause();
    },
    news: (news) => set(news),
  };

  async function* blocks(numbers: boolean): AsyncGenerator<readonly BatchItem[] | BatchNumbers> {
    if (begun) throw new Error('a batch can be iterated once');
    begun = true;
    start = performance.now();
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted) cancel();
    set({ state: paused ? 'paused' : 'running' });
    // Unless it comes to its end, whoever iterates has had enough.
    let end: BatchStatus['state'] = 'cancelled';
    try {
      for await (const block of items(control, numbers)) {
        const own = 'packed' in block ? [] : block;
        const found = own.filter(({ from }) => from === 'kept' || from === 'reused');
        const wrong = own.filter(({ error }) => error !== null);
        const { done, kept, failed } = status;
        set({
          done: done + ('packed' in block ? block.count : block.length),
          kept: kept + found.length,
          failed: failed + wrong.length,
          coalitions: none,
        });
        yield block;
      }
      if (!cancelled) end = 'done';
    } catch (error) {
      end = 'failed';
      throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
      set({ state: end });
      if (end !== 'done') cancel();
      listeners.clear();
    }
  }

  const records = () => blocks(false) as AsyncGenerator<readonly BatchItem[]>;

  return {
    status: () => status,
    on(_name, listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    async run() {
      for await (const _ of records());
      return status;
    },
    cancel,
    pause: () => setPaused(true),
    resume: () => setPaused(false),
    blocks: records,
    numbers: () => blocks(true),
    async *[Symbol.asyncIterator]() {
      for await (const block of records()) yield* block;
    },
  };
}
