import { describe, expect, test } from 'vitest';
import type { ImageBinding } from '../../../src/models/model.ts';
import { callRows, createBatchSizes } from '../../../src/models/onnx/batch-sizes.ts';

/** The sizes of all calls for so many rows. */
function plan(sizes: ReturnType<typeof createBatchSizes>, rows: number): number[] {
  const calls: number[] = [];
  for (let left = rows; left > 0; left -= calls[calls.length - 1]) calls.push(sizes.next(left));
  return calls;
}

describe('sizes of calls', () => {
  test('are few, and a call is filled up only where most of it is rows', () => {
    const sizes = createBatchSizes([64, 512, 4096]);
    expect(plan(sizes, 1)).toEqual([64]);
    expect(plan(sizes, 65)).toEqual([64, 64]);
    expect(plan(sizes, 300)).toEqual([512]);
    expect(plan(sizes, 600)).toEqual([512, 64, 64]);
    expect(plan(sizes, 9000)).toEqual([4096, 4096, 512, 512]);
    expect(plan(createBatchSizes([1]), 3)).toEqual([1, 1, 1]);
  });

  test('the two largest are tried, and the faster one is used', () => {
    const sizes = createBatchSizes([1, 8, 32]);
    const use = (size: number, each: number) => {
      expect(sizes.next(40)).toBe(size);
      sizes.took(size, 40 / size, (40 / size) * each);
    };
    use(32, 500); // shaders were compiled
    for (const each of [60, 62, 58]) use(32, each);
    use(8, 100);
    for (const each of [10, 70, 11]) use(8, each); // a slow moment does not count
    expect(sizes.next(40)).toBe(8);
    for (let times = 0; times < 3; times++) sizes.took(8, 5, 5 * 20); // slower than it was
    expect(sizes.next(40)).toBe(8);
    for (let times = 0; times < 3; times++) sizes.took(8, 5, 5 * 30);
    expect(sizes.next(40)).toBe(32);
  });

  test('where more rows take no longer, a call is filled up', () => {
    const sizes = createBatchSizes([64, 512, 4096]);
    for (const size of [64, 512]) for (let times = 0; times < 4; times++) sizes.took(size, 1, 1);
    expect(plan(sizes, 600)).toEqual([512, 512]);
    expect(plan(sizes, 1800)).toEqual([512, 512, 512, 512]); // nothing is known of more
    for (let times = 0; times < 4; times++) sizes.took(4096, 1, 1.5);
    expect(plan(sizes, 600)).toEqual([4096]);
    expect(plan(sizes, 400)).toEqual([512]);
    expect(plan(sizes, 5000)).toEqual([4096, 4096]);
    expect(plan(sizes, 30)).toEqual([64]);
  });

  test('fit the device and the model', () => {
    const binding = { kind: 'image', batch: null } as ImageBinding;
    const gpu = (bytes: number, software = false) => ({
      software,
      device: { limits: { maxStorageBufferBindingSize: bytes } } as GPUDevice,
    });
    const width = 3 * 224 * 224;
    expect(callRows(binding, gpu(2 ** 31), width)).toEqual([1, 8, 32]);
    expect(callRows(binding, gpu(2 ** 27), width)).toEqual([1, 8]);
    expect(callRows(binding, gpu(2 ** 22), width)).toEqual([1]);
    expect(callRows(binding, gpu(2 ** 31, true), width)).toEqual([1, 8]);
    expect(callRows({ ...binding, batch: 4 }, gpu(2 ** 31), width)).toEqual([4]);
    expect(callRows(binding, null, width)).toEqual([1]);
  });
});
