// Texts through the whole engine: a bag of words whose Shapley values and LIME coefficients are
// known, and what is asked of them.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import type { Card } from '../../../src/data/card.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import { createEvaluator } from '../../../src/engine/evaluator/evaluator.ts';
import type { ExplainRequest } from '../../../src/engine/protocol.ts';
import { graphMessage, modelFile, valueInfo } from '../../support/onnx.ts';

const engine = createEngine({
  workers: 1,
  spawn: () => ({ api: createEvaluator(), died: new Promise(() => {}), close() {} }),
});
afterAll(() => engine.close());

const golden = new URL('../../golden/', import.meta.url);
const json = (path: string) => JSON.parse(readFileSync(new URL(path, golden), 'utf8'));
const source = (name: string, data: Uint8Array | string) => ({
  name,
  data: new Uint8Array(Buffer.from(data)).buffer as ArrayBuffer,
});
const nothing = () => {};
const request = (study: string, text: string, name: string, more: Partial<ExplainRequest> = {}): ExplainRequest => ({
  study,
  input: { kind: 'text', text },
  explainer: { name },
  outputs: 'default',
  seed: 0,
  budget: {},
  ...more,
});

// ------------------------------------------------------------------ a bag of words

interface Surrogates {
  readonly n_seeds: number;
  readonly coef_mean: readonly number[];
  readonly coef_std: readonly number[];
}
interface Review {
  readonly text: string;
  readonly tokens: readonly string[];
  readonly words: readonly string[];
  readonly pred: number;
  readonly empty: number;
  readonly all_features: Surrogates;
  readonly positions_all_features: Surrogates;
  readonly shapley_words?: readonly number[];
  readonly shapley_positions?: readonly number[];
}
const reviews: { model: { weights: Record<string, number>; intercept: number }; docs: Review[] } =
  json('lime/text-reviews.json');

/** sigmoid(intercept + sum of the words' weights). Word 0 is any word without a weight. */
function bagOfWords(): { model: Uint8Array; index: Record<string, number> } {
  const words = Object.keys(reviews.model.weights);
  const weights = Float32Array.from([0, ...words.map((word) => reviews.model.weights[word])]);
  const model = modelFile(
    graphMessage({
      nodes: [
        { op: 'Gather', inputs: ['weights', 'input_ids'], outputs: ['each'] },
        { op: 'ReduceSum', inputs: ['each', 'axes'], outputs: ['sum'], attributes: { keepdims: { int: 0 } } },
        { op: 'Add', inputs: ['sum', 'intercept'], outputs: ['score'] },
        { op: 'Sigmoid', inputs: ['score'], outputs: ['probability'] },
      ],
      weights: [
        { name: 'weights', dims: [weights.length, 1], data: weights },
        { name: 'axes', dims: [1], data: BigInt64Array.of(1n) },
        { name: 'intercept', dims: [1], data: Float32Array.of(reviews.model.intercept) },
      ],
      inputs: [valueInfo('input_ids', 'int64', ['N', 'S'])],
      outputs: [valueInfo('probability', 'float32', ['N', 1])],
    }),
  );
  return { model, index: Object.fromEntries(words.map((word, at) => [word, at + 1])) };
}

