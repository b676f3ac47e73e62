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
  /** Tells how long rows took that were answered in calls of this size, most of them; by this, sizes are chosen from then on. */
  took(size: number, rows: number, milliseconds: number): void;
}

/** The first time a size is used there may be shaders to compile, and buffers to be made: it counts from the second time on. */
const COMPILED = 2;

/** Sizes in increasing order. Of the two largest that there are rows for, each is tried, and the faster one used from then on. */
export function createBatchSizes(sizes: readonly number[]): BatchSizes {
  const times = new Map(sizes.map((size) => [size, { used: 0, rate: 0 }]));
  const timeOf = (size: number) => times.get(size) ?? { used: 0, rate: 0 };

  return {
    next(left) {
      const above = sizes.find((size) => size >= left);
      const within = sizes.filter((size) => size <= left);
      // Filling up costs less than another call, while most of it is rows.
      if (above !== undefined && above > left && (within.length === 0 || 2 * left >= above)) return above;
      const [larger, smaller] = within.slice(-2).reverse();
      if (smaller === undefined || timeOf(larger).used < COMPILED) return larger;
      return timeOf(smaller).used < COMPILED || timeOf(smaller).rate > timeOf(larger).rate ? smaller : larger;
    },
    took(size, rows, milliseconds) {
      const time = timeOf(size);
      time.used++;
      if (time.used >= COMPILED) time.rate = Math.max(time.rate, rows / Math.max(milliseconds, 0.01));
    },
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
