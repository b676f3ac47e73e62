import { expect, test } from 'vitest';
import { letGo } from '../../../src/numerics/let-go.ts';

test('numbers that were let go of take no memory', () => {
  const before = process.memoryUsage().arrayBuffers;
  for (let time = 0; time < 100; time++) {
    const numbers = new Float64Array(2 ** 20).fill(1);
    const part = numbers.subarray(5, 10);
    letGo(part);
    expect([numbers.length, part.length, numbers.buffer.byteLength]).toEqual([0, 0, 0]);
  }
  // 800 MB would be there if they waited for the garbage collector.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * 2 ** 20);
});
