// What decides an answer, or what its record says: an Oriel that answered something else of the same
// model before gives the record that one gives that knows nothing.

import { afterEach, expect, test } from 'vitest';
import type { ExplainOptions, Input } from '../../../src/library/options.ts';
import { given, openLibrary } from './support.ts';

const opened: ReturnType<typeof openLibrary>[] = [];
afterEach(async () => {
  for (const { oriel } of opened.splice(0)) await oriel.close();
});

type Files = readonly ReturnType<typeof given>[];

interface Asking {
  readonly files: Files;
  readonly options: ExplainOptions;
  readonly input?: Input;
}

function begin() {
  const library = openLibrary();
  opened.push(library);
  return async ({ files, options, input = 3 }: Asking) => {
    const model = await library.oriel.open(files);
    const job = model.explain(input, options);
    return { record: await job.result, from: job.status().from };
  };
}

/** Text files with something in them replaced. */
const altered = (path: string, change: (text: string) => string) => {
  const { name, data } = given(path);
  return { name, data: new TextEncoder().encode(change(new TextDecoder().decode(data))) };
};

const penguins = (card: (text: string) => string): Files => [
  given('penguins/forest.onnx'),
  given('penguins/data.csv'),
  altered('penguins/forest.card.json', card),
];
const swapped = (text: string): string => {
  const card = JSON.parse(text);
  const [first, second, ...rest] = card.classes;
  return JSON.stringify({ ...card, classes: [second, first, ...rest] });
};
const same = (text: string): string => text;

const credit = (table: (text: string) => string, card = same): Files => [
  given('credit/mlp.onnx'),
  altered('credit/data.csv', table),
  altered('credit/mlp.card.json', card),
];
const shorter = (text: string): string => text.split('\n').slice(0, 400).join('\n');
const renamed = (text: string): string => text.replaceAll('for free', 'FOR FREE');
const reference = altered('credit/data.csv', (text) => text.split('\n').slice(0, 30).join('\n'));
const against = { background: { file: { ...reference, name: 'reference.csv' } }, curves: false };

const kernel = { explainer: 'kernel-shap', budget: { samples: 64, error: 0 }, curves: false } as const;
const adelie = { outputs: ['Adelie'], curves: false } as const;
const forSamples = { budget: { samples: 200, error: 0 } };

const cases: readonly (readonly [name: string, before: Asking, now: Asking])[] = [
  [
    'classes in another order',
    { files: penguins(same), options: adelie },
    { files: penguins(swapped), options: adelie },
  ],
  ...['lime', 'glime', 'partition-shap'].map((explainer) => {
    const options = { ...against, ...forSamples, explainer };
    return [
      `${explainer} of another table`,
      { files: credit(same), options },
      { files: credit(shorter), options },
    ] as const;
  }),
  [
    'a level of another name',
    { files: credit(same), options: kernel },
    { files: credit(renamed, renamed), options: kernel },
  ],
  [
    'a method that is asked for by its name',
    { files: credit(same), options: { ...forSamples, curves: false } },
    { files: credit(same), options: { ...forSamples, curves: false, explainer: 'gp-shap' } },
  ],
  [
    'a method that was chosen',
    { files: credit(same), options: { ...forSamples, curves: false, explainer: 'gp-shap' } },
    { files: credit(same), options: { ...forSamples, curves: false } },
  ],
];

test.each(cases)('%s', async (_, before, now) => {
  const ask = begin();
  await ask(before);
  const { record } = await ask(now);
  const { record: fresh } = await begin()(now);
  expect(record.attributions).toEqual(fresh.attributions);
  expect(record.id).toBe(fresh.id);
});

test('all that the time allows is not what was enough without a limit', async () => {
  const ask = begin();
  const files = credit(same);
  const explainer = 'permutation-shap';
  const { record } = await ask({ files, options: { explainer, budget: { error: 0 }, curves: false } });
  const more = await ask({ files, options: { explainer, budget: { error: 0, milliseconds: 1500 }, curves: false } });
  expect(more.from).not.toBe('kept');
  expect(more.record.stopped).toBe('deadline');
  expect(more.record.coalitions).toBeGreaterThan(record.coalitions);
});
