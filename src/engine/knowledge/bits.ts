import type { Numbers, Precision } from '../../numerics/numbers.ts';

/** The bits of numbers as words, in place: rows with equal bits get equal answers. */
export const bitsOf = ({ buffer, byteOffset, byteLength }: Numbers): Uint32Array =>
  new Uint32Array(buffer as ArrayBuffer, byteOffset, byteLength / 4);

/** Words of a number. */
export const wordsOf = (precision: Precision): number => (precision === 'float64' ? 2 : 1);

/** The numbers that words are the bits of, in place. */
export const numbersOf = ({ buffer, byteOffset, byteLength }: Uint32Array, precision: Precision): Numbers =>
  precision === 'float64'
    ? new Float64Array(buffer as ArrayBuffer, byteOffset, byteLength / 8)
    : new Float32Array(buffer as ArrayBuffer, byteOffset, byteLength / 4);
