// Limits of what may change, answers that can be asked for, and models that are of no help.

import { afterAll, describe, expect, test } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import { createEvaluator } from '../../../src/engine/evaluator/evaluator.ts';
import type { EvaluatorApi } from '../../../src/engine/protocol.ts';
import type { CounterfactualOptions } from '../../../src/library/counterfactual-options.ts';
import { createLibrary } from '../../../src/library/oriel.ts';
import type { OrielModel } from '../../../src/library/oriel-model.ts';
import { failureOf } from '../../support/failure.ts';
import { graphMessage, modelFile, valueInfo } from '../../support/onnx.ts';
import { csvOf, type Stump } from '../../support/stumps.ts';
import { opener, ROWS } from './stump-tables.ts';
import { openLibrary } from './support.ts';

const { oriel } = openLibrary();
afterAll(() => oriel.close());

const open = opener(oriel);

/** Income decides: yes from 2000 on; age from 45 on does, too. */
const EITHER: readonly Stump[] = [
  { column: 5, below: 2000, leaves: [-1, 1] },
  { column: 0, below: 45, leaves: [0, 2] },
];

const changes = async (model: OrielModel, options: CounterfactualOptions, row = 0) => {
  const { ways, proof } = await model.counterfactual(row, options).result;
  return { proof, ways: ways.map((way) => Object.fromEntries(way.changes.map(({ column, to }) => [column, to]))) };
};

describe('limits', () => {
  test('the nearest changes one column, in the steps of the table', async () => {
    const model = await open(EITHER);
    expect(await changes(model, {})).toEqual({ proof: 'nearest', ways: [{ age: 45 }, { income: 2000 }] });
    expect(await changes(model, { count: 1 })).toEqual({ proof: 'nearest', ways: [{ age: 45 }] });
  });

  test.each<readonly [string, CounterfactualOptions, readonly object[]]>([
    ['what is fixed', { fixed: ['income'] }, [{ age: 45 }]],
    ['only up', { onlyUp: ['age'], fixed: ['income'] }, [{ age: 45 }]],
    ['only down', { onlyDown: ['age', 'income'] }, []],
    ['a step', { steps: { age: 7 }, fixed: ['income'] }, [{ age: 49 }]],
    ['a range', { ranges: { income: [null, 1999] } }, [{ age: 45 }]],
    ['a range beyond the table', { ranges: { age: [46, 90] }, fixed: ['income'] }, [{ age: 46 }]],
    ['costs', { costs: { age: 100 }, count: 1 }, [{ income: 2000 }]],
    ['columns that move together', { together: [['age', 'years']], fixed: ['income'] }, [{ age: 45, years: 20 }]],
    ['a part of what moves together', { together: [['age', 'income']], fixed: ['income'] }, []],
  ])('are kept: %s', async (_, options, ways) => {
    const model = await open(EITHER);
    expect(await changes(model, options)).toEqual({ proof: ways.length > 0 ? 'nearest' : 'none within limits', ways });
  });

  test('of more amounts than are tried some are, whole ones of whole numbers, and nothing is proven', async () => {
    const rows = ROWS.map((row, at) => [row[0], row[1], row[2], row[3], row[4], [1000, 2001, 9999, 5431][at]]);
    const model = await open(
      [{ column: 5, below: 1007, leaves: [-1, 1] }],
      rows.map((row) => row.with(1, row[5])),
    );
    const { proof, bound, ways } = await model.counterfactual(0, { together: [['years', 'income']] }).result;
    expect({ proof, bound }).toEqual({ proof: 'found by search', bound: null });
    expect(ways[0].changes.map(({ to }) => to)).toEqual([1009, 1009]);
  });

  test('columns of which always one is 1 change as one, and count as one', async () => {
    const model = await open([{ column: 4, below: 0.5, leaves: [-1, 1] }]);
    const { ways, limits } = await model.counterfactual(0, {}).result;
    expect(limits.together).toEqual([['flat_own', 'flat_rent', 'flat_free']]);
    expect(ways).toHaveLength(1);
    expect(ways[0].changed).toBe(1);
    expect(ways[0].changes).toEqual([
      { column: 'flat_own', from: 1, to: 0 },
      { column: 'flat_free', from: 0, to: 1 },
    ]);
  });

  test('protected columns stay unless they are let go', async () => {
    const model = await open(EITHER, ROWS, { protected: ['age'] });
    expect((await changes(model, {})).ways).toEqual([{ income: 2000 }]);
    expect((await changes(model, { free: ['age'] })).ways).toEqual([{ age: 45 }, { income: 2000 }]);
    const { limits } = await model.counterfactual(0).result;
    expect(limits.columns[0]).toMatchObject({ name: 'age', may: 'nothing', why: 'protected' });
  });

  test("the card's threshold is the line", async () => {
    const high = await open(EITHER, ROWS, { threshold: 0.9 });
    expect((await changes(high, {})).ways).toEqual([{ age: 45, income: 2000 }]);
  });

  test.each<readonly [string, CounterfactualOptions, string]>([
    ['a column that there is not', { fixed: ['salary'] }, 'salary'],
    ['up and down', { onlyUp: ['age'], onlyDown: ['age'] }, 'age'],
    ['a step of nothing', { steps: { age: 0 } }, 'age'],
    ['a step too fine for the numbers', { steps: { age: 5e-324 } }, 'age'],
    ['a range that ends before it begins', { ranges: { age: [3, 2] } }, 'age'],
    [
      'a column in two groups',
      {
        together: [
          ['age', 'years'],
          ['years', 'income'],
        ],
      },
      'years',
    ],
    ['too many ways', { count: 5 }, '4'],
  ])('say what is wrong with them: %s', async (_, options, said) => {
    const model = await open(EITHER);
    const failure = await failureOf(() => model.counterfactual(0, options).result);
    expect(failure.code).toBe('request-invalid');
    expect(failure.message).toContain(said);
  });

  test('an answer that is there already, a class that there is not, and a range of nothing are refused', async () => {
    const model = await open(EITHER);
    const codes = [];
    for (const to of ['no', 'maybe', {}, { least: 2, most: 1 }])
      codes.push((await failureOf(() => model.counterfactual(0, { to }).result)).code);
    expect(codes).toEqual(['request-invalid', 'request-output', 'request-invalid', 'request-invalid']);
  });

  test('equal requests give equal records', async () => {
    const model = await open(EITHER);
    const [one, two] = [await model.counterfactual(0).result, await model.counterfactual(0).result];
    expect(one.id).toBe(two.id);
    expect((await model.counterfactual(0, { count: 1 }).result).id).not.toBe(one.id);
  });
});

