// Models exported for one row at a time.

import { describe, expect, test } from 'vitest';
import type { TabularBinding } from '../../../../src/models/model.ts';
import { withFreeBatch } from '../../../../src/models/onnx/reading/free-batch.ts';
import { readOnnx } from '../../../../src/models/onnx/reading/read.ts';
import { openOnnx } from '../../../../src/models/onnx/runtime/session.ts';
import { graphMessage, modelFile, type NodeSpec, tensor, valueInfo, type Weights } from '../../../support/onnx.ts';

const shape = (name: string, ...dims: number[]): Weights => ({
  name,
  dims: [dims.length],
  data: BigInt64Array.from(dims, BigInt),
});
const weight: Weights = { name: 'w', dims: [4, 2], data: Float32Array.of(1, -2, 0.5, 3, -1, 0.25, 2, 1) };

/** [1, 4] → [1, 2], by way of what `nodes` do with `x`, which they call `y`. */
function oneRow(nodes: readonly NodeSpec[], weights: readonly Weights[] = []): Uint8Array {
  const last = { op: 'MatMul', inputs: ['y', 'w'], outputs: ['out'] };
  return modelFile(
    graphMessage({
      nodes: [...nodes, last],
      weights: [weight, ...weights],
      inputs: [valueInfo('x', 'float32', [1, 4])],
      outputs: [valueInfo('out', 'float32', [1, 2])],
    }),
  );
}

const binding: TabularBinding = {
  kind: 'tabular',
  inputs: [{ name: 'x', type: 'float32', shape: 'matrix', columns: [0, 1, 2, 3], levels: null }],
  batch: 1,
  output: 'out',
  outputs: 2,
};
const rows = Float32Array.from({ length: 40 }, (_, i) => ((i * 7) % 11) - 5);

const square = { op: 'Reshape', inputs: ['x', 'square'], outputs: ['s'] };
const constant: NodeSpec = {
  op: 'Constant',
  inputs: [],
  outputs: ['flat'],
  attributes: { value: { tensor: tensor(shape('', 1, -1)) } },
};
const flat = { op: 'Reshape', inputs: ['t', 'flat'], outputs: ['y'] };

describe.each<[string, Uint8Array, boolean]>([
  ['nothing between', oneRow([{ op: 'Relu', inputs: ['x'], outputs: ['y'] }]), true],
  [
    'shapes of one row, as weights and as constants',
    oneRow([square, { op: 'Tanh', inputs: ['s'], outputs: ['t'] }, constant, flat], [shape('square', 1, 2, 2)]),
    true,
  ],
  [
    'a sum over the rows of a call',
    oneRow([
      { op: 'ReduceMean', inputs: ['x'], outputs: ['m'], attributes: { axes: { ints: [0] } } },
      { op: 'Sub', inputs: ['x', 'm'], outputs: ['d'] },
      { op: 'Add', inputs: ['x', 'd'], outputs: ['y'] },
    ]),
    false,
  ],
  [
    'a first row taken by its number',
    oneRow([{ op: 'Gather', inputs: ['x', 'first'], outputs: ['y'] }], [shape('first', 0)]),
    false,
  ],
])('with %s', (_, bytes, freed) => {
  test(freed ? 'any number of rows is answered in a call' : 'rows are answered one by one', async () => {
    expect((await readOnnx(withFreeBatch(bytes) as Uint8Array, 'free')).facts.inputs[0].shape).toEqual([null, 4]);
    const model = await openOnnx(bytes, binding, 'wasm', { file: 'fixed' });
    expect(model.oneByOne).toBe(!freed);
    expect(model.batchRows > 1).toBe(freed);
    const together = await model.predict(rows, 10);
    for (let row = 0; row < 10; row++) {
      const alone = await model.predict(rows.slice(4 * row, 4 * row + 4), 1);
      expect([...together.slice(2 * row, 2 * row + 2)]).toEqual([...alone]);
    }
    expect(new Set(together).size).toBeGreaterThan(10);
    await model.close();
  });
});

test('a model for any number of rows is left as it is', () => {
  const graph = graphMessage({
    nodes: [],
    inputs: [valueInfo('x', 'float32', ['N', 4])],
    outputs: [valueInfo('x', 'float32', ['N', 4])],
  });
  expect(withFreeBatch(modelFile(graph))).toBeNull();
});
