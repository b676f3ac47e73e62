import { readMembers } from '../../games/coalitions.ts';
import type { PairBatch } from './pair-plan.ts';

/** Sums that a solution may take, over all outputs: about a third of a second. */
const MOST_SUMS = 3e8;
/** Steps beyond which nothing that is seen in a chart changes. */
const MOST_STEPS = 60;
/** What else goes through the pairs takes about as long as this many steps. */
const PASSES = 4;
/** A residual this many times smaller than the first is good enough. */
const CLOSE = 1e-8;
/** Most leverage a pair is taken to have: no error is blown up more than tenfold. */
const MOST_LEVERAGE = 0.9;

export interface RoughEquations {
  readonly players: number;
  readonly outputs: number;
  readonly batches: readonly { readonly batch: PairBatch; readonly differences: Float64Array }[];
  /** Size, weight of a pair and part of the pairs not seen, by size class. */
  readonly sizes: readonly number[];
  readonly weight: Float64Array;
  readonly unseen: Float64Array;
  /** What is left open where few pairs were sampled, as a part of the misfit; see `errors`. */
  readonly unexplored: number;
  /** Whether there are errors at all. */
  readonly measured: boolean;
}

/** Steps that a solution may take where pairs have so many members together. */
const mostSteps = (m: number, outputs: number, members: number): number =>
  Math.max(4, Math.min(MOST_STEPS, Math.floor(MOST_SUMS / (outputs * (2 * members + m + 1)))));

/** Multiplications that `roughRegression` takes, at most. */
export const roughEffort = (m: number, outputs: number, members: number): number =>
  (mostSteps(m, outputs, members) + PASSES) * outputs * (2 * members + m + 1);

/**
 * The regression of `pairedRegression` without its matrix: conjugate gradients take a few passes
 * over the pairs' members, where the factor of a thousand players would take seconds. Values come
 * close to the regression's own; errors take every direction to be as well determined as the
 * average one.
 */
export function roughRegression(equations: RoughEquations, totals: Float64Array) {
  const { players: m, outputs, weight, sizes, measured } = equations;
  const pairs = pairsOf(equations);
  const count = pairs.classes.length;
  const steps = mostSteps(m, outputs, pairs.members.length);
  /** The mean eigenvalue of the normal matrix among values of sum 0. */
  let scale = 0;
  for (const c of pairs.classes) scale += (weight[c] * sizes[c] * (m - sizes[c])) / m / Math.max(1, m - 1);

  const values = new Float64Array(outputs * m);
  const errors = new Float64Array(outputs * m);
  for (let k = 0; k < outputs; k++) {
    const own = values.subarray(k * m, (k + 1) * m);
    const even = totals[k] / m;
    // What the pairs say beyond equal shares.
    const target = Float64Array.from(
      pairs.classes,
      (c, i) => pairs.differences[i * outputs + k] - even * (sizes[c] - m / 2),
    );
    own.set(solved(pairs, target, weight, { m, steps }));
    if (measured && scale > 0) {
      const fitted = products(pairs, own);
      let misfit = 0;
      let common = 0;
      const members = new Float64Array(count);
      const sampled = sampledOf(pairs, equations.unseen);
      for (let i = 0; i < count; i++) {
        const c = pairs.classes[i];
        const rest = equations.unseen[c];
        if (rest <= 0) continue;
        const size = sizes[c];
        const length = (size * (m - size)) / m;
        const leverage = Math.min(MOST_LEVERAGE, (weight[c] * length) / scale);
        const residual = (target[i] - fitted[i]) / (1 - leverage);
        misfit += (residual * residual) / (length * sampled);
        const pull = (residual * weight[c]) / scale;
        // (z − s / m)², for players in the coalition and for the others.
        const part = size / m;
        common += rest * pull * pull * part * part;
        members[i] = rest * pull * pull * (1 - 2 * part);
      }
      const more = memberSums(pairs, members, m);
      for (let j = 0; j < m; j++)
        errors[k * m + j] = Math.sqrt(Math.max(0, more[j] + common) + equations.unexplored * misfit);
    }
    for (let j = 0; j < m; j++) own[j] += even;
  }
  return { values, standardErrors: measured ? errors : null };
}

