// The answer that is compared with, for methods whose values do not add up to one.

import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { parseCard } from '../../../src/data/card.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import { createEvaluator } from '../../../src/engine/evaluator/evaluator.ts';
import type { ExplainRequest } from '../../../src/engine/protocol.ts';
import { csvOf, wardModel, wardRows } from '../../support/stumps.ts';

const engine = createEngine({
  workers: 1,
  spawn: () => ({ api: createEvaluator(), died: new Promise(() => {}), close() {} }),
});
afterAll(() => engine.close());

const buffer = (bytes: Uint8Array) =>
  bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;

test('of a table it is the mean of the answers to the background, whatever the method and its scale', async () => {
  const rows = 90;
  const model = await engine.openModel({ name: 'model.json', data: buffer(wardModel()) });
  const table = await engine.openTable({ name: 'rows.csv', data: buffer(Buffer.from(csvOf(wardRows(rows)))) });
  const { handle, outputs } = await engine.study({ model: model.handle, table: table.handle, answers: {} });
  const request = (name: string, change: Partial<ExplainRequest> = {}): ExplainRequest => ({
    study: handle,
    input: { kind: 'row', row: 3 },
    explainer: { name },
    outputs: 'all',
    seed: 0,
    budget: {},
    background: { method: 'all', rows: 1 },
    ...change,
  });
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += (await engine.predict(handle, { kind: 'row', row })).values[0];
  const average = await engine.average(request('lime'));
  expect(average.outputs).toEqual(outputs);
  expect(average.values[0]).toBeCloseTo(sum / rows, 6);
  const { base } = await engine.explain('exact', request('exact'), () => {});
  expect(average.values).toEqual(base);
  // What is explained in log-odds is compared with the same answer.
  expect(await engine.average(request('lime', { space: 'logit' }))).toEqual(average);
  const sampled = await engine.average(request('lime', { background: { method: 'sample', rows: 5 } }));
  expect(sampled.values[0]).not.toBe(average.values[0]);
});

test('of a text it is the answer with every word hidden, in the way that the method hides them', async () => {
  const folder = new URL('../../../public/examples/sentiment/', import.meta.url);
  const source = (name: string) => ({ name, data: buffer(readFileSync(new URL(name, folder))) });
  const card = parseCard(JSON.parse(readFileSync(new URL('model.card.json', folder), 'utf8')), 'model.card.json');
  const shards = [source('group1-shard1of2'), source('group1-shard2of2')];
  const model = await engine.openModel(source('model.json'), shards);
  const vocabulary = await engine.openVocabulary(source('word_index.json'));
  const study = await engine.study({ model: model.handle, vocabulary: vocabulary.handle, card });
  const asked = (name: string): ExplainRequest => ({
    study: study.handle,
    input: { kind: 'text', text: 'Not good.' },
    explainer: { name },
    outputs: 'all',
    seed: 0,
    budget: {},
  });
  const average = await engine.average(asked('lime'));
  const { base } = await engine.explain('text', asked('exact'), () => {});
  expect(average.outputs).toEqual(study.outputs);
  for (const [at, value] of average.values.entries()) expect(value).toBeCloseTo(base[at], 6);
});
