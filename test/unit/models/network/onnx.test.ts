import * as ort from 'onnxruntime-web/wasm';
import { describe, expect, test } from 'vitest';
import { readOnnxNetwork } from '../../../../src/models/network/onnx.ts';
import { bytesOf } from '../../../support/models.ts';
import { networkAnswersTo, networkFile, normals, type Step } from './made.ts';

ort.env.wasm.numThreads = 1;

describe('models that there are', () => {
  test.each([
    ['test/golden/models/breast_cancer-mlp.onnx', 'Y', [30, 64, 32, 1], 'logistic'],
    ['test/golden/models/diabetes-mlp.onnx', 'Y', [10, 64, 32, 1], 'none'],
    ['test/golden/models/wine-mlp.onnx', 'Y', [13, 64, 32, 3], 'softmax'],
    ['public/examples/credit/mlp.onnx', 'probability', [63, 32, 16, 1], 'logistic'],
  ])('%s is read', (file, output, widths, finish) => {
    const found = readOnnxNetwork(bytesOf(file), output);
    const layers = found?.network.layers ?? [];
    expect([layers[0]?.inputs, ...layers.map(({ units }) => units)]).toEqual(widths);
    expect(found?.network).toMatchObject({ finish, complement: false });
    expect(layers.map(({ activation }) => activation.kind)).toEqual(['relu', 'relu', 'none']);
  });

  test.each([
    ['test/golden/models/iris-rf.onnx', 'probabilities'],
    ['test/golden/models/breast_cancer-lr.onnx', 'probabilities'],
    ['test/golden/models/diabetes-lin.onnx', 'Y'],
    ['test/golden/sequences/gru.onnx', 'y'],
    ['test/golden/models/wine-mlp.onnx', 'logitz'],
  ])('%s, output %s, is not', (file, output) => {
    expect(readOnnxNetwork(bytesOf(file), output)).toBeNull();
  });
});

const hidden: Step[] = [['gemm', 5, 8], ['Relu']];

describe('answers as onnxruntime does', () => {
  test.each<[string, Step[]]>([
    ['Gemm', [...hidden, ['gemm', 8, 3]]],
    ['Gemm, turned', [['gemm-turned', 5, 8], ['Relu'], ['gemm-turned', 8, 3]]],
    ['MatMul and Add', [['matmul-add', 5, 8], ['Relu'], ['matmul-add', 8, 3]]],
    ['MatMul alone', [['matmul', 5, 8], ['Tanh'], ['matmul', 8, 3]]],
    ['tanh', [['gemm', 5, 8], ['Tanh'], ['gemm', 8, 6], ['Tanh'], ['gemm', 6, 1]]],
    ['logistic', [['gemm', 5, 20], ['Sigmoid'], ['gemm', 20, 2], ['Sigmoid']]],
    [
      'leaky ReLU',
      [
        ['gemm', 5, 17],
        ['LeakyRelu', { alpha: { float: 0.2 } }],
        ['gemm', 17, 1],
      ],
    ],
    ['leaky ReLU by default', [['gemm', 5, 17], ['LeakyRelu'], ['gemm', 17, 1]]],
    [
      'ELU',
      [
        ['gemm', 5, 9],
        ['Elu', { alpha: { float: 1.5 } }],
        ['gemm', 9, 2],
      ],
    ],
    ['a bent last layer', [...hidden, ['gemm', 8, 2], ['Relu']]],
    ['softmax', [...hidden, ['gemm', 8, 10], ['Softmax']]],
    ['log-softmax', [...hidden, ['gemm', 8, 4], ['LogSoftmax', { axis: { int: 1 } }]]],
    ['p and 1 − p', [...hidden, ['gemm', 8, 1], ['Sigmoid'], ['complement']]],
    ['what only hands on', [['Identity'], ...hidden, ['Dropout'], ['gemm', 8, 3], ['Identity'], ['Softmax']]],
    ['a linear layer between', [...hidden, ['gemm', 8, 4], ['gemm', 4, 9], ['Tanh'], ['gemm', 9, 1]]],
    ['scaled columns', [['Scaler'], ...hidden, ['gemm', 8, 3]]],
    ['chosen columns', [['gather', [3, 1, 1]], ['gemm', 3, 8], ['Relu'], ['gemm', 8, 3]]],
  ])('%s', async (_, steps) => {
    const file = networkFile(5, steps);
    const rows = normals(200, 5);
    const own = await networkAnswersTo(file, rows, 5);
    const session = await ort.InferenceSession.create(file);
    const { y } = await session.run({ x: new ort.Tensor('float32', rows, [200, 5]) });
    expect(own).toHaveLength(y.size);
    const right = y.data as Float32Array;
    const scale = right.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (const [at, value] of right.entries()) expect(Math.abs((own?.[at] ?? NaN) - value)).toBeLessThan(2e-6 * scale);
  });

  test.each<[string, Step[]]>([
    ['no hidden layer', [['gemm', 5, 3], ['Softmax']]],
    [
      'no activation',
      [
        ['gemm', 5, 8],
        ['gemm', 8, 3],
      ],
    ],
    ['an activation that is not known', [['gemm', 5, 8], ['Softplus'], ['gemm', 8, 3]]],
    ['layers that are scaled', [...hidden, ['gemm-scaled', 8, 3]]],
    ['columns that are mixed before', [['Softmax'], ...hidden, ['gemm', 8, 3]]],
    ['a softmax over rows', [...hidden, ['gemm', 8, 3], ['Softmax', { axis: { int: 0 } }]]],
  ])('%s is left to the runtime', (_, steps) => {
    expect(readOnnxNetwork(networkFile(5, steps), 'y')).toBeNull();
  });
});