/** All pairs as lists of members. */
interface Pairs {
  readonly classes: Uint16Array;
  /** Where each pair's members begin; one more for the end. */
  readonly starts: Int32Array;
  readonly members: Int32Array;
  /** Pairs × K. */
  readonly differences: Float64Array;
}

function pairsOf({ outputs, batches, sizes }: RoughEquations): Pairs {
  const count = batches.reduce((sum, { batch }) => sum + batch.coalitions.count, 0);
  const classes = new Uint16Array(count);
  const starts = new Int32Array(count + 1);
  const differences = new Float64Array(count * outputs);
  let pair = 0;
  for (const { batch, differences: some } of batches) {
    differences.set(some, pair * outputs);
    for (const c of batch.classes) {
      classes[pair] = c;
      starts[pair + 1] = starts[pair] + sizes[c];
      pair += 1;
    }
  }
  const members = new Int32Array(starts[count]);
  let at = 0;
  for (const { batch } of batches) {
    for (let row = 0; row < batch.coalitions.count; row++) at = readMembers(batch.coalitions, row, members, at);
  }
  return { classes, starts, members, differences };
}

const sampledOf = ({ classes }: Pairs, unseen: Float64Array): number =>
  classes.reduce((sum, c) => (unseen[c] > 0 ? sum + 1 : sum), 0);

/** The sum of each pair's members: what values of sum 0 say of it. */
function products({ classes, starts, members }: Pairs, values: Float64Array): Float64Array {
  const sums = new Float64Array(classes.length);
  for (let i = 0; i < sums.length; i++) {
    let sum = 0;
    for (let at = starts[i]; at < starts[i + 1]; at++) sum += values[members[at]];
    sums[i] = sum;
  }
  return sums;
}

/** The sum of the numbers of the pairs that each player is in. */
function memberSums({ starts, members }: Pairs, numbers: Float64Array, m: number): Float64Array {
  const sums = new Float64Array(m);
  for (let i = 0; i < numbers.length; i++) {
    const own = numbers[i];
    for (let at = starts[i]; at < starts[i + 1]; at++) sums[members[at]] += own;
  }
  return sums;
}

/** Weighted sums over the pairs that each player is in, less their mean. */
function gradient(pairs: Pairs, numbers: Float64Array, weight: Float64Array, m: number): Float64Array {
  const weighted = numbers.map((number, i) => weight[pairs.classes[i]] * number);
  const sums = memberSums(pairs, weighted, m);
  let mean = 0;
  for (let j = 0; j < m; j++) mean += sums[j] / m;
  for (let j = 0; j < m; j++) sums[j] -= mean;
  return sums;
}

/** Values of sum 0 that fit the target in weighted least squares, the smallest such ones. */
function solved(
  pairs: Pairs,
  target: Float64Array,
  weight: Float64Array,
  { m, steps }: { readonly m: number; readonly steps: number },
): Float64Array {
  const values = new Float64Array(m);
  const residual = gradient(pairs, target, weight, m);
  const direction = residual.slice();
  let size = square(residual);
  const enough = CLOSE * CLOSE * size;
  for (let step = 0; step < steps && size > enough; step++) {
    const image = gradient(pairs, products(pairs, direction), weight, m);
    let bend = 0;
    for (let j = 0; j < m; j++) bend += direction[j] * image[j];
    if (!(bend > 0)) break;
    const far = size / bend;
    for (let j = 0; j < m; j++) {
      values[j] += far * direction[j];
      residual[j] -= far * image[j];
    }
    const next = square(residual);
    for (let j = 0; j < m; j++) direction[j] = residual[j] + (next / size) * direction[j];
    size = next;
  }
  return values;
}

function square(numbers: Float64Array): number {
  let sum = 0;
  for (const number of numbers) sum += number * number;
  return sum;
}
