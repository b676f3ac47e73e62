// The toxicity example: predictions as the package it comes from gives them, and SHAP values
// against enumeration.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseCard } from '../../../src/data/card.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import { createEvaluator } from '../../../src/engine/evaluator/evaluator.ts';
import type { ExplainRequest } from '../../../src/engine/protocol.ts';

const engine = createEngine({
  workers: 1,
  spawn: () => ({ api: createEvaluator(), died: new Promise(() => {}), close() {} }),
});
afterAll(() => engine.close());

const root = new URL('../../../', import.meta.url);
const source = (path: string) => {
  const bytes = readFileSync(new URL(path, root));
  return {
    name: path.split('/').at(-1) as string,
    data: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
  };
};
const json = (path: string): unknown => JSON.parse(readFileSync(new URL(path, root), 'utf8'));
const golden = json('test/golden/text/toxicity.json') as { text: string; here: number; published: number }[];

let study = '';
beforeAll(async () => {
  const card = parseCard(json('public/examples/toxicity/model.card.json'), 'model.card.json');
  const model = await engine.openModel(source('public/examples/toxicity/model.onnx'));
  const vocabulary = await engine.openVocabulary(source('public/examples/toxicity/vocab.txt'));
  study = (await engine.study({ model: model.handle, vocabulary: vocabulary.handle, card })).handle;
});

const explain = (text: string, name: string, more: Partial<ExplainRequest> = {}) =>
  engine.explain(
    'job',
    {
      study,
      input: { kind: 'text', text },
      explainer: { name },
      outputs: 'default',
      seed: 0,
      budget: { error: 0 },
      ...more,
    },
    () => {},
  );

test.each(golden)('answers as the package does: $text', async ({ text, here, published }) => {
  const { values, outputs } = await engine.predict(study, { kind: 'text', text });
  expect(outputs).toEqual(['not toxic', 'toxic']);
  expect(Math.abs(values[1] - here)).toBeLessThan(1e-5);
  // The package's own file rounds activations to eight bits, this one does not.
  expect(Math.abs(values[1] - published)).toBeLessThan(0.008);
});

test('a row’s answer does not depend on the others in its call', async () => {
  const text = 'Shut up and read the manual.';
  const together = await explain(text, 'exact', { text: { absent: 'mask' } });
  const alone = await engine.predict(study, { kind: 'text', text });
  const masked = await engine.predict(study, { kind: 'text', text: '[MASK] '.repeat(together.players.length) });
  expect(together.prediction[0]).toBe(alone.values[1]);
  expect(together.base[0]).toBe(masked.values[1]);
});

test.each(['Not good.', 'You are a stupid idiot.', 'Go to hell, loser!'])(
  'kernel-shap equals enumeration: %s',
  async (text) => {
    const [exact, kernel] = [await explain(text, 'exact'), await explain(text, 'kernel-shap')];
    expect(exact.players.length).toBeGreaterThan(2);
    for (const [at, value] of exact.attributions[0].entries())
      expect(Math.abs(kernel.attributions[0][at] - value)).toBeLessThan(1e-6);
  },
);

test('phrases share the prediction out without a rest', async () => {
  const record = await explain(golden[1].text, 'auto');
  expect(record).toMatchObject({ explainer: { name: 'partition-shap' }, stopped: 'done' });
  expect(Math.abs(record.additivityResidual?.[0] ?? 1)).toBeLessThan(1e-12);
  const strongest = record.players[record.attributions[0].indexOf(Math.max(...record.attributions[0]))];
  expect(['idiot', 'stupid']).toContain(strongest);
});
