import { describe, expect, it } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { loadLanguage } from '../../../src/catalogue/languages.ts';
import { learnLater } from '../../../src/catalogue/later.ts';
import type { Explanation } from '../../../src/records/record.ts';
import { formatNumber, formatTime } from '../../../src/wording/format.ts';
import {
  additivityText,
  backendText,
  curvesText,
  effortText,
  errorOf,
  fitOf,
  repeatText,
  trustOf,
  whereText,
  workText,
} from '../../../src/wording/trust-words.ts';
import { creditRecord } from '../app/make.ts';

const one = (record: Explanation, probability = true) => ({ record, output: 0, probability });
const withErrors = (error: number) => creditRecord([0.1, -0.2, 0, 0], { standardErrors: [[error, 0, 0, 0]] });

describe('trust', () => {
  it('goes by the largest error beside the largest value', () => {
    expect(errorOf(withErrors(0.02), 0)).toEqual({ largest: 0.02, relative: expect.closeTo(0.1, 12) });
    expect([0, 0.004, 0.02, 0.06, 0.1].map((error) => trustOf(one(withErrors(error)), english).level)).toEqual([
      'exact',
      'high',
      'good',
      'rough',
      'low',
    ]);
    expect(trustOf(one(creditRecord([0.1, 0, 0, 0], { standardErrors: null })), english).level).toBe('unknown');
  });

  it('speaks of percentage points for probabilities and of the model’s units otherwise', () => {
    expect(trustOf(one(withErrors(0.02)), english).text).toBe(
      'Each value is good to about ±2 percentage points, which is 10\u00a0% of the largest one.',
    );
    expect(trustOf(one(withErrors(0.02), false), english).text).toContain('±0.02,');
  });

  it('writes the word for points as the number that is shown asks for', async () => {
    const french = await loadLanguage(['fr']);
    await learnLater(french);
    const residual = (size: number) =>
      additivityText(one(creditRecord([0, 0, 0, 0], { prediction: [0.5], additivityResidual: [size] })), french);
    expect(
      [0.0012, 0.0096, 0.0158, 0.0193, 0.0196, 0.098].map((size) => /[\d,]+ points?/.exec(residual(size))?.[0]),
    ).toEqual(['0,12 point', '1,0 point', '1,6 point', '1,9 point', '2,0 points', '10 points']);
  });

  it('tells what it took, in plain words and in exact ones', () => {
    const explainer = { requested: 'auto', name: 'tree-shap', options: {}, why: 'the answer is a sum of trees' };
    const read = creditRecord([1, 0, 0, 0], { explainer, coalitions: 0, calls: 3201, milliseconds: 40 });
    expect(effortText(read, english)).toBe('The explanation rests on 3,201 answers of the model and took 0.0\u00a0s.');
    expect(effortText({ ...read, calls: 1 }, english)).toBe(
      'The explanation rests on one answer of the model and took 0.0\u00a0s.',
    );
    expect(workText(read, english)).toBe(
      'No samples: the values were read from the model. 3,201 answers of the model, 0.0\u00a0s.',
    );
    expect(workText({ ...read, coalitions: 64 }, english)).toMatch(/^64 samples/);
    expect(workText({ ...read, stopped: 'deadline' }, english)).toMatch(/^No samples: there was no time/);
  });

  it('tells whether values add up', () => {
    expect(additivityText(one(creditRecord([0, 0, 0, 0], { prediction: [0.5] })), english)).toMatch(/^Yes/);
    expect(
      additivityText(one(creditRecord([0, 0, 0, 0], { prediction: [0.5], additivityResidual: [0.01] })), english),
    ).toContain('1.0 percentage points');
    expect(additivityText(one(creditRecord([0, 0, 0, 0], { additivityResidual: null })), english)).toMatch(/^No/);
  });

  it('tells what the curves say, as shares of probabilities and in the model’s units otherwise', () => {
    const record = creditRecord([0.1, 0, 0, 0], { fidelity: { deletionArea: [0.32], insertionArea: [0.81] } });
    expect(curvesText(one(record), english)).toMatch(/leaves 32\s% on average; .* gives 81\s%/);
    expect(curvesText(one(record, false), english)).toContain('0.32');
    expect(curvesText(one(creditRecord([0.1, 0, 0, 0])), english)).toBeNull();
  });

  it('promises the same values only where there is one', () => {
    const repeat = (change: Partial<Explanation> = {}, unfinished = false) =>
      repeatText({ record: creditRecord([0, 0, 0, 0], change), unfinished }, english);
    expect(repeat()).toMatch(/^Yes: .* exactly the same/);
    expect(repeat({ backend: { name: 'webgpu', adapter: 'x', why: '' } })).toContain('rounding');
    expect(repeat({ stopped: 'cancelled' })).toMatch(/^Nearly/);
    expect(repeat({ stopped: 'deadline' })).toMatch(/^Nearly/);
    expect(repeat({ coalitions: 26 }, true)).toMatch(/^Not known yet/);
  });

  it('names back end, adapter and reason, and reads R² by output', () => {
    expect(
      backendText(
        creditRecord([0, 0, 0, 0], { backend: { name: 'webgpu', adapter: 'nvidia ampere', why: 'agrees' } }),
        english,
      ),
    ).toBe('On the GPU (WebGPU), nvidia ampere: agrees.');
    const on = (name: string) =>
      whereText(creditRecord([0, 0, 0, 0], { backend: { name, adapter: null, why: '' } }), english);
    expect([on('native'), on('mixed')]).toEqual([
      'On this machine, by its processor.',
      'On this machine, by its graphics processor.',
    ]);
    expect(fitOf(creditRecord([0, 0, 0, 0], { fidelity: { r2: [0.4, 0.5] } }), 1)).toBe(0.5);
    expect(fitOf(creditRecord([0, 0, 0, 0]), 0)).toBeNull();
  });

  it('writes numbers and times', () => {
    expect(formatNumber(0.12345, english, 0.004)).toBe('0.123');
    expect(formatNumber(214.3, english)).toBe('214');
    expect([1234, 59_400, 125_000].map((milliseconds) => formatTime(milliseconds, english))).toEqual([
      '1.2\u00a0s',
      '59\u00a0s',
      '2\u00a0min 5\u00a0s',
    ]);
  });
});
