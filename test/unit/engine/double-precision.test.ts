// Models that read more digits than float32 has, through the whole engine, against what they answer
// by the letter and Shapley values by the definition.

import { afterAll, describe, expect, test } from 'vitest';
import { createEngine } from '../../../src/engine/engine.ts';
import { createEvaluator } from '../../../src/engine/evaluator/evaluator.ts';
import type { Cell, ExplainRequest, InputChoice } from '../../../src/engine/protocol.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { parseExplanation } from '../../../src/records/record.ts';
import {
  type GraphSpec,
  graphMessage,
  modelFile,
  type NodeSpec,
  type TensorType,
  valueInfo,
  type Weights,
} from '../../support/onnx.ts';
import { bruteShapley } from '../support/brute-shapley.ts';
import { doubleTrees } from '../support/double-trees.ts';

const engine = createEngine({
  workers: 1,
  spawn: () => ({ api: createEvaluator(), died: new Promise(() => {}), close() {} }),
});
afterAll(() => engine.close());

const source = (name: string, data: string | Uint8Array) => ({
  name,
  data: new Uint8Array(Buffer.from(data)).buffer as ArrayBuffer,
});

let jobs = 0;
async function open(model: { readonly name: string; readonly data: string | Uint8Array }, csv: string) {
  const { handle } = await engine.openModel(source(model.name, model.data));
  const table = await engine.openTable(source('data.csv', csv));
  const study = await engine.study({ model: handle, table: table.handle, target: null, answers: {} });
  const explain = (input: InputChoice, name: string, more: Partial<ExplainRequest> = {}) =>
    engine.explain(
      `job ${jobs++}`,
      {
        study: study.handle,
        input,
        explainer: { name },
        outputs: 'all',
        seed: 0,
        budget: {},
        background: { method: 'all', rows: 0 },
        ...more,
      },
      () => {},
    );
  return { study, explain };
}

const row = (at: number): InputChoice => ({ kind: 'row', row: at });
const cellOf = (value: number): Cell => (Number.isNaN(value) ? null : value);

test.each(Array.from({ length: 24 }, (_, seed) => seed))('LightGBM trees that split numbers, %i', async (seed) => {
  const { model, csv, rows, answer } = doubleTrees(createRandom(seed));
  const { explain } = await open({ name: 'm.txt', data: model }, csv);
  for (const [at, own] of rows.entries()) {
    const { base, values } = bruteShapley(answer, own, rows);
    for (const [name, input] of [
      ['auto', row(at)],
      ['exact', row(at)],
      ['tree-shap', { kind: 'values', values: own.map(cellOf) } as const],
    ] as const) {
      const record = await explain(input, name, { curves: false });
      expect(record.modelOutput).toEqual([answer(own)]);
      expect(record.base[0]).toBeCloseTo(base, 12);
      for (const [player, value] of record.attributions[0].entries()) expect(value).toBeCloseTo(values[player], 12);
      expect(record.input.kind === 'tabular' && record.input.values).toEqual(own.map(cellOf));
      expect(parseExplanation(JSON.parse(JSON.stringify(record)))).toEqual(record);
    }
  }
});

const FIRST = 1_700_000_000;
const TIMES = Array.from({ length: 8 }, (_, at) => [FIRST + 20 * at, [0.1, 0.2, 0.7][at % 3]]);
const csvOf = (rows: readonly (readonly number[])[]): string => `ts,x\n${rows.map((r) => `${r.join()}\n`).join('')}`;

interface Input {
  readonly name: string;
  readonly type: TensorType;
  readonly width: number;
}

function onnx(inputs: readonly Input[], nodes: readonly NodeSpec[], weights: readonly Weights[], type: TensorType) {
  const spec: GraphSpec = {
    nodes,
    weights,
    inputs: inputs.map(({ name, type: own, width }) => valueInfo(name, own, [null, width])),
    outputs: [valueInfo('y', type, [null, 1])],
  };
  return { name: 'm.onnx', data: modelFile(graphMessage(spec)) };
}

