import { execFile, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadLanguage } from '../../src/catalogue/languages.ts';
import { type Explanation, parseExplanation } from '../../src/records/record.ts';
import { graphMessage, modelFile, valueInfo } from '../support/onnx.ts';

const root = join(import.meta.dirname, '../..');
const examples = join(root, 'public/examples');
const folder = mkdtempSync(join(tmpdir(), 'oriel-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in English, from a folder that is not the repository's. */
function oriel(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'bin/oriel.mjs'), ...args],
      { cwd: folder, maxBuffer: 2 ** 27, env: { ...process.env, LC_ALL: 'C' } },
      (error, out, err) => {
        resolve({ status: error ? Number(error.code) : 0, out, err });
      },
    );
  });
}

/** Runs `oriel explain --json` and reads its records. */
async function records(...args: string[]): Promise<Explanation[]> {
  const { status, out, err } = await oriel('explain', '--workers', '1', ...args, '--json');
  expect(err + out.slice(0, 500) + status).toMatch(/0$/);
  expect(status).toBe(0);
  return out
    .trimEnd()
    .split('\n')
    .map((line) => parseExplanation(JSON.parse(line)));
}

const example = (id: string, model: string) => [
  '--model',
  join(examples, id, `${model}.onnx`),
  '--card',
  join(examples, id, `${model}.card.json`),
];
const table = (id: string, model: string, row = '0') => [
  ...example(id, model),
  '--data',
  join(examples, id, 'data.csv'),
  '--row',
  row,
];
const write = (name: string, text: string | Buffer): string => {
  writeFileSync(join(folder, name), text);
  return name;
};
const lasting = ({ created: _created, milliseconds: _milliseconds, backend: _backend, ...rest }: Explanation) => rest;

