import { expect, test } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { readArgs } from '../../../src/cli/args.ts';
import type { ExplainCommand } from '../../../src/cli/explain-args.ts';
import { helpOn } from '../../../src/cli/help.ts';
import { explainers } from '../../../src/explainers/index.ts';

const table = ['explain', '--model', 'm.onnx', '--data', 'd.csv', '--row', '3'];
const picture = ['explain', '--model', 'm.onnx', '--image', 'p.jpg'];
const read = (...args: string[]) => readArgs([...table, ...args]) as ExplainCommand;
const readPicture = (...args: string[]) => readArgs([...picture, ...args]) as ExplainCommand;

test('the shortest command and its defaults', () => {
  expect(read()).toEqual({
    command: 'explain',
    model: 'm.onnx',
    source: { kind: 'rows', data: 'd.csv', first: 3, last: 3 },
    card: null,
    opening: { target: null },
    background: null,
    groups: null,
    image: null,
    vocabulary: null,
    text: null,
    sequence: null,
    tabular: null,
    explainer: 'auto',
    options: {},
    samples: null,
    milliseconds: null,
    error: null,
    outputs: 'default',
    space: 'output',
    seed: 0,
    reasons: null,
    workers: null,
    json: false,
    log: null,
    csv: false,
    as: null,
  });
});

test('reasons, and whom a row is compared with', () => {
  expect(read('--reasons', '4').reasons).toEqual({ count: 4, reference: 'all' });
  expect(read('--reasons', '2', '--reference', 'approved', '--json').reasons).toEqual({
    count: 2,
    reference: 'approved',
  });
  expect(() => read('--reference', 'all')).toThrow('--reference goes with --reasons');
  expect(() => read('--reasons', '21')).toThrow('--reasons');
  expect(() => read('--reasons', '4', '--reference', 'some')).toThrow('some');
  expect(() => readPicture('--reasons', '4')).toThrow('--reasons');
});

test('how absent columns are drawn, and from how many rows', () => {
  expect(read('--absent', 'marginal').tabular).toMatchObject({ absent: 'marginal' });
  const all = ['--absent', 'conditional', '--imputer', 'nearest-rows', '--draws', '50', '--background', '1000'];
  const command = read(...all);
  expect(command.tabular).toEqual({ absent: 'conditional', imputer: 'nearest-rows', draws: 50 });
  expect(command.background).toEqual({ rows: 1000 });
  expect(() => read('--absent', 'conditional', '--background', '1001')).toThrow('from 1 to 1000');
  expect(() => read('--absent', 'conditional', '--draws', '1001')).toThrow('--draws');
  expect(() => read('--imputer', 'nearest-rows')).toThrow('--imputer is for absent=conditional');
  expect(() => read('--absent', 'marginal', '--draws', '5')).toThrow('--draws is for absent=conditional');
  expect(() => readPicture('--absent', 'conditional')).toThrow('--absent');
});

test('every option', () => {
  const args =
    '--card c.json --target y --background 50 --groups g.json --explainer kernel-shap --samples 64 --budget-ms 900 --error .05 --seed 7 --workers 2 --json';
  expect(read(...args.split(' '))).toMatchObject({
    card: 'c.json',
    opening: { target: 'y' },
    background: { rows: 50 },
    groups: 'g.json',
    explainer: 'kernel-shap',
    samples: 64,
    milliseconds: 900,
    error: 0.05,
    seed: 7,
    workers: 2,
    json: true,
    csv: false,
  });
});

test('ranges, backgrounds from a file, outputs', () => {
  expect((readArgs([...table.slice(0, 5), '--row', '4-9']) as ExplainCommand).source).toMatchObject({
    first: 4,
    last: 9,
  });
  expect(read('--background', 'b.csv').background).toEqual({ file: 'b.csv' });
  expect(read('--output', 'Adelie', '--output=Gentoo').outputs).toEqual(['Adelie', 'Gentoo']);
  expect(read('--output', 'all').outputs).toBe('all');
});

test('pictures', () => {
  expect(readPicture()).toMatchObject({ source: { kind: 'image', file: 'p.jpg' }, image: null });
  expect(readPicture('--segments', '30', '--fill', '#808080').image).toEqual({ segments: 30, fill: '#808080' });
});

