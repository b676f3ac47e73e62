import { expect, test } from 'vitest';
import { rowWriters } from '../../../../src/models/onnx/runtime/row-writers.ts';

test('a game in double precision is not played on a GPU, and nothing is asked of one', async () => {
  const none = undefined as never;
  const found = await rowWriters({
    device: none,
    buffers: none,
    binding: {
      kind: 'tabular',
      inputs: [{ name: 'a', type: 'float32', shape: 'matrix', columns: [0], levels: null }],
      batch: null,
      output: 'y',
      outputs: 1,
    },
    game: {
      kind: 'tabular',
      players: 1,
      instance: Float64Array.of(1_700_000_041),
      background: { count: 1, columns: 1, data: Float64Array.of(1_700_000_042) },
      playerOf: Int32Array.of(0),
    },
  });
  expect(found).toBeNull();
});
