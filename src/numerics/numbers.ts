/** Numbers in single or double precision. */
export type Numbers = Float32Array | Float64Array;
export type Precision = 'float32' | 'float64';

export const precisionOf = (numbers: Numbers): Precision => (numbers instanceof Float64Array ? 'float64' : 'float32');

/** Room for this many numbers, all of them 0. */
export const roomFor = (precision: Precision, length: number): Numbers =>
  precision === 'float64' ? new Float64Array(length) : new Float32Array(length);

/** Room for this many numbers in the precision of others. */
export const roomLike = (numbers: Numbers, length: number): Numbers => roomFor(precisionOf(numbers), length);

/** Numbers rounded to single precision; the same array where they are in it. */
export const inSingle = (numbers: Numbers): Float32Array =>
  numbers instanceof Float32Array ? numbers : new Float32Array(numbers);