test('texts', () => {
  const text = ['explain', '--model', 'm.onnx', '--text', 'Not good.'];
  expect(readArgs(text)).toMatchObject({ source: { kind: 'text', text: 'Not good.' }, text: null, vocabulary: null });
  expect(
    readArgs([...text, '--players', 'distinct', '--hide', 'remove', '--window', '1', '--vocabulary', 'v.txt']),
  ).toMatchObject({
    text: { players: 'distinct', absent: 'remove', window: 1 },
    vocabulary: 'v.txt',
  });
});

test('players of sequences, and the trees that answer', () => {
  expect(read('--players', 'step', '--trees', 'all')).toMatchObject({
    sequence: { players: 'step' },
    opening: { trees: 'all' },
  });
  expect(() => read('--players', 'words')).toThrow(/feature/);
  expect(() => read('--trees', 'some')).toThrow(/best/);
  expect(() => readPicture('--players', 'cell')).toThrow(/--players/);
  expect(() => readArgs(['explain', '--model', 'm.onnx', '--text', 'a', '--players', 'cell'])).toThrow(/words/);
  expect(() => readPicture('--trees', 'all')).toThrow(/--trees/);
});

test.each([
  [[], 'output'],
  [['--link', 'logit'], 'logit'],
  [['--space', 'logit'], 'logit'],
  [['--space', 'output', '--link', 'identity'], 'output'],
  [['--model_output', 'probability'], 'output'],
  [['--space', 'raw'], 'raw'],
  [['--model_output', 'raw'], 'raw'],
])('%j adds up in the space %s', (args, space) => {
  expect(read(...args).space).toBe(space);
});

test('what takes the place of absent columns is said to the explainer that has a choice', () => {
  const trees = ['--explainer', 'tree-shap'];
  expect(read(...trees, '--perturbation', 'path-dependent').options).toEqual({ perturbation: 'path-dependent' });
  expect(read(...trees, '--feature_perturbation', 'tree_path_dependent').options).toEqual({
    perturbation: 'tree_path_dependent',
  });
  expect(read('--explainer', 'linear-shap', '--perturbation', 'correlated').options).toEqual({
    perturbation: 'correlated',
  });
  expect(() => read(...trees, '--perturbation', 'correlated')).toThrow(
    expect.objectContaining({ code: 'usage-unknown' }),
  );
});

test("shap's and lime's names are known", () => {
  expect(read('--nsamples', '100').samples).toBe(100);
  expect(read('--num_samples', '100').samples).toBe(100);
  expect(read('--feature_perturbation', 'interventional').explainer).toBe('auto');
  expect(read('--explainer', 'lime', '--kernel_width', '2.5', '--discretize_continuous=false').options).toEqual({
    kernelWidth: '2.5',
    discretize: false,
  });
  expect(read('--explainer', 'lime', '--kernel-width', '2.5', '--no-discretize').options).toEqual({
    kernelWidth: '2.5',
    discretize: false,
  });
  expect(read('--explainer', 'kernel-shap', '--l1_reg', 'num_features(10)').options).toEqual({
    l1: 'num_features(10)',
  });
});

test.each([
  [],
  ['frobnicate'],
  ['explain'],
  ['explain', '--model', 'm.onnx'],
  ['explain', '--model', 'm.onnx', '--data', 'd.csv'],
  ['explain', '--data', 'd.csv', '--row', '1'],
  [...table, 'extra'],
  [...table, '--nonsense'],
  [...table, '--seed'],
  [...table, '--seed', '1.5'],
  [...table, '--seed', '4294967296'],
  [...table, '--samples', '0'],
  [...table, '--samples', 'many'],
  [...table, '--background', '0'],
  [...table, '--background', '101'],
  [...table, '--absent', 'causal'],
  [...table, '--absent', 'conditional', '--imputer', 'mean'],
  [...table, '--budget-ms', '0'],
  [...table, '--card='],
  [...table, '--row', '5-3'],
  [...table, '--row', '-1'],
  [...table, '--row', '1,2'],
  [...table, '--explainer', 'tea-leaves'],
  [...table, '--explainer', 'exact', '--kernel-width', '1'],
  [...table, '--explainer', 'lime', '--kernel-width', '-1'],
  [...table, '--explainer', 'lime', '--feature-selection', 'best'],
  [...table, '--explainer', 'kernel-shap', '--l1', 'num_features(0)'],
  [...table, '--explainer', 'kernel-shap', '--l1', 'aic(5)'],
  [...table, '--link', 'log'],
  [...table, '--space', 'margin'],
  [...table, '--segments', '50'],
  [...table, '--feature_perturbation', 'tree_path_dependent'],
  [...picture, '--background', '10'],
  [...picture, '--fill', 'plaid'],
  [...picture, '--segments', '5'],
])('wrong usage: %j', (...args) => {
  expect(() => readArgs(args)).toThrow(expect.objectContaining({ code: 'usage-unknown', kind: 'usage' }));
});

