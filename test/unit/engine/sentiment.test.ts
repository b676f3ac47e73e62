// The sentiment example, a TensorFlow.js model with a word index: predictions as its own package
// gives them, and why "not good" is positive.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseCard } from '../../../src/data/card.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import { createEvaluator } from '../../../src/engine/evaluator/evaluator.ts';

const engine = createEngine({
  workers: 1,
  spawn: () => ({ api: createEvaluator(), died: new Promise(() => {}), close() {} }),
});
afterAll(() => engine.close());

const folder = new URL('../../../public/examples/sentiment/', import.meta.url);
const source = (name: string) => {
  const bytes = readFileSync(new URL(name, folder));
  return { name, data: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer };
};
const golden = JSON.parse(readFileSync(new URL('../../golden/text/sentiment.json', import.meta.url), 'utf8')) as {
  text: string;
  answers: readonly number[];
}[];

let study = '';
beforeAll(async () => {
  const card = parseCard(JSON.parse(readFileSync(new URL('model.card.json', folder), 'utf8')), 'model.card.json');
  const model = await engine.openModel(source('model.json'), [source('group1-shard1of2'), source('group1-shard2of2')]);
  const vocabulary = await engine.openVocabulary(source('word_index.json'));
  study = (await engine.study({ model: model.handle, vocabulary: vocabulary.handle, card })).handle;
});

const explain = (text: string, name: string) =>
  engine.explain(
    'job',
    { study, input: { kind: 'text', text }, explainer: { name }, outputs: ['promoter'], seed: 0, budget: { error: 0 } },
    () => {},
  );

test.each(golden)('answers as its package does: $text', async ({ text, answers }) => {
  const { values, outputs } = await engine.predict(study, { kind: 'text', text });
  expect(outputs).toEqual(['detractor', 'passive', 'promoter']);
  for (const [k, answer] of answers.entries()) expect(Math.abs(values[k] - answer)).toBeLessThan(1e-5);
});

test('"not good" comes out positive because nothing at all does: "not" only takes from it', async () => {
  const record = await explain('Not good.', 'exact');
  expect(record).toMatchObject({ players: ['Not', 'good', '.'], input: { absent: 'remove' } });
  expect(record.prediction[0]).toBeGreaterThan(0.6);
  expect(record.base[0]).toBeGreaterThan(0.85);
  const [not, good] = record.attributions[0];
  expect(not).toBeLessThan(-0.15);
  expect(Math.abs(good)).toBeLessThan(0.02);
});

test.each(['Not good.', 'Very bad.', 'The battery lasts.'])('kernel-shap equals enumeration: %s', async (text) => {
  const [exact, kernel] = [await explain(text, 'exact'), await explain(text, 'kernel-shap')];
  for (const [at, value] of exact.attributions[0].entries())
    expect(Math.abs(kernel.attributions[0][at] - value)).toBeLessThan(1e-6);
});

test('integrated gradients over the embeddings add up within 1 % with 64 steps', { timeout: 180_000 }, async () => {
  const record = await explain('Not good.', 'integrated-gradients');
  expect(record.coalitions).toBe(64);
  const sum = record.attributions[0].reduce((total, value) => total + Math.abs(value), 0);
  expect(sum).toBeGreaterThan(0.2);
  expect(Math.abs(record.additivityResidual?.[0] ?? Number.NaN)).toBeLessThan(0.01 * sum);
  // The path starts where no word is known.
  const [nothing] = (await explain('qwzx', 'exact')).base;
  expect(Math.abs(record.base[0] - nothing)).toBeLessThan(1e-5);
});
