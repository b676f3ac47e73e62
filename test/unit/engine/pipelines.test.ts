// A pipeline with one input a column, as scikit-learn's exporter writes them, through the whole
// engine.

import { afterAll, expect, test } from 'vitest';
import { createEngine } from '../../../src/engine/engine.ts';
import { createEvaluator } from '../../../src/engine/evaluator/evaluator.ts';
import type { ExplainRequest } from '../../../src/engine/protocol.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { graphMessage, modelFile, type NodeSpec, sequenceOfMaps, valueInfo } from '../../support/onnx.ts';
import { treesOn } from '../models/onnx/pipelines.ts';

const engine = createEngine({
  workers: 1,
  spawn: () => ({ api: createEvaluator(), died: new Promise(() => {}), close() {} }),
});
afterAll(() => engine.close());

const ml = (op: string, inputs: string[], outputs: string[], attributes: NodeSpec['attributes']): NodeSpec => ({
  op,
  domain: 'ai.onnx.ml',
  inputs,
  outputs,
  attributes,
});

/**
 * Age with gaps filled, income scaled, the number of children as it is, and the job one-hot: six
 * columns of four.
 */
function classifier(front: 'columns' | 'Normalizer'): Uint8Array<ArrayBuffer> {
  const f = Float32Array.from(
    { length: 60 },
    (_, at) => [30 + (at % 7) * 5, (at % 5) / 2 - 1, at % 4, at % 2, at % 3 === 0 ? 1 : 0, at % 2][at % 6],
  );
  const { attributes = {} } = treesOn(f, 6, createRandom(3));
  const { n_targets: _, target_treeids, target_nodeids, target_ids, target_weights, ...nodes } = attributes;
  const classes = {
    class_treeids: target_treeids,
    class_nodeids: target_nodeids,
    class_ids: target_ids,
    class_weights: target_weights,
    classlabels_strings: { strings: ['bad', 'good'] },
    post_transform: { string: 'LOGISTIC' },
  };
  const graph = graphMessage({
    nodes: [
      ml('Imputer', ['age'], ['age2'], {
        imputed_value_floats: { floats: [41] },
        replaced_value_float: { float: Number.NaN },
      }),
      ml('Scaler', ['income'], ['income2'], { offset: { floats: [2000] }, scale: { floats: [0.001] } }),
      { op: 'Cast', inputs: ['children'], outputs: ['children2'], attributes: { to: { int: 1 } } },
      ml('OneHotEncoder', ['job'], ['hot'], { cats_strings: { strings: ['none', 'part', 'full'] }, zeros: { int: 1 } }),
      { op: 'Reshape', inputs: ['hot', 'shape'], outputs: ['job2'] },
      {
        op: 'Concat',
        inputs: ['age2', 'income2', 'children2', 'job2'],
        outputs: ['all'],
        attributes: { axis: { int: 1 } },
      },
      front === 'columns'
        ? { op: 'Identity', inputs: ['all'], outputs: ['f'] }
        : ml('Normalizer', ['all'], ['f'], { norm: { string: 'L2' } }),
      ml('TreeEnsembleClassifier', ['f'], ['label', 'probabilities'], { ...nodes, ...classes }),
      ml('ZipMap', ['probabilities'], ['output_probability'], { classlabels_strings: { strings: ['bad', 'good'] } }),
    ],
    weights: [{ name: 'shape', dims: [2], data: BigInt64Array.of(-1n, 3n) }],
    inputs: [
      valueInfo('age', 'float32', [null, 1]),
      valueInfo('income', 'float32', [null, 1]),
      valueInfo('children', 'int64', [null, 1]),
      valueInfo('job', 'string', [null, 1]),
    ],
    outputs: [valueInfo('label', 'string', [null]), sequenceOfMaps('output_probability', 'string')],
  });
  return modelFile(graph);
}

const CSV = `job,age,children,income
full,34,2,3100
none,,0,900
part,58,1,1700
full,45,3,2600.5
none,23,0,1200
part,39,2,2000
`;

async function open(front: 'columns' | 'Normalizer') {
  const model = await engine.openModel({ name: 'pipeline.onnx', data: classifier(front).buffer });
  const table = await engine.openTable({ name: 'people.csv', data: new TextEncoder().encode(CSV).buffer });
  const study = await engine.study({ model: model.handle, table: table.handle });
  const explain = (row: number, request: Partial<ExplainRequest>) =>
    engine.explain(
      `${front} ${row} ${JSON.stringify(request)}`,
      {
        study: study.handle,
        input: { kind: 'row', row },
        explainer: { name: 'auto' },
        outputs: 'all',
        seed: 0,
        budget: {},
        curves: false,
        background: { method: 'all', rows: 0 },
        ...request,
      },
      () => {},
    );
  return { study, explain };
}

test('is explained exactly in the person’s own columns, and as enumeration says', async () => {
  const { study, explain } = await open('columns');
  expect(study.structure).toMatchObject({ kind: 'trees', exact: ['raw'] });
  for (const row of [0, 1, 3]) {
    const exact = await explain(row, { space: 'raw' });
    expect(exact).toMatchObject({
      explainer: { name: 'tree-shap', requested: 'auto' },
      backend: { name: 'native' },
      space: 'raw',
    });
    expect(exact.players).toEqual(['age', 'income', 'children', 'job']);
    const enumerated = await explain(row, { space: 'raw', explainer: { name: 'exact' } });
    for (const [k, values] of enumerated.attributions.entries()) {
      for (const [j, value] of values.entries()) expect(exact.attributions[k][j]).toBeCloseTo(value, 9);
    }
    const path = await explain(row, {
      space: 'raw',
      explainer: { name: 'tree-shap', options: { perturbation: 'path-dependent' } },
    });
    expect(Math.max(...(path.additivityResidual ?? [Number.NaN]).map(Math.abs))).toBeLessThan(1e-9);
  }
});

test('behind a Normalizer it is sampled, and the record says why', async () => {
  const { study, explain } = await open('Normalizer');
  expect(study.structure).toBeNull();
  const record = await explain(0, {});
  expect(record.explainer).toMatchObject({ name: 'exact', requested: 'auto' });
  expect(record.explainer.why).toContain('Normalizer');
});
