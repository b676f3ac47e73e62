import type { Kernel } from '../../src/models/network/kernel.ts';

const { fround } = Math;
const PAGE = 2 ** 16;

/** Of two numbers as WebAssembly's pmax and pmin choose. */
const pmax = (a: number, b: number): number => (a < b ? b : a);
const pmin = (a: number, b: number): number => (b < a ? b : a);
const plus = (a: number, b: number): number => fround(a + b);
const times = (a: number, b: number): number => fround(a * b);

/** The nearest whole number, of two the even one. */
function nearest(x: number): number {
  const rest = Math.abs(x % 1);
  return rest === 0.5 ? 2 * Math.round(x / 2) : Math.round(x);
}

/** The polynomial with these coefficients, the highest power's first. */
const polynomial = (x: number, coefficients: readonly number[]): number =>
  coefficients.map(fround).reduce((sum, coefficient) => plus(times(sum, x), coefficient));

const EXP = [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1];
const TANH = {
  numerator: [
    ...[-2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-8],
    ...[1.48572235717979e-5, 6.37261928875436e-4, 4.89352455891786e-3],
  ],
  denominator: [1.19825839466702e-6, 1.18534705686654e-4, 2.268434632439e-3, 4.89352518554385e-3],
};

function exp(given: number): number {
  const x = pmax(pmin(given, 88), fround(-87.3));
  const n = nearest(times(x, fround(Math.LOG2E)));
  const r = plus(fround(x - times(n, fround(0.693359375))), times(n, fround(2.1219444e-4)));
  const p = plus(times(polynomial(r, EXP), times(r, r)), r);
  return times(plus(p, 1), Number.isNaN(n) ? 1 : 2 ** n);
}

function logistic(x: number): number {
  const e = exp(-Math.abs(x));
  return fround((x < 0 ? e : 1) / plus(e, 1));
}

function tanh(given: number): number {
  const x = pmax(pmin(given, 9), -9);
  const s = times(x, x);
  return fround(times(polynomial(s, TANH.numerator), x) / polynomial(s, TANH.denominator));
}

/** kernel.wat in TypeScript, one number at a time: the same bits, slowly. */
export function plainKernel(): Kernel {
  let buffer = new ArrayBuffer(PAGE);
  let floats = new Float32Array(buffer);
  const memory = {
    get buffer() {
      return buffer;
    },
    grow(pages: number) {
      const larger = new ArrayBuffer(buffer.byteLength + pages * PAGE);
      new Uint8Array(larger).set(new Uint8Array(buffer));
      buffer = larger;
      floats = new Float32Array(buffer);
      return pages;
    },
  };
  const inPlace = (of: (x: number, alpha: number) => number) => (at: number, size: number, alpha?: number) => {
    for (let i = at / 4; i < (at + size) / 4; i++) floats[i] = of(floats[i], fround(alpha ?? 0));
  };
  return {
    memory,
    combine(to, start, changes, players, count, size, sign, floor) {
      const offsets = new Int32Array(buffer, players, count);
      for (let i = 0; i < size / 4; i++) {
        let sum = 0;
        for (const offset of offsets) sum = plus(sum, floats[(changes + offset) / 4 + i]);
        floats[to / 4 + i] = pmax(plus(floats[start / 4 + i], times(sign, sum)), floor);
      }
    },
    dense(to, from, rows, inner, outer, weights, bias, floor) {
      const [inputs, units] = [inner / 4, outer / 4];
      for (let row = 0; row < rows; row++) {
        for (let unit = 0; unit < units; unit++) {
          const panel = unit - (unit % 8);
          const width = Math.min(8, units - panel);
          let sum = floats[bias / 4 + unit];
          for (let i = 0; i < inputs; i++) {
            const weight = floats[weights / 4 + panel * inputs + i * width + (unit - panel)];
            sum = plus(sum, times(floats[from / 4 + row * inputs + i], weight));
          }
          floats[to / 4 + row * units + unit] = pmax(sum, floor);
        }
      }
    },
    exp: inPlace(exp),
    logistic: inPlace(logistic),
    tanh: inPlace(tanh),
    leaky: inPlace((x, alpha) => (x < 0 ? times(x, alpha) : x)),
    elu: inPlace((x, alpha) => (x < 0 ? times(fround(exp(x) - 1), alpha) : x)),
  };
}