const doubles = (name: string, dims: readonly number[], ...data: number[]): Weights => ({
  name,
  dims,
  data: Float64Array.from(data),
});

/** 0.05 (ts − FIRST) + 2 x + 0.25 + big. */
const line = (big: number): ReturnType<typeof onnx> =>
  onnx(
    [{ name: 'a', type: 'float64', width: 2 }],
    [
      { op: 'Sub', inputs: ['a', 'first'], outputs: ['b'] },
      { op: 'Gemm', inputs: ['b', 'w', 'c'], outputs: ['y'] },
    ],
    [doubles('first', [2], FIRST, 0), doubles('w', [2, 1], 0.05, 2), doubles('c', [1], 0.25 + big)],
    'float64',
  );

/** max(0, 0.05 (ts − FIRST) − 2) + max(0, x − 0.1): no structure shows it. */
const network = (big: number): ReturnType<typeof onnx> =>
  onnx(
    [{ name: 'a', type: 'float64', width: 2 }],
    [
      { op: 'Sub', inputs: ['a', 'first'], outputs: ['b'] },
      { op: 'MatMul', inputs: ['b', 'w'], outputs: ['c'] },
      { op: 'Sub', inputs: ['c', 'd'], outputs: ['e'] },
      { op: 'Relu', inputs: ['e'], outputs: ['f'] },
      { op: 'MatMul', inputs: ['f', 'one'], outputs: ['g'] },
      { op: 'Add', inputs: ['g', 'big'], outputs: ['y'] },
    ],
    [
      doubles('first', [2], FIRST, 0),
      doubles('w', [2, 2], 0.05, 0, 0, 1),
      doubles('d', [2], 2, 0.1),
      doubles('one', [2, 1], 1, 1),
      doubles('big', [1], big),
    ],
    'float64',
  );

/** ts as doubles or whole numbers, and x as float32, each in its own input. */
const mixed = (type: TensorType): ReturnType<typeof onnx> =>
  onnx(
    [
      { name: 'ts', type, width: 1 },
      { name: 'x', type: 'float32', width: 1 },
    ],
    [
      { op: 'Sub', inputs: ['ts', 'first'], outputs: ['b'] },
      { op: 'Cast', inputs: ['b'], outputs: ['c'], attributes: { to: { int: 1 } } },
      { op: 'Concat', inputs: ['c', 'x'], outputs: ['d'], attributes: { axis: { int: 1 } } },
      { op: 'Gemm', inputs: ['d', 'w'], outputs: ['y'] },
    ],
    [
      type === 'int64'
        ? { name: 'first', dims: [1], data: BigInt64Array.of(BigInt(FIRST)) }
        : doubles('first', [1], FIRST),
      { name: 'w', dims: [2, 1], data: Float32Array.of(0.0625, 2) },
    ],
    'float32',
  );

/** A tree of doubles. */
const tree: ReturnType<typeof onnx> = onnx(
  [{ name: 'a', type: 'float64', width: 2 }],
  [
    {
      op: 'TreeEnsembleRegressor',
      domain: 'ai.onnx.ml',
      inputs: ['a'],
      outputs: ['y'],
      attributes: {
        n_targets: { int: 1 },
        nodes_treeids: { ints: [0, 0, 0] },
        nodes_nodeids: { ints: [0, 1, 2] },
        nodes_featureids: { ints: [1, 0, 0] },
        nodes_modes: { strings: ['BRANCH_LEQ', 'LEAF', 'LEAF'] },
        nodes_values: { floats: [Math.fround(0.1), 0, 0] },
        nodes_truenodeids: { ints: [1, 0, 0] },
        nodes_falsenodeids: { ints: [2, 0, 0] },
        target_treeids: { ints: [0, 0] },
        target_nodeids: { ints: [1, 2] },
        target_ids: { ints: [0, 0] },
        target_weights: { floats: [1, 5] },
      },
    },
  ],
  [],
  'float32',
);

