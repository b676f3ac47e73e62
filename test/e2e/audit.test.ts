// What one person has made, another checks: records, logs and bundles on the page and on the
// command line, made anew by the one where the other made them. `npm run soak -- replay` does so
// with over 100 records of all kinds of model.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Explanation } from '../../src/records/record.ts';
import { requests } from './answers/requests.ts';
import { launch } from './browser.ts';
import { databases } from './database.ts';
import { newRecord, recordOf, visit } from './visit.ts';

const root = join(import.meta.dirname, '../..');
const oriel = join(root, 'bin/oriel.mjs');
const all = process.env.ORIEL_REPLAY === 'all';

let browser: Browser;
let context: BrowserContext | undefined;
let folder = '';
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  browser = await launch();
  folder = await mkdtemp(join(tmpdir(), 'oriel-audit-'));
});
afterEach(async () => {
  await context?.close();
  context = undefined;
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

async function open(query: string): Promise<Page> {
  const visited = await visit(browser, query, { locale: 'en-US' });
  context = visited.context;
  return visited.page;
}

const run = (...args: string[]): string =>
  execFileSync(process.execPath, [oriel, ...args], { maxBuffer: 2 ** 28, encoding: 'utf8' });

const example = (path: string): string => join(root, 'public/examples', path);
const credit = ['--model', example('credit/gbt.onnx'), '--card', example('credit/gbt.card.json')];
const rows = ['--data', example('credit/data.csv')];

const checked = (page: Page) => page.locator('.checked');
const verdicts = (page: Page) => checked(page).locator('.verdict').allInnerTexts();

/** Gives files to the page, as if they were dropped, and waits until they are checked. */
async function give(page: Page, files: readonly string[]): Promise<void> {
  const close = checked(page).getByRole('button', { name: 'Put away' });
  if (await close.isVisible()) await close.click();
  await page.locator('oriel-own-files input[type=file]').setInputFiles([...files]);
  await checked(page).locator('.verdict').first().waitFor();
}

async function makeAnew(page: Page): Promise<string> {
  await checked(page).getByRole('button', { name: /ane/ }).click();
  await page.waitForFunction(
    () => document.querySelector('.made-anew .verdict') && !document.querySelector('.made-anew progress'),
    undefined,
    { timeout: all ? 600_000 : 120_000 },
  );
  return checked(page).locator('.made-anew').innerText();
}

describe('on the page', () => {
  test('a log and the records that it names: intact, as logged, and made anew the same to the bit', async () => {
    const log = at('log.jsonl');
    const made = run('explain', ...credit, ...rows, '--row', '7-9', '--space', 'raw', '--json', '--log', log);
    writeFileSync(at('records.jsonl'), made);
    run('log', log, '--decision', 'granted', '--record', (JSON.parse(made.split('\n')[0]) as Explanation).id);
    const page = await open('?example=credit&model=gbt.onnx&row=384');
    await give(page, [log, at('records.jsonl')]);
    expect(await checked(page).innerText()).toContain('4 entries, none changed');
    expect(await checked(page).innerText()).toContain('3 records of 3 logged explanations');
    // The record is on show as well, as ever.
    expect(await page.locator('.opened-record').isVisible()).toBe(true);
    expect(await makeAnew(page)).toContain('3 are the same to the bit');
    const verified = run('verify', log, '--records', at('records.jsonl'), ...credit, ...rows);
    expect(verified).toContain('3 the same to the bit');
  });

  test('one changed byte of a log is named with its line, and a changed record with its column', async () => {
    const page = await open('?example=credit&model=gbt.onnx&row=384');
    const log = readFileSync(at('log.jsonl'), 'utf8');
    writeFileSync(at('changed.jsonl'), log.replace('row 8', 'row 3'));
    await give(page, [at('changed.jsonl')]);
    expect(await verdicts(page)).toEqual([expect.stringContaining('not what was written')]);
    expect(await checked(page).innerText()).toContain('changed.jsonl, line 2');
    const { status, stdout } = spawnSync(process.execPath, [oriel, 'verify', at('changed.jsonl')], {
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([4, expect.stringContaining('changed.jsonl:2: ')]);

    const [first] = readFileSync(at('records.jsonl'), 'utf8').split('\n');
    const record = JSON.parse(first) as { attributions: number[][]; players: string[] };
    record.attributions[0][4] += 0.25;
    writeFileSync(at('forged.json'), JSON.stringify(record));
    await give(page, [at('forged.json')]);
    expect(await verdicts(page)).toEqual([expect.stringContaining('not what was written')]);
    expect(await makeAnew(page)).toContain(`differs in “${record.players[4]}” (bad risk) by up to 0.25`);
  });

  test('the files of a bundle, whichever folder they are dropped with', async () => {
    run('batch', ...credit, ...rows, '--rows', '0-4', '--space', 'raw', '--records', '--out', at('bundle'));
    const names = ['bundle.json', 'values.parquet', 'log.jsonl', 'runs.jsonl', 'records/00000.jsonl'];
    const page = await open('?example=credit&model=gbt.onnx&row=384');
    await give(
      page,
      names.map((name) => join(at('bundle'), name)),
    );
    expect(await checked(page).innerText()).toContain('with 5 explained rows: every byte as written');
    expect(await makeAnew(page)).toContain('5 are the same to the bit');
    // Of another model nothing is made anew, and it says which one is needed.
    const other = await open('?example=penguins&row=0');
    await give(
      other,
      names
        .slice(1)
        .map((name) => join(at('bundle'), name))
        .concat(at('bundle/bundle.json')),
    );
    expect(await checked(other).innerText()).toContain('open its model here');
  });

  test('explanations are logged where a person asks for it, with notes; a file of it is verified, and forgetting wipes it', async () => {
    const page = await open('?example=penguins&row=0');
    const entries = page.locator('oriel-log li');
    const look = () => page.locator('.kept-link').click();
    await look();
    const keep = page.getByLabel('Keep a log of explanations');
    await keep.waitFor();
    expect(await databases(page)).toEqual([]);
    await keep.check();
    await entries.first().waitFor();
    await page.getByRole('button', { name: 'Back to the explanation' }).click();
    await newRecord(page, () => page.getByRole('button', { name: 'Next row', exact: true }).click());
    await look();
    await entries.nth(1).waitFor();
    expect(await entries.locator('strong').allInnerTexts()).toEqual(['Explanation', 'Explanation']);
    await entries
      .nth(1)
      .getByRole('button', { name: /Note or decision/ })
      .click();
    await page.locator('oriel-log select').selectOption('decision');
    await page.locator('oriel-log textarea').fill('Ringed, by <b>Ö.</b>');
    await page.getByRole('button', { name: 'Write it down' }).click();
    await entries.nth(2).waitFor();
    expect(await entries.first().innerText()).toMatch(/^Decision Ringed, by <b>Ö\.<\/b>/);
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the log as a file' }).click(),
    ]);
    await saved.saveAs(at('page.jsonl'));
    expect(run('verify', at('page.jsonl'))).toContain('4 entries');
    // What another log says is not mixed with it.
    await page.locator('oriel-log .kept-tools input[type=file]').setInputFiles(at('log.jsonl'));
    await page.getByText('it is another log').waitFor();
    await page.reload();
    await entries.nth(3).waitFor();
    expect(await page.locator('oriel-log').innerText()).toContain('the chain is intact');
    await page.getByRole('button', { name: 'Forget everything' }).click();
    await page.waitForFunction(async () => (await indexedDB.databases()).length === 0);
    await look();
    expect(await keep.isChecked()).toBe(false);
    expect(await entries.count()).toBe(0);
  });
});

/** Records that the command line makes and the page makes anew: a model, its files, and how many. */
interface Case {
  readonly name: string;
  readonly args: readonly string[];
  /** Where the page has the model, or the files that are given to it. */
  readonly on: string | readonly string[];
}

const table = (path: string, name: string): string[] => [
  ...['--model', example(`${path}/${name}.onnx`), '--card', example(`${path}/${name}.card.json`)],
  ...['--data', example(`${path}/data.csv`)],
];
const samples = ['--samples', '120', '--error', '0'];

/** All kinds of model, with the explainers that fit them; the first is quick. */
function cases(): Case[] {
  const quick: Case = {
    name: 'a network, sampled',
    args: [...table('breast-cancer', 'mlp'), '--row', all ? '0-9' : '0-1', '--explainer', 'regression-msr', ...samples],
    on: '?example=breast-cancer&model=mlp.onnx&row=0',
  };
  if (!all) return [quick];
  const boosters = requests(at('boosters')).filter(({ name }) => /golden (xgboost|lightgbm)/.test(name));
  return [
    quick,
    {
      name: 'trees, exactly',
      args: [...table('credit', 'gbt'), '--row', '0-19', '--space', 'raw'],
      on: '?example=credit&model=gbt.onnx&row=384',
    },
    {
      name: 'trees, by default',
      args: [...table('credit', 'gbt'), '--row', '20-27'],
      on: '?example=credit&model=gbt.onnx&row=384',
    },
    {
      name: 'a network, by LIME',
      args: [...table('credit', 'mlp'), '--row', '0-9', '--explainer', 'lime'],
      on: '?example=credit&model=mlp.onnx&row=0',
    },
    {
      name: 'a network, in logits',
      args: [
        ...table('credit', 'mlp'),
        '--row',
        '10-15',
        '--explainer',
        'permutation-shap',
        '--space',
        'logit',
        ...samples,
      ],
      on: '?example=credit&model=mlp.onnx&row=0',
    },
    { name: 'a forest', args: [...table('penguins', 'forest'), '--row', '0-19'], on: '?example=penguins&row=0' },
    { name: 'a regression', args: [...table('diabetes', 'gbt'), '--row', '0-9'], on: '?example=diabetes&row=0' },
    ...boosters.map(({ name, args }) => ({
      name,
      args: args.map((arg, place) => (args[place - 1] === '--row' ? '0-3' : arg)),
      on: [args[args.indexOf('--model') + 1], args[args.indexOf('--data') + 1]],
    })),
    ...['A wonderful film, and far too long.', 'I would not see it again, ever!'].map((text) => ({
      name: `a text of TensorFlow.js: ${text}`,
      args: [
        ...['--model', example('sentiment/model.json'), '--card', example('sentiment/model.card.json')],
        ...['--text', text, ...samples],
      ],
      on: '?example=sentiment',
    })),
    ...['You are a wonderful friend.', 'What a stupid and boring idea.'].map((text) => ({
      name: `a text: ${text}`,
      args: [
        ...['--model', example('toxicity/model.onnx'), '--card', example('toxicity/model.card.json')],
        ...['--text', text, '--samples', '40', '--error', '0'],
      ],
      on: '?example=toxicity',
    })),
    ...['lime', 'kernel-shap'].map((explainer) => ({
      name: `a photo, by ${explainer}`,
      args: [
        ...['--model', example('mobilenet/model.onnx'), '--card', example('mobilenet/model.card.json')],
        ...[
          '--image',
          example('mobilenet/photos/cat.jpg'),
          '--explainer',
          explainer,
          '--samples',
          '40',
          '--error',
          '0',
        ],
      ],
      on: '?example=mobilenet',
    })),
  ];
}

let replayed = 0;
test('what the command line has made, the page makes anew, and the other way round', () => replay(cases()[0]));

test.runIf(all)('the same of all other kinds of model: 100 records and more', { timeout: 3_600_000 }, async () => {
  for (const one of cases().slice(1)) {
    await replay(one);
    await context?.close();
  }
  console.log(`${replayed} records made anew in Chromium, each the same to the bit`);
  expect(replayed).toBeGreaterThanOrEqual(100);
});

async function replay({ name, args, on }: Case): Promise<void> {
  const made = run('explain', ...args, '--json');
  const count = made.trim().split('\n').length;
  writeFileSync(at('made.jsonl'), made);
  const page = await open(typeof on === 'string' ? on : '?example=penguins&row=0');
  if (typeof on !== 'string')
    await newRecord(page, () => page.locator('oriel-own-files input[type=file]').setInputFiles([...on]));
  await give(page, [at('made.jsonl')]);
  const said = await makeAnew(page);
  expect([name, said]).toEqual([
    name,
    expect.stringMatching(count === 1 ? /is the same to the bit/ : `${count} are the same to the bit`),
  ]);
  expect([name, said]).toEqual([name, expect.not.stringContaining('not the same')]);
  replayed += count;
  // What the page itself has explained is made anew by the command line.
  const own = await recordOf(page);
  if (typeof on !== 'string' || own.input.kind !== 'tabular') return;
  writeFileSync(at('own.json'), JSON.stringify(own));
  const files = args.slice(0, args.indexOf('--row'));
  expect([name, run('verify', at('own.json'), ...files)]).toEqual([
    name,
    expect.stringContaining('1 the same to the bit'),
  ]);
  replayed++;
}
