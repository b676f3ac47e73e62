// Many explanations: in order, resumable, and as one by one. By the real engine.

import { afterEach, describe, expect, test } from 'vitest';
import type { BatchItem } from '../../../src/library/batch.ts';
import type { OrielModel } from '../../../src/library/oriel-model.ts';
import type { Explanation } from '../../../src/records/record.ts';
import { failureOf } from '../../support/failure.ts';
import { graphMessage, modelFile, valueInfo } from '../../support/onnx.ts';
import { uncaught } from '../../support/uncaught.ts';
import { given, openLibrary } from './support.ts';

const opened: ReturnType<typeof openLibrary>[] = [];
afterEach(async () => {
  for (const { oriel } of opened.splice(0)) await oriel.close();
});

async function open(name: 'gbt' | 'mlp', parts: Parameters<typeof openLibrary>[0] = {}) {
  const library = openLibrary(parts);
  opened.push(library);
  const model = await library.oriel.open([
    given(`credit/${name}.onnx`),
    given(`credit/${name}.card.json`),
    given('credit/data.csv'),
  ]);
  return { ...library, model };
}

async function all(batch: ReturnType<OrielModel['explainAll']>): Promise<BatchItem[]> {
  const items: BatchItem[] = [];
  for await (const item of batch) items.push(item);
  return items;
}

const sampled = { explainer: 'kernel-shap', budget: { samples: 64, error: 0 }, curves: false } as const;

describe('rows of a model whose structure is read', () => {
  test('come in order, and are not computed again', async () => {
    const { model, oriel } = await open('gbt');
    const range = { first: 10, last: 600 };
    const batch = model.explainAll(range, { space: 'raw' });
    const items = await all(batch);
    expect(items.map(({ at }) => at)).toEqual(items.map((_, at) => at));
    expect(items).toHaveLength(591);
    expect(
      items.every(
        ({ record, from }, at) =>
          record?.input.kind === 'tabular' && record.input.row === at + 10 && from === 'computed',
      ),
    ).toBe(true);
    expect(batch.status()).toMatchObject({ state: 'done', done: 591, total: 591, kept: 0, failed: 0 });
    expect((await oriel.records.usage()).entries.record).toBe(591);
    const again = model.explainAll({ first: 590, last: 610 }, { space: 'raw' });
    const found = await all(again);
    expect(again.status()).toMatchObject({ done: 21, kept: 11, failed: 0 });
    expect(found.slice(0, 11).map(({ record }) => record)).toEqual(items.slice(580).map(({ record }) => record));
    expect(found.map(({ input }) => input)).toEqual(Array.from({ length: 21 }, (_, at) => 590 + at));
  });

  test.each([
    ['credit', 'raw', 'default', 300],
    ['penguins', 'output', 'default', 120],
    ['penguins', 'output', 'all', 120],
  ] as const)('as numbers alone are those of their records: %s, %s, %s', async (example, space, outputs, last) => {
    const library = openLibrary({ keep: 'none' });
    opened.push(library);
    const { oriel } = library;
    const name = example === 'credit' ? 'gbt' : 'forest';
    const files = [`${example}/${name}.onnx`, `${example}/${name}.card.json`, `${example}/data.csv`];
    const model = await oriel.open(files.map((file) => given(file)));
    const options = { space, outputs };
    const items = await all(model.explainAll({ first: 3, last }, options));
    const numbers = model.explainAll({ first: 3, last }, options);
    let next = 0;
    for await (const found of numbers.numbers()) {
      if (!('packed' in found)) throw new Error('they come as items');
      expect(found.at).toBe(next);
      const { count, packed, chosen, base, outputs: names, like } = found;
      const [width, players] = [packed.length / count, like.players.length];
      for (let row = 0; row < count; row++) {
        const record = items[next + row].record as Explanation;
        expect(like).toMatchObject({ explainer: record.explainer, background: record.background });
        if (chosen) expect([names[chosen[row]]]).toEqual(record.outputs);
        for (const [at, name] of record.outputs.entries()) {
          const [k, start] = [names.indexOf(name), row * width];
          expect([packed[start + k], base[k]]).toEqual([record.prediction[at], record.base[at]]);
          const from = start + names.length + k * players;
          expect([...packed.subarray(from, from + players)]).toEqual(record.attributions[at]);
        }
        expect(found.exact).toBe(record.standardErrors !== null);
      }
      next += count;
    }
    expect(next).toBe(last - 2);
    expect(numbers.status()).toMatchObject({ state: 'done', done: last - 2, failed: 0 });
  });

  test('one by one have the same values', async () => {
    const { model } = await open('gbt', { keep: 'none' });
    const [{ record: first }] = await all(model.explainAll({ first: 7, last: 8 }, { space: 'raw' }));
    const alone = await model.explain(7, { space: 'raw', curves: false }).result;
    expect(alone.attributions).toEqual(first?.attributions);
  });
});

