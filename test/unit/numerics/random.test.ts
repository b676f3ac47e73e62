import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../src/numerics/random.ts';

const N = 100000;
const draws = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw);
const mean = (x: readonly number[]): number => x.reduce((sum, value) => sum + value, 0) / x.length;
const correlation = (x: readonly number[], y: readonly number[]): number => {
  const [mx, my] = [mean(x), mean(y)];
  const [sx, sy] = [mean(x.map((v) => (v - mx) ** 2)), mean(y.map((v) => (v - my) ** 2))];
  return mean(x.map((v, i) => (v - mx) * (y[i] - my))) / Math.sqrt(sx * sy);
};
/** Pearson's statistic as standard deviations from its expectation, for equally likely cells. */
const surprise = (counts: readonly number[]): number => {
  const expected = counts.reduce((a, b) => a + b, 0) / counts.length;
  const chi2 = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return (chi2 - (counts.length - 1)) / Math.sqrt(2 * (counts.length - 1));
};

describe('the stream', () => {
  it('is the same on every engine', () => {
    const random = createRandom(42);
    expect(draws(4, random.bits)).toEqual([1959603763, 2423114712, 2466933512, 4144396390]);
    expect(draws(2, random.uniform)).toEqual([0.8310974141243506, 0.4117096898378807]);
    expect(draws(3, random.normal)).toEqual([-0.026941991489138083, -0.3366204765743187, 0.8783996402365795]);
    expect(Array.from(random.shuffle(Int32Array.from({ length: 8 }, (_, i) => i)))).toEqual([4, 5, 0, 6, 7, 3, 2, 1]);
    expect(random.fork('rows').bits()).toBe(4139751412);
  });

  it('repeats for a seed and differs between near seeds', () => {
    const first = draws(N, createRandom(7).uniform);
    expect(draws(N, createRandom(7).uniform)).toEqual(first);
    expect(Math.abs(correlation(first, draws(N, createRandom(8).uniform)))).toBeLessThan(0.015);
  });

  it('has every bit set half of the time', () => {
    const random = createRandom(1);
    const ones = new Array<number>(32).fill(0);
    for (let i = 0; i < N; i++) {
      const bits = random.bits();
      for (let b = 0; b < 32; b++) ones[b] += (bits >>> b) & 1;
    }
    for (const count of ones) expect(Math.abs(count / N - 0.5)).toBeLessThan(0.008);
  });

  it('is uniform, alone and in successive pairs', () => {
    const random = createRandom(2);
    const cells = new Array<number>(1024).fill(0);
    for (let i = 0; i < N; i++) {
      const [u, v] = [random.uniform(), random.uniform()];
      expect(u >= 0 && u < 1).toBe(true);
      cells[Math.floor(u * 32) * 32 + Math.floor(v * 32)] += 1;
    }
    expect(Math.abs(surprise(cells))).toBeLessThan(4);
  });

  it.each([1, 2, 3, 7, 10, 1000])('integer(%i) is in range and without bias', (n) => {
    const random = createRandom(3);
    const counts = new Array<number>(n).fill(0);
    for (let i = 0; i < N; i++) counts[random.integer(n)] += 1;
    expect(counts.length).toBe(n);
    if (n > 1) expect(Math.abs(surprise(counts))).toBeLessThan(4);
    else expect(counts).toEqual([N]);
  });

  it('integer(2^32) gives all 32 bits, and 3·2^30 is not biased to the lower third', () => {
    const random = createRandom(4);
    expect(Math.max(...draws(1000, () => random.integer(4294967296)))).toBeGreaterThan(4200000000);
    const low = draws(N, () => random.integer(3221225472)).filter((x) => x < 1073741824).length;
    expect(Math.abs(low / N - 1 / 3)).toBeLessThan(0.008);
  });

  it('is normal: moments and tails', () => {
    const x = draws(N, createRandom(5).normal);
    expect(Math.abs(mean(x))).toBeLessThan(0.015);
    expect(Math.abs(mean(x.map((v) => v * v)) - 1)).toBeLessThan(0.02);
    expect(Math.abs(mean(x.map((v) => v ** 3)))).toBeLessThan(0.05);
    expect(Math.abs(mean(x.map((v) => v ** 4)) - 3)).toBeLessThan(0.15);
    expect(Math.abs(x.filter((v) => Math.abs(v) > 1.96).length / N - 0.05)).toBeLessThan(0.004);
  });

  it('shuffles every order equally often', () => {
    const random = createRandom(6);
    const counts = new Map<string, number>();
    for (let i = 0; i < 24000; i++) {
      const order = random.shuffle([0, 1, 2, 3]).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(Math.abs(surprise([...counts.values()]))).toBeLessThan(4);
  });
});

describe('forks', () => {
  const series = (random: Random) => draws(N, random.uniform);

  it('depend on seed and label, not on what was drawn before', () => {
    const used = createRandom(9);
    series(used);
    expect(used.fork('a').bits()).toBe(createRandom(9).fork('a').bits());
  });

  it('are independent of their parent, of each other, and of the same fork of the next seed', () => {
    const parent = createRandom(9);
    const streams = [
      parent.fork('a'),
      parent.fork('b'),
      parent.fork('size 1'),
      parent.fork('size 2'),
      parent.fork('a').fork('a'),
      createRandom(10).fork('a'),
      parent,
    ];
    const drawn = streams.map(series);
    for (let i = 0; i < drawn.length; i++)
      for (let j = 0; j < i; j++) expect(Math.abs(correlation(drawn[i], drawn[j]))).toBeLessThan(0.015);
  });

  it('do not meet across seeds and short labels', () => {
    const firsts = new Set<number>();
    for (let seed = 0; seed < 100; seed++)
      for (let label = 0; label < 100; label++) firsts.add(createRandom(seed).fork(`size ${label}`).bits());
    expect(firsts.size).toBeGreaterThan(9995);
  });
});
