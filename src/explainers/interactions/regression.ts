import { has } from '../../games/coalitions.ts';
import { factorInPlace, inverseTransposed, solveLower, solveUpper } from '../../numerics/large-cholesky.ts';
import type { PairBatch, PairPlan } from '../kernel-shap/pair-plan.ts';
import { cutMasses, type InteractionIndex } from './indices.ts';

/**
 * Interactions of K outputs and their standard errors, K × the pairs i < j, ordered by j, then i.
 */
export interface PairFit {
  readonly values: Float64Array;
  readonly errors: Float64Array;
}

export interface CutRegression {
  /** Takes in a batch: `cuts` holds v(N) + v(∅) − v(S) − v(N∖S), pairs × K. */
  add(batch: PairBatch, cuts: Float64Array): void;
  /**
   * Whether enough was taken in to tell pairs of players apart: some more equations than unknowns.
   */
  determined(): boolean;
  /** The least-squares fit to what was taken in. */
  solve(pulse?: () => void): PairFit;
  /** K: the most that interactions (K × pairs) miss of a cut, in parts of the largest cut. */
  misfit(values: Float64Array): Float64Array;
  /** Multiplications that `solve` takes, to an order of magnitude. */
  effort(): number;
}

/** Equations per unknown before anything is estimated. */
const ENOUGH = 1.15;

const equationsFor = (m: number): number => Math.ceil((ENOUGH * (m * (m - 1))) / 2);

/**
 * Interactions of m players from complementary pairs of coalitions. In f(S) = f(∅) + Σ main + Σ I
 * over the players and pairs in S, what remains of v(N) + v(∅) − v(S) − v(N∖S) is the sum of I_ij
 * over the pairs that S separates: main effects cancel, and the empty and the full coalition are
 * met exactly. So a pair of coalitions is one equation in the m (m − 1) / 2 interactions alone, and
 * weighted least squares on singles and pairs (Tsai et al. 2023; KernelSHAP-IQ, Fumagalli et al.
 * 2024) falls into this fit and the one of `pairedRegression`, which gives the Shapley values.
 *
 * Weights are those of `cutMasses`, divided by the chance of being drawn where a size is not used
 * up. While equations are few, interactions are drawn toward 0 by a ridge: the noise of the
 * equations over the spread of the interactions (both estimated from a first fit without it, over
 * all outputs), which tends to nothing against growing samples.
 */
