import { describe, expect, it } from 'vitest';
import { choose, drawSubsets } from '../../../../src/explainers/kernel-shap/combinations.ts';
import { pairPlan } from '../../../../src/explainers/kernel-shap/pair-plan.ts';
import { has, sizeOf, sliceCoalitions } from '../../../../src/games/coalitions.ts';
import { createRandom } from '../../../../src/numerics/random.ts';

describe('subsets', () => {
  it('are counted', () => {
    expect([
      choose(5, 0),
      choose(5, 2),
      choose(5, 5),
      choose(5, 6),
      choose(5, -1),
      choose(30, 15),
      choose(200, 3),
    ]).toEqual([1, 10, 1, 0, 0, 155117520, 1313400]);
  });

  it.each([
    [6, 1, false],
    [7, 3, false],
    [8, 4, true],
    [2, 1, true],
    [12, 6, true],
  ])('of %i choose %i (holding player 0: %s) are all given, each once', (n, size, first) => {
    const drawer = drawSubsets(n, size, first, createRandom(1));
    expect(drawer.total).toBe(first ? choose(n - 1, size - 1) : choose(n, size));
    const seen = new Set<string>();
    for (let i = 0; i < drawer.total; i++) {
      const members = [...drawer.next()].sort((a, b) => a - b);
      expect(new Set(members).size).toBe(size);
      expect(members.every((p) => p >= 0 && p < n)).toBe(true);
      if (first) expect(members[0]).toBe(0);
      seen.add(members.join());
    }
    expect(seen.size).toBe(drawer.total);
  });

  it('come in every order equally often', () => {
    const firsts = new Map<string, number>();
    for (let seed = 0; seed < 6000; seed++) {
      const drawer = drawSubsets(4, 2, false, createRandom(seed));
      drawer.next();
      const second = drawer.next().join();
      firsts.set(second, (firsts.get(second) ?? 0) + 1);
    }
    expect(firsts.size).toBe(6);
    for (const count of firsts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });

  it.each([
    [200, 90],
    [60, 30],
  ])('of %i choose %i, too many to rank, hold every player equally often', (n, size) => {
    const drawer = drawSubsets(n, size, false, createRandom(2));
    const counts = new Array<number>(n).fill(0);
    for (let i = 0; i < 2000; i++) for (const p of drawer.next()) counts[p] += 1;
    for (const count of counts) expect(Math.abs(count - (2000 * size) / n)).toBeLessThan(110);
  });
});

describe('the plan', () => {
  it.each([2, 3, 4, 5, 8, 9])('of %i players gives every pair once and then no more', (m) => {
    const plan = pairPlan(m, createRandom(5));
    expect(plan.total).toBe(2 ** (m - 1) - 1);
    const { coalitions } = plan.take(Number.POSITIVE_INFINITY);
    const all = 2 ** m - 1;
    const seen = new Set([...coalitions.bits].flatMap((bits) => [bits, all - bits]));
    expect(seen.size).toBe(2 * plan.total);
    expect(seen.has(0)).toBe(false);
    expect(plan.take(10).coalitions.count).toBe(0);
  });

  it("has the kernel's masses, which sum to 1", () => {
    for (const m of [2, 5, 12, 57, 200]) {
      const { classes } = pairPlan(m, createRandom(1));
      expect(classes.reduce((sum, { mass }) => sum + mass, 0)).toBeCloseTo(1, 12);
      for (const { size, mass } of classes)
        if (2 * size !== m) expect(mass / classes[0].mass).toBeCloseTo((m - 1) / (size * (m - size)), 12);
    }
  });

  it.each([5, 30, 45, 200])('of %i players is one sequence, however it is cut', (m) => {
    const whole = pairPlan(m, createRandom(3)).take(600);
    const plan = pairPlan(m, createRandom(3));
    let at = 0;
    for (const count of [1, 7, 0, 100, 492]) {
      const part = plan.take(count);
      expect(part.coalitions).toEqual(sliceCoalitions(whole.coalitions, at, at + part.coalitions.count));
      expect([...part.classes]).toEqual([...whole.classes.subarray(at, at + part.classes.length)]);
      at += part.coalitions.count;
    }
    expect(at).toBe(whole.coalitions.count);
    expect(pairPlan(m, createRandom(4)).take(600).coalitions.bits).not.toEqual(whole.coalitions.bits);
  });

  it('starts with everyone alone, then has each size in its share in every prefix', () => {
    const m = 30;
    const plan = pairPlan(m, createRandom(8));
    const { coalitions, classes } = plan.take(1024);
    const alone = new Set<number>();
    for (let row = 0; row < m; row++) {
      expect(sizeOf(coalitions, row)).toBe(1);
      for (let p = 0; p < m; p++) if (has(coalitions, row, p)) alone.add(p);
    }
    expect(alone.size).toBe(m);
    const draws = plan.classes.slice(1).reduce((sum, c) => sum + c.draws, 0);
    for (const prefix of [50, 100, 300, 994]) {
      for (let c = 1; c < plan.classes.length; c++) {
        const count = classes.subarray(m, m + prefix).filter((which) => which === c).length;
        expect(Math.abs(count - (prefix * plan.classes[c].draws) / draws)).toBeLessThan(3);
      }
    }
  });

  it('uses sizes up from the outside in', () => {
    const m = 12;
    const plan = pairPlan(m, createRandom(8));
    const { classes } = plan.take(plan.total);
    const lasts = plan.classes.map((_, c) => classes.lastIndexOf(c));
    expect(lasts.slice(0, 4)).toEqual(lasts.slice(0, 4).toSorted((a, b) => a - b));
    expect(lasts[1]).toBeLessThan(500);
  });
});