const BIG = 123_456_789;
const single = Math.fround;

describe('ONNX', () => {
  test.each([
    ['a linear model', 'native', line(0), (r: readonly number[]) => 0.05 * (r[0] - FIRST) + 2 * r[1] + 0.25],
    ['a linear model of large answers', 'native', line(BIG), (r) => 0.05 * (r[0] - FIRST) + 2 * r[1] + 0.25 + BIG],
    ['a network', 'wasm', network(0), (r) => Math.max(0, 0.05 * (r[0] - FIRST) - 2) + Math.max(0, r[1] - 0.1)],
    [
      'a network of large answers',
      'wasm',
      network(BIG),
      (r) => Math.max(0, 0.05 * (r[0] - FIRST) - 2) + Math.max(0, r[1] - 0.1) + BIG,
    ],
    ['doubles beside float32', 'native', mixed('float64'), (r) => 0.0625 * (r[0] - FIRST) + 2 * single(r[1])],
    ['int64 beside float32', 'native', mixed('int64'), (r) => 0.0625 * (r[0] - FIRST) + 2 * single(r[1])],
    ['a tree of float32 thresholds on doubles', 'native', tree, (r) => (r[1] <= single(0.1) ? 1 : 5)],
  ] as const satisfies readonly (readonly [
    string,
    string,
    ReturnType<typeof onnx>,
    (r: readonly number[]) => number,
  ])[])('%s', async (_, backend, model, answer) => {
    const { explain } = await open(model, csvOf(TIMES));
    for (const [at, own] of TIMES.entries()) {
      const { base, values } = bruteShapley(answer, own, TIMES);
      for (const name of ['auto', 'exact']) {
        const record = await explain(row(at), name, { curves: false });
        // Float32 arithmetic within the model is to blame for the rest.
        const digits = model.data === mixed('int64').data || answer(own) > BIG ? 5 : 6;
        expect(record.modelOutput[0]).toBeCloseTo(answer(own), digits);
        expect(record.base[0]).toBeCloseTo(base, digits);
        for (const [player, value] of record.attributions[0].entries())
          expect(value).toBeCloseTo(values[player], digits);
        expect(record.input.kind === 'tabular' && record.input.values).toEqual(own);
        expect(record.backend.name).toBe(backend);
      }
    }
  });

  test('whole numbers are given as they are, or refused', async () => {
    const echo = (type: TensorType) =>
      onnx(
        [{ name: 'n', type, width: 1 }],
        [
          { op: 'Cast', inputs: ['n'], outputs: ['a'], attributes: { to: { int: 11 } } },
          { op: 'Abs', inputs: ['a'], outputs: ['y'] },
        ],
        [],
        'float64',
      );
    const most = Number.MAX_SAFE_INTEGER;
    const { study, explain } = await open(echo('int64'), `n\n${most}\n-16777217\n3\n`);
    const answers = [0, 1, 2].map(async (at) => (await explain(row(at), 'exact')).modelOutput[0]);
    expect(await Promise.all(answers)).toEqual([most, 16777217, 3]);
    const typed = (cell: Cell) => engine.predict(study.handle, { kind: 'values', values: [cell] });
    expect((await typed(-most)).values).toEqual([most]);
    expect((await typed(most + 3)).values).toEqual([most + 3]);
    for (const cell of ['9007199254740993', 2 ** 63, 2.5])
      await expect(typed(cell)).rejects.toMatchObject({ code: 'data-value' });
    await expect(open(echo('int64'), 'n\n1\n2.5\n')).rejects.toMatchObject({
      code: 'data-not-whole',
      details: { column: 'n', line: 3, text: '2.5' },
    });
    await expect(open(echo('int64'), 'n\n9007199254740993\n1\n')).rejects.toMatchObject({
      code: 'data-not-exact',
      details: { column: 'n', text: '9007199254740993' },
    });
    await expect(open(echo('int32'), 'n\n2147483648\n1\n')).rejects.toMatchObject({ code: 'data-not-exact' });
    const narrow = await open(echo('int32'), 'n\n2147483647\n1\n');
    expect((await narrow.explain(row(0), 'exact')).modelOutput).toEqual([2147483647]);
  });

  test('what a person types and what another table holds may need more than the table', async () => {
    const whole = TIMES.map((_, at) => [1_700_000_000 + 128 * (at % 2), at % 4]);
    const { study, explain } = await open(line(0), csvOf(whole));
    const answer = (r: readonly number[]) => 0.05 * (r[0] - FIRST) + 2 * r[1] + 0.25;
    const typed = [1_700_000_041, 0.3];
    const input = { kind: 'values', values: typed } as const;
    expect((await engine.predict(study.handle, input)).values[0]).toBeCloseTo(answer(typed), 7);
    const other = await engine.openTable(source('other.csv', csvOf(TIMES)));
    for (const [instance, choice, rows] of [
      [typed, input, whole],
      [whole[3], row(3), TIMES],
      [typed, input, TIMES],
      [whole[3], row(3), whole],
    ] as const) {
      const background = { method: 'all', rows: 0, ...(rows === TIMES ? { table: other.handle } : {}) } as const;
      const { base, values } = bruteShapley(answer, instance, rows);
      for (const name of ['auto', 'exact']) {
        const record = await explain(choice, name, { background });
        expect(record.modelOutput[0]).toBeCloseTo(answer(instance), 7);
        expect(record.base[0]).toBeCloseTo(base, 7);
        for (const [player, value] of record.attributions[0].entries()) expect(value).toBeCloseTo(values[player], 7);
        expect(record.input.kind === 'tabular' && record.input.values).toEqual(instance);
      }
    }
  });

  test('a model of float32 refuses what float32 cannot hold, naming the line', async () => {
    const plain = onnx(
      [{ name: 'a', type: 'float32', width: 2 }],
      [{ op: 'Gemm', inputs: ['a', 'w'], outputs: ['y'] }],
      [{ name: 'w', dims: [2, 1], data: Float32Array.of(1, 1) }],
      'float32',
    );
    await expect(open(plain, 'a,b\n1,2\n3,-1e39\n')).rejects.toMatchObject({
      code: 'data-too-big',
      details: { column: 'b', line: 3, text: '-1e39' },
    });
    const { study } = await open(plain, 'a,b\n1,2\n3,4\n');
    const typed = { kind: 'values', values: [1, 1e39] } as const;
    await expect(engine.predict(study.handle, typed)).rejects.toMatchObject({ code: 'data-value' });
  });
});

