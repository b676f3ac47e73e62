import { describe, expect, it } from 'vitest';
import { formatCount, formatNumber, formatTime } from '../../../../src/app/wording/format.ts';
import {
  adds,
  backendText,
  curvesText,
  errorOf,
  fitOf,
  reasonText,
  repeatText,
  trustOf,
  workText,
} from '../../../../src/app/wording/trust-words.ts';
import { creditRecord } from '../make.ts';

const withErrors = (error: number) => creditRecord([0.1, -0.2, 0, 0], { standardErrors: [[error, 0, 0, 0]] });

describe('trust', () => {
  it('goes by the largest error beside the largest value', () => {
    expect(errorOf(withErrors(0.02), 0)).toEqual({ largest: 0.02, relative: expect.closeTo(0.1, 12) });
    expect([0, 0.004, 0.02, 0.06, 0.1].map((error) => trustOf(withErrors(error), 0, true).level)).toEqual([
      'exact',
      'high',
      'good',
      'rough',
      'low',
    ]);
    expect(trustOf(creditRecord([0.1, 0, 0, 0], { standardErrors: null }), 0, true).level).toBe('unknown');
  });

  it('speaks of percentage points for probabilities and of the model’s units otherwise', () => {
    expect(trustOf(withErrors(0.02), 0, true).text).toBe(
      'Each value is good to about ±2 percentage points, which is 10 % of the largest one.',
    );
    expect(trustOf(withErrors(0.02), 0, false).text).toContain('±0.02,');
  });

  it('tells which explainer it was and why, and what it took', () => {
    const explainer = { requested: 'auto', name: 'tree-shap', options: {}, why: 'the answer is a sum of trees' };
    const read = creditRecord([1, 0, 0, 0], { explainer, coalitions: 0, calls: 3201, milliseconds: 40 });
    expect(reasonText(read)).toBe('SHAP of trees, exact: the answer is a sum of trees.');
    expect(workText(read)).toBe('No samples: the values were read from the model. 3,201 answers of the model, 0.0 s.');
    expect(workText({ ...read, coalitions: 64 })).toMatch(/^64 samples/);
    expect(workText({ ...read, stopped: 'deadline' })).toMatch(/^No samples: there was no time/);
  });

  it('tells whether values add up', () => {
    expect(adds(creditRecord([0, 0, 0, 0], { prediction: [0.5] }), 0, true)).toMatch(/^Yes/);
    expect(adds(creditRecord([0, 0, 0, 0], { prediction: [0.5], additivityResidual: [0.01] }), 0, true)).toContain(
      '1.0 percentage points',
    );
    expect(adds(creditRecord([0, 0, 0, 0], { additivityResidual: null }), 0, true)).toMatch(/^No/);
  });

  it('tells what the curves say, as shares of probabilities and in the model’s units otherwise', () => {
    const record = creditRecord([0.1, 0, 0, 0], { fidelity: { deletionArea: [0.32], insertionArea: [0.81] } });
    expect(curvesText(record, 0, true)).toMatch(/leaves 32\s% on average; .* gives 81\s%/);
    expect(curvesText(record, 0, false)).toContain('0.32');
    expect(curvesText(creditRecord([0.1, 0, 0, 0]), 0, true)).toBeNull();
  });

  it('promises a repetition to the bit only where there is one', () => {
    expect(repeatText(creditRecord([0, 0, 0, 0]))).toContain('to the bit');
    expect(repeatText(creditRecord([0, 0, 0, 0], { backend: { name: 'webgpu', adapter: 'x', why: '' } }))).toContain(
      'rounding',
    );
    expect(repeatText(creditRecord([0, 0, 0, 0], { stopped: 'cancelled' }))).toMatch(/^Nearly/);
    expect(repeatText(creditRecord([0, 0, 0, 0], { stopped: 'deadline' }))).toMatch(/^Nearly/);
  });

  it('names back end, adapter and reason, and reads R² by output', () => {
    expect(
      backendText(creditRecord([0, 0, 0, 0], { backend: { name: 'webgpu', adapter: 'nvidia ampere', why: 'agrees' } })),
    ).toBe('On the GPU (WebGPU), nvidia ampere: agrees.');
    expect(fitOf(creditRecord([0, 0, 0, 0], { fidelity: { r2: [0.4, 0.5] } }), 1)).toBe(0.5);
    expect(fitOf(creditRecord([0, 0, 0, 0]), 0)).toBeNull();
  });

  it('writes numbers and times', () => {
    expect(formatCount(205001)).toBe('205,001');
    expect(formatNumber(0.12345, 0.004)).toBe('0.123');
    expect(formatNumber(214.3)).toBe('214');
    expect([1234, 59_400, 125_000].map(formatTime)).toEqual(['1.2 s', '59 s', '2 min 5 s']);
  });
});
