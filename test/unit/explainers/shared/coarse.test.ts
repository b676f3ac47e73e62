import { describe, expect, it } from 'vitest';
import { coarseAttribution, withoutEach } from '../../../../src/explainers/shared/coarse.ts';
import { has } from '../../../../src/games/coalitions.ts';
import { residuals } from '../../support/attributions.ts';

const region = Int32Array.of(0, 0, 1, 1, 1, 2);

describe('coarseAttribution', () => {
  it('leaves one region out at a time', () => {
    const coalitions = withoutEach(region, 3);
    const present = [0, 1, 2].map((row) => [0, 1, 2, 3, 4, 5].filter((player) => has(coalitions, row, player)));
    expect(present).toEqual([
      [2, 3, 4, 5],
      [0, 1, 5],
      [0, 1, 2, 3, 4],
    ]);
  });

  it('spreads what each region takes away, and the rest of the sum, evenly', () => {
    const found = coarseAttribution(
      { players: 6, outputs: 2, idle: new Array(6).fill(false) },
      {
        base: Float64Array.of(1, 0),
        prediction: Float64Array.of(20, 7),
        region,
        // The regions take away 4, 6 and 3 of the first output; 6 of 19 are left: 1 for each player.
        without: Float64Array.of(16, 7, 14, 1, 17, 6),
      },
    );
    expect([...found.values]).toEqual([3, 3, 3, 3, 3, 4, 0, 0, 2, 2, 2, 1]);
    for (const residual of residuals(found)) expect(residual).toBeCloseTo(0, 12);
    expect(found).toMatchObject({ coalitions: 0, complete: false, note: { key: 'explaining.coarse' } });
  });

  it('has large errors where a region has many parts, and none for parts that cannot matter', () => {
    const found = coarseAttribution(
      { players: 6, outputs: 1, idle: [false, false, false, true, false, false] },
      { base: Float64Array.of(0), prediction: Float64Array.of(9), region, without: Float64Array.of(5, 5, 8) },
    );
    expect([...found.values]).toEqual([2, 2, 2, 0, 2, 1]);
    // One of two parts holds 4 or nothing: 2 more or less.
    expect([...(found.standardErrors ?? [])]).toEqual([2, 2, 2, 0, 2, 0]);
  });
});
