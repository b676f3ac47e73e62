import { describe, expect, it } from 'vitest';
import { createStoppingRule } from '../../../../src/engine/jobs/stopping-rule.ts';
import type { Attribution } from '../../../../src/explainers/explainer.ts';

/** Attributions that sum to 4 in absolute terms, the worst with this standard error. */
const estimate = (error: number): Attribution => ({
  players: 2,
  outputs: 1,
  base: Float64Array.of(0),
  prediction: Float64Array.of(2),
  values: Float64Array.of(3, -1),
  standardErrors: Float64Array.of(0, error),
  additive: true,
  fidelity: {},
  coalitions: 8,
  complete: false,
});

describe('stopping rule', () => {
  it('is met at 1 % of the sum of absolute attributions, or at what is asked for', () => {
    expect(createStoppingRule().isMet(estimate(0.04))).toBe(true);
    expect(createStoppingRule().isMet(estimate(0.041))).toBe(false);
    expect(createStoppingRule(0.1).isMet(estimate(0.4))).toBe(true);
  });

  it('is never met, nor due, at 0, and never met without errors', () => {
    expect(createStoppingRule(0).isMet(estimate(0))).toBe(false);
    expect(createStoppingRule(0).isDue(1e9)).toBe(false);
    expect(createStoppingRule().isMet({ ...estimate(0), standardErrors: null })).toBe(false);
  });

  it('is due again once a quarter more is known', () => {
    const rule = createStoppingRule();
    expect([0, 1, 1, 2, 100, 124, 125].map((known) => rule.isDue(known))).toEqual([
      ...[false, true, false, true],
      ...[true, false, true],
    ]);
  });
});

describe('very many players', () => {
  const many = (size: number, error: number): Attribution => ({
    ...estimate(0),
    players: 1000,
    values: Float64Array.from({ length: 1000 }, (_, j) => (j % 2 ? size : -size) * (j < 20 ? 10 : 1)),
    standardErrors: new Float64Array(1000).fill(error),
  });

  it('do not stop it by a sum of values that are mostly error', () => {
    // Of the twenty largest, what exceeds two errors counts: 20 (10 − 2 e).
    expect(createStoppingRule().isMet(many(1, 1.4))).toBe(true);
    expect(createStoppingRule().isMet(many(1, 1.5))).toBe(false);
    expect(createStoppingRule().isMet(many(0.1, 0.5))).toBe(false);
  });
});
