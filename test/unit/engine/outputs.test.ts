// Which of a model's outputs is explained, and the final step that a card adds, through the whole
// engine.

import { afterAll, expect, test } from 'vitest';
import type { Card } from '../../../src/data/card.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import { createEvaluator } from '../../../src/engine/evaluator/evaluator.ts';
import { failureOf } from '../../support/failure.ts';
import { graphMessage, modelFile, type NodeSpec, valueInfo, type Weights } from '../../support/onnx.ts';

const engine = createEngine({
  workers: 1,
  spawn: () => ({ api: createEvaluator(), died: new Promise(() => {}), close() {} }),
});
afterAll(() => engine.close());

const source = (name: string, data: Uint8Array | string) => ({
  name,
  data: new Uint8Array(Buffer.from(data)).buffer as ArrayBuffer,
});
const float = (name: string, ...shape: (number | null)[]) => valueInfo(name, 'float32', shape);
const weights = (name: string, dims: readonly number[], ...data: number[]): Weights => ({
  name,
  dims,
  data: Float32Array.from(data),
});
const product = (by: string, to: string, from = 'x'): NodeSpec => ({
  op: 'MatMul',
  inputs: [from, by],
  outputs: [to],
});
const handsOn = (op: string, to: string): NodeSpec => ({
  op,
  inputs: op === 'Concat' ? ['x', 'x'] : ['x'],
  outputs: [to],
  attributes: op === 'Concat' ? { axis: { int: 1 } } : {},
});

const csv = 'a,b\n1,2\n-1,0.5\n0,1\n2,-1\n';
const THREE = weights('w3', [2, 3], 1, 0, -1, 0.5, 1, 2);
const ONE = weights('w1', [2, 1], 2, -3);

async function study(model: Uint8Array, more: Partial<Parameters<typeof engine.study>[0]> = {}) {
  const opened = await engine.openModel(source('m.onnx', model));
  const table = await engine.openTable(source('t.csv', csv));
  return engine.study({ model: opened.handle, table: table.handle, ...more });
}

async function explained(handle: string, name = 'exact', outputs: 'all' | 'default' = 'all') {
  return engine.explain(
    'job',
    { study: handle, input: { kind: 'row', row: 0 }, explainer: { name }, outputs, seed: 0, budget: {} },
    () => {},
  );
}

/** As ML.NET writes models: every column is an output, too, and so are the features. */
const echoing = modelFile(
  graphMessage({
    nodes: [handsOn('Identity', 'a.output'), handsOn('Concat', 'Features.output'), product('w3', 'Score.output')],
    weights: [THREE],
    inputs: [float('x', null, 2)],
    outputs: [float('a.output', null, 2), float('Features.output', null, 4), float('Score.output', null, 3)],
  }),
);
const heads = modelFile(
  graphMessage({
    nodes: [product('w3', 'kind'), product('w1', 'size')],
    weights: [THREE, ONE],
    inputs: [float('x', null, 2)],
    outputs: [float('kind', null, 3), float('size', null, 1)],
  }),
);

test('an input handed on is never taken for the answer', async () => {
  const found = await study(echoing);
  expect(found.outputs).toHaveLength(3);
  expect(found.questions.map(({ about }) => about)).not.toContain('outputTensor');
  const record = await explained(found.handle);
  expect(record.modelOutput).toEqual([2, 2, 3]);
  const none = modelFile(
    graphMessage({
      nodes: [handsOn('Identity', 'a.output'), { ...handsOn('Cast', 'label'), attributes: { to: { int: 7 } } }],
      inputs: [float('x', null, 2)],
      outputs: [float('a.output', null, 2), valueInfo('label', 'int64', [null, 2])],
    }),
  );
  expect(await failureOf(() => study(none))).toMatchObject({ code: 'model-output' });
});

