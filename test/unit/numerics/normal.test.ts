import { expect, test } from 'vitest';
import { normalCdf, normalQuantile, truncatedNormal } from '../../../src/numerics/normal.ts';

// x and erfc(-x / sqrt 2) / 2, from Python's math.erfc.
const known: readonly [number, number][] = [
  [-30, 4.906713927148764e-198],
  [-10, 7.619853024160593e-24],
  [-6, 9.865876450377012e-10],
  [-3.0001, 0.001349454913260717],
  [-3, 0.0013498980316300957],
  [-2.9999, 0.0013503412829549248],
  [-1.5, 0.06680720126885809],
  [-0.25, 0.4012936743170763],
  [0, 0.5],
  [0.1, 0.539827837277029],
  [1, 0.8413447460685429],
  [2.7, 0.9965330261969594],
  [3.5, 0.9997673709209645],
  [8, 0.9999999999999993],
];

test.each(known)('P(Z <= %f) is %f', (x, p) => {
  expect(Math.abs(normalCdf(x) - p)).toBeLessThan(1e-15);
  if (x < 0) expect(Math.abs(normalCdf(x) / p - 1)).toBeLessThan(1e-12);
});

test('the quantile undoes the distribution', () => {
  for (let x = -37; x <= 5; x += 0.0371)
    expect(Math.abs(normalQuantile(normalCdf(x)) - x)).toBeLessThan(x < 3 ? 1e-11 : 1e-9);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
  expect(normalQuantile(1e-10)).toBeCloseTo(-6.361340902404056, 13);
  expect([0, 0.5, 1].map(normalQuantile)).toEqual([-Infinity, 0, Infinity]);
  expect([-0.1, 1.1, Number.NaN].map(normalQuantile)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
});

test.each([
  [-1, 2],
  [0.5, 0.6],
  [6, 9],
  [-9, -6],
  [-1e11, 0],
])('a normal cut to [%f, %f] has its quantiles and stays inside', (from, to) => {
  const draw = truncatedNormal(from, to);
  let last = from > 0 ? to : from;
  for (const uniform of [0, 1e-12, 0.1, 0.5, 0.9, 0.999999999999]) {
    const x = draw(uniform);
    expect(x).toBeGreaterThanOrEqual(from);
    expect(x).toBeLessThanOrEqual(to);
    // Above zero the order is mirrored.
    if (from > 0) expect(x).toBeLessThanOrEqual(last);
    else expect(x).toBeGreaterThanOrEqual(last);
    last = x;
    const [a, b, c] =
      from > 0 ? [normalCdf(-to), normalCdf(-x), normalCdf(-from)] : [normalCdf(from), normalCdf(x), normalCdf(to)];
    expect((b - a) / (c - a)).toBeCloseTo(uniform, 9);
  }
});

test.each([
  [60, 70, 60],
  [-70, -60, -60],
  [2, 2, 2],
])('where [%f, %f] holds no probability, its end nearest to zero is drawn', (from, to, end) => {
  expect(truncatedNormal(from, to)(0.3)).toBe(end);
});
