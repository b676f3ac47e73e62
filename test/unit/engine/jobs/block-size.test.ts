import { expect, test } from 'vitest';
import { nextBlock } from '../../../../src/engine/jobs/block-size.ts';

test.each<[what: string, count: number, milliseconds: number, size: number]>([
  ['fast rows: twice as many, since the first were few', 8, 1, 16],
  ['2 ms a row: a tenth of a second', 40, 80, 50],
  ['slow rows: fewer', 8, 400, 2],
  ['a row of seconds: one at a time', 2, 8000, 1],
  ['no more than are held at once', 300, 10, 512],
  ['none took any time', 8, 0, 16],
])('the next block after %s', (_, count, milliseconds, size) => {
  expect(nextBlock({ count, milliseconds }, count, 512)).toBe(size);
});