describe('rows that the model cannot be given are items with their errors, and the others go on', () => {
  /** A linear model of two columns; its structure is read, and it takes no blank. */
  const linear = modelFile(
    graphMessage({
      nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
      weights: [{ name: 'w', dims: [2, 1], data: Float32Array.from([2, -3]) }],
      inputs: [valueInfo('x', 'float32', [null, 2])],
      outputs: [valueInfo('y', 'float32', [null, 1])],
    }),
  );
  const blank = [3, 4, 39];
  const rows = Array.from({ length: 40 }, (_, row) => (blank.includes(row) ? `,${row}` : `${row},${40 - row}`));
  const files = [
    { name: 'linear.onnx', data: linear },
    { name: 'data.csv', data: new TextEncoder().encode(['a,b', ...rows, ''].join('\n')) },
  ];

  test.each(['auto', 'exact'])('%s', async (explainer) => {
    const library = openLibrary();
    opened.push(library);
    const model = await library.oriel.open(files);
    expect(model.facts.structure?.kind).toBe('linear');
    const batch = model.explainAll({ first: 0, last: 39 }, { explainer });
    const items = await all(batch);
    expect(items.map(({ at }) => at)).toEqual(rows.map((_, row) => row));
    const failed = items.filter(({ error }) => error !== null);
    expect(failed.map(({ input }) => input)).toEqual(blank);
    expect(failed.map(({ error }) => error?.code)).toEqual(blank.map(() => 'data-missing-value'));
    // Numbers come in their place, one after the other, with those that fail between them.
    const places: number[] = [];
    let together = 0;
    for await (const found of model.explainAll({ first: 0, last: 39 }, { explainer }).numbers()) {
      if ('packed' in found) places.push(...Array.from({ length: found.count }, (_, at) => found.at + at));
      else places.push(...found.map(({ at }) => at));
      if ('packed' in found) together += found.count;
      else
        expect(found.flatMap(({ at, error }) => (error ? at : []))).toEqual(blank.filter((at) => found[0].at === at));
    }
    expect(places).toEqual(rows.map((_, row) => row));
    expect(together).toBe(explainer === 'auto' ? 37 : 0);
    const name = explainer === 'auto' ? 'linear-shap' : 'exact';
    const others = items.filter(({ error }) => error === null);
    expect(others.map(({ record }) => record?.explainer.name)).toEqual(others.map(() => name));
    expect(batch.status()).toMatchObject({ state: 'done', done: 40, failed: 3 });
  });
});

/** Counts as the exponential of twice a column. */
const counts = JSON.stringify({
  learner: {
    attributes: {},
    feature_names: ['a'],
    feature_types: [],
    gradient_booster: { model: { boosted_rounds: 1, weights: [2, 0.5] }, name: 'gblinear' },
    learner_model_param: { base_score: '1E0', num_class: '0', num_feature: '1', num_target: '1' },
    objective: { name: 'count:poisson', poisson_regression_param: { max_delta_step: '7E-1' } },
  },
  version: [1, 7, 4],
});

test('which rows fail depends neither on what is wanted of them nor on those beside them', async () => {
  const library = openLibrary({ keep: 'none' });
  opened.push(library);
  // The raw scores are all finite; the answers to 400 and more are not.
  const rows = [1, 400, 2, 3, 1e30, 4, 500, 600, 5];
  const csv = (numbers: readonly number[]) => new TextEncoder().encode(['a', ...numbers, ''].join('\n'));
  const model = await library.oriel.open([
    { name: 'counts.json', data: new TextEncoder().encode(counts) },
    { name: 'data.csv', data: csv(rows) },
  ]);
  expect(model.facts.structure?.kind).toBe('linear');
  const background = { file: { name: 'background.csv', data: csv([1, 2, 3]) } };
  for (const first of rows.keys()) {
    const range = { first, last: rows.length - 1 };
    const options = { space: 'raw', background } as const;
    const failing = [1, 4, 6, 7].filter((row) => row >= first);
    const items = await all(model.explainAll(range, options));
    expect(items.flatMap(({ input, error }) => (error ? [input] : []))).toEqual(failing);
    const failed: number[] = [];
    let explained = 0;
    for await (const found of model.explainAll(range, options).numbers())
      if ('packed' in found) explained += found.count;
      else
        for (const { input, error, record } of found) {
          if (error) failed.push(input as number);
          explained += record ? 1 : 0;
        }
    expect(failed).toEqual(failing);
    expect(explained).toBe(rows.length - first - failing.length);
  }
});