test('of several heads, one is asked for, and each can be named: by an answer, a card or the command line', async () => {
  const guessed = await study(heads, { answers: {} });
  expect(guessed.outputs).toHaveLength(3);
  const question = guessed.questions.find(({ about }) => about === 'outputTensor');
  expect(question).toMatchObject({ guess: 'kind', choices: [{ value: 'kind' }, { value: 'size' }] });

  const answered = await study(heads, { answers: { outputTensor: 'size' } });
  expect(answered.card.outputTensor).toBe('size');
  expect(answered.questions.map(({ about }) => about)).not.toContain('outputTensor');
  expect((await explained(answered.handle)).modelOutput).toEqual([-4]);
  expect((await explained((await study(heads, { card: answered.card })).handle)).modelOutput).toEqual([-4]);
  const named = await study(heads, { card: answered.card, outputTensor: 'kind' });
  expect(named.card.outputTensor).toBe('kind');
  const record = await explained(named.handle);
  expect(record.modelOutput).toEqual([2, 2, 3]);
  expect(record.model).toMatchObject({ outputTensor: 'kind' });
  expect(record.model).not.toHaveProperty('finalStep');
  expect(await failureOf(() => study(heads, { outputTensor: 'colour' }))).toMatchObject({
    code: 'model-output',
    details: { output: 'colour' },
  });
});

const softmax = (scores: readonly number[]) => {
  const powers = scores.map(Math.exp);
  return powers.map((power) => power / powers.reduce((sum, each) => sum + each, 0));
};
const card = (more: Partial<Card>): Card => ({
  schema: 'oriel.card/1',
  name: 'm',
  task: 'multiclass',
  input: { kind: 'tabular' },
  ...more,
});

test.each(['exact', 'kernel-shap'])("a card's final step holds for tables: %s", async (name) => {
  const several = await study(heads, { card: card({ post: 'softmax', outputTensor: 'kind' }) });
  const record = await explained(several.handle, name);
  expect(record.model).toMatchObject({ finalStep: 'softmax', outputTensor: 'kind' });
  const expected = softmax([2, 2, 3]);
  const base = [
    [1, 2],
    [-1, 0.5],
    [0, 1],
    [2, -1],
  ].map(([a, b]) => softmax([a + 0.5 * b, b, 2 * b - a]));
  for (const [k, probability] of expected.entries()) {
    expect(record.modelOutput[k]).toBeCloseTo(probability, 6);
    expect(record.base[k]).toBeCloseTo(base.reduce((sum, row) => sum + row[k], 0) / base.length, 6);
  }
  for (const post of ['softmax', 'logistic'] as const) {
    const one = await study(heads, { card: card({ task: 'binary', post, outputTensor: 'size' }) });
    expect((await explained(one.handle, name)).modelOutput[0]).toBeCloseTo(1 / (1 + Math.exp(4)), 6);
  }
});

test("a card's final step holds for pictures", async () => {
  const pictures = modelFile(
    graphMessage({
      nodes: [
        {
          op: 'ReduceMean',
          inputs: ['x'],
          outputs: ['m'],
          attributes: { axes: { ints: [2, 3] }, keepdims: { int: 0 } },
        },
        product('w', 'y', 'm'),
      ],
      weights: [weights('w', [3, 2], 1, 0, 0, 1, 0, 0)],
      inputs: [float('x', null, 3, 4, 4)],
      outputs: [float('y', null, 2)],
    }),
  );
  const { encode } = await import('fast-png');
  const data = new Uint8Array(4 * 4 * 3).map((_, at) => [255, 0, 51][at % 3]);
  const picture = await engine.openPicture(source('p.png', encode({ width: 4, height: 4, data, channels: 3 })));
  const model = await engine.openModel(source('m.onnx', pictures));
  const shape = { kind: 'image', layout: 'NCHW', size: [4, 4], channels: 'RGB', crop: 'centre' } as const;
  const scaled = {
    ...shape,
    size: [4, 4] as [number, number],
    scale: [1, 1, 1].map((s) => s / 255),
    offset: [0, 0, 0],
  };
  const found = await engine.study({ model: model.handle, card: card({ input: scaled, post: 'softmax' }) });
  const record = await engine.explain(
    'job',
    {
      study: found.handle,
      input: { kind: 'picture', picture: picture.handle },
      explainer: { name: 'kernel-shap' },
      outputs: 'all',
      seed: 0,
      budget: { samples: 64 },
    },
    () => {},
  );
  for (const [k, probability] of softmax([1, 0]).entries()) expect(record.modelOutput[k]).toBeCloseTo(probability, 6);
});
