import type { GpuDevice } from '../../gpu/device.ts';
import type { Binding } from '../model.ts';

/**
 * Rows of one call of the runtime on WASM. Answers do not depend on it: with one thread each row's bits are the same
 * for any number of rows in a call (measured, and held by a test), so no padding is needed and these are chosen for
 * speed and memory alone. Tables gain little beyond 2,048 rows; pictures gain nothing beyond one, text little beyond 16.
 */
export const WASM_ROWS = { tabular: 2048, image: 1, text: 16 } as const;

/** Rows of a call on a GPU: see `createBatchSizes`. */
const GPU_ROWS = { tabular: [64, 512, 4096, 32768], image: [1, 8, 32], text: [1, 8, 64] } as const;
/** On a software adapter large calls of large rows gain nothing, and can't be cancelled for seconds. */
const SOFTWARE_ROWS = { ...GPU_ROWS, image: [1, 8], text: [1, 8] } as const;
/** An input tensor may take this part of the largest buffer: within the model there are larger ones. */
const INPUT_SHARE = 16;

/** Rows of the calls that some rows are answered in. The first call of a size costs more, so there are few. */
export interface BatchSizes {
  /** Rows of the next call where so many are left: more than these where the rest of a call is to be filled up. */
  next(left: number): number;
  /** Tells how long so many calls of this size took; by this, sizes are chosen from then on. */
  took(size: number, calls: number, milliseconds: number): void;
}

/** The first time a size is used there may be shaders to compile, and buffers to be made: it does not count. */
const COMPILED = 1;
/** Times of a size that it is judged by: the middle one of the last few, since any may be a slow moment's, or a lucky one's. */
const [FEWEST, MOST] = [3, 5];

/**
 * Sizes in increasing order. Of the two largest that there are rows for, each is tried; then the one is used by which the rows are
 * answered soonest. That may be a larger one, filled up: a GPU takes as long for few rows of a table as for thousands.
 */
export function createBatchSizes(sizes: readonly number[]): BatchSizes {
  const times = new Map<number, readonly number[]>();
  const timesOf = (size: number): readonly number[] => times.get(size) ?? [];
  const isKnown = (size: number): boolean => timesOf(size).length >= COMPILED + FEWEST;
  const timeOf = (size: number): number => {
    const last = timesOf(size)
      .slice(COMPILED)
      .slice(-MOST)
      .sort((a, b) => a - b);
    return last[last.length >> 1];
  };

  return {
    next(left) {
      const above = sizes.filter((size) => size > left).slice(0, 1);
      const within = sizes.filter((size) => size <= left).slice(-2);
      // Where nothing is known, filling up costs less than another call while most of it is rows.
      const usual = within.length === 0 || 2 * left >= above[0] ? above : within.toReversed();
      const untried = usual.find((size) => !isKnown(size));
      if (untried !== undefined) return untried;
      const cost = (size: number) => Math.ceil(left / size) * timeOf(size);
      return [...within, ...above].filter(isKnown).reduce((best, size) => (cost(size) < cost(best) ? size : best));
    },
    took: (size, calls, milliseconds) => times.set(size, [...timesOf(size).slice(-MOST), Math.max(milliseconds, 0.01) / calls]),
  };
}

/** Numbers of rows that calls have, increasing, and at most `cap` where the model does not fix them. */
export function callRows(
  binding: Binding,
  gpu: Pick<GpuDevice, 'device' | 'software'> | null,
  width: number,
  cap = Number.POSITIVE_INFINITY,
): readonly number[] {
  if (binding.batch !== null) return [binding.batch];
  if (!gpu) return [Math.min(cap, WASM_ROWS[binding.kind])];
  const [smallest, ...larger] = (gpu.software ? SOFTWARE_ROWS : GPU_ROWS)[binding.kind];
  const most = gpu.device.limits.maxStorageBufferBindingSize / INPUT_SHARE / (width * Float32Array.BYTES_PER_ELEMENT);
  return [Math.min(cap, smallest), ...larger.filter((size) => size <= Math.min(cap, most))];
}
