// The fewest words and regions that an answer hangs on, asked of the library: what is proposed is
// answered as the record says, by the model itself.

import { afterAll, describe, expect, test } from 'vitest';
import { decodeSegments } from '../../../src/data/pictures/segment-map.ts';
import type { OrielModel } from '../../../src/library/oriel-model.ts';
import { counterfactualId } from '../../../src/records/counterfactual.ts';
import { type PartsCounterfactual, parseAnyCounterfactual } from '../../../src/records/parts-counterfactual.ts';
import { failureOf } from '../../support/failure.ts';
import { given, openLibrary } from './support.ts';

const { oriel } = openLibrary();
afterAll(() => oriel.close());

const sentiment = (): Promise<OrielModel> =>
  oriel.open(
    ['model.json', 'group1-shard1of2', 'group1-shard2of2', 'word_index.json'].map((name) => given(`sentiment/${name}`)),
    {
      card: given('sentiment/model.card.json'),
    },
  );
const toxicity = (): Promise<OrielModel> =>
  oriel.open([given('toxicity/model.onnx'), given('toxicity/vocab.txt')], { card: given('toxicity/model.card.json') });

const classOf = ({ outputs }: PartsCounterfactual, output: readonly number[]): string =>
  outputs[output.indexOf(Math.max(...output))];

async function check(model: OrielModel, record: PartsCounterfactual): Promise<void> {
  expect(parseAnyCounterfactual(JSON.parse(JSON.stringify(record)))).toEqual(record);
  expect(await counterfactualId(record)).toBe(record.id);
  const { input, ways, modelOutput } = record;
  if (input.kind !== 'text') throw new Error('text expected');
  expect((await model.predict([{ text: input.text }]))[0]).toEqual(modelOutput);
  for (const way of ways) {
    expect((await model.predict([{ text: way.text ?? '' }]))[0]).toEqual(way.output);
    expect(classOf(record, way.output)).not.toBe(classOf(record, modelOutput));
    expect(way.parts).toHaveLength(way.changed);
  }
}

/** Parts of a text as they stand in it. */
const wordsOf = ({ input }: PartsCounterfactual, parts: readonly number[]): string[] =>
  input.kind === 'text'
    ? parts.map((part) => input.spans[part].map(([start, end]) => input.text.slice(start, end)).join(' '))
    : [];

describe('words', () => {
  test('that are taken out: the text without them is answered so, and no fewer do it', async () => {
    const model = await toxicity();
    const text = 'You are a stupid idiot.';
    const record = await model.counterfactual({ text }, { milliseconds: 600_000 }).result;
    await check(model, record);
    expect(record).toMatchObject({ change: 'remove', proof: 'nearest', stopped: 'done' });
    const words = text.slice(0, -1).split(' ');
    expect(record.input.kind === 'text' && record.input.spans).toHaveLength(words.length);
    // All ways to take words out, one by one.
    let fewest = Number.POSITIVE_INFINITY;
    for (let out = 1; out < 1 << words.length; out++) {
      const left = words.filter((_, at) => ((out >> at) & 1) === 0);
      const [answer] = await model.predict([{ text: `${left.join(' ')}.` }]);
      if (classOf(record, answer) !== classOf(record, record.modelOutput))
        fewest = Math.min(fewest, words.length - left.length);
    }
    expect(record.ways[0].changed).toBe(fewest);
    await model.close();
  });

  test('that are swapped stand elsewhere in the text', async () => {
    const model = await toxicity();
    const text = 'You are a stupid idiot.';
    const record = await model.counterfactual({ text }, { swap: true, count: 2, changed: 2, milliseconds: 600_000 })
      .result;
    await check(model, record);
    expect(record.change).toBe('swap');
    for (const { parts, by } of record.ways) {
      expect(by).toHaveLength(parts.length);
      for (const word of by ?? []) expect(text).toContain(word);
      expect(wordsOf(record, parts)).not.toEqual(by);
    }
    await model.close();
  });

  test('sentences are parts where these are asked for; spaces and marks are put in order', async () => {
    const model = await sentiment();
    const text = 'Terrible, bad. I love it.';
    const sentences = await model.counterfactual({ text }, { players: 'sentences', milliseconds: 600_000 }).result;
    await check(model, sentences);
    expect(sentences.input.kind === 'text' && sentences.input.spans).toHaveLength(2);
    for (const way of sentences.ways) expect(['Terrible, bad.', 'I love it.', '']).toContain(way.text);
    const words = await model.counterfactual({ text }, { changed: 1, milliseconds: 600_000 }).result;
    await check(model, words);
    for (const way of words.ways) expect(way.text).not.toMatch(/^\s|\s\s| [.,!]/);
    await model.close();
  });

  test('what cannot be asked', async () => {
    const model = await sentiment();
    const codes: string[] = [];
    for (const [input, options] of [
      [{ text: '... !' }, {}],
      [{ text: 'Fine.' }, { to: 'none such' }],
      [{ text: 'Fine.' }, { count: 9 }],
    ] as const)
      codes.push((await failureOf(() => model.counterfactual(input, options).result)).code);
    expect(codes).toEqual(['text-empty', 'request-output', 'request-invalid']);
    await model.close();
  });
});

test('regions of a picture: the picture without them is answered so, and the record has only the outputs that matter', async () => {
  const model = await oriel.open([given('mobilenet/model.onnx')], { card: given('mobilenet/model.card.json') });
  const cat = { name: 'cat.jpg', data: given('mobilenet/photos/cat.jpg').data };
  const record = await model.counterfactual(cat, {
    image: { segments: 20, fill: 'mean' },
    changed: 3,
    milliseconds: 600_000,
  }).result;
  expect(parseAnyCounterfactual(JSON.parse(JSON.stringify(record)))).toEqual(record);
  const { input, ways, outputs } = record;
  if (input.kind !== 'image') throw new Error('picture expected');
  const segments = decodeSegments(input.segments, input.width, input.height);
  expect(outputs.length).toBeLessThan(20);
  expect(['nearest', 'none within limits']).toContain(record.proof);
  for (const { parts, distance, output } of ways) {
    const hidden = segments.filter((segment) => parts.includes(segment)).length;
    expect(distance).toBeCloseTo(hidden / segments.length, 12);
    expect(classOf(record, output)).not.toBe(classOf(record, record.modelOutput));
  }
  await model.close();
});