describe('a bag of words', () => {
  let study = '';
  beforeAll(async () => {
    const { model, index } = bagOfWords();
    const opened = await engine.openModel(source('reviews.onnx', model));
    const vocabulary = await engine.openVocabulary(source('index.json', JSON.stringify(index)));
    const card: Card = {
      schema: 'oriel.card/1',
      name: 'reviews',
      task: 'binary',
      classes: ['negative', 'positive'],
      input: { kind: 'text' },
      tokenizer: { kind: 'words', pattern: '[\\p{L}\\p{N}_]+', special: { unknown: 0, pad: 0 } },
    };
    study = (await engine.study({ model: opened.handle, vocabulary: vocabulary.handle, card })).handle;
  });

  test.each(reviews.docs)('answers as the reference: $text', async ({ text, pred }) => {
    const { values } = await engine.predict(study, { kind: 'text', text });
    expect(Math.abs(values[0] - pred)).toBeLessThan(1e-6);
  });

  const short = reviews.docs.filter((review) => review.shapley_positions);
  // The reference parts words at apostrophes; here they hold a word together.
  const plain = reviews.docs.filter(({ text }) => !text.includes("'"));

  test.each(short)('exact values are the reference’s: $text', async ({ text, tokens, empty, shapley_positions }) => {
    const record = await engine.explain('job', request(study, text, 'exact', { text: { players: 'tokens' } }), nothing);
    expect(record.players).toEqual(tokens);
    expect(Math.abs(record.base[0] - empty)).toBeLessThan(1e-6);
    for (const [at, value] of shapley_positions?.entries() ?? [])
      expect(Math.abs(record.attributions[0][at] - value)).toBeLessThan(1e-6);
  });

  test.each(short.filter((review) => plain.includes(review)))(
    'equal words as one: $text',
    async ({ text, words, shapley_words }) => {
      const record = await engine.explain(
        'job',
        request(study, text, 'exact', { text: { players: 'distinct' } }),
        nothing,
      );
      expect(record.players).toEqual(words);
      for (const [at, value] of shapley_words?.entries() ?? [])
        expect(Math.abs(record.attributions[0][at] - value)).toBeLessThan(1e-6);
    },
  );

  test.each(short.filter(({ tokens }) => tokens.length <= 11))('kernel-shap is exact: $text', async ({ text }) => {
    const choice = { text: { players: 'tokens' }, budget: { error: 0 } } as const;
    const exact = await engine.explain('job', request(study, text, 'exact', choice), nothing);
    const kernel = await engine.explain('job', request(study, text, 'kernel-shap', choice), nothing);
    for (const [at, value] of exact.attributions[0].entries())
      expect(Math.abs(kernel.attributions[0][at] - value)).toBeLessThan(1e-6);
  });

  const SEEDS = 8;
  test.each([
    ['words at their places', 'tokens', reviews.docs],
    ['equal words as one', 'distinct', plain],
  ] as const)('LIME over seeds is where the lime package is: %s', { timeout: 240_000 }, async (_, players, docs) => {
    let coefficients = 0;
    let close = 0;
    for (const review of docs) {
      const reference = players === 'tokens' ? review.positions_all_features : review.all_features;
      const runs: (readonly number[])[] = [];
      for (let seed = 0; seed < SEEDS; seed++) {
        const choice = {
          text: { players },
          explainer: { name: 'lime', options: { numFeatures: 0 } },
          seed,
          budget: { error: 0 },
        };
        const record = await engine.explain('job', request(study, review.text, 'lime', choice), nothing);
        expect(record).toMatchObject({ coalitions: 5000, input: { absent: 'remove' } });
        runs.push(record.attributions[0]);
      }
      for (const [at, wanted] of reference.coef_mean.entries()) {
        const values = runs.map((run) => run[at]);
        const mean = values.reduce((sum, value) => sum + value, 0) / SEEDS;
        const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (SEEDS - 1);
        const bound = 4 * Math.sqrt(reference.coef_std[at] ** 2 / reference.n_seeds + variance / SEEDS);
        coefficients += 1;
        if (Math.abs(mean - wanted) <= bound) close += 1;
      }
    }
    expect(coefficients).toBeGreaterThan(80);
    expect(close / coefficients).toBeGreaterThanOrEqual(0.95);
  });
});

// ------------------------------------------------------------------ what is asked

/**
 * A vocabulary of BERT's kind, and a model that counts its tokens: each weighs its number, the mask
 * token −1.
 */
function counting(places: number | string): { model: Uint8Array; vocabulary: string } {
  const pieces = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'good', 'bad', 'not', '##ly', '.', 'very'];
  const weights = Float32Array.from(pieces, (_, at) => (at < 5 ? 0 : at));
  weights[4] = -1;
  const model = modelFile(
    graphMessage({
      nodes: [
        { op: 'Gather', inputs: ['weights', 'input_ids'], outputs: ['each'] },
        { op: 'Cast', inputs: ['attention_mask'], outputs: ['seen'], attributes: { to: { int: 1 } } },
        { op: 'Mul', inputs: ['each', 'seen'], outputs: ['kept'] },
        { op: 'ReduceSum', inputs: ['kept', 'axes'], outputs: ['score'], attributes: { keepdims: { int: 1 } } },
        { op: 'ReduceSum', inputs: ['seen', 'axes'], outputs: ['count'], attributes: { keepdims: { int: 1 } } },
        { op: 'Concat', inputs: ['score', 'count'], outputs: ['logits'], attributes: { axis: { int: 1 } } },
      ],
      weights: [
        { name: 'weights', dims: [weights.length], data: weights },
        { name: 'axes', dims: [1], data: BigInt64Array.of(1n) },
      ],
      inputs: [valueInfo('input_ids', 'int64', ['N', places]), valueInfo('attention_mask', 'int64', ['N', places])],
      outputs: [valueInfo('logits', 'float32', ['N', 2])],
    }),
  );
  return { model, vocabulary: `${pieces.join('\n')}\n` };
}

/** The model's two numbers as they are: the score and the count of tokens it looks at. */
async function openCounting(places: number | string, post?: 'softmax') {
  const { model, vocabulary } = counting(places);
  const opened = await engine.openModel(source('counting.onnx', model));
  const words = await engine.openVocabulary(source('vocab.txt', vocabulary));
  const card: Card = {
    schema: 'oriel.card/1',
    name: 'counting',
    task: 'regression',
    input: { kind: 'text' },
    tokenizer: { kind: 'wordpiece', length: 12 },
    ...(post && { post }),
  };
  return engine.study({ model: opened.handle, vocabulary: words.handle, card });
}

const expectNear = (found: readonly (readonly number[])[], wanted: readonly (readonly number[])[]) => {
  expect(found.map((row) => row.length)).toEqual(wanted.map((row) => row.length));
  for (const [k, row] of wanted.entries())
    for (const [at, value] of row.entries()) expect(found[k][at]).toBeCloseTo(value, 12);
};