test('rows that float32 does not tell apart are explained together as they are alone', async () => {
  const { model, csv, rows } = doubleTrees(createRandom(5));
  const { study, explain } = await open({ name: 'm.txt', data: model }, csv);
  const together: unknown[] = [];
  const request = {
    study: study.handle,
    first: 0,
    last: rows.length - 1,
    explainer: { name: 'auto' },
    outputs: 'all',
    seed: 0,
    budget: {},
    background: { method: 'all', rows: 0 },
  } as const;
  await engine.explainRows(
    'rows',
    request,
    (records) =>
      void together.push(
        ...records.map(({ input, modelOutput, attributions }) => ({ input, modelOutput, attributions })),
      ),
    () => {},
  );
  const alone = await Promise.all(rows.map((_, at) => explain(row(at), 'auto')));
  expect(together).toEqual(alone.map(({ input, modelOutput, attributions }) => ({ input, modelOutput, attributions })));
});

test.each(['lime', 'glime', 'kernel-shap', 'permutation-shap'])('%s draws rows in double precision', async (name) => {
  const { explain } = await open(line(0), csvOf(TIMES));
  const record = await explain(row(3), name, { curves: false });
  const [time] = record.attributions[0];
  expect(Number.isFinite(time)).toBe(true);
  expect(record.modelOutput[0]).toBeCloseTo(0.05 * 60 + 2 * 0.1 + 0.25, 7);
});
