import { expect, test } from 'vitest';
import { fromHalf, toHalf } from '../../../../src/models/onnx/reading/float16.ts';

test('every half-precision number survives the way there and back', () => {
  for (let bits = 0; bits < 65536; bits++) {
    const value = fromHalf(bits);
    if (Number.isNaN(value)) expect(Number.isNaN(fromHalf(toHalf(value)))).toBe(true);
    else if (toHalf(value) !== bits) throw new Error(`${bits} became ${toHalf(value)}`);
  }
});

test.each([
  [1, 0x3c00],
  [-2, 0xc000],
  [65504, 0x7bff],
  [65519.99, 0x7bff],
  [65520, 0x7c00],
  [1e9, 0x7c00],
  [2 ** -24, 1],
  [2 ** -25, 0],
  [1.5 * 2 ** -24, 2],
  [2 ** -14, 0x400],
  [1 + 2 ** -11, 0x3c00],
  [1 + 3 * 2 ** -11, 0x3c02],
])('%f is rounded to the nearest, ties to even', (value, bits) => {
  expect(toHalf(value)).toBe(bits);
});
