import { describe, expect, it } from 'vitest';
import { moderatedFactor, moderatedVariances, smallSampleFactor } from '../../../src/numerics/student-t.ts';

describe('smallSampleFactor', () => {
  // 97.5 % quantiles of Student's t, from tables.
  it.each([
    [1, 12.7062],
    [2, 4.3027],
    [3, 3.1824],
    [4, 2.7764],
    [5, 2.5706],
    [10, 2.2281],
    [30, 2.0423],
    [120, 1.9799],
  ])('%i degrees of freedom', (freedom, quantile) => {
    expect(Math.abs((1.96 * smallSampleFactor(freedom)) / quantile - 1)).toBeLessThan(0.01);
  });
  it('is infinite without degrees of freedom and approaches 1 with many', () => {
    expect(smallSampleFactor(0)).toBe(Number.POSITIVE_INFINITY);
    expect(smallSampleFactor(1e9)).toBeCloseTo(1, 8);
  });
});

describe('moderatedVariances', () => {
  it('are the players’ own with many observations, the mean of all with few', () => {
    const own = moderatedVariances([100_000, 400_000], [100_001, 100_001]);
    expect(own[0]).toBeCloseTo(1, 3);
    expect(own[1]).toBeCloseTo(4, 3);
    // One degree of freedom each, mean 5: (0 + 4·5) / 5 and (10 + 4·5) / 5.
    expect([...moderatedVariances([0, 10], [2, 2])]).toEqual([4, 6]);
  });
  it('are 0 where nothing varies or nothing was seen', () => {
    expect([...moderatedVariances([0, 0], [5, 9])]).toEqual([0, 0]);
    expect([...moderatedVariances([0, 0], [0, 1])]).toEqual([0, 0]);
  });
  it('enlarge standard errors by the shared degrees of freedom', () => {
    expect(moderatedFactor(2)).toBeCloseTo(2.5706 / 1.96, 2);
    expect(moderatedFactor(200)).toBeLessThan(1.01);
  });
});
