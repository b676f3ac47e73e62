import { expect, it } from 'vitest';
import type { Attribution } from '../../../../src/explainers/explainer.ts';
import { relativeError } from '../../../../src/explainers/shared/relative-error.ts';

const found = (values: number[], standardErrors: number[] | null): Attribution => ({
  players: 2,
  outputs: values.length / 2,
  base: new Float64Array(values.length / 2),
  prediction: new Float64Array(values.length / 2),
  values: Float64Array.from(values),
  standardErrors: standardErrors && Float64Array.from(standardErrors),
  additive: true,
  fidelity: {},
  coalitions: 4,
  complete: false,
});

it('is the largest standard error over the sum of absolute values, of the worst output', () => {
  expect(relativeError(found([1, -2], [0.25, 0.1]))).toBeCloseTo(0.25 / 3, 12);
  expect(relativeError(found([1, -2, 4, 4], [0.25, 0.1, 0.1, 0.8]))).toBeCloseTo(0.1, 12);
  expect(relativeError(found([0, 0], [0, 0]))).toBe(0);
  expect(relativeError(found([1, 2], null))).toBe(Number.POSITIVE_INFINITY);
});
