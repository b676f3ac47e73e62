import { describe, expect, test } from 'vitest';
import type { ImageBinding } from '../../../../src/models/model.ts';
import { callRows, createBatchSizes } from '../../../../src/models/onnx/runtime/batch-sizes.ts';

/** The sizes of all calls for this many rows. */
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

  /** Uses a size as often as it takes to be known. */
  const use = (sizes: ReturnType<typeof createBatchSizes>, size: number, each: number) => {
    for (const slow of [100, 1, 1, 50]) sizes.took(size, 3, 3 * slow * each); // shaders are compiled; a slow moment
    for (let times = 0; times < 2; times++) sizes.took(size, 1, each);
  };

  test('where the largest takes long the next one is tried, and the faster one is used', () => {
    const sizes = createBatchSizes([1, 8, 32]);
    use(sizes, 32, 60);
    expect(sizes.next(40)).toBe(8);
    use(sizes, 8, 14);
    expect(sizes.next(40)).toBe(8);
    use(sizes, 8, 16); // slower than it was
    expect(sizes.next(40)).toBe(32);
  });

  test('where it does not, nothing else is tried', () => {
    const sizes = createBatchSizes([1, 8, 32]);
    use(sizes, 32, 3.6);
    expect(plan(sizes, 82)).toEqual([32, 32, 32]);
    expect(plan(sizes, 9)).toEqual([8, 1]);
  });

  test('where a call takes hardly any time it is filled up', () => {
    const sizes = createBatchSizes([64, 512, 4096]);
    expect(plan(sizes, 1200)).toEqual([512, 512, 64, 64, 64]);
    use(sizes, 4096, 1);
    expect(plan(sizes, 1200)).toEqual([4096]);
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
