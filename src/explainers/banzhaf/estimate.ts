import { type Coalitions, has } from '../../games/coalitions.ts';
import { cholesky, inverseCholesky } from '../../numerics/linear-algebra.ts';
import { smallSampleFactor } from '../../numerics/student-t.ts';

/** The estimate so far. */
export interface BanzhafEstimate {
  /** K × m. */
  readonly values: Float64Array;
  /** K × m; null for fewer than two sampled pairs. */
  readonly standardErrors: Float64Array | null;
}

export interface BanzhafFit {
  /** Takes in the empty and the full coalition: half of (empty − full), K. */
  ends(halves: Float64Array): void;
  /** Takes in sampled pairs: half of (coalition − complement), pairs × K. */
  add(batch: Coalitions, halves: Float64Array): void;
  /** Sampled pairs so far. */
  pairs(): number;
  solve(): BanzhafEstimate;
  /** Without least squares, in little time; and the multiplications that `solve` takes. */
  rough(): BanzhafEstimate;
  effort(): number;
}

interface Pairs {
  readonly batch: Coalitions;
  readonly halves: Float64Array;
}

/** K × m each. */
interface Estimates {
  readonly values: Float64Array;
  readonly variances: Float64Array;
}

/**
 * Banzhaf values from pairs of complementary coalitions, all equally likely. With x = ±1 for a
 * coalition's members and others and g = (v(S) − v(N∖S)) / 2, the value is 2 E[x g]. Two estimates
 * of it, for each output the one whose mean variance is lower:
 * - the mean of 2 x g over the pairs, each pair serving all players (maximum sample reuse, Wang and
 *   Jia 2023);
 * - the coefficients of least squares of g on x (Hammer and Holzman 1992: the best linear
 *   approximation has them), which takes out what the other players contribute and wants more pairs
 *   than players.
 *
 * The pair of the empty and the full coalition is known, not drawn: it counts as one of all pairs.
 * Standard errors: the spread of 2 x g, or what each pair pulls at the coefficients by the error
 * with which the others predict it (HC3, MacKinnon and White 1985); times the part of all pairs
 * that was not seen, and Student's t.
 */
export function banzhafFit(m: number, outputs: number, total: number, pulse: () => void = () => {}): BanzhafFit {
  const seen: Pairs[] = [];
  let gram = new Float64Array(0);
  let counted = 0; // batches that it holds
  const moments = new Float64Array(outputs * m);
  const squares = new Float64Array(outputs);
  const atEnds = new Float64Array(outputs);
  const signs = new Int8Array(m);
  let count = 0;
  const readSigns = (batch: Coalitions, row: number): void => {
    for (let j = 0; j < m; j++) signs[j] = has(batch, row, j) ? 1 : -1;
  };

  /** The matrix grows with the square of the players: it is summed when it is solved. */
  const sum = (): void => {
    if (gram.length === 0) gram = new Float64Array(m * m);
    for (; counted < seen.length; counted++) {
      pulse(); // never in the midst of a batch, which would be counted twice
      const { batch } = seen[counted];
      for (let row = 0; row < batch.count; row++) {
        readSigns(batch, row);
        for (let j = 0; j < m; j++) for (let l = 0; l < m; l++) gram[j * m + l] += signs[j] * signs[l];
      }
    }
  };

  /** Means of 2 x g. */
  function reuse(): Estimates {
    const known = 1 / (total + 1);
    const values = new Float64Array(outputs * m);
    const variances = new Float64Array(outputs * m);
    for (let i = 0; i < values.length; i++) {
      const k = Math.floor(i / m);
      const mean = count > 0 ? moments[i] / count : 0;
      values[i] = 2 * (known * -atEnds[k] + (1 - known) * mean);
      variances[i] = count > 1 ? (4 * Math.max(0, squares[k] / count - mean * mean)) / (count - 1) : 0;
    }
    return { values, variances };
  }

  /** Least squares with the ends at their weight; null where there are too few pairs. */
  function leastSquares(): Estimates | null {
    if (count < m + 2) return null;
    sum();
    const weight = count / total;
    const factor = cholesky(
      gram.map((v) => v + weight),
      m,
      undefined,
      pulse,
    );
    if (factor.dependent > 0) return null;
    const inverse = inverseCholesky(factor, pulse);
    const slopes = new Float64Array(outputs * m);
    for (let k = 0; k < outputs; k++) {
      for (let j = 0; j < m; j++) {
        for (let l = 0; l < m; l++) slopes[k * m + j] += inverse[j * m + l] * (moments[k * m + l] - weight * atEnds[k]);
      }
    }
    const variances = new Float64Array(outputs * m);
    const pull = new Float64Array(m);
    for (const { batch, halves } of seen) {
      for (let row = 0; row < batch.count; row++) {
        pulse();
        readSigns(batch, row);
        let leverage = 0;
        for (let j = 0; j < m; j++) {
          let sum = 0;
          for (let l = 0; l < m; l++) sum += inverse[j * m + l] * signs[l];
          pull[j] = sum;
          leverage += sum * signs[j];
        }
        for (let k = 0; k < outputs; k++) {
          let residual = halves[row * outputs + k];
          for (let j = 0; j < m; j++) residual -= slopes[k * m + j] * signs[j];
          residual /= Math.max(1e-9, 1 - leverage);
          for (let j = 0; j < m; j++) variances[k * m + j] += 4 * (residual * pull[j]) * (residual * pull[j]);
        }
      }
    }
    return { values: slopes.map((slope) => 2 * slope), variances };
  }

  return {
    ends: (halves) => atEnds.set(halves),
    add(batch, halves) {
      seen.push({ batch, halves });
      count += batch.count;
      for (let row = 0; row < batch.count; row++) {
        readSigns(batch, row);
        for (let j = 0; j < m; j++) {
          for (let k = 0; k < outputs; k++) moments[k * m + j] += signs[j] * halves[row * outputs + k];
        }
        for (let k = 0; k < outputs; k++) squares[k] += halves[row * outputs + k] * halves[row * outputs + k];
      }
    },
    pairs: () => count,
    solve: () => solved(leastSquares),
    rough: () => solved(() => null),
    effort: () => (count < m + 2 ? 0 : m * m * (m + 2 * count)),
  };

  function solved(squaresOf: () => Estimates | null): BanzhafEstimate {
    const complete = count >= total;
    const means = reuse();
    const values = means.values;
    const standardErrors = new Float64Array(outputs * m);
    // With every pair seen both are exact.
    if (complete) return { values, standardErrors };
    if (count < 2) return { values, standardErrors: null };
    const fit = squaresOf();
    for (let k = 0; k < outputs; k++) {
      const from = k * m;
      const better = fit !== null && sumOf(fit.variances, from, m) < sumOf(means.variances, from, m);
      const { variances } = better ? fit : means;
      if (better) values.set(fit.values.subarray(from, from + m), from);
      const factor = smallSampleFactor(better ? count - m : count - 1);
      for (let i = from; i < from + m; i++) standardErrors[i] = factor * Math.sqrt((1 - count / total) * variances[i]);
    }
    return { values, standardErrors };
  }
}

function sumOf(values: Float64Array, from: number, count: number): number {
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += values[i];
  return sum;
}
