// The library with real workers under Node, beside the command line.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildCli } from '../../scripts/build.mjs';
import { createOriel, type ExplainOptions, type Files, type Input, OrielError } from '../../src/library/index.ts';
import type { Explanation } from '../../src/records/record.ts';

const root = join(import.meta.dirname, '../..');
const examples = join(root, 'public/examples');
const run = promisify(execFile);

let assets: URL;
beforeAll(async () => {
  assets = pathToFileURL(`${await buildCli()}/`);
});

async function printed(...args: string[]): Promise<Explanation[]> {
  const all = [join(root, 'bin/oriel.mjs'), 'explain', '--workers', '1', ...args, '--json'];
  const { stdout } = await run(process.execPath, all, { cwd: examples, maxBuffer: 2 ** 27 });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Explanation);
}

interface Case {
  readonly files: Files;
  readonly card: string;
  readonly input: Input;
  readonly options: ExplainOptions;
  readonly args: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  'a table, sampled': {
    files: ['credit/mlp.onnx', 'credit/data.csv'],
    card: 'credit/mlp.card.json',
    input: 384,
    options: { explainer: 'kernel-shap', budget: { samples: 200 }, seed: 7 },
    args: [
      '--data',
      'credit/data.csv',
      '--row',
      '384',
      '--explainer',
      'kernel-shap',
      '--samples',
      '200',
      '--seed',
      '7',
    ],
  },
  'a table, read': {
    files: ['credit/gbt.onnx', 'credit/data.csv'],
    card: 'credit/gbt.card.json',
    input: 384,
    options: { space: 'raw' },
    args: ['--data', 'credit/data.csv', '--row', '384', '--space', 'raw'],
  },
  'a picture': {
    files: ['mobilenet/model.onnx'],
    card: 'mobilenet/model.card.json',
    input: 'mobilenet/photos/cat.jpg',
    options: { image: { segments: 20, fill: 'mean' }, budget: { samples: 16 } },
    args: ['--image', 'mobilenet/photos/cat.jpg', '--segments', '20', '--fill', 'mean', '--samples', '16'],
  },
  'a text': {
    files: ['sentiment/model.json'],
    card: 'sentiment/model.card.json',
    input: { text: 'A wonderful film.' },
    options: { text: { players: 'words' }, budget: { samples: 64 } },
    args: ['--text', 'A wonderful film.', '--players', 'words', '--samples', '64'],
  },
};

const absolute = (path: unknown): unknown => (typeof path === 'string' ? join(examples, path) : path);

describe('a record has the id that the command line prints', () => {
  test.each(Object.entries(cases))('%s', async (_, { files, card, input, options, args }) => {
    const oriel = await createOriel({ workers: 1, assets });
    const [model] = files as readonly string[];
    const [[line], record] = await Promise.all([
      printed('--model', model, '--card', card, ...args),
      oriel
        .open((files as readonly string[]).map(absolute) as Files, { card: absolute(card) as string })
        .then((opened) => opened.explain(absolute(input) as Input, options).result),
    ]);
    await oriel.close();
    expect(record.id).toBe(line.id);
    expect(record.attributions).toEqual(line.attributions);
  });

  test('rows that are explained together', async () => {
    const oriel = await createOriel({ workers: 1, assets, keep: 'none' });
    const files = ['credit/gbt.onnx', 'credit/data.csv'].map(absolute) as Files;
    const model = await oriel.open(files, { card: absolute('credit/gbt.card.json') as string });
    const ids: (string | undefined)[] = [];
    const batch = model.explainAll({ first: 0, last: 99 }, { space: 'raw' });
    for await (const { record } of batch) ids.push(record?.id);
    await oriel.close();
    const args = ['--data', 'credit/data.csv', '--row', '0-99', '--card', 'credit/gbt.card.json', '--space', 'raw'];
    expect(ids).toEqual((await printed('--model', 'credit/gbt.onnx', ...args)).map(({ id }) => id));
  });
});

test('several live side by side, and one that is closed has no workers left', async () => {
  const workers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
  const before = workers();
  const [first, second] = await Promise.all([
    createOriel({ workers: 1, assets }),
    createOriel({ workers: 1, assets, lang: 'de' }),
  ]);
  const files = ['credit/mlp.onnx', 'credit/data.csv', 'credit/mlp.card.json'].map(absolute) as Files;
  const options = { explainer: 'kernel-shap', budget: { samples: 100 } } as const;
  const [one, other] = await Promise.all([first.open(files), second.open(files)]);
  const [record, same] = await Promise.all([one.explain(1, options).result, other.explain(1, options).result]);
  expect(same.id).toBe(record.id);
  const error = new OrielError('failure-closed');
  expect(first.say(error)).toBe(error.message);
  expect(second.say(error)).not.toBe(error.message);
  expect(workers()).toBeGreaterThan(before);
  await first.close();
  await expect(first.open(files)).rejects.toMatchObject({ code: 'failure-closed' });
  // The other goes on.
  expect((await other.explain(2, options).result).players).toEqual(record.players);
  await second.close();
  await expect.poll(workers, { timeout: 30_000 }).toBe(before);
});
