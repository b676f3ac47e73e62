/** Rows and columns `chosen` of an n × n matrix. */
export function submatrix(matrix: Float64Array, n: number, chosen: readonly number[]): Float64Array {
  const size = chosen.length;
  const part = new Float64Array(size * size);
  for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) part[a * size + b] = matrix[chosen[a] * n + chosen[b]];
  return part;
}