export function cutRegression(m: number, outputs: number, plan: PairPlan, index: InteractionIndex): CutRegression {
  const { classes } = plan;
  const masses = cutMasses(index, m, classes);
  const unknowns = (m * (m - 1)) / 2;
  const taken = new Float64Array(classes.length);
  const batches: { batch: PairBatch; cuts: Float64Array }[] = [];
  let equations = 0;
  const bound = (c: number): boolean => masses[c] > 1;
  const unseen = (c: number): number => 1 - taken[c] / classes[c].pairs;

  /** Weight of an equation by class. */
  const weights = (): Float64Array => {
    let mass = 0;
    let reached = 0;
    for (let c = 0; c < classes.length; c++) {
      if (unseen(c) <= 0) continue;
      mass += masses[c];
      reached += (taken[c] * masses[c]) / classes[c].draws;
    }
    const scale = reached > 0 ? mass / reached : 0;
    return masses.map((own, c) => (unseen(c) <= 0 ? own / classes[c].pairs : (scale * own) / classes[c].draws));
  };

  /**
   * Calls `visit` with each equation: its class, the pairs it separates (the first `size` of a
   * reused array), its cuts.
   */
  const each = (visit: (c: number, separated: Int32Array, size: number, cuts: Float64Array) => void): void => {
    const inside = new Uint8Array(m);
    const separated = new Int32Array(unknowns);
    for (const { batch, cuts } of batches) {
      for (let row = 0; row < batch.coalitions.count; row++) {
        for (let j = 0; j < m; j++) inside[j] = has(batch.coalitions, row, j) ? 1 : 0;
        let size = 0;
        let at = 0;
        for (let j = 1; j < m; j++)
          for (let i = 0; i < j; i++, at++) if (inside[i] !== inside[j]) separated[size++] = at;
        visit(batch.classes[row], separated, size, cuts.subarray(row * outputs, (row + 1) * outputs));
      }
    }
  };

  /**
   * K: the variance of an interaction is this times its diagonal element of the inverse. Sizes that
   * are used up add none, and take their part of the unknowns (finite population); those that bind
   * take as many as their equations.
   */
  const noise = (weight: Float64Array, solution: Float64Array): Float64Array => {
    const squares = new Float64Array(outputs);
    let [sampled, drawn, information, all] = [0, 0, 0, 0];
    const free = unknowns - (bound(0) ? taken[0] : 0);
    each((c, separated, size, cuts) => {
      if (bound(c)) return;
      all += weight[c] * size;
      const rest = unseen(c);
      if (rest <= 0) return;
      sampled += 1;
      drawn += weight[c];
      information += weight[c] * size;
      for (let k = 0; k < outputs; k++) {
        let residual = cuts[k];
        for (let s = 0; s < size; s++) residual -= solution[k * unknowns + separated[s]];
        squares[k] += rest * weight[c] * weight[c] * residual * residual;
      }
    });
    const freedom = Math.max(1, sampled - (free * information) / all);
    return squares.map((sum) => (drawn > 0 ? (sum / drawn) * (sampled / freedom) : 0));
  };

  return {
    add(batch, cuts) {
      batches.push({ batch, cuts });
      equations += batch.coalitions.count;
      for (const c of batch.classes) taken[c] += 1;
    },

    determined: () => equations >= Math.min(plan.total, equationsFor(m)) && (classes.length === 0 || unseen(0) <= 0),

    misfit(values) {
      const worst = new Float64Array(outputs);
      const largest = new Float64Array(outputs);
      each((_, separated, size, cuts) => {
        for (let k = 0; k < outputs; k++) {
          let left = cuts[k];
          for (let s = 0; s < size; s++) left -= values[k * unknowns + separated[s]];
          worst[k] = Math.max(worst[k], Math.abs(left));
          largest[k] = Math.max(largest[k], Math.abs(cuts[k]));
        }
      });
      return worst.map((most, k) => (most > 0 ? most / largest[k] : 0));
    },

    effort: () => (equations * m * m * m * m) / 32 + 1.5 * unknowns * unknowns * unknowns,

    solve(pulse = () => {}) {
      const weight = weights();
      const gram = new Float64Array(unknowns * unknowns);
      const right = new Float64Array(outputs * unknowns);
      // Beside binding equations, whose weight is a million times the others', a ridge in their
      // size is not small: it left games of pairs alone errors of up to 1e-3 of the interactions.
      // Only where there are fewer equations than unknowns, as there may be of two or three
      // players, must it be as large.
      const ample = equations > unknowns;
      let diagonal = 0;
      each((c, separated, size, cuts) => {
        if (!(ample && bound(c))) diagonal += (weight[c] * size) / unknowns;
        for (let a = 0; a < size; a++) {
          const row = separated[a] * unknowns;
          for (let b = 0; b <= a; b++) gram[row + separated[b]] += weight[c];
          for (let k = 0; k < outputs; k++) right[k * unknowns + separated[a]] += weight[c] * cuts[k];
        }
        pulse();
      });
      const plain = ridged(gram, unknowns, 1e-9 * diagonal, pulse);
      const first = solved(plain, unknowns, right, outputs);
      const sigma = noise(weight, first);
      const variances = inverseDiagonal(plain, unknowns, pulse);
      const mean = variances.reduce((sum, v) => sum + v, 0) / unknowns;
      let ratio = 0;
      let counted = 0;
      for (let k = 0; k < outputs; k++) {
        let size = 0;
        for (let p = 0; p < unknowns; p++) size += (first[k * unknowns + p] * first[k * unknowns + p]) / unknowns;
        if (!(size > 0)) continue;
        ratio += sigma[k] / Math.max(size - sigma[k] * mean, 0.02 * size);
        counted += 1;
      }
      const solution =
        counted > 0 && ratio > 0
          ? solved(ridged(gram, unknowns, ratio / counted, pulse), unknowns, right, outputs)
          : first;
      const errors = solution.map((_, at) => Math.sqrt(sigma[Math.floor(at / unknowns)] * variances[at % unknowns]));
      return { values: solution, errors };
    },
  };
}

/** The factor of the matrix plus `alpha` on its diagonal, or as much more as rounding requires. */
function ridged(matrix: Float64Array, n: number, alpha: number, pulse: () => void): Float64Array {
  for (let more = alpha; ; more *= 1000) {
    const factor = matrix.slice();
    for (let p = 0; p < n; p++) factor[p * n + p] += more;
    if (factorInPlace(factor, n, pulse)) return factor;
  }
}

function solved(factor: Float64Array, n: number, right: Float64Array, columns: number): Float64Array {
  const solution = right.slice();
  solveLower(factor, n, solution, columns);
  solveUpper(factor, n, solution, columns);
  return solution;
}

/** Diagonal of the inverse: the squared lengths of the columns of the factor's inverse. */
function inverseDiagonal(factor: Float64Array, n: number, pulse: () => void): Float64Array {
  const columns = new Float64Array(n * n);
  inverseTransposed(factor, n, columns, pulse);
  return Float64Array.from({ length: n }, (_, p) => {
    let sum = 0;
    for (let i = p * n; i < (p + 1) * n; i++) sum += columns[i] * columns[i];
    return sum;
  });
}
