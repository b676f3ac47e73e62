import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TabularBinding } from '../../../src/models/model.ts';
import { nativePredictor } from '../../../src/models/native.ts';
import { structureOf } from '../../../src/models/structure.ts';
import { type FinalStep, noFinalStep } from '../../../src/structures/final-step.ts';
import { affineAnswer, encodedRows } from '../../../src/structures/structure.ts';

const read = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../golden/models/${name}.onnx`, import.meta.url)));
const input = (columns: readonly number[], type: 'float32' | 'int64' = 'float32') =>
  ({ name: 'X', type, shape: 'matrix', columns, levels: null }) as const;
const four = [0, 1, 2, 3];
const iris: TabularBinding = {
  kind: 'tabular',
  inputs: [input(four)],
  batch: null,
  output: 'probabilities',
  outputs: 3,
};

describe('the structure behind a binding', () => {
  test('is read where columns and answers are those of the binding', async () => {
    expect(await structureOf(read('iris-rf'), 'iris-rf.onnx', iris)).toMatchObject({
      kind: 'trees',
      encoding: null,
      trees: { columns: 4, outputs: 3 },
    });
    expect(
      await structureOf(read('diabetes-lin'), 'lin.onnx', {
        ...iris,
        inputs: [input([...Array(10).keys()])],
        output: 'Y',
        outputs: 1,
      }),
    ).toMatchObject({
      kind: 'linear',
    });
  });

  test.each([
    ['another output', { ...iris, output: 'label' }],
    ['another number of answers', { ...iris, outputs: 2 }],
    ['columns in another order', { ...iris, inputs: [input([1, 0, 2, 3])] }],
    ['fewer columns than the trees test', { ...iris, inputs: [input([0, 1, 2])] }],
  ])('is not taken for %s', async (_, binding) => {
    expect(await structureOf(read('iris-rf'), 'iris-rf.onnx', binding)).toBeNull();
  });

  test('is absent in networks', async () => {
    expect(await structureOf(read('iris-mlp'), 'iris-mlp.onnx', { ...iris, output: 'Y' })).toBeNull();
  });

  test('takes whole numbers rounded, as the runtime is given them', async () => {
    const structure = await structureOf(read('iris-rf'), 'iris-rf.onnx', { ...iris, inputs: [input(four, 'int64')] });
    if (!structure) throw new Error('no structure');
    expect(Array.from(encodedRows(structure, Float32Array.of(1.4, 2.5, -0.2, 7, 99), 1))).toEqual([1, 3, -0, 7]);
    const { predict } = nativePredictor(structure);
    expect(predict(Float32Array.of(5.4, 3.3, 1.2, 0.3), 1)).toEqual(predict(Float32Array.of(5, 3, 1, 0), 1));
  });
});

describe('answers as straight lines of raw scores', () => {
  const logistic: FinalStep = { kind: 'logistic', scale: 1, pair: 'negated' };
  test.each([
    ['a score as it is', noFinalStep, 1, 'output', { score: 1, scale: 1, offset: 0 }],
    ['a scaled score', { ...noFinalStep, scale: 2 }, 0, 'output', { score: 0, scale: 2, offset: 0 }],
    ['its raw score', { ...noFinalStep, scale: 2 }, 0, 'raw', { score: 0, scale: 1, offset: 0 }],
    [
      'one vote for two classes, the second',
      { ...noFinalStep, pair: 'complement' },
      1,
      'output',
      { score: 0, scale: 1, offset: 0 },
    ],
    [
      'one vote for two classes, the first',
      { ...noFinalStep, pair: 'complement' },
      0,
      'output',
      { score: 0, scale: -1, offset: 1 },
    ],
    ['margins for two classes, the first', logistic, 0, 'raw', { score: 0, scale: -1, offset: 0 }],
    ['margins for two classes, the second', logistic, 1, 'raw', { score: 0, scale: 1, offset: 0 }],
    ['a probability', logistic, 1, 'output', null],
    ['one of many probabilities', { ...noFinalStep, kind: 'softmax' }, 2, 'output', null],
    ['its score', { ...noFinalStep, kind: 'softmax' }, 2, 'raw', { score: 2, scale: 1, offset: 0 }],
  ] as const)('%s', (_, post, answer, space, expected) => {
    expect(affineAnswer(post, answer, space)).toEqual(expected);
  });
});