describe('words that are hidden', () => {
  const text = 'Not badly good.';
  const answers = (study: string, absent: 'mask' | 'remove' | 'pad') =>
    engine.explain('job', request(study, text, 'exact', { outputs: 'all', text: { absent } }), nothing);

  test.each([['S'], [12]])('are masked, taken out, or looked past, %s places', async (places) => {
    const { handle } = await openCounting(places);
    // Tokens: [CLS] not bad ##ly good . [SEP], of weights 0, 7, 6, 8, 5, 9, 0.
    const masked = await answers(handle, 'mask');
    expect(masked.players).toEqual(['Not', 'badly', 'good', '.']);
    expect(masked.prediction).toEqual([35, 7]);
    expect(masked.base).toEqual([-5, 7]);
    expectNear(masked.attributions, [
      [8, 16, 6, 10],
      [0, 0, 0, 0],
    ]);
    for (const absent of ['remove', 'pad'] as const) {
      const record = await answers(handle, absent);
      expect(record.input).toMatchObject({ kind: 'text', text, absent, part: null });
      expect(record.base).toEqual([0, 2]);
      expectNear(record.attributions, [
        [7, 14, 5, 9],
        [1, 2, 1, 1],
      ]);
    }
  });

  test('the mask token is the default where there is one, taking out is LIME’s', async () => {
    const { handle, text: facts } = await openCounting('S');
    expect(facts).toEqual({ length: 12, mask: true });
    const plain = await engine.explain('job', request(handle, text, 'auto'), nothing);
    expect(plain).toMatchObject({ explainer: { name: 'partition-shap' }, input: { absent: 'mask' } });
    const lime = await engine.explain('job', request(handle, text, 'lime', { budget: { samples: 200 } }), nothing);
    expect(lime.input).toMatchObject({ absent: 'remove' });
  });

  test('values of phrases add up to the prediction, and the record has the phrases', async () => {
    const { handle } = await openCounting('S');
    const record = await engine.explain('job', request(handle, text, 'auto'), nothing);
    expect(record.additivityResidual?.[0]).toBeCloseTo(0, 9);
    expect(record.input).toMatchObject({
      spans: [[[0, 3]], [[4, 9]], [[10, 14]], [[14, 15]]],
      phrases: { left: [0, 4, 5], right: [1, 2, 3] },
    });
  });

  test('logits become probabilities where the card says so', async () => {
    const { handle } = await openCounting('S', 'softmax');
    const { values } = await engine.predict(handle, { kind: 'text', text: 'good' });
    expect(values[0]).toBeCloseTo(1 / (1 + Math.exp(3 - 5)), 12);
    expect(values[0] + values[1]).toBeCloseTo(1, 12);
  });
});

describe('long texts', () => {
  const text = 'Good good good good good good. Not not not bad bad. Very good.';

  test('are explained part by part, and the person is told', async () => {
    const { handle } = await openCounting('S');
    const notes: string[] = [];
    const records = [];
    for (let window = 0; window < 2; window++) {
      const wanted = request(handle, text, 'exact', { text: { window } });
      records.push(await engine.explain('job', wanted, ({ note }) => note && notes.push(english.text(note))));
    }
    expect(notes).toEqual([expect.stringContaining('part 1 of 2'), expect.stringContaining('part 2 of 2')]);
    const parts = records.map(({ input }) => (input.kind === 'text' ? input.part : null));
    expect(parts).toEqual([
      [0, 42],
      [43, text.length],
    ]);
    expect(records.flatMap(({ players }) => players).join(' ')).toBe(text.replaceAll('.', ' .'));
    await expect(
      engine.explain('job', request(handle, text, 'exact', { text: { window: 2 } }), nothing),
    ).rejects.toMatchObject({
      code: 'request-invalid',
    });
  });
});

describe('what cannot be explained is said', () => {
  test('a text without words, another kind of input, a mask there is not', async () => {
    const { handle } = await openCounting('S');
    const tell = (wanted: ExplainRequest) => engine.explain('job', wanted, nothing);
    await expect(tell(request(handle, ' \n', 'auto'))).rejects.toMatchObject({ code: 'text-empty' });
    await expect(tell({ ...request(handle, '', 'auto'), input: { kind: 'row', row: 0 } })).rejects.toMatchObject({
      code: 'request-invalid',
    });
    await expect(tell(request(handle, 'good', 'rise'))).rejects.toMatchObject({ code: 'request-invalid' });
    const { model, index } = bagOfWords();
    const opened = await engine.openModel(source('reviews.onnx', model));
    await expect(engine.study({ model: opened.handle })).rejects.toMatchObject({ code: 'model-needs-vocabulary' });
    const vocabulary = await engine.openVocabulary(source('index.json', JSON.stringify(index)));
    const study = await engine.study({ model: opened.handle, vocabulary: vocabulary.handle });
    await expect(tell(request(study.handle, 'good', 'exact', { text: { absent: 'mask' } }))).rejects.toMatchObject({
      code: 'request-invalid',
    });
  });
});
