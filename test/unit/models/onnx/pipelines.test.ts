import * as ort from 'onnxruntime-web/wasm';
import { beforeAll, describe, expect, test } from 'vitest';
import { explainerNamed } from '../../../../src/explainers/index.ts';
import type { TabularBinding } from '../../../../src/models/model.ts';
import { nativePredictor } from '../../../../src/models/native.ts';
import { openOnnx } from '../../../../src/models/onnx/runtime/session.ts';
import { hiddenStructure, structureOf } from '../../../../src/models/structure.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { encodedRows, type Structure } from '../../../../src/structures/structure.ts';
import { graphMessage, modelFile, type NodeSpec, valueInfo, type Weights } from '../../../support/onnx.ts';
import {
  columnsFile,
  type Input,
  LEVELS,
  linearOn,
  type Pipeline,
  pipeline,
  pipelineFile,
  rowsFor,
  treesOn,
} from './pipelines.ts';

beforeAll(() => {
  ort.env.wasm.numThreads = 1;
});

function bindingOf(inputs: readonly Input[], output: string, outputs: number): TabularBinding {
  let next = 0;
  return {
    kind: 'tabular',
    inputs: inputs.map(({ name, type, width, flat }) => ({
      name,
      type,
      shape: flat ? 'vector' : 'matrix',
      columns: Array.from({ length: width }, () => next++),
      levels: type === 'string' ? new Array(width).fill(LEVELS) : null,
    })),
    batch: null,
    output,
    outputs,
  };
}

async function runtime(file: Uint8Array, binding: TabularBinding, rows: Float32Array, count: number) {
  const model = await openOnnx(file, binding, 'wasm', { file: 'p.onnx' });
  const answers = await model.predict(rows, count);
  await model.close();
  return Float32Array.from(answers);
}

const COUNT = 60;

async function opened(seed: number, kind: Structure['kind']) {
  const made = pipeline(seed);
  const random = createRandom(1000 + seed);
  const rows = rowsFor(made, COUNT, random);
  const f = await runtime(columnsFile(made), bindingOf(made.inputs, 'f', made.width), rows, COUNT);
  const file = pipelineFile(made, kind === 'trees' ? treesOn(f, made.width, random) : linearOn(made.width, random));
  const binding = bindingOf(made.inputs, 'y', 1);
  const structure = await structureOf(file, 'p.onnx', binding);
  if (!structure) throw new Error(`no structure: ${JSON.stringify(made.nodes.map(({ op }) => op))}`);
  return { made, rows, f, file, binding, structure };
}

describe('100 pipelines in front of trees', () => {
  test.each(Array.from({ length: 10 }, (_, part) => part))(
    'part %i of 10: columns to the bit, answers as the runtime',
    async (part) => {
      for (let seed = part * 10; seed < part * 10 + 10; seed++) {
        const { rows, f, file, binding, structure } = await opened(seed, 'trees');
        expect(Float32Array.from(encodedRows(structure, rows, COUNT)), `${seed}`).toEqual(f);
        const expected = await runtime(file, binding, rows, COUNT);
        const found = nativePredictor(structure).predict(rows, COUNT);
        for (const [at, value] of found.entries())
          expect(Math.abs(value - expected[at]), `${seed}, row ${at}`).toBeLessThan(
            2e-6 * Math.max(1, Math.abs(value)),
          );
      }
    },
  );
});

/**
 * Shapley values of the interventional game, over all subsets of the row's columns, by the runtime.
 */
async function bruteForce(
  file: Uint8Array,
  binding: TabularBinding,
  row: Float32Array,
  background: Float32Array,
  columns: number,
) {
  const subsets = 2 ** columns;
  const count = background.length / columns;
  const rows = new Float32Array(subsets * background.length);
  for (let s = 0; s < subsets; s++) {
    for (let b = 0; b < count; b++) {
      for (let c = 0; c < columns; c++)
        rows[(s * count + b) * columns + c] = (s >> c) & 1 ? row[c] : background[b * columns + c];
    }
  }
  const answers = await runtime(file, binding, rows, subsets * count);
  const value = (s: number) =>
    answers.subarray(s * count, (s + 1) * count).reduce((sum, each) => sum + each / count, 0);
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return Float64Array.from({ length: columns }, (_, c) => {
    let sum = 0;
    for (let s = 0; s < subsets; s++) {
      if ((s >> c) & 1) continue;
      const size = s.toString(2).replaceAll('0', '').length;
      sum +=
        ((factorial(size) * factorial(columns - size - 1)) / factorial(columns)) * (value(s | (1 << c)) - value(s));
    }
    return sum;
  });
}

