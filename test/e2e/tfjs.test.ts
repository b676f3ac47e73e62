import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Explanation } from '../../src/records/record.ts';
import { pictureNetwork, type SavedModel, seeded, tableNetwork } from '../support/tfjs.ts';
import { launch } from './browser.ts';
import { chooseFiles, newRecord, visit } from './visit.ts';

const root = join(import.meta.dirname, '../..');
const data = join(root, 'public/examples/breast-cancer/data.csv');
const photo = join(root, 'public/examples/mobilenet/photos/cat.jpg');

let browser: Browser;
let folder: string;
beforeAll(async () => {
  browser = await launch();
  folder = mkdtempSync(join(tmpdir(), 'oriel-tfjs-'));
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

function commandLine(...args: string[]): Explanation {
  return JSON.parse(
    execFileSync(process.execPath, [join(root, 'bin/oriel.mjs'), 'explain', ...args, '--json'], {
      maxBuffer: 2 ** 27,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
}

const upload = (name: string, bytes: Uint8Array) => ({ name, mimeType: '', buffer: Buffer.from(bytes) });
const filesOf = ({ json, shards }: SavedModel) => [
  upload('model.json', json),
  ...Object.entries(shards).map(([name, bytes]) => upload(name, bytes)),
];
const write = (model: SavedModel) => {
  for (const { name, buffer } of filesOf(model)) writeFileSync(join(folder, name), buffer);
  return join(folder, 'model.json');
};

/** All but times and back end. */
const lasting = ({ created: _created, milliseconds: _milliseconds, backend: _backend, ...rest }: Explanation) => rest;

test('a model of a table, dropped with its shards, gives the command line’s record to the bit', async () => {
  const model = await seeded(tableNetwork(30, 1), 1, 0.02);
  const { page, context, complaints } = await visit(browser, '?samples=300&explainer=kernel-shap&backend=wasm&seed=5');
  const table = upload('data.csv', readFileSync(data));
  await newRecord(page, () => chooseFiles(page, [...filesOf(model), table]));
  const chosen = { explainer: 'kernel-shap', samples: '300', seed: '5' };
  const record = await newRecord(page, async () => {
    await page.getByRole('spinbutton', { name: 'Row', exact: true }).fill('12');
    await page.getByRole('spinbutton', { name: 'Row', exact: true }).press('Enter');
  });
  expect(record).toMatchObject({
    model: { format: 'tfjs' },
    backend: { name: 'wasm' },
    runtime: expect.stringMatching(/^tensorflow\.js .*wasm/),
  });
  expect(complaints).toEqual([]);

  const flags = Object.entries(chosen).flatMap(([name, value]) => [`--${name}`, value]);
  const fromNode = commandLine('--model', write(model), '--data', data, '--row', '12', '--output', 'all', ...flags);
  expect(lasting(record)).toEqual(lasting(fromNode));

  // The same as a zip.
  const zip = upload('model.zip', zipSync({ 'model.json': model.json, ...model.shards }));
  const again = await newRecord(page, () => chooseFiles(page, [zip, table]));
  expect(again.model.sha256).toBe(record.model.sha256);
  await context.close();
});

test.each(['kernel-shap', 'lime', 'rise'])('a model of pictures does too: %s', async (explainer) => {
  const model = await seeded(pictureNetwork(32, 4));
  // The page begins with a table, which RISE cannot explain: it is chosen once the picture is there.
  const first = explainer === 'rise' ? 'occlusion' : explainer;
  const { page, context, complaints } = await visit(browser, `?samples=60&explainer=${first}&backend=wasm&seed=5`);
  const picture = upload('cat.jpg', readFileSync(photo));
  let record = await newRecord(page, () => chooseFiles(page, [...filesOf(model), picture]));
  if (first !== explainer) {
    await page.getByText('More settings').click();
    record = await newRecord(page, () => page.locator('#field-explainer').selectOption(explainer));
  }
  expect(record.explainer.name).toBe(explainer);
  expect(record.runtime).toMatch(/^tensorflow\.js .*wasm/);
  expect(complaints).toEqual([]);
  const card = await page.evaluate(() => window.oriel.record?.outputs);
  const cardFile = join(folder, 'card.json');
  writeFileSync(
    cardFile,
    JSON.stringify({
      schema: 'oriel.card/1',
      name: 'model',
      task: 'multiclass',
      input: {
        kind: 'image',
        layout: 'NHWC',
        size: [32, 32],
        channels: 'RGB',
        scale: [1, 1, 1].map((one) => one / 255),
        offset: [0, 0, 0],
        crop: 'centre',
      },
    }),
  );
  const fromNode = commandLine(
    ...[
      '--model',
      write(model),
      '--card',
      cardFile,
      '--image',
      photo,
      '--samples',
      '60',
      '--explainer',
      explainer,
      '--seed',
      '5',
    ],
    ...(card ?? []).flatMap((name) => ['--output', name]),
  );
  expect(lasting(record)).toEqual(lasting(fromNode));
  await context.close();
});

test('shards without their model, and a model without its shards, say what is missing', async () => {
  const [json, shard] = filesOf(await seeded(tableNetwork(30, 1)));
  const { page, context } = await visit(browser, '?samples=64');
  await chooseFiles(page, [shard]);
  await page.getByText(/holds weights of a TensorFlow\.js model\. Choose it together with its model\.json/).waitFor();
  await chooseFiles(page, [json]);
  await page.getByText(/model\.json keeps its weights in other files, and these are missing/).waitFor();
  await context.close();
});
