import type { GpuDevice } from '../../../gpu/device.ts';
import type { Binding } from '../../model.ts';

/**
 * Rows of one call of the runtime on WASM. Answers do not depend on it: with one thread each row's
 * bits are the same for any number of rows in a call (measured, and held by a test), so no padding
 * is needed and these are chosen for speed and memory alone. Tables gain little beyond 2,048 rows;
 * pictures gain nothing beyond one, text little beyond 16.
 */
export const WASM_ROWS = { tabular: 2048, image: 1, text: 16 } as const;

/** Rows of a call on a GPU: see `createBatchSizes`. */
const GPU_ROWS = { tabular: [64, 512, 4096, 32768], image: [1, 8, 32], text: [1, 8, 64] } as const;
/**
 * On a software adapter large calls of large rows gain nothing, and can't be cancelled for seconds.
 */
const SOFTWARE_ROWS = { ...GPU_ROWS, image: [1, 8], text: [1, 8] } as const;
/**
 * An input tensor may take this part of the largest buffer: within the model there are larger ones.
 */
const INPUT_SHARE = 16;

/**
 * Rows of the calls that some rows are answered in. The first call of a size costs more, so there
 * are few.
 */
export interface BatchSizes {
  /**
   * Rows of the next call where so many are left: more than these where the rest of a call is to be
   * filled up.
   */
  next(left: number): number;
  /** Tells how long so many calls of this size took; by this, sizes are chosen from then on. */
  took(size: number, calls: number, milliseconds: number): void;
}

/**
 * The first time a size is used there may be shaders to compile, and buffers to be made: it does
 * not count.
 */
const COMPILED = 1;
/**
 * Times of a size that it is judged by: the middle one of the last few, since any may be a slow
 * moment's.
 */
const [FEWEST, MOST] = [2, 5];
/**
 * Milliseconds of a call that takes about as long as any, however few its rows: it may be filled
 * up.
 */
const QUICK = 2;
/**
 * None takes less than about one: what a larger call does in so many, smaller ones do not do
 * sooner.
 */
const LONG = 10;

/**
 * Sizes in increasing order. The largest that there are rows for is used; where that takes long, so
 * is the next one, and the faster stays.
 */
export function createBatchSizes(sizes: readonly number[]): BatchSizes {
  const times = new Map<number, readonly number[]>();
  /** Milliseconds of a call; undefined while they are not known. */
  const timeOf = (size: number): number | undefined => {
    const all = times.get(size) ?? [];
    const last = all.slice(COMPILED).sort((a, b) => a - b);
    return last.length < FEWEST ? undefined : last[last.length >> 1];
  };

  return {
    next(left) {
      const above = sizes.find((size) => size > left);
      const [larger, smaller] = sizes.filter((size) => size <= left).reverse();
      // Filling up costs less than another call, while most of it is rows.
      if (above !== undefined && (larger === undefined || 2 * left >= above || (timeOf(above) ?? LONG) <= QUICK))
        return above;
      const long = timeOf(larger) ?? 0;
      if (smaller === undefined || long <= LONG) return larger;
      return larger * (timeOf(smaller) ?? 0) < smaller * long ? smaller : larger;
    },
    took: (size, calls, milliseconds) =>
      times.set(size, [...(times.get(size) ?? []).slice(-MOST), milliseconds / calls]),
  };
}

/**
 * Numbers of rows that calls have, increasing, and at most `cap` where the model does not fix them.
 */
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
