import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Explanation } from '../../src/records/record.ts';
import { launch } from './browser.ts';
import { newRecord, recordOf, visit } from './visit.ts';

const root = join(import.meta.dirname, '../..');

let browser: Browser;
let page: Page | null = null;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/**
 * What the page explains at an address. One page goes to all of them, as by the browser's Forward,
 * so that runtimes and models are compiled once. No two are about the same input of a model: none is
 * answered by what another has asked.
 */
async function fromPage(query: string): Promise<Explanation> {
  const there = page;
  if (there)
    return newRecord(there, () =>
      there.evaluate((address) => {
        history.pushState(null, '', address);
        dispatchEvent(new PopStateEvent('popstate', { state: null }));
      }, query),
    );
  ({ page } = await visit(browser, query));
  return recordOf(page);
}

async function commandLine(...args: string[]): Promise<Explanation> {
  const all = [join(root, 'bin/oriel.mjs'), 'explain', ...args, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, all, { maxBuffer: 2 ** 27 });
  return JSON.parse(stdout);
}

/** All but times and back end. */
const lasting = ({
  created: _created,
  milliseconds: _milliseconds,
  backend: _backend,
  runtime: _runtime,
  ...rest
}: Explanation) => rest;

/** An example's model and table, for the command line. */
const filesOf = (example: string, model: string): string[] => {
  const folder = join(root, 'public/examples', example);
  const [onnx, card] = [join(folder, `${model}.onnx`), join(folder, `${model}.card.json`)];
  return ['--model', onnx, '--card', card, '--data', join(folder, 'data.csv')];
};

test.each([
  ['credit', 'gbt', 12, 'auto', 512],
  ['credit', 'gbt', 13, 'glime', 500],
  ['credit', 'mlp', 12, 'lime', 1000],
  ['credit', 'mlp', 13, 'permutation-shap', 300],
  ['credit', 'mlp', 14, 'banzhaf', 200],
  ['breast-cancer', 'mlp', 12, 'kernel-shap', 512],
  ['breast-cancer', 'mlp', 13, 'gp-shap', 600],
  ['breast-cancer', 'mlp', 14, 'regression-msr', 400],
  ['breast-cancer', 'mlp', 15, 'partition-shap', 300],
  ['breast-cancer', 'mlp', 16, 'sampling-shap', 300],
  ['penguins', 'forest', 12, 'auto', 2048],
  ['diabetes', 'gbt', 12, 'lime', 500],
] as const)(
  'page and command line give the same record to the bit: %s %s, row %i, %s',
  async (example, model, row, explainer, samples) => {
    const [seen, printed] = await Promise.all([
      fromPage(
        `?example=${example}&model=${model}.onnx&row=${row}&seed=9&samples=${samples}&explainer=${explainer}&backend=wasm`,
      ),
      commandLine(
        ...filesOf(example, model),
        ...['--row', `${row}`, '--seed', '9', '--samples', `${samples}`, '--explainer', explainer, '--output', 'all'],
      ),
    ]);
    expect(lasting(seen)).toEqual(lasting(printed));
  },
);

test.each([
  ['credit', 'gbt', 14, 'raw', 'tree-shap'],
  ['credit', 'gbt', 15, 'output', 'tree-shap'],
  ['penguins', 'forest', 13, 'output', 'auto'],
] as const)(
  'page and command line read the same values from trees: %s %s, row %i, %s, %s',
  async (example, model, row, space, explainer) => {
    const [seen, printed] = await Promise.all([
      fromPage(`?example=${example}&model=${model}.onnx&row=${row}&space=${space}&explainer=${explainer}`),
      commandLine(
        ...filesOf(example, model),
        ...['--row', `${row}`, '--space', space, '--explainer', explainer, '--output', 'all'],
      ),
    ]);
    expect(lasting(seen)).toEqual(lasting(printed));
    expect(printed.explainer.name).toBe('tree-shap');
  },
);

test.each([
  ['toxicity', 'model.onnx', 2, 'auto', 80],
  ['toxicity', 'model.onnx', 1, 'lime', 60],
  ['toxicity', 'model.onnx', 0, 'kernel-shap', 60],
  ['sentiment', 'model.json', 2, 'auto', 60],
] as const)(
  'page and command line give the same record of a text: %s %s, %i, %s',
  async (example, model, sample, explainer, samples) => {
    const folder = join(root, 'public/examples', example);
    const seen = await fromPage(
      `?example=${example}&sample=${sample}&seed=4&samples=${samples}&explainer=${explainer}&backend=wasm`,
    );
    const printed = await commandLine(
      ...['--model', join(folder, model), '--card', join(folder, 'model.card.json')],
      ...['--text', seen.input.kind === 'text' ? String(seen.input.text) : ''],
      ...['--seed', '4', '--samples', String(samples), '--explainer', explainer, '--output', 'all'],
    );
    expect(lasting(seen)).toEqual(lasting(printed));
  },
);

// Of a photo each explainer asks a hundred and fifty times, for its curves: LIME is compared on a
// small model (tfjs.test.ts).
test.each([
  ['auto', 32],
  ['rise', 24],
] as const)('page and command line give the same record of a photo: %s', async (explainer, samples) => {
  const folder = join(root, 'public/examples/mobilenet');
  const photo = explainer === 'auto' ? 'cat.jpg' : 'sheep.jpg';
  const seen = await fromPage(
    `?example=mobilenet&photo=${photo}&seed=4&samples=${samples}&explainer=${explainer}&backend=wasm`,
  );
  const printed = await commandLine(
    ...['--model', join(folder, 'model.onnx'), '--card', join(folder, 'model.card.json')],
    ...['--image', join(folder, 'photos', photo), '--seed', '4', '--samples', `${samples}`],
    ...['--explainer', explainer, ...seen.outputs.flatMap((name) => ['--output', name])],
  );
  expect(lasting(seen)).toEqual(lasting(printed));
});
