import { expect, test } from 'vitest';
import { evening } from '../../../../src/explainers/gp-shap/evening.ts';
import { pairPlan } from '../../../../src/explainers/kernel-shap/pair-plan.ts';
import { createRandom } from '../../../../src/numerics/random.ts';

const plan = (m: number) => pairPlan(m, createRandom(1), () => 1);
const ones = (m: number) => {
  const source = plan(m);
  source.take(m);
  let at = 0;
  return () => {
    const [sizeClass] = source.take(1).classes;
    return sizeClass === undefined ? undefined : { sizeClass, at: at++ };
  };
};

test('sizes that were given seldom come first, until all are as frequent', () => {
  const m = 20;
  // Players alone, and 40 pairs of one size in the middle.
  const given = [...Array.from({ length: m }, () => 0), ...Array.from({ length: 40 }, () => 7)];
  const next = evening(
    plan(m),
    given.map((sizeClass) => ({ sizeClass, at: -1 })),
    ones(m),
  );
  const counts = (many: number): number[] => {
    const found = new Array<number>(10).fill(0);
    for (let i = 0; i < many; i++) found[next().sizeClass] += 1;
    return found;
  };
  const first = counts(100);
  expect(first[7]).toBe(0);
  expect(Math.max(...first.slice(1, 7)) - Math.min(...first.slice(1, 7))).toBeLessThan(3);
  const later = counts(500).map((count, c) => count + first[c] + (c === 7 ? 40 : 0));
  // The size of half the players has half as many pairs.
  for (const count of later.slice(1, 9)) expect(Math.abs(count - later[9] * 2)).toBeLessThan(5);
});

test('players alone who were not given yet do not wait', () => {
  const m = 300;
  const source = plan(m);
  const given = Array.from(source.take(256).classes, (sizeClass) => ({ sizeClass }));
  const next = evening(plan(m), given, () => ({ sizeClass: source.take(1).classes[0] }));
  expect(Array.from({ length: m - 256 }, () => next().sizeClass)).toEqual(new Array<number>(m - 256).fill(0));
});

test('every pair comes once, those that waited at the end', () => {
  const m = 8;
  const all = plan(m).total - m;
  const given = Array.from({ length: 30 }, () => ({ sizeClass: 3, at: -1 }));
  const next = evening(plan(m), given, ones(m));
  const came = Array.from({ length: all }, () => next().at);
  expect(came.toSorted((a, b) => a - b)).toEqual(Array.from({ length: all }, (_, i) => i));
  expect(came).not.toEqual(came.toSorted((a, b) => a - b));
  expect(next).toThrow(RangeError);
});