/** A model of numbers, from nodes that make y of x. */
function network(columns: number, nodes: Parameters<typeof graphMessage>[0]['nodes'], weights: Float32Array) {
  return modelFile(
    graphMessage({
      nodes,
      weights: [{ name: 'w', dims: [columns, 1], data: weights }],
      inputs: [valueInfo('x', 'float32', [null, columns])],
      outputs: [valueInfo('y', 'float32', [null, 1])],
    }),
  );
}

const openNetwork = (
  library: typeof oriel,
  bytes: Uint8Array,
  header: readonly string[],
  rows: readonly (readonly number[])[],
) =>
  library.open(
    [
      { name: 'model.onnx', data: new Uint8Array(bytes) },
      { name: 'rows.csv', data: csvOf([header, ...rows]) },
    ],
    { ask: 'none', target: null, answers: { task: 'regression' } },
  );

describe('models that are of no help', () => {
  test('constant trees: it is proven that there is nothing', async () => {
    const model = await open([{ column: 0, below: 45, leaves: [1, 1] }]);
    const record = await model.counterfactual(0).result;
    expect(record).toMatchObject({ proof: 'none within limits', ways: [], calls: 1 });
  });

  test('a constant network: nothing is found, and it is said that this proves nothing', async () => {
    const bytes = network(
      2,
      [
        { op: 'MatMul', inputs: ['x', 'w'], outputs: ['z'] },
        { op: 'Sign', inputs: ['z'], outputs: ['y'] },
      ],
      Float32Array.of(0, 0),
    );
    const model = await openNetwork(
      oriel,
      bytes,
      ['a', 'b'],
      [
        [1, 2],
        [3, 4],
        [5, 7],
      ],
    );
    const record = await model.counterfactual(0, { to: { least: 0.5 } }).result;
    expect(record).toMatchObject({ proof: 'none found', method: 'search', ways: [], stopped: 'done' });
  });

  const root = network(
    1,
    [
      { op: 'MatMul', inputs: ['x', 'w'], outputs: ['z'] },
      { op: 'Sqrt', inputs: ['z'], outputs: ['y'] },
    ],
    Float32Array.of(1),
  );

  test('one column, and no number in places: what is found is a number', async () => {
    const model = await openNetwork(oriel, root, ['a'], [[4], [-3], [9], [16], [-8]]);
    const { ways, proof } = await model.counterfactual(0, { to: { least: 3 } }).result;
    expect(proof).toBe('found by search');
    expect(ways.map(({ changes }) => changes)).toEqual([[{ column: 'a', from: 4, to: 9 }]]);
    const failure = await failureOf(() => model.counterfactual(1, { to: { least: 3 } }).result);
    expect(failure.code).toBe('model-not-finite');
  });

  test('a model that takes a minute for a row ends within the limit of time', async () => {
    let slow = false;
    const spawn = () => {
      const real = createEvaluator();
      const predict: EvaluatorApi['predict'] = (...given) => (slow ? new Promise(() => {}) : real.predict(...given));
      return { api: { ...real, predict }, died: new Promise<Error>(() => {}), close: () => {} };
    };
    const api = createEngine({ workers: 1, spawn });
    const library = createLibrary({
      engine: { api, died: new Promise<Error>(() => {}), close: () => void api.close() },
      language: english,
    });
    const model = await openNetwork(library, root, ['a'], [[4], [9], [16]]);
    await model.predict([0]);
    slow = true;
    const record = await model.counterfactual(0, { to: { least: 3 }, milliseconds: 200 }).result;
    expect(record).toMatchObject({ proof: 'none found', ways: [], stopped: 'deadline' });
    const failure = await failureOf(() => model.counterfactual(1, { to: { least: 4 }, milliseconds: 200 }).result);
    expect(failure.code).toBe('failure-time');
    await library.close();
  });

  test('a search that is cancelled ends with what was found by then', async () => {
    const model = await open(EITHER);
    const stop = new AbortController();
    stop.abort();
    expect((await failureOf(() => model.counterfactual(0, { signal: stop.signal }).result)).code).toBe(
      'failure-cancelled',
    );
    const job = model.counterfactual(0);
    const heard: string[] = [];
    job.on('done', ({ stopped }) => heard.push(stopped));
    expect((await job.result).ways).toHaveLength(2);
    expect(heard).toEqual(['done']);
    expect(job.status().state).toBe('done');
  });
});