test.each([
  [[...table, '--link', 'logit', '--space', 'output'], '--link logit', '--space output'],
  [[...table, '--link', 'identity', '--space', 'raw'], '--link identity', '--space raw'],
  [[...table, '--link', 'logit', '--model_output', 'raw'], '--link logit', '--space raw'],
  [[...table, '--samples', '10', '--nsamples', '20'], '--samples', '--nsamples'],
  [
    [...table, '--explainer', 'kernel-shap', '--l1', 'num_features(9)', '--features', '8'],
    '--l1 num_features(9)',
    '--features',
  ],
  [[...picture, '--data', 'd.csv'], '--image', '--data'],
  [[...table, '--reasons', '4', '--background', '50'], '--reasons', '--background'],
  [[...table, '--reasons', '4', '--output', 'all'], '--reasons', '--output'],
  [[...table, '--reasons', '4', '--csv'], '--reasons', '--csv'],
  [[...table, '--reasons', '4', '--as', 'shap'], '--reasons', '--as'],
])('contradictions are named: %j', (args, first, second) => {
  expect(() => readArgs(args)).toThrow(
    expect.objectContaining({ code: 'usage-contradiction', details: { first, second } }),
  );
});

test.each([
  [[...table, '--nonsense'], 'There is no option "--nonsense"'],
  [[...table, '--seed'], '--seed needs a value'],
  [[...table, '--json=5'], '--json takes no value'],
  [[...table, 'extra'], 'There is no place for "extra"'],
  [[...table, '--error', '2'], '--error takes a number from 0 to 1, not "2"'],
  [[...table, '--background', '101'], '--background takes a whole number from 1 to 100, not "101"'],
  [[...table, '--segments', '50'], '--segments is for pictures, not for tables'],
  [[...table, '--link', 'log'], '--link takes one of identity, logit, not "log"'],
])('%j: %s', (args, text) => {
  expect(() => readArgs(args)).toThrow(`${text}. Run "oriel --help" for the options.`);
});

test('help lists every explainer with its options', () => {
  expect(readArgs(['--help'])).toEqual({ command: 'help', topic: 'oriel' });
  expect(readArgs(['explain', '--help'])).toEqual({ command: 'help', topic: 'explain' });
  expect(readArgs([...table, '-h'])).toEqual({ command: 'help', topic: 'explain' });
  const help = helpOn('explain', english);
  for (const { name, options } of explainers) {
    expect(help).toContain(`  ${name} `);
    for (const option of Object.keys(options))
      expect(help).toContain(`--${option.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`);
  }
  for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(96);
});

test('a saved record is drawn from its file alone', () => {
  const drawn = { command: 'record', file: 'r.json', json: false, csv: false, as: null };
  expect(readArgs(['explain', '--record', 'r.json'])).toEqual(drawn);
  expect(readArgs(['explain', '--record', 'r.json', '--json'])).toEqual({ ...drawn, json: true });
  expect(readArgs(['explain', '--record', 'r.json', '--csv'])).toEqual({ ...drawn, csv: true });
  expect(readArgs(['explain', '--record', 'r.json', '--as', 'shapiq'])).toEqual({ ...drawn, as: 'shapiq' });
  for (const other of ['--model m.onnx', '--output all', '--seed 1'])
    expect(() => readArgs(['explain', '--record', 'r.json', ...other.split(' ')])).toThrow(
      /--record and --\w+ contradict/,
    );
});

test('one form of output is chosen', () => {
  const line = 'explain --model m.onnx --data d.csv --row 1 --csv'.split(' ');
  expect(readArgs(line)).toMatchObject({ csv: true, json: false });
  expect(() => readArgs([...line, '--json'])).toThrow(/--json and --csv contradict/);
  expect(() => readArgs([...line, '--as', 'shap'])).toThrow(/--csv and --as contradict/);
  expect(() => readArgs(['explain', '--record', 'r.json', '--as', 'shap', '--json'])).toThrow(/--json and --as/);
});

test('forms of other tools, by name', () => {
  for (const name of ['shap', 'vertex', 'clarify', 'shapiq']) expect(read('--as', name).as).toBe(name);
  expect(() => read('--as', 'captum')).toThrow(/--as takes one of shap, vertex, clarify, shapiq, not "captum"/);
});
