import { factorInPlace, solveLower, solveUpper } from '../../../../src/numerics/large-cholesky.ts';

/** Weighted equations of the unknowns: `design` is equations × width. */
export interface Equations {
  readonly design: Float64Array;
  readonly width: number;
  readonly weights: Float64Array;
}

/**
 * Weighted least squares for K right-hand sides (equations × K); unknowns × K. A tiny ridge gives
 * the smallest solution where there are fewer equations than unknowns.
 */
export function leastSquares({ design, width, weights }: Equations, right: Float64Array): Float64Array {
  const count = weights.length;
  const outputs = right.length / count;
  const gram = new Float64Array(width * width);
  const moments = new Float64Array(outputs * width);
  for (let row = 0; row < count; row++) {
    for (let a = 0; a < width; a++) {
      const own = weights[row] * design[row * width + a];
      for (let b = 0; b <= a; b++) gram[a * width + b] += own * design[row * width + b];
      for (let k = 0; k < outputs; k++) moments[k * width + a] += own * right[row * outputs + k];
    }
  }
  let trace = 0;
  for (let a = 0; a < width; a++) trace += gram[a * width + a];
  for (let a = 0; a < width; a++) gram[a * width + a] += (1e-12 * trace) / width;
  if (!factorInPlace(gram, width)) throw new Error('the equations have no solution');
  solveLower(gram, width, moments, outputs);
  solveUpper(gram, width, moments, outputs);
  return Float64Array.from(
    { length: outputs * width },
    (_, i) => moments[(i % outputs) * width + Math.floor(i / outputs)],
  );
}