describe('records', () => {
  test('a credit decision: adds up, and is the same with one worker and with two', async () => {
    const args = [...table('credit', 'gbt', '384'), '--samples', '256', '--seed', '5'];
    const [one] = await records(...args, '--workers', '1');
    const [two] = await records(...args, '--workers', '2');
    expect(lasting(two)).toEqual(lasting(one));
    expect(one).toMatchObject({ outputs: ['bad risk'], seed: 5, space: 'output', explainer: { requested: 'auto' } });
    expect(one.players).toHaveLength(20);
    expect(one.background?.rows).toBe(100);
    const sum = one.attributions[0].reduce((total, value) => total + value, one.base[0]);
    expect(sum).toBeCloseTo(one.prediction[0], 12);
    expect(one.prediction[0]).toBeCloseTo(one.modelOutput[0], 6);
    const [other] = await records(...table('credit', 'gbt', '384'), '--samples', '256', '--seed', '6');
    expect(other.attributions).not.toEqual(one.attributions);
  });

  test('one line a row, in order', async () => {
    const found = await records(...table('diabetes', 'gbt', '3-5'), '--background', '10');
    expect(found.map(({ input }) => input.kind === 'tabular' && input.row)).toEqual([3, 4, 5]);
    expect(new Set(found.map(({ background }) => background?.sha256)).size).toBe(1);
    for (const { explainer, background, standardErrors } of found) {
      expect(explainer.name).toBe('tree-shap');
      expect(background?.rows).toBe(10);
      expect(standardErrors?.flat().every((error) => error === 0) ?? true).toBe(true);
    }
  });

  test('outputs: the predicted one, those named, or all', async () => {
    const args = [...table('penguins', 'forest'), '--background', '20'];
    const [predicted] = await records(...args);
    const [named] = await records(...args, '--output', 'Gentoo', '--output', 'Adelie');
    const [all] = await records(...args, '--output', 'all');
    expect(predicted.outputs).toEqual(['Adelie']);
    expect(named.outputs).toEqual(['Gentoo', 'Adelie']);
    expect(all.outputs).toEqual(['Adelie', 'Chinstrap', 'Gentoo']);
    expect(all.modelOutput.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    expect(named.attributions).toEqual([all.attributions[2], all.attributions[0]]);
  });

  test('trees in raw space: exact, by either way of leaving columns out', async () => {
    const args = [...table('credit', 'gbt', '384'), '--space', 'raw', '--explainer', 'tree-shap'];
    const [interventional] = await records(...args);
    const [path] = await records(...args, '--perturbation', 'path-dependent');
    expect(interventional.explainer.options).toMatchObject({ perturbation: 'interventional' });
    expect(path).toMatchObject({ space: 'raw', explainer: { options: { perturbation: 'path-dependent' } } });
    for (const record of [interventional, path]) {
      expect(Math.abs(record.additivityResidual?.[0] ?? 1)).toBeLessThan(1e-9);
      expect(record.standardErrors?.[0].every((error) => error === 0)).toBe(true);
      expect(1 / (1 + Math.exp(-record.prediction[0]))).toBeCloseTo(record.modelOutput[0], 12);
    }
    expect(path.base).not.toEqual(interventional.base);
    const { out } = await oriel('explain', ...args);
    expect(out).toContain('exact: nothing was estimated');
    expect(out).toContain('Checking account (DM) = no checking');
  });

  test('groups are players, log-odds a space, another table a background', async () => {
    const groups = write('groups.json', JSON.stringify({ bill: ['bill_length_mm', 'bill_depth_mm'] }));
    const lines = readFileSync(join(examples, 'penguins/data.csv'), 'utf8').split('\n');
    const background = write('background.csv', lines.slice(0, 8).join('\n'));
    const [grouped] = await records(
      ...table('penguins', 'forest', '40'),
      '--groups',
      groups,
      '--background',
      background,
      '--link',
      'logit',
    );
    expect(grouped.players).toEqual(['island', 'bill', 'flipper_length_mm', 'body_mass_g', 'sex']);
    expect(grouped).toMatchObject({ space: 'logit', background: { rows: 7, method: 'all', seed: null } });
  });

  test('lime', async () => {
    const [record] = await records(
      ...table('breast-cancer', 'mlp', '291'),
      '--explainer',
      'lime',
      '--num_samples',
      '400',
      '--num_features',
      '5',
    );
    expect(record).toMatchObject({
      explainer: { name: 'lime', options: { numFeatures: 5 } },
      coalitions: 400,
      additivityResidual: null,
    });
    expect(record.attributions[0].filter((value) => value !== 0)).toHaveLength(5);
  });

  test('a budget in time stops', async () => {
    const [record] = await records(...table('breast-cancer', 'mlp', '9'), '--budget-ms', '400', '--error', '0');
    expect(record.stopped).toBe('deadline');
    expect(record.attributions[0].some((value) => value !== 0)).toBe(true);
  });

  test('an error to stop at', async () => {
    const found = async (error: string) =>
      (await records(...table('breast-cancer', 'mlp', '9'), '--samples', '4000', '--error', error))[0];
    const [rough, fine] = [await found('0.05'), await found('0.02')];
    expect([rough.stopped, fine.stopped]).toEqual(['error-target', 'error-target']);
    expect(fine.coalitions).toBeGreaterThan(rough.coalitions);
  });

  test('a photo', async () => {
    const photo = join(examples, 'mobilenet/photos/coffee.jpg');
    const [record] = await records(
      ...example('mobilenet', 'model'),
      '--image',
      photo,
      '--samples',
      '32',
      '--segments',
      '20',
      '--fill',
      'mean',
    );
    expect(record).toMatchObject({
      outputs: ['espresso'],
      input: { kind: 'image', file: 'coffee.jpg', width: 224, height: 224, fill: 'mean' },
    });
    expect(record.modelOutput[0]).toBeGreaterThan(0.9);
  });

  test('a text, with the vocabulary the card names', async () => {
    const [record] = await records(
      ...example('toxicity', 'model'),
      '--text',
      'You are a stupid idiot.',
      '--players',
      'tokens',
      '--hide',
      'pad',
    );
    expect(record).toMatchObject({
      players: ['You', 'are', 'a', 'stupid', 'idiot', '.'],
      outputs: ['toxic'],
      explainer: { name: 'partition-shap' },
      input: { kind: 'text', text: 'You are a stupid idiot.', absent: 'pad' },
    });
    expect(record.modelOutput[0]).toBeGreaterThan(0.9);
    const table = await oriel(
      'explain',
      ...example('toxicity', 'model'),
      '--text',
      'Not\n good.',
      '--explainer',
      'lime',
      '--samples',
      '100',
    );
    expect(table).toMatchObject({ status: 0, out: expect.stringContaining('BERT-mini toxicity, “Not good.”') });
  });

  test('a text for a TensorFlow.js model, with its word index', async () => {
    const folder = join(examples, 'sentiment');
    const [record] = await records(
      ...['--model', join(folder, 'model.json'), '--card', join(folder, 'model.card.json')],
      ...['--text', 'Not good.', '--output', 'promoter', '--explainer', 'kernel-shap'],
    );
    expect(record).toMatchObject({
      model: { format: 'tfjs' },
      players: ['Not', 'good', '.'],
      input: { absent: 'remove' },
    });
    expect(record.base[0]).toBeGreaterThan(record.prediction[0]);
  });

  test('integrated gradients of a TensorFlow.js model', async () => {
    const folder = join(examples, 'sentiment');
    const [record] = await records(
      ...['--model', join(folder, 'model.json'), '--card', join(folder, 'model.card.json')],
      ...['--text', 'Not good.', '--explainer', 'integrated-gradients', '--samples', '20'],
    );
    expect(record).toMatchObject({ explainer: { name: 'integrated-gradients' }, coalitions: 20 });
    expect(Math.abs(record.additivityResidual?.[0] ?? 1)).toBeLessThan(0.01);
  });

  test('without a card: columns in order, the last one is taken for the target, with a notice', async () => {
    const { status, out, err } = await oriel(
      ...['explain', '--model', join(examples, 'credit/gbt.onnx'), '--data', join(examples, 'credit/data.csv')],
      ...['--row', '0', '--samples', '64', '--background', '10', '--json'],
    );
    expect([status, err]).toEqual([0, expect.stringContaining('bad_risk')]);
    expect(parseExplanation(JSON.parse(out)).players).not.toContain('bad_risk');
  });
});

describe('for people', () => {
  let shown: Outcome;
  beforeAll(async () => {
    shown = await oriel('explain', ...table('credit', 'gbt', '384'), '--samples', '128', '--background', '20');
  });

  test('a table with labels, bars and evidence, without colour codes in a pipe', () => {
    expect(shown.status).toBe(0);
    expect(shown.out).toContain('Checking account (DM) = no checking');
    expect(shown.out).toContain('█');
    expect(shown.out).toContain('model rows');
    expect(shown.out).not.toContain('\u001b');
    expect(shown.err).toBe('');
  });

  test('another language: the table speaks it, records do not', async () => {
    const { say } = await loadLanguage(['de']);
    const args = ['explain', ...table('diabetes', 'gbt'), '--background', '10', '--lang', 'de'];
    const german = await oriel(...args);
    expect(german).toMatchObject({ status: 0, err: '' });
    expect(german.out).toContain(say('cli.row', { row: 0 }));
    expect(german.out).toContain(say('cli.exact'));
    const [there, here] = await Promise.all([oriel(...args, '--json'), oriel(...args.slice(0, -2), '--json')]);
    expect(lasting(parseExplanation(JSON.parse(there.out)))).toEqual(lasting(parseExplanation(JSON.parse(here.out))));
    const wrong = await oriel('explain', '--lang', 'tlh');
    expect(wrong).toMatchObject({ status: 2, out: '', err: expect.stringContaining('de (Deutsch)') });
  });

  test('help', async () => {
    expect(await oriel('--help')).toMatchObject({ status: 0, err: '', out: expect.stringContaining('oriel explain') });
    expect(await oriel('explain', '--help')).toMatchObject({
      status: 0,
      err: '',
      out: expect.stringContaining('kernel-shap'),
    });
  });
});

describe('errors go to standard error, with their exit status', () => {
  const model = join(examples, 'credit/gbt.onnx');
  const data = join(examples, 'credit/data.csv');
  const photo = join(examples, 'mobilenet/photos/cat.jpg');
  const rows = readFileSync(data, 'utf8').split('\n');

  test.each([
    ['an unknown option', 2, ['--model', model, '--data', data, '--row', '0', '--frob'], '--frob'],
    [
      'a contradiction',
      2,
      ['--model', model, '--data', data, '--row', '0', '--link', 'logit', '--space', 'output'],
      '--space output',
    ],
    ['no such file', 3, ['--model', 'nothing.onnx', '--data', data, '--row', '0'], 'nothing.onnx'],
    ['no such row', 3, ['--model', model, '--data', data, '--row', '1000'], '0 to 999'],
    ['no such output', 3, [...table('penguins', 'forest'), '--output', 'Emperor'], 'Chinstrap'],
    ['no such target', 3, ['--model', model, '--data', data, '--row', '0', '--target', 'nothing'], 'nothing'],
    ['a picture named .onnx', 3, ['--model', photo, '--data', data, '--row', '0'], 'cat.jpg'],
    ['a model in place of a table', 3, ['--model', model, '--data', model, '--row', '0'], 'gbt.onnx'],
    ['a picture for a model of tables', 3, [...example('credit', 'gbt'), '--image', photo], ''],
    ['a table for a model of pictures', 3, [...example('mobilenet', 'model'), '--data', data, '--row', '0'], ''],
    [
      'a text for a model of tables',
      3,
      [...example('credit', 'gbt'), '--text', 'x', '--vocabulary', join(examples, 'toxicity/vocab.txt')],
      '',
    ],
    [
      'a text without a vocabulary',
      2,
      ['--model', join(examples, 'toxicity/model.onnx'), '--text', 'x'],
      '--vocabulary',
    ],
    [
      'a file that is no vocabulary',
      3,
      [...example('toxicity', 'model'), '--text', 'x', '--vocabulary', data],
      'data.csv',
    ],
    [
      'a text without words',
      3,
      [...example('toxicity', 'model'), '--text', ' . '.replace('.', '\u200b')],
      'nothing to explain',
    ],
    ['a file that is no card', 3, ['--model', model, '--data', data, '--row', '0', '--card', data], 'data.csv'],
    ['too many players for exact', 3, [...table('breast-cancer', 'mlp'), '--explainer', 'exact'], 'kernel-shap'],
  ])('%s', async (_, expected, args, named) => {
    const { status, out, err } = await oriel('explain', ...args);
    expect([status, out]).toEqual([expected, '']);
    expect(err).toContain(named);
    expect(err).toMatch(/^oriel: /m);
    expect(err).not.toMatch(/\n\s+at /);
  });

  test('columns that could be any: exit 3', async () => {
    const wide = write(
      'wide.csv',
      rows
        .map((row) => (row === '' ? row : `1,2,${row}`))
        .join('\n')
        .replace('1,2,', 'a,b,'),
    );
    const { status, err } = await oriel('explain', '--model', model, '--data', wide, '--row', '0');
    expect([status, err]).toEqual([3, expect.stringContaining('Name the target column')]);
  });
});

/** A model of three numbers, a weighted sum of them, in its file. */
function weightedSum(): string {
  const attributes = { coefficients: { floats: [0.25, 0.5, -0.125] }, intercepts: { floats: [0.125] } };
  const node = { op: 'LinearRegressor', domain: 'ai.onnx.ml', inputs: ['x'], outputs: ['y'], attributes };
  const inputs = [valueInfo('x', 'float32', [null, 3])];
  const outputs = [valueInfo('y', 'float32', [null, 1])];
  return write('sum.onnx', Buffer.from(modelFile(graphMessage({ nodes: [node], weights: [], inputs, outputs }))));
}

describe('names and numbers from files', () => {
  const rows = '0,1,0\n1,0,1\n0.5,0.5,0\n';

  test('a quantity between 0 and 1 is no probability', async () => {
    const card = { schema: 'oriel.card/1', name: 'sum', task: 'regression', input: { kind: 'tabular' }, target: null };
    const given = [
      '--card',
      write('sum.card.json', JSON.stringify(card)),
      '--data',
      write('sum.csv', `a,b,c\n${rows}`),
    ];
    const { status, out } = await oriel('explain', '--model', weightedSum(), ...given, '--row', '0');
    expect(status).toBe(0);
    expect(out).toContain(': 0.625 ');
    expect(out).not.toMatch(/%|percentage/);
  });

  test('columns and groups may have names that every object knows', async () => {
    const data = write('known.csv', `constructor,__proto__,toString\n${rows}`);
    const groups = { groups: '{ "prototype": ["constructor", "toString"] }', own: '{ "__proto__": ["__proto__"] }' };
    const run = async (text: string) => {
      const args = [
        '--model',
        weightedSum(),
        '--data',
        data,
        '--groups',
        write('known.json', text),
        '--row',
        '0',
        '--json',
      ];
      return parseExplanation(JSON.parse((await oriel('explain', ...args)).out));
    };
    const [grouped, own] = [await run(groups.groups), await run(groups.own)];
    expect(grouped.players).toEqual(['prototype', '__proto__']);
    expect(JSON.stringify(grouped.groups)).toBe(JSON.stringify(JSON.parse(groups.groups)));
    expect(own.players).toEqual(['constructor', '__proto__', 'toString']);
    expect(Object.keys(own.groups ?? {})).toEqual(['__proto__']);
  });

  test('nothing in them reaches the terminal as an order to it', async () => {
    const name = (letter: string) => `${letter}\u001b[2J\u001b]0;title\u0007\u009b31m`;
    const data = write('orders.csv', `${['a', 'b', 'c'].map(name).join(',')}\n${rows}`);
    const args = ['explain', '--model', weightedSum(), '--data', data, '--row', '0'];
    const { status, out, err } = await oriel(...args);
    expect(status).toBe(0);
    expect(out).toContain('a␛[2J');
    const wrong = await oriel(...args, '--target', name('nothing'));
    expect(wrong).toMatchObject({ status: 3, err: expect.stringContaining('nothing␛[2J') });
    for (const text of [out, err, wrong.err]) expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  });
});

describe('output that ends early', () => {
  const many = ['explain', ...table('credit', 'gbt', '0-999'), '--json'];

  interface Ended {
    readonly code: number | null;
    readonly lines: readonly string[];
    readonly err: string;
  }

  /**
   * Runs the command line until `act` has ended it, which is called when the first line is there.
   */
  function until(act: (child: ReturnType<typeof spawn>) => void): Promise<Ended> {
    const child = spawn(process.execPath, [join(root, 'bin/oriel.mjs'), ...many], {
      env: { ...process.env, LC_ALL: 'C' },
    });
    let [out, err] = ['', ''];
    child.stdout.once('data', () => act(child));
    child.stdout.on('data', (text) => {
      out += text;
    });
    child.stderr.on('data', (text) => {
      err += text;
    });
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, lines: out.split('\n'), err })));
  }

  test('a reader that goes away', async () => {
    const { code, err } = await until((child) => child.stdout?.destroy());
    expect(code).toBe(1);
    expect(err).toMatch(/^oriel: The result could not be written: .*\n$/);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s leaves whole lines', async (signal, status) => {
    const { code, lines, err } = await until((child) => child.kill(signal));
    expect([code, err, lines.at(-1)]).toEqual([status, '', '']);
    expect(lines.length).toBeLessThan(1000);
    for (const line of lines.slice(0, -1)) parseExplanation(JSON.parse(line));
  });

  test('a full disk', async () => {
    // Linux has a file for which there is never any space.
    if (!existsSync('/dev/full')) return;
    const full = openSync('/dev/full', 'w');
    const args = [join(root, 'bin/oriel.mjs'), 'explain', ...table('credit', 'gbt', '0')];
    const { status, stderr } = spawnSync(process.execPath, args, {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    });
    closeSync(full);
    expect([status, stderr]).toEqual([1, 'oriel: The result could not be written: there is no space left.\n']);
  });
});
