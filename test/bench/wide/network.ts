import { createRandom } from '../../../src/numerics/random.ts';
import { graphMessage, modelFile, valueInfo } from '../../support/onnx.ts';
import { someOf, termShapley } from './terms.ts';

const UNITS = 16;
/** Columns that a unit sees. */
const SEEN = 8;
/** As many as a background has: all of them are in it. */
const ROWS = 100;

/** A table of numbers and a network of tanh units on it, each of which sees a few columns. */
export interface WideNetwork {
  readonly model: Uint8Array;
  readonly csv: string;
  /** Shapley values of a row against all rows, with columns as players. */
  shapley(row: number): Float64Array;
}

export function wideNetwork(columns: number): WideNetwork {
  const random = createRandom(columns);
  const rows = Array.from({ length: ROWS }, () =>
    // As the table and the model have them.
    Float32Array.from({ length: columns }, () => Number(random.normal().toFixed(3))),
  );
  const all = Int32Array.from({ length: columns }, (_, column) => column);
  const some = Int32Array.from(someOf(all, 40, random));
  const units = Array.from({ length: UNITS }, () => {
    const members = someOf(some, SEEN, random);
    return { members, weights: Float32Array.from(members, () => random.normal() / 1.5), output: random.normal() };
  });
  const first = new Float32Array(columns * UNITS);
  for (const [u, { members, weights }] of units.entries())
    for (const [i, column] of members.entries()) first[column * UNITS + u] = weights[i];
  const model = modelFile(
    graphMessage({
      inputs: [valueInfo('x', 'float32', [null, columns])],
      outputs: [valueInfo('y', 'float32', [null, 1])],
      weights: [
        { name: 'first', dims: [columns, UNITS], data: first },
        { name: 'last', dims: [UNITS, 1], data: Float32Array.from(units, ({ output }) => output) },
      ],
      nodes: [
        { op: 'MatMul', inputs: ['x', 'first'], outputs: ['sums'] },
        { op: 'Tanh', inputs: ['sums'], outputs: ['hidden'] },
        { op: 'MatMul', inputs: ['hidden', 'last'], outputs: ['y'] },
      ],
    }),
  );
  const names = Array.from({ length: columns }, (_, column) => `c${column}`).join();
  return {
    model,
    csv: [names, ...rows.map((row) => Array.from(row, (value) => value.toFixed(3)).join())].join('\n'),
    shapley(row) {
      const values = new Float64Array(columns);
      for (let other = 0; other < ROWS; other++) {
        for (const { members, weights, output } of units) {
          const worth = (z: Uint8Array): number =>
            output * Math.tanh(members.reduce((sum, c, i) => sum + weights[i] * rows[z[i] ? row : other][c], 0));
          for (const [i, value] of termShapley({ members, worth }).entries()) values[members[i]] += value / ROWS;
        }
      }
      return values;
    },
  };
}