test('what is wrong with the model or the request is said once', async () => {
  const { model } = await open('mlp');
  const batch = model.explainAll([1, 2], { explainer: 'no-such-one' });
  expect((await failureOf(() => batch.run())).code).toBe('request-explainer');
  expect(batch.status().state).toBe('failed');
});

test('a listener that throws fails neither the batch nor the others, and its error is its own', async () => {
  const { model } = await open('mlp');
  const failure = new Error('of the listener');
  let heard = 0;
  const errors = await uncaught('uncaughtException', async () => {
    const batch = model.explainAll([1, 2], sampled);
    batch.on('progress', () => {
      throw failure;
    });
    batch.on('progress', ({ done }) => {
      heard = done;
    });
    expect(await batch.run()).toMatchObject({ state: 'done', done: 2, failed: 0 });
  });
  expect(heard).toBe(2);
  expect(new Set(errors)).toEqual(new Set([failure]));
});

test('what was broken off is gone on with', async () => {
  const { model, asked } = await open('mlp');
  const first = model.explainAll({ first: 0, last: 5 }, sampled);
  for await (const { at } of first) if (at === 2) break;
  expect(first.status()).toMatchObject({ state: 'cancelled', done: 3 });
  const { explained } = asked;
  const second = model.explainAll({ first: 0, last: 5 }, sampled);
  const seen: number[] = [];
  second.on('progress', ({ done }) => seen.push(done));
  expect((await second.run()).kept).toBe(3);
  expect(asked.explained).toBe(explained + 3);
  expect(seen.at(-1)).toBe(6);
  expect([...seen].sort((a, b) => a - b)).toEqual(seen);
});

test('any inputs are explained in their order; one may be of another kind', async () => {
  const { model } = await open('mlp');
  const cells = await model.row(4);
  const items = await all(model.explainAll([4, cells, 5], sampled));
  expect(items.map(({ from }) => from)).toEqual(['computed', 'kept', 'computed']);
  expect(items[1].record?.attributions).toEqual(items[0].record?.attributions);
  expect(items[1].record?.input).toMatchObject({ row: null });
});

test('cancelled, it ends after what is done', async () => {
  const { model } = await open('mlp');
  const batch = model.explainAll({ first: 0, last: 900 }, sampled);
  const items: BatchItem[] = [];
  for await (const item of batch) {
    items.push(item);
    if (items.length === 2) batch.cancel();
  }
  expect(items).toHaveLength(2);
  expect(batch.status().state).toBe('cancelled');
});

describe.each(['gbt', 'mlp'] as const)('closing beside a batch of %s waits for nobody who holds it', (name) => {
  const most = { first: 0, last: 900 };
  const options = name === 'mlp' ? sampled : { space: 'raw' as const };

  test('in the midst of its iteration', async () => {
    const { model } = await open(name);
    const batch = model.explainAll(most, options);
    const items: BatchItem[] = [];
    for await (const item of batch) {
      items.push(item);
      if (items.length === 1) await model.close();
    }
    expect(items.length).toBeLessThan(900);
    expect(batch.status().state).toBe('cancelled');
  });

  test('nor for one that is held half-read', async () => {
    const { model, oriel } = await open(name);
    const blocks = model.explainAll(most, options).blocks();
    expect((await blocks.next()).done).toBe(false);
    await oriel.close();
    expect((await blocks.next()).done).toBe(true);
  });

  test('but for what is at work', async () => {
    const { model, asked } = await open(name);
    const batch = model.explainAll(most, { ...options, keep: false });
    const run = batch.run();
    await new Promise<void>((resolve) => {
      batch.on('progress', ({ done }) => done > 0 && resolve());
    });
    await model.close();
    const { valued } = asked;
    expect((await run).state).toBe('cancelled');
    expect(asked.valued).toBe(valued);
  });
});

test('a row that there is not says which there are', async () => {
  const { model } = await open('mlp');
  const failure = await failureOf(() => model.explainAll({ first: 0, last: 1000 }).run());
  expect(failure.code).toBe('data-row');
});
