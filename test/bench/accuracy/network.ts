import { type Coalitions, has } from '../../../src/games/coalitions.ts';

/**
 * A network of dense layers with ReLU between them, whose input is standardised. Without a hidden
 * layer it is a linear model.
 */
export interface Network {
  readonly mean: readonly number[];
  readonly scale: readonly number[];
  /** [layer][in][out] */
  readonly weights: readonly (readonly (readonly number[])[])[];
  /** [layer][out] */
  readonly biases: readonly (readonly number[])[];
  readonly out: 'sigmoid' | 'softmax' | 'identity';
}

/** Players whose joint contributions to the first layer are tabulated together. */
const TOGETHER = 5;

/**
 * Values of coalitions for a network, averaged over the background, in float64. What a set of up to
 * five players adds to the first layer is looked up, so a row only costs the layers after it.
 */
export function networkValues(
  network: Network,
  background: readonly (readonly number[])[],
  instance: readonly number[],
): (coalitions: Coalitions) => Float64Array {
  const m = instance.length;
  const width = network.biases[0].length;
  const rows = background.length;
  const block = rows * width;
  const tables = firstLayer(network, background, instance);
  while (tables.length % 3 > 0) tables.push(new Float64Array(block));
  const rest = network.weights.slice(1).map((weights, l) => denseLayer(weights, network.biases[l + 1]));
  const first = new Float64Array(width);

  return (coalitions) => {
    const outputs = network.biases[network.biases.length - 1].length;
    const values = new Float64Array(coalitions.count * outputs);
    const starts = new Int32Array(tables.length);
    for (let row = 0; row < coalitions.count; row++) {
      for (let t = 0; t < tables.length; t++) {
        let subset = 0;
        for (let j = 0; j < TOGETHER && t * TOGETHER + j < m; j++)
          if (has(coalitions, row, t * TOGETHER + j)) subset |= 1 << j;
        starts[t] = subset * block;
      }
      for (let b = 0; b < rows; b++) {
        first.fill(0);
        for (let t = 0; t < tables.length; t += 3) addThree(first, tables, starts, t, b * width);
        let layer: Float64Array = first;
        for (const dense of rest) layer = dense(layer);
        finish(layer, network.out);
        for (let k = 0; k < outputs; k++) values[row * outputs + k] += layer[k] / rows;
      }
    }
    return values;
  };
}

/**
 * Adds what three groups of players contribute to a background row, which starts at `row` in each
 * of the tables' blocks.
 */
function addThree(to: Float64Array, tables: readonly Float64Array[], starts: Int32Array, t: number, row: number): void {
  const [one, two, three] = [tables[t], tables[t + 1], tables[t + 2]];
  const i = starts[t] + row;
  const j = starts[t + 1] + row;
  const k = starts[t + 2] + row;
  for (let h = 0; h < to.length; h++) to[h] += one[i + h] + two[j + h] + three[k + h];
}

/**
 * For each group of players, what each subset of it adds to the first layer: [subset][background
 * row][unit]. The first group's table includes the bias.
 */
function firstLayer(
  { mean, scale, weights, biases }: Network,
  background: readonly (readonly number[])[],
  instance: readonly number[],
) {
  const m = instance.length;
  const width = biases[0].length;
  const block = background.length * width;
  const tables: Float64Array[] = [];
  for (let first = 0; first < m; first += TOGETHER) {
    const size = Math.min(TOGETHER, m - first);
    const table = new Float64Array(2 ** size * block);
    background.forEach((row, b) => {
      for (let h = 0; h < width && first === 0; h++)
        table[b * width + h] = row.reduce(
          (sum, x, p) => sum + ((x - mean[p]) / scale[p]) * weights[0][p][h],
          biases[0][h],
        );
      for (let subset = 1; subset < 2 ** size; subset++) {
        const j = 31 - Math.clz32(subset);
        const p = first + j;
        const without = (subset - (1 << j)) * block + b * width;
        const step = (instance[p] - row[p]) / scale[p];
        for (let h = 0; h < width; h++)
          table[subset * block + b * width + h] = table[without + h] + step * weights[0][p][h];
      }
    });
    tables.push(table);
  }
  return tables;
}

/**
 * bias + ReLU(input) · weights. Inputs that are not positive are skipped; four outputs are summed
 * at a time.
 */
function denseLayer(
  weights: readonly (readonly number[])[],
  bias: readonly number[],
): (input: Float64Array) => Float64Array {
  const [height, width] = [weights.length, bias.length];
  const padded = 4 * Math.ceil(width / 4);
  const table = new Float64Array(height * padded);
  weights.forEach((row, i) => {
    table.set(row, i * padded);
  });
  const start = new Float64Array(padded);
  start.set(bias);
  const result = new Float64Array(padded);
  const output = result.subarray(0, width);
  const on = new Int32Array(height);
  return (input) => {
    let count = 0;
    for (let i = 0; i < height; i++) {
      on[count] = i;
      count += input[i] > 0 ? 1 : 0;
    }
    for (let o = 0; o < padded; o += 4) {
      let a = start[o];
      let b = start[o + 1];
      let c = start[o + 2];
      let d = start[o + 3];
      for (let n = 0; n < count; n++) {
        const i = on[n];
        const x = input[i];
        const at = i * padded + o;
        a += x * table[at];
        b += x * table[at + 1];
        c += x * table[at + 2];
        d += x * table[at + 3];
      }
      result[o] = a;
      result[o + 1] = b;
      result[o + 2] = c;
      result[o + 3] = d;
    }
    return output;
  };
}

function finish(values: Float64Array, out: Network['out']): void {
  if (out === 'sigmoid') for (let k = 0; k < values.length; k++) values[k] = 1 / (1 + Math.exp(-values[k]));
  if (out !== 'softmax') return;
  const most = values.reduce((a, b) => Math.max(a, b));
  let sum = 0;
  for (let k = 0; k < values.length; k++) {
    values[k] = Math.exp(values[k] - most);
    sum += values[k];
  }
  for (let k = 0; k < values.length; k++) values[k] /= sum;
}
