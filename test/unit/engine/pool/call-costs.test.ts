import { describe, expect, it } from 'vitest';
import { createCallCosts } from '../../../../src/engine/pool/call-costs.ts';

const costsAfter = (...calls: readonly (readonly [rows: number, milliseconds: number])[]) => {
  const costs = createCallCosts();
  for (const [rows, milliseconds] of calls) costs.learn(rows, milliseconds);
  return costs;
};

describe('createCallCosts', () => {
  it('knows nothing from a first call', () => {
    expect(costsAfter([1, 211]).of(1)).toBeNull();
    expect(costsAfter([1, 211]).of(100)).toBeNull();
  });

  it('tells what any call takes from what each row takes', () => {
    const line = (rows: number) => 3 + 0.01 * rows;
    const costs = costsAfter([1, line(1)], [100, line(100)], [400, line(400)], [1000, line(1000)]);
    for (const rows of [1, 250, 8000]) expect(costs.of(rows)).toBeCloseTo(line(rows), 8);
  });

  it('hardly counts the cold call', () => {
    const costs = costsAfter([1, 211], [200, 5], [200, 5], [400, 10]);
    expect(costs.of(200)).toBeGreaterThan(4);
    expect(costs.of(200)).toBeLessThan(10);
  });

  it('says nothing of calls far larger than any seen', () => {
    expect(costsAfter([1, 200], [1, 3]).of(100)).toBeNull();
    expect(costsAfter([1, 200], [100, 3]).of(800)).not.toBeNull();
  });

  it('never takes more rows to be free or cheaper', () => {
    const costs = costsAfter([10, 1], [10, 9], [400, 4], [800, 3]);
    expect(costs.of(800)).toBeGreaterThanOrEqual(costs.of(10) as number);
    const steep = costsAfter([10, 1], [100, 1], [1000, 100]);
    expect(steep.of(10)).toBeGreaterThan(0);
  });
});
