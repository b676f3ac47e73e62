import { describe, expect, it } from 'vitest';
import { cellText, formatter, lastDigit, percent } from '../../../src/charts/format.ts';

describe('lastDigit', () => {
  it.each([
    [12.3, null, -1],
    [12.3, 0, -1],
    [12.3, 0.03, -1],
    [12.3, 0.3, -1],
    [12.3, 1.2, -1],
    [12.3, 2.1, 0],
    [12.3, 40, 1],
    [0.034, 0.0012, -4],
    [8000, 230, 2],
    [0, null, -1],
  ])('of scale %f with error %s is %i', (scale, error, last) => {
    expect(lastDigit(scale, error)).toBe(last);
  });
});

describe('formatter', () => {
  it('writes differences of probabilities in percentage points, with a sign and a true minus', () => {
    const { effect, error } = formatter('probability', 0.1421);
    expect(effect(0.1421, 0.0031)).toBe('+14.2');
    expect(effect(-0.0187, 0.0014)).toBe('−1.9');
    expect(effect(0.09, 0.06)).toBe('+9');
    expect(effect(-0.0001, null)).toBe('0.0');
    expect(effect(0, 0)).toBe('0.0');
    expect(error(0.0031, 0.1421)).toBe('0.3');
  });

  it('never claims certainty by rounding', () => {
    expect(percent(0.99996, 1)).toBe('>99.9\u00a0%');
    expect(percent(0.00001, 1)).toBe('<0.1\u00a0%');
    expect(percent(1, 1)).toBe('100.0\u00a0%');
    expect(percent(0, 1)).toBe('0.0\u00a0%');
    expect(percent(0.7109, 1)).toBe('71.1\u00a0%');
  });

  it('writes log-odds with three digits of the largest', () => {
    const { effect, amount } = formatter('logit', 1.204);
    expect(effect(1.204, 0.002)).toBe('+1.20');
    expect(effect(-0.18, 0.1)).toBe('−0.18');
    expect(effect(-0.18, 0.3)).toBe('−0.2');
    expect(amount(-0.855)).toBe('−0.85');
  });

  it('rounds a regression in its units, in whole hundreds where the error says so', () => {
    const { effect, amount } = formatter('value', 12345);
    expect(effect(12345, 230)).toBe('+12,300');
    expect(effect(-12345, null)).toBe('−12,300');
    expect(amount(98765.4)).toBe('98,765');
  });

  it('uses powers of ten for the very large and the very small', () => {
    expect(formatter('value', 8.123e8).effect(8.123e8, 2.3e6)).toBe('+8.12×10⁸');
    expect(formatter('value', 8.123e8).effect(-2.5e7, 3e6)).toBe('−2.5×10⁷');
    expect(formatter('value', 8.123e8).effect(412, 9e5)).toBe('0');
    expect(formatter('value', 4.31e-8).effect(-9.9e-9, 4e-10)).toBe('−9.9×10⁻⁹');
    expect(formatter('value', 8.123e8).tick(3.2e9, 2e8)).toBe('3.2×10⁹');
  });

  it('labels ticks as finely as they stand', () => {
    const { tick, signedTick } = formatter('probability', 0.1);
    expect(tick(0.25, 0.05)).toBe('25\u00a0%');
    expect(tick(0.225, 0.005)).toBe('22.5\u00a0%');
    expect(signedTick(0.05, 0.05)).toBe('+5');
    expect(signedTick(0, 0.05)).toBe('0');
    expect(formatter('logit', 1).tick(-0.2, 0.2)).toBe('−0.2');
  });
});

describe('cellText', () => {
  it.each([
    [12, '12'],
    [0.10000000149011612, '0.1'],
    [182.30000305175781, '182.3'],
    [-0.0442, '−0.0442'],
    [1e-7, '1.00×10⁻⁷'],
    [-1.2345678e-6, '−1.2345678×10⁻⁶'],
    [1700000040, '1700000040'],
    [1700000040123.5, '1700000040123.5'],
    [9007199254740991, '9007199254740991'],
    [-1.5e20, '−1.50×10²⁰'],
    [12345.678901, '12345.678901'],
    [0.30000000000000004, '0.30000000000000004'],
    [Math.fround(0.123456789), '0.12345679'],
    [2026, '2026'],
    ['<100', '<100'],
    [null, 'missing'],
  ])('%s reads %s', (cell, text) => {
    expect(cellText(cell)).toBe(text);
  });
});
