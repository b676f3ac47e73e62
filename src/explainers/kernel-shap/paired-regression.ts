import { has, readMembers } from '../../games/coalitions.ts';
import { constrainedInverse, selectedValues } from './l1-fit.ts';
import type { PairBatch, PairPlan } from './pair-plan.ts';
import { roughEffort, roughRegression } from './rough-regression.ts';

/** The fit of a regression so far. */
export interface PairedFit {
  /** K × m. */
  readonly values: Float64Array;
  /**
   * K × m; null where players were selected, and while some player was never seen alone or fewer
   * than two of the other pairs were seen.
   */
  readonly standardErrors: Float64Array | null;
}

export interface PairedRegression {
  /**
   * Takes in a batch: `differences` holds (value of the coalition − value of its complement) / 2,
   * pairs × K.
   */
  add(batch: PairBatch, differences: Float64Array): void;
  /**
   * The fit to everything taken in, with Σ values = `totals[k]` for each output. `selected` lists
   * each output's players that may have a value other than 0. Absent: all may.
   */
  solve(totals: Float64Array, selected?: readonly Int32Array[]): PairedFit;
  /** Weight of a pair in the regression so far, by size class. */
  weights(): Float64Array;
  /** About what `solve` gives without a selection, in little time (`roughRegression`). */
  rough(totals: Float64Array): PairedFit;
  /** Multiplications that `solve` takes, to an order of magnitude. */
  effort(): number;
  /** Those that `rough` will take once `coming` more pairs are there, like the latest ones. */
  roughEffort(coming: number): number;
}

/**
 * Weighted least squares with the sum constraint (Lundberg and Lee 2017) on complementary pairs.
 * With x = z − ½ for a coalition's indicator z, a pair's two equations say together: (v(S) −
 * v(N∖S)) / 2 = x·φ, one equation a pair. The normal equations are kept by size class as
 * whole-number counts, so that solving never scans older pairs for them; they are counted when
 * something is to be solved, since limited time may never want that of very many players.
 *
 * Weights: a class that is used up has its kernel weight, mass / pairs; pairs of classes still
 * being sampled weigh kernel ÷ chance of being drawn, scaled so that together they have these
 * classes' mass. While they are few (about as many as players), this would fit their noise and make
 * the estimate worse than players alone do, so they are damped by `trust`, which tends to 1 as 1 /
 * samples². The errors are largest where the damping is.
 */
