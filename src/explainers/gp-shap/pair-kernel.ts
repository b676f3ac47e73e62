import { instancesOf } from '../../numerics/kernel-instance.ts';
import { kernelBytes } from './pair-kernel-bytes.ts';

/** The functions of pair-kernel.wat; what they take is said there. */
export interface PairKernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  combine(a: number, b: number, count: number, chunks: number, tables: number, to: number, width: number): void;
  distribute(a: number, b: number, count: number, chunks: number, tables: number, from: number, width: number): void;
}

/** Players in a code, and the number of codes. */
export const CHUNK = 10;
export const CODES = 1 << CHUNK;
/** Numbers in a place of a table. */
export const FACTORS = 6;
export const SUMS = 4;

const instance = instancesOf<PairKernel & { readonly memory: { grow(pages: number): number } }>(kernelBytes);

/** With so many bytes of memory, the caller's until it returns. */
export const pairKernel = (bytes: number): PairKernel => instance(bytes) ?? plainPairKernel(bytes);

/** The same to the bit, where there is no WebAssembly for it. */
export function plainPairKernel(bytes: number): PairKernel {
  const buffer = new ArrayBuffer(bytes);
  const codes = new Uint16Array(buffer);
  const numbers = new Float64Array(buffer, 0, bytes >> 3);
  const placeOf = (a: number, b: number, chunk: number): number => codes[(a >> 1) + chunk] ^ codes[(b >> 1) + chunk];
  return {
    memory: { buffer },

    combine(a, b, count, chunks, tables, to, width) {
      const step = width >> 3;
      for (let row = 0, at = to >> 3; row < count; row++, at++) {
        const own = b + 2 * row * chunks;
        let [plus, minus, otherPlus, otherMinus, sum] = [1, 1, 1, 1, 0];
        for (let chunk = 0; chunk < chunks; chunk++) {
          const place = (tables >> 3) + FACTORS * (chunk * CODES + placeOf(a, own, chunk));
          plus *= numbers[place];
          minus *= numbers[place + 1];
          otherPlus *= numbers[place + 2];
          otherMinus *= numbers[place + 3];
          sum += numbers[place + 4];
        }
        numbers[at] = (plus - minus) / 2;
        numbers[at + step] = (plus + minus) / 2;
        numbers[at + 2 * step] = (otherPlus - otherMinus) / 2;
        numbers[at + 3 * step] = (otherPlus + otherMinus) / 2;
        numbers[at + 4 * step] = sum;
      }
    },

    distribute(a, b, count, chunks, tables, from, width) {
      const step = width >> 3;
      for (let row = 0, at = from >> 3; row < count; row++, at++) {
        const own = b + 2 * row * chunks;
        for (let chunk = 0; chunk < chunks; chunk++) {
          const place = (tables >> 3) + SUMS * (chunk * CODES + placeOf(a, own, chunk));
          numbers[place] += numbers[at];
          numbers[place + 1] += numbers[at + step];
          numbers[place + 2] += numbers[at + 2 * step];
        }
      }
    },
  };
}
