import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Explanation } from '../../src/records/record.ts';
import { launch } from './browser.ts';
import { recordOf, visit } from './visit.ts';

const root = join(import.meta.dirname, '../..');

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

function commandLine(...args: string[]): Explanation {
  return JSON.parse(
    execFileSync(process.execPath, [join(root, 'bin/oriel.mjs'), 'explain', ...args, '--json'], {
      maxBuffer: 2 ** 27,
      encoding: 'utf8',
    }),
  );
}

/** All but times and back end. */
const lasting = ({
  created: _created,
  milliseconds: _milliseconds,
  backend: _backend,
  runtime: _runtime,
  ...rest
}: Explanation) => rest;

test.each([
  ['credit', 'gbt', 'auto', 512],
  ['credit', 'mlp', 'lime', 1000],
  ['breast-cancer', 'mlp', 'kernel-shap', 512],
  ['penguins', 'forest', 'auto', 2048],
  ['diabetes', 'gbt', 'lime', 500],
  ['breast-cancer', 'mlp', 'gp-shap', 600],
  ['breast-cancer', 'mlp', 'regression-msr', 400],
  ['breast-cancer', 'mlp', 'partition-shap', 300],
  ['breast-cancer', 'mlp', 'sampling-shap', 300],
  ['credit', 'gbt', 'glime', 500],
  ['credit', 'mlp', 'permutation-shap', 300],
  ['credit', 'mlp', 'banzhaf', 200],
] as const)(
  'page and command line give the same record to the bit: %s %s, %s',
  async (example, model, explainer, samples) => {
    const folder = join(root, 'public/examples', example);
    const fromNode = commandLine(
      ...[
        '--model',
        join(folder, `${model}.onnx`),
        '--card',
        join(folder, `${model}.card.json`),
        '--data',
        join(folder, 'data.csv'),
      ],
      ...['--row', '12', '--seed', '9', '--samples', String(samples), '--explainer', explainer, '--output', 'all'],
    );
    const { page, context } = await visit(
      browser,
      `?example=${example}&model=${model}.onnx&row=12&seed=9&samples=${samples}&explainer=${explainer}&backend=wasm`,
    );
    expect(lasting(await recordOf(page))).toEqual(lasting(fromNode));
    await context.close();
  },
);

test.each([
  ['credit', 'gbt', 'raw', 'tree-shap'],
  ['credit', 'gbt', 'output', 'tree-shap'],
  ['penguins', 'forest', 'output', 'auto'],
] as const)(
  'page and command line read the same values from trees: %s %s, %s, %s',
  async (example, model, space, explainer) => {
    const folder = join(root, 'public/examples', example);
    const fromNode = commandLine(
      ...[
        '--model',
        join(folder, `${model}.onnx`),
        '--card',
        join(folder, `${model}.card.json`),
        '--data',
        join(folder, 'data.csv'),
      ],
      ...['--row', '12', '--space', space, '--explainer', explainer, '--output', 'all'],
    );
    const { page, context } = await visit(
      browser,
      `?example=${example}&model=${model}.onnx&row=12&space=${space}&explainer=${explainer}`,
    );
    expect(lasting(await recordOf(page))).toEqual(lasting(fromNode));
    expect(fromNode.explainer.name).toBe('tree-shap');
    await context.close();
  },
);

test.each([
  ['toxicity', 'model.onnx', 'auto', 80],
  ['toxicity', 'model.onnx', 'lime', 60],
  ['toxicity', 'model.onnx', 'kernel-shap', 60],
  ['sentiment', 'model.json', 'auto', 60],
] as const)(
  'page and command line give the same record of a text: %s %s, %s',
  async (example, model, explainer, samples) => {
    const folder = join(root, 'public/examples', example);
    const query = `?example=${example}&sample=2&seed=4&samples=${samples}&explainer=${explainer}&backend=wasm`;
    const { page, context } = await visit(browser, query);
    const fromPage = await recordOf(page);
    const fromNode = commandLine(
      ...['--model', join(folder, model), '--card', join(folder, 'model.card.json')],
      ...['--text', fromPage.input.kind === 'text' ? String(fromPage.input.text) : ''],
      ...['--seed', '4', '--samples', String(samples), '--explainer', explainer, '--output', 'all'],
    );
    expect(lasting(fromPage)).toEqual(lasting(fromNode));
    await context.close();
  },
);

test.each([
  ['auto', 32],
  ['lime', 24],
  ['rise', 24],
] as const)('page and command line give the same record of a photo: %s', async (explainer, samples) => {
  const folder = join(root, 'public/examples/mobilenet');
  const { page, context } = await visit(
    browser,
    `?example=mobilenet&photo=cat.jpg&seed=4&samples=${samples}&explainer=${explainer}&backend=wasm`,
  );
  const fromPage = await recordOf(page);
  const fromNode = commandLine(
    ...[
      '--model',
      join(folder, 'model.onnx'),
      '--card',
      join(folder, 'model.card.json'),
      '--image',
      join(folder, 'photos/cat.jpg'),
    ],
    ...[
      '--seed',
      '4',
      '--samples',
      String(samples),
      '--explainer',
      explainer,
      ...fromPage.outputs.flatMap((name) => ['--output', name]),
    ],
  );
  expect(lasting(fromPage)).toEqual(lasting(fromNode));
  await context.close();
});