export function pairedRegression(
  m: number,
  outputs: number,
  plan: PairPlan,
  pulse: () => void = () => {},
): PairedRegression {
  const { classes } = plan;
  const taken = new Float64Array(classes.length);
  const batches: { batch: PairBatch; differences: Float64Array }[] = [];
  let latest = 0; // mean size of the latest batch's coalitions
  const counted = { batches: 0, rows: 0 }; // what the counts hold, and of the next batch
  // How often each two players were together, lower half, each with itself on the diagonal; Σ of
  // sign ±1 × difference.
  const together = classes.map(() => new Int32Array(0));
  const moments = classes.map(() => new Float64Array(0));
  const members = new Int32Array(m);

  /** Part of a class's pairs not seen yet. */
  const unseen = (c: number): number => 1 - taken[c] / classes[c].pairs;
  /** Seen pairs of the classes that are not used up. */
  const sampled = (): number => taken.reduce((sum, count, c) => (unseen(c) > 0 ? sum + count : sum), 0);
  /** How far the weights of `count` sampled pairs are trusted, 0 to 1; tuned on synthetic games. */
  const trust = (count: number, rest: number): number => (count * count) / (count * count + 8 * m * m * rest);

  const weights = (): Float64Array => {
    let mass = 0;
    let reached = 0;
    for (let c = 0; c < classes.length; c++) {
      if (unseen(c) <= 0) continue;
      mass += classes[c].mass;
      reached += (taken[c] * classes[c].mass) / classes[c].draws;
    }
    const scale = reached > 0 ? mass / reached : 0;
    const count = sampled();
    return Float64Array.from(classes, ({ mass: own, draws, pairs }, c) =>
      unseen(c) <= 0 ? own / pairs : taken[c] > 0 ? ((scale * own) / draws) * trust(count, unseen(c)) : 0,
    );
  };

  const determined = (): boolean => taken[0] >= classes[0].pairs;
  const measured = (): boolean => determined() && (sampled() > 1 || classes.every((_, c) => unseen(c) <= 0));
  /** Part of the misfit that is left open, with `count` sampled pairs and this part unseen. */
  const unexploredPart = (count: number, open: number): number => {
    const doubt = 1 - trust(count, open);
    return count > 0 ? open * doubt * doubt * doubt * doubt : 0;
  };

  function count(): void {
    for (; counted.batches < batches.length; counted.batches++, counted.rows = 0) {
      const { batch, differences } = batches[counted.batches];
      for (; counted.rows < batch.coalitions.count; counted.rows++) {
        pulse(); // never in the midst of a row, which would be counted twice
        const { rows: row } = counted;
        const c = batch.classes[row];
        if (together[c].length === 0) {
          together[c] = new Int32Array((m * (m + 1)) / 2);
          moments[c] = new Float64Array(m * outputs);
        }
        const counts = together[c];
        const present = readMembers(batch.coalitions, row, members, 0);
        for (let i = 0; i < present; i++) {
          const start = (members[i] * (members[i] + 1)) / 2;
          for (let l = 0; l <= i; l++) counts[start + members[l]]++;
        }
        const sums = moments[c];
        for (let k = 0; k < outputs; k++) {
          const difference = differences[row * outputs + k];
          for (let j = 0; j < m; j++) sums[k * m + j] += has(batch.coalitions, row, j) ? difference : -difference;
        }
      }
    }
  }

  return {
    add(batch, differences) {
      batches.push({ batch, differences });
      for (const c of batch.classes) taken[c] += 1;
      latest = batch.classes.reduce((sum, c) => sum + classes[c].size, 0) / Math.max(1, batch.classes.length);
    },
    weights,
    rough(totals) {
      const count = sampled();
      let open = 0;
      for (let c = 0; c < classes.length; c++) if (unseen(c) > 0) open += (unseen(c) * taken[c]) / Math.max(1, count);
      const equations = {
        players: m,
        outputs,
        batches,
        sizes: classes.map(({ size }) => size),
        weight: weights(),
        unseen: Float64Array.from(classes, (_, c) => unseen(c)),
        unexplored: unexploredPart(count, open),
        measured: measured(),
      };
      return roughRegression(equations, totals);
    },
    effort() {
      const seen = taken.reduce((sum, pairs) => sum + (pairs > 0 ? 1 : 0), 0);
      return m * m * (m + seen / 2 + (outputs * sampled()) / 2);
    },
    roughEffort(coming) {
      const present = taken.reduce((sum, pairs, c) => sum + pairs * classes[c].size, 0);
      return roughEffort(m, outputs, present + coming * latest);
    },
    solve(totals, selected) {
      count();
      const weight = weights();
      const gram = new Float64Array(m * m);
      const right = new Float64Array(outputs * m);
      for (let c = 0; c < classes.length; c++) {
        if (taken[c] === 0) continue;
        pulse();
        const counts = together[c];
        const own = (j: number): number => counts[(j * (j + 3)) / 2];
        let at = 0;
        for (let j = 0; j < m; j++) {
          for (let l = 0; l <= j; l++) {
            // Σ of products of signs: with signs 2z − 1, 4 Σ zz′ − 2 Σ z − 2 Σ z′ + pairs.
            const products = 4 * counts[at++] - 2 * (own(j) + own(l)) + taken[c];
            gram[j * m + l] += (weight[c] * products) / 4;
          }
        }
        for (let i = 0; i < right.length; i++) right[i] += (weight[c] * moments[c][i]) / 2;
      }
      if (selected) {
        const equations = { gram, right, determined: determined() };
        return { values: selectedValues(equations, totals, selected), standardErrors: null };
      }
      const inverse = constrainedInverse(gram, m, determined(), pulse);
      const values = new Float64Array(outputs * m);
      for (let k = 0; k < outputs; k++) {
        for (let j = 0; j < m; j++) {
          let sum = totals[k] * inverse.share[j];
          for (let l = 0; l < m; l++) sum += inverse.matrix[j * m + l] * right[k * m + l];
          values[k * m + j] = sum;
        }
      }
      return { values, standardErrors: measured() ? errors(values, weight, inverse.matrix) : null };
    },
  };

  /**
   * Standard errors: what each sampled pair pulls at the values (sandwich estimator), by the error
   * with which the others predict it (residual ÷ (1 − leverage), the jackknife or HC3 of MacKinnon
   * and White 1985), times the part of its class that was not seen (finite population); a class
   * that is used up adds none. While trust is low, the values are mostly those of players alone,
   * whose error no pull shows; it is read from how badly they predict the sampled pairs.
   */
  function errors(values: Float64Array, weight: Float64Array, inverse: Float64Array): Float64Array {
    const variance = new Float64Array(outputs * m);
    const misfit = new Float64Array(outputs);
    const pull = new Float64Array(m);
    const halves = Float64Array.from(
      { length: outputs },
      (_, k) => values.subarray(k * m, (k + 1) * m).reduce((sum, value) => sum + value, 0) / 2,
    );
    const count = sampled();
    let open = 0;
    for (const { batch, differences } of batches) {
      for (let row = 0; row < batch.coalitions.count; row++) {
        pulse();
        const c = batch.classes[row];
        const rest = unseen(c);
        if (rest <= 0) continue;
        open += rest / count;
        // The inverse's rows sum to 0, so that half of Σ sign × row is the sum of the members'
        // rows.
        const present = readMembers(batch.coalitions, row, members, 0);
        sumOfRows(inverse, members, present, pull);
        for (let j = 0; j < m; j++) pull[j] *= weight[c];
        let leverage = 0;
        for (let i = 0; i < present; i++) leverage += pull[members[i]];
        const { size } = classes[c];
        const length = (size * (m - size)) / m;
        for (let k = 0; k < outputs; k++) {
          let fitted = -halves[k];
          for (let i = 0; i < present; i++) fitted += values[k * m + members[i]];
          const residual = (differences[row * outputs + k] - fitted) / Math.max(1e-9, 1 - leverage);
          misfit[k] += (residual * residual) / (length * count);
          for (let j = 0; j < m; j++) variance[k * m + j] += rest * (residual * pull[j]) * (residual * pull[j]);
        }
      }
    }
    const unexplored = unexploredPart(count, open);
    return variance.map((v, i) => Math.sqrt(v + unexplored * misfit[Math.floor(i / m)]));
  }
}

/**
 * Writes the sum of some rows of a matrix into `sum`; four at a time, in their order, since this is
 * most of the time that errors take.
 */
function sumOfRows(matrix: Float64Array, rows: Int32Array, count: number, sum: Float64Array): void {
  const width = sum.length;
  sum.fill(0);
  let i = 0;
  for (; i + 3 < count; i += 4) {
    const [a, b, c, d] = [rows[i] * width, rows[i + 1] * width, rows[i + 2] * width, rows[i + 3] * width];
    for (let j = 0; j < width; j++) sum[j] = sum[j] + matrix[a + j] + matrix[b + j] + matrix[c + j] + matrix[d + j];
  }
  for (; i < count; i++) for (let j = 0, a = rows[i] * width; j < width; j++) sum[j] += matrix[a + j];
}
