// Small models of sequences, and what they answer by the definitions of their operators.

import { createRandom } from '../../src/numerics/random.ts';
import { type Dim, graphMessage, modelFile, valueInfo } from './onnx.ts';
import { layers } from './tfjs.ts';

export interface Lstm {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The answer to steps × features, and to what stands beside them. */
  answer(steps: readonly (readonly number[])[], beside?: readonly number[]): number;
}

export interface Beside {
  readonly columns: number;
  readonly first: boolean;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * An LSTM over sequences [rows, steps, features], whose last state a logistic function of a weighted
 * sum turns into a probability, as an ONNX file. `batch`: rows, steps: as the file declares them.
 * `beside`: an input [rows, columns] whose weighted sum is added, before the sequence's or behind.
 */
export function lstm(features: number, batch: Dim, steps: Dim, beside?: Beside): Lstm {
  const random = createRandom(1);
  const hidden = 3;
  const numbers = (length: number) => Float32Array.from({ length }, () => random.normal());
  const [w, r, b] = [4 * hidden * features, 4 * hidden * hidden, 8 * hidden].map(numbers);
  const [head, bias] = [numbers(hidden), numbers(1)];
  const own = numbers(beside?.columns ?? 0);
  const x = valueInfo('x', 'float32', [batch, steps, features]);
  const given = beside ? [valueInfo('given', 'float32', [batch, beside.columns])] : [];
  const graph = graphMessage({
    nodes: [
      { op: 'Transpose', inputs: ['x'], outputs: ['turned'], attributes: { perm: { ints: [1, 0, 2] } } },
      {
        op: 'LSTM',
        inputs: ['turned', 'w', 'r', 'b'],
        outputs: ['all', 'last'],
        attributes: { hidden_size: { int: hidden } },
      },
      { op: 'Squeeze', inputs: ['last', 'axis'], outputs: ['state'] },
      { op: 'MatMul', inputs: ['state', 'head'], outputs: ['sum'] },
      { op: 'Add', inputs: ['sum', 'bias'], outputs: [beside ? 'part' : 'logit'] },
      ...(beside
        ? [
            { op: 'MatMul', inputs: ['given', 'own'], outputs: ['more'] },
            { op: 'Add', inputs: ['part', 'more'], outputs: ['logit'] },
          ]
        : []),
      { op: 'Sigmoid', inputs: ['logit'], outputs: ['probability'] },
    ],
    weights: [
      { name: 'w', dims: [1, 4 * hidden, features], data: w },
      { name: 'r', dims: [1, 4 * hidden, hidden], data: r },
      { name: 'b', dims: [1, 8 * hidden], data: b },
      { name: 'axis', dims: [1], data: BigInt64Array.of(0n) },
      { name: 'head', dims: [hidden, 1], data: head },
      { name: 'bias', dims: [1], data: bias },
      ...(beside ? [{ name: 'own', dims: [beside.columns, 1], data: own }] : []),
    ],
    inputs: beside?.first ? [...given, x] : [x, ...given],
    outputs: [valueInfo('probability', 'float32', [batch, 1])],
  });
  return {
    bytes: modelFile(graph),
    answer(rows, columns = []) {
      let h = new Array<number>(hidden).fill(0);
      let c = [...h];
      for (const x of rows) {
        // Gates in the order of ONNX: input, output, forget, cell.
        const gate = (g: number, j: number): number => {
          const at = g * hidden + j;
          let sum = b[at] + b[4 * hidden + at];
          for (let k = 0; k < features; k++) sum += w[at * features + k] * x[k];
          for (let k = 0; k < hidden; k++) sum += r[at * hidden + k] * h[k];
          return sum;
        };
        const next = c.map((old, j) => sigmoid(gate(2, j)) * old + sigmoid(gate(0, j)) * Math.tanh(gate(3, j)));
        const state = next.map((cell, j) => sigmoid(gate(1, j)) * Math.tanh(cell));
        c = next;
        h = state;
      }
      const start = columns.reduce((sum, value, j) => sum + own[j] * value, bias[0]);
      return sigmoid(h.reduce((sum, value, j) => sum + head[j] * value, start));
    },
  };
}

/** Weighted sums over a window of two steps, channels first: [rows, features, steps], as ONNX. */
export function channelsFirst(features: number, steps: number): Uint8Array<ArrayBuffer> {
  const random = createRandom(5);
  const graph = graphMessage({
    nodes: [
      { op: 'Conv', inputs: ['x', 'w'], outputs: ['maps'] },
      { op: 'Relu', inputs: ['maps'], outputs: ['positive'] },
      { op: 'GlobalAveragePool', inputs: ['positive'], outputs: ['means'] },
      { op: 'Flatten', inputs: ['means'], outputs: ['answer'] },
    ],
    weights: [
      { name: 'w', dims: [1, features, 2], data: Float32Array.from({ length: 2 * features }, () => random.normal()) },
    ],
    inputs: [valueInfo('x', 'float32', ['n', features, steps])],
    outputs: [valueInfo('answer', 'float32', ['n', 1])],
  });
  return modelFile(graph);
}

/** Networks of TensorFlow.js over sequences: one output each. */
export const networks = {
  lstm: (steps: number, features: number) =>
    layers.sequential({
      layers: [
        layers.layers.lstm({ units: 3, recurrentInitializer: 'zeros', inputShape: [steps, features] }),
        layers.layers.dense({ units: 1, activation: 'sigmoid' }),
      ],
    }),
  gru: (steps: number, features: number) =>
    layers.sequential({
      layers: [
        layers.layers.gru({ units: 3, recurrentInitializer: 'zeros', inputShape: [steps, features] }),
        layers.layers.dense({ units: 1, activation: 'sigmoid' }),
      ],
    }),
  conv1d: (steps: number, features: number) =>
    layers.sequential({
      layers: [
        layers.layers.conv1d({ filters: 4, kernelSize: 2, activation: 'tanh', inputShape: [steps, features] }),
        layers.layers.globalAveragePooling1d(),
        layers.layers.dense({ units: 1, activation: 'sigmoid' }),
      ],
    }),
} as const;

/** A network over sequences and columns beside them. */
export function besides(steps: number, features: number, columns: number): layers.LayersModel {
  const [sequence, given] = [layers.input({ shape: [steps, features] }), layers.input({ shape: [columns] })];
  const state = layers.layers.gru({ units: 3, recurrentInitializer: 'zeros' }).apply(sequence);
  const all = layers.layers.concatenate().apply([state as layers.SymbolicTensor, given]);
  const answer = layers.layers.dense({ units: 1, activation: 'sigmoid' }).apply(all) as layers.SymbolicTensor;
  return layers.model({ inputs: [sequence, given], outputs: answer });
}
