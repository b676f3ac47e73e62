import { describe, expect, test } from 'vitest';
import { meanOverBackground } from '../../../../src/games/background-mean.ts';
import { add, addAll, type Coalitions, coalitionsOf, sliceCoalitions } from '../../../../src/games/coalitions.ts';
import type { TabularGame } from '../../../../src/games/game.ts';
import { createMasker } from '../../../../src/games/masker.ts';
import type { Model, TabularBinding } from '../../../../src/models/model.ts';
import { coalitionValues } from '../../../../src/models/network/coalition-values.ts';
import { openKernel } from '../../../../src/models/network/kernel.ts';
import { mayHoldNetwork } from '../../../../src/models/network/may-hold.ts';
import { readOnnxNetwork } from '../../../../src/models/network/onnx.ts';
import { withNetwork } from '../../../../src/models/network/with-network.ts';
import { openOnnx } from '../../../../src/models/onnx/runtime/session.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { bytesOf } from '../../../support/models.ts';
import { plainKernel } from '../../../support/network-kernel.ts';
import { goldenData } from '../../support/golden.ts';
import { bindingOf, networkFile, normals } from './made.ts';

const open = async (bytes: Uint8Array, binding: TabularBinding) => {
  const model = await openOnnx(bytes, binding, 'wasm', { file: 'm.onnx' });
  return { model, network: withNetwork(model, bytes, binding, 'm.onnx') };
};

/** Coalitions of all sizes; nobody and everybody are the last two. */
function someCoalitions(players: number, count: number): Coalitions {
  const random = createRandom(5);
  const found = coalitionsOf(players, count + 2);
  for (let row = 0; row < count; row++)
    for (let player = 0; player < players; player++)
      if (random.uniform() < (row + 1) / (count + 1)) add(found, row, player);
  addAll(found, count + 1);
  return found;
}

/** Values by the rows that the runtime is given. */
async function rightValues(model: Model, game: TabularGame, coalitions: Coalitions): Promise<Float64Array> {
  const { rowsPerCoalition: rows, columns, write } = createMasker(game);
  const count = coalitions.count * rows;
  const data = new Float32Array(count * columns);
  write(coalitions, 0, count, data);
  const selected = Array.from({ length: model.outputs }, (_, output) => output);
  const mean = { rows, outputs: model.outputs, selected, logOdds: false };
  return meanOverBackground(await model.predict(data, count), mean);
}

const gameOf = (background: Float32Array, instance: Float32Array, playerOf?: Int32Array): TabularGame => {
  const columns = instance.length;
  const players = playerOf ? Math.max(...playerOf) + 1 : columns;
  return {
    kind: 'tabular',
    players,
    instance,
    background: { count: background.length / columns, columns, data: background },
    playerOf: playerOf ?? Int32Array.from({ length: columns }, (_, column) => column),
  };
};

async function played(network: Model, game: TabularGame, coalitions: Coalitions, wanted: readonly number[]) {
  const opened = await network.deviceGame?.(game, wanted);
  return opened ? (await opened.begin(coalitions)).means : null;
}

const golden = (name: string): TabularGame => {
  const data = goldenData(name);
  return gameOf(Float32Array.from(data.background.flat()), Float32Array.from(data.explain[0]));
};

describe('values are those of the rows, answered by the runtime', () => {
  test.each([
    ['breast_cancer', 1],
    ['wine', 3],
    ['iris', 3],
  ])('%s', async (name, outputs) => {
    const game = golden(name);
    const bytes = bytesOf(`test/golden/models/${name}-mlp.onnx`);
    const { model, network } = await open(bytes, bindingOf(game.instance.length, outputs, 'Y', 'X'));
    const coalitions = someCoalitions(game.players, 40);
    const all = Array.from({ length: outputs }, (_, output) => output);
    const [own, right] = [await played(network, game, coalitions, all), await rightValues(model, game, coalitions)];
    expect(own).toHaveLength(right.length);
    for (const [at, value] of right.entries()) expect(Math.abs((own?.[at] ?? NaN) - value)).toBeLessThan(1e-6);
    expect(network.runtime).toMatch(/^onnxruntime-web \d+\.\d+\.\d+ \(wasm\), oriel \d+\.\d+\.\d+ \(network\)$/);
    // Nobody's and everybody's are the runtime's own.
    expect(own?.slice(-2 * outputs)).toEqual(right.slice(-2 * outputs));
    const last = await played(network, game, coalitions, [outputs - 1]);
    expect(last).toEqual(own?.filter((_, at) => at % outputs === outputs - 1));
  });

  test('of groups of columns, one-hot ones among them, in a background of 1, 7 and 130 rows', async () => {
    const columns = 20;
    const binding = bindingOf(columns, 1, 'probability', 'input');
    const { model, network } = await open(bytesOf('public/examples/credit/mlp.onnx'), binding);
    const random = createRandom(2);
    const rows = (count: number) => Float32Array.from({ length: count * columns }, () => random.integer(5));
    for (const count of [1, 7, 130]) {
      const game = gameOf(
        rows(count),
        rows(1),
        Int32Array.from({ length: columns }, (_, column) => column >> 1),
      );
      const coalitions = someCoalitions(game.players, 30);
      const [own, right] = [await played(network, game, coalitions, [0]), await rightValues(model, game, coalitions)];
      expect(own).toHaveLength(right.length);
      for (const [at, value] of right.entries()) expect(Math.abs((own?.[at] ?? NaN) - value)).toBeLessThan(1e-6);
    }
  });

  test('with the final step that a card adds', async () => {
    const file = networkFile(6, [['gemm', 6, 16], ['Relu'], ['gemm', 16, 3]]);
    const binding = { ...bindingOf(6, 3), finalStep: 'softmax' } as const;
    const { withFinalStep } = await import('../../../../src/models/with-final-step.ts');
    const model = withFinalStep(await openOnnx(file, binding, 'wasm', { file: 'm.onnx' }), 'softmax', false);
    const network = withNetwork(model, file, binding, 'm.onnx');
    const game = gameOf(normals(30, 6), normals(1, 6));
    const coalitions = someCoalitions(6, 20);
    const own = await played(network, game, coalitions, [0, 1, 2]);
    const right = await rightValues(model, game, coalitions);
    for (const [at, value] of right.entries()) expect(Math.abs((own?.[at] ?? NaN) - value)).toBeLessThan(1e-6);
  });
});

