import { describe, expect, it } from 'vitest';
import { exp, log, logit, pow, sigmoid } from '../../../src/numerics/math.ts';
import { createRandom } from '../../../src/numerics/random.ts';

const view = new DataView(new ArrayBuffer(8));
const order = (x: number): bigint => {
  view.setFloat64(0, x);
  const bits = view.getBigInt64(0);
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
};
/** Numbers a float64 apart. */
const ulps = (a: number, b: number): number => (Object.is(a, b) ? 0 : Math.abs(Number(order(a) - order(b))));

/** The largest distance in ulps over `count` random points, and where. */
function worst(
  count: number,
  draw: () => readonly number[],
  ours: (...x: number[]) => number,
  theirs: (...x: number[]) => number,
) {
  let found = { ulps: 0, at: [] as readonly number[] };
  for (let i = 0; i < count; i++) {
    const at = draw();
    const distance = ulps(ours(...at), theirs(...at));
    if (!(distance <= found.ulps)) found = { ulps: distance, at };
  }
  return found;
}

const random = createRandom(11);
const between = (low: number, high: number): number => low + (high - low) * random.uniform();
const signed = (): number => (random.uniform() < 0.5 ? -1 : 1);

describe('elementary functions agree with Math', () => {
  it('exp', () => {
    expect(worst(100000, () => [between(-745.2, 709.8)], exp, Math.exp).ulps).toBeLessThanOrEqual(1);
    expect(worst(100000, () => [signed() * 10 ** between(-20, 1)], exp, Math.exp).ulps).toBeLessThanOrEqual(1);
  });
  it('log', () => {
    expect(worst(100000, () => [10 ** between(-323, 308)], log, Math.log).ulps).toBeLessThanOrEqual(1);
    expect(worst(100000, () => [1 + signed() * 10 ** between(-16, -0.1)], log, Math.log).ulps).toBeLessThanOrEqual(1);
  });
  it('pow, also where the exponent magnifies an error of the logarithm', () => {
    const wide = worst(100000, () => [10 ** between(-300, 300), signed() * 10 ** between(-3, 2.5)], pow, Math.pow);
    expect(wide.ulps).toBeLessThanOrEqual(2);
    const nearOne = worst(
      100000,
      () => [1 + signed() * 10 ** between(-9, -0.1), signed() * 10 ** between(0, 9)],
      pow,
      Math.pow,
    );
    expect(nearOne.ulps).toBeLessThanOrEqual(2);
  });
  it('sigmoid', () => {
    const theirs = (x: number) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
    expect(worst(100000, () => [signed() * 10 ** between(-10, 3)], sigmoid, theirs).ulps).toBeLessThanOrEqual(2);
  });
  it('logit', () => {
    expect(
      worst(
        100000,
        () => [random.uniform()],
        logit,
        (p) => Math.log(p / (1 - p)),
      ).ulps,
    ).toBeLessThanOrEqual(1);
    expect(
      worst(
        100000,
        () => [10 ** between(-14, -1)],
        logit,
        (p) => Math.log(p / (1 - p)),
      ).ulps,
    ).toBeLessThanOrEqual(1);
  });
});

describe('edges', () => {
  const edges = [
    0,
    -0,
    1,
    -1,
    5e-324,
    2.2250738585072014e-308,
    2.225073858507201e-308,
    1.7976931348623157e308,
    Infinity,
    -Infinity,
    Number.NaN,
  ];
  it.each([...edges, 709.782712893384, 709.7827128933841, -745.13, -745.14, -708.5, 0.5])('exp(%s)', (x) => {
    expect(ulps(exp(x), Math.exp(x))).toBeLessThanOrEqual(1);
  });
  it.each(edges)('log(%s)', (x) => {
    expect(ulps(log(x), Math.log(x))).toBeLessThanOrEqual(1);
  });
  const bases = [0, 1, 2, 0.5, 10, 5e-324, 1e-310, 1.7976931348623157e308, Infinity, Number.NaN];
  const exponents = [0, 1, -1, 0.5, 1023, -1074, -320, 308, Infinity, -Infinity];
  it.each(bases)('pow(%s, ·)', (x) => {
    // 1 to an infinite power is 1 here as in C's pow; JavaScript says NaN.
    for (const y of exponents) {
      const expected = x === 1 ? 1 : x ** y;
      expect(ulps(pow(x, y), expected), `pow(${x}, ${y}) = ${pow(x, y)}, not ${expected}`).toBeLessThanOrEqual(2);
    }
  });
  it('pow of a negative number is NaN', () => {
    expect(pow(-2, 0.5)).toBeNaN();
  });
  it('sigmoid saturates without NaN and keeps NaN', () => {
    expect([sigmoid(-Infinity), sigmoid(-800), sigmoid(0), sigmoid(800), sigmoid(Infinity)]).toEqual([0, 0, 0.5, 1, 1]);
    expect(sigmoid(Number.NaN)).toBeNaN();
  });
  it('logit is clipped as shap clips it, and keeps NaN', () => {
    expect(logit(0)).toBe(log(1e-15 / (1 - 1e-15)));
    expect(logit(1)).toBe(log((1 - 1e-15) / (1 - (1 - 1e-15))));
    expect(logit(0.5)).toBe(0);
    expect(logit(Number.NaN)).toBeNaN();
  });
});
