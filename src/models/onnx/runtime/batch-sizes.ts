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
 * An input tensor may take one part in this many of the largest buffer: tensors within the model
 * are larger.
 */
const INPUT_SHARE = 16;

/** Sizes of calls, in rows. The first call of a size costs more, so there are few sizes. */
export interface BatchSizes {
  /** Rows of the next call when `left` are left; more than that where filling it up pays. */
  next(left: number): number;
  /** Reports how long calls of this size took; later sizes are chosen by that. */
  took(size: number, calls: number, milliseconds: number): void;
}

/**
 * The first time a size is used there may be shaders to compile, and buffers to be made: it does
 * not count.
 */
const COMPILED = 1;
/**
 * A size is judged by the median of its last few times, since any one may have met a slow moment.
 */
const [FEWEST, MOST] = [2, 5];
/** A call of no more milliseconds takes about as long however few its rows: it may be filled up. */
const QUICK = 2;
/**
 * Milliseconds. No call takes less than about one, so smaller calls do not beat a larger one that
 * takes no longer than this.
 */
const LONG = 10;

/**
 * Sizes in increasing order. The largest that there are rows for is used; where it takes long the
 * next one is tried too, and the faster stays.
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
      // Filling up costs less than another call, as long as most of the call is real rows.
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