describe('bits', () => {
  const { network } = readOnnxNetwork(bytesOf('test/golden/models/wine-mlp.onnx'), 'Y') ?? {};
  if (!network) throw new Error('no network');
  const columns = 13;
  const rows = 45;
  const game = {
    players: columns,
    playerOf: Int32Array.from({ length: columns }, (_, column) => column),
    // As the graph scales them.
    instance: normals(1, columns),
    background: normals(rows, columns),
    rows,
  };
  const coalitions = someCoalitions(columns, 40);

  test('are those of the kernel in TypeScript', async () => {
    const own = coalitionValues(await openKernel(), network, game)?.value(coalitions);
    expect(own).toEqual(coalitionValues(plainKernel(), network, game)?.value(coalitions));
    expect(new Set(own).size).toBeGreaterThan(100);
  });

  test('do not depend on which coalitions are asked for together', async () => {
    const values = coalitionValues(await openKernel(), network, game);
    const together = values?.value(coalitions);
    const apart = Array.from({ length: coalitions.count }, (_, row) =>
      Array.from(values?.value(sliceCoalitions(coalitions, row, row + 1)) ?? []),
    );
    expect(Array.from(together ?? [])).toEqual(apart.flat());
  });
});

describe('the runtime answers', () => {
  const binding = bindingOf(4, 1);
  const file = networkFile(4, [['gemm', 4, 8], ['Relu'], ['gemm', 8, 1]]);
  const game = gameOf(normals(20, 4), normals(1, 4));

  test('where a value is missing', async () => {
    const { network } = await open(file, binding);
    expect(await network.deviceGame?.(game, [0])).not.toBeNull();
    const missing = gameOf(game.background.data.slice() as Float32Array, game.instance as Float32Array);
    missing.background.data[5] = Number.NaN;
    expect(await network.deviceGame?.(missing, [0])).toBeNull();
  });

  test('where values are not its own', async () => {
    const { model } = await open(file, binding);
    const other = networkFile(4, [['gemm', 4, 8], ['Relu'], ['gemm', 8, 1]]);
    expect(await withNetwork(model, other, binding, 'm.onnx').deviceGame?.(game, [0])).toBeNull();
  });

  test.each([
    ['the row', 1e5],
    ['the row', 1e7],
    ['the background', 1e7],
  ] as const)('where a value of %s is %d: taken off again, it leaves its rounding', async (where, outlier) => {
    const wide = networkFile(6, [['gemm', 6, 16], ['Relu'], ['gemm', 16, 1]]);
    const { network } = await open(wide, bindingOf(6, 1));
    for (let player = 0; player < 6; player++) {
      const outlying = gameOf(normals(20, 6), normals(1, 6));
      expect(await network.deviceGame?.(outlying, [0])).not.toBeNull();
      const numbers = where === 'the row' ? outlying.instance : outlying.background.data.subarray(18, 24);
      numbers[player] = outlier;
      expect(await network.deviceGame?.(outlying, [0])).toBeNull();
    }
  });

  test('where there is no network, or it has other columns or answers', async () => {
    const { model } = await open(file, binding);
    const linear = networkFile(4, [['gemm', 4, 1]]);
    expect(withNetwork(model, linear, binding, 'm.onnx')).toBe(model);
    for (const wrong of [bindingOf(5, 1), { ...binding, inputs: [{ ...binding.inputs[0], columns: [1, 0, 2, 3] }] }])
      expect(withNetwork(model, file, wrong, 'm.onnx')).toBe(model);
    const two = { ...model, outputs: 2 };
    expect(withNetwork(two, file, binding, 'm.onnx')).toBe(two);
  });

  test('where its code is not worth loading: of large files, and where no matrix is multiplied', () => {
    expect(mayHoldNetwork(file)).toBe(true);
    expect(mayHoldNetwork(networkFile(4, [['gemm', 4, 2 ** 18], ['Relu'], ['gemm', 2 ** 18, 1]]))).toBe(false);
    expect(mayHoldNetwork(bytesOf('public/examples/credit/gbt.onnx'))).toBe(false);
  });

  test('where changes would take too much memory', async () => {
    const { network } = await open(file, binding);
    const long = gameOf(normals(70_000, 4), normals(1, 4));
    expect(await network.deviceGame?.(long, [0])).toBeNull();
  });
});
