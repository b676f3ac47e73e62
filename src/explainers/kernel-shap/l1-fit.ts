import { cholesky, inverseCholesky } from '../../numerics/linear-algebra.ts';
import { submatrix } from '../../numerics/submatrix.ts';

/**
 * For a symmetric A: the matrix C with C·1 = 0 that inverts A among vectors of sum 0, and the
 * vector `share` of sum 1; the constrained minimiser of φ'Aφ / 2 − b'φ with Σφ = t is C b + t ·
 * share. A multiple of 11' is added first, which changes nothing under the constraint and makes A
 * regular.
 */
export function constrainedInverse(
  gram: Float64Array,
  m: number,
  determined: boolean,
  pulse?: () => void,
): { matrix: Float64Array; share: Float64Array } {
  let trace = 0;
  for (let j = 0; j < m; j++) trace += gram[j * m + j];
  const scale = trace > 0 ? trace : 1;
  const lift = scale / (m * m);
  // Where players are missing, the smallest values that fit: what remains is shared evenly.
  const ridge = determined ? 0 : scale * 1e-8;
  for (let j = 0; j < m; j++) {
    for (let l = 0; l <= j; l++) gram[j * m + l] += lift;
    gram[j * m + j] += ridge;
  }
  const full = inverseCholesky(cholesky(gram, m, undefined, pulse), pulse);
  const share = new Float64Array(m);
  let all = 0;
  for (let j = 0; j < m; j++) for (let l = 0; l < m; l++) share[j] += full[j * m + l];
  for (let j = 0; j < m; j++) all += share[j];
  const matrix = full;
  for (let j = 0; j < m; j++) for (let l = 0; l < m; l++) matrix[j * m + l] -= (share[j] / all) * share[l];
  for (let j = 0; j < m; j++) share[j] /= all;
  return { matrix, share };
}

/** Normal equations of K outputs under a sum constraint. */
export interface ConstrainedEquations {
  readonly gram: Float64Array;
  readonly right: Float64Array;
  /** Whether they determine all players. */
  readonly determined: boolean;
}

/**
 * K × m: for each output, the constrained minimiser of φ'Aφ / 2 − b'φ over the selected players
 * alone; the others get 0. `gram` is A (m × m, lower half), `right` holds b (K × m), `totals` the
 * sums (K).
 */
export function selectedValues(
  { gram, right, determined }: ConstrainedEquations,
  totals: Float64Array,
  selected: readonly Int32Array[],
): Float64Array {
  const values = new Float64Array(right.length);
  const m = right.length / totals.length;
  selected.forEach((players, k) => {
    // Selected players ascend, so the lower half of their part is filled from the lower half of
    // all.
    const { matrix, share } = constrainedInverse(submatrix(gram, m, Array.from(players)), players.length, determined);
    players.forEach((player, a) => {
      let sum = totals[k] * share[a];
      for (let b = 0; b < players.length; b++) sum += matrix[a * players.length + b] * right[k * m + players[b]];
      values[k * m + player] = sum;
    });
  });
  return values;
}