describe.each(['trees', 'linear'] as const)('values of %s fall on the row’s own columns', (kind) => {
  test.each([3, 8, 11, 14, 21, 26, 30, 47])('as enumerated, pipeline %i', async (seed) => {
    const { made, rows, file, binding, structure } = await opened(seed, kind);
    const columns = made.inputs.reduce((sum, { width }) => sum + width, 0);
    // A linear model has no answer for rows with missing values.
    const whole = Array.from({ length: COUNT }, (_, i) => rows.slice(i * columns, (i + 1) * columns)).filter(
      (row) => kind === 'trees' || row.every(Number.isFinite),
    );
    const [row, ...others] = whole.slice(0, 8);
    const background = Float32Array.from(others.flatMap((each) => [...each]));
    const prepared = await explainerNamed(kind === 'trees' ? 'tree-shap' : 'linear-shap').structural?.prepare(
      {
        structure,
        selected: [0],
        space: 'output',
        background: { data: background, count: others.length, columns },
        playerOf: Int32Array.from({ length: columns }, (_, c) => c),
        players: columns,
        random: createRandom(1),
      },
      { perturbation: kind === 'trees' ? 'interventional' : 'independent' },
    );
    const found = prepared?.explain(row, 1).values as Float64Array;
    const expected = await bruteForce(file, binding, row, background, columns);
    for (const [c, value] of expected.entries()) expect(found[c]).toBeCloseTo(value, 5);
  });
});

describe('what is in front', () => {
  const chain = (nodes: readonly NodeSpec[], weights: readonly Weights[], inputs: readonly Input[]): Pipeline => ({
    inputs,
    nodes,
    weights,
    width: 2,
  });
  const x: Input = { name: 'x0', type: 'float32', width: 2, flat: false };
  const end = linearOn(2, createRandom(1));

  test('a Normalizer mixes columns, and is named', async () => {
    const file = pipelineFile(
      chain([{ op: 'Normalizer', domain: 'ai.onnx.ml', inputs: ['x0'], outputs: ['f'] }], [], [x]),
      end,
    );
    expect(await structureOf(file, 'p.onnx', bindingOf([x], 'y', 1))).toBeNull();
    expect(hiddenStructure(file, 'p.onnx')).toEqual({ kind: 'linear', operator: 'Normalizer' });
  });

  test('a sum of two columns mixes them', async () => {
    const parts: NodeSpec[] = [
      { op: 'Split', inputs: ['x0', 'one'], outputs: ['a', 'b'], attributes: { axis: { int: 1 } } },
      { op: 'Add', inputs: ['a', 'b'], outputs: ['s'] },
      { op: 'Concat', inputs: ['s', 'a'], outputs: ['f'], attributes: { axis: { int: 1 } } },
    ];
    const file = pipelineFile(
      chain(parts, [{ name: 'one', dims: [2], data: BigInt64Array.of(1n, 1n) }], [x]),
      treesOn(Float32Array.of(0, 1), 2, createRandom(1)),
    );
    expect(await structureOf(file, 'p.onnx', bindingOf([x], 'y', 1))).toBeNull();
    expect(hiddenStructure(file, 'p.onnx')).toEqual({ kind: 'trees', operator: 'Add' });
  });

  test('nothing is hidden in a network', () => {
    const graph = graphMessage({
      nodes: [{ op: 'Relu', inputs: ['x0'], outputs: ['y'] }],
      inputs: [valueInfo('x0', 'float32', [null, 2])],
      outputs: [valueInfo('y', 'float32', [null, 2])],
    });
    expect(hiddenStructure(modelFile(graph), 'p.onnx')).toBeNull();
  });

  test('a category that the file stops at is a typed error', async () => {
    const text: Input = { name: 'x0', type: 'string', width: 1, flat: false };
    const nodes: NodeSpec[] = [
      {
        op: 'OneHotEncoder',
        domain: 'ai.onnx.ml',
        inputs: ['x0'],
        outputs: ['h'],
        attributes: { cats_strings: { strings: ['a', 'b'] }, zeros: { int: 0 } },
      },
      { op: 'Reshape', inputs: ['h', 'two'], outputs: ['f'] },
    ];
    const file = pipelineFile(chain(nodes, [{ name: 'two', dims: [2], data: BigInt64Array.of(-1n, 2n) }], [text]), end);
    const structure = (await structureOf(file, 'p.onnx', bindingOf([text], 'y', 1))) as Structure;
    expect(Array.from(encodedRows(structure, Float32Array.of(1, 0), 2))).toEqual([0, 1, 1, 0]);
    expect(() => encodedRows(structure, Float32Array.of(2), 1)).toThrow(
      expect.objectContaining({ code: 'model-input' }),
    );
  });
});
