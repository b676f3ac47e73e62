import { expect, test } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { loadLanguage } from '../../../src/catalogue/languages.ts';
import { table as lines, type TableStyle } from '../../../src/cli/print-record.ts';
import { widthOf } from '../../../src/cli/terminal-text.ts';
import { type Explanation, parseExplanation } from '../../../src/records/record.ts';

const record: Explanation = parseExplanation({
  schema: 'oriel.explanation/1',
  id: 'x',
  created: '2026-01-01T00:00:00.000Z',
  model: { name: 'Loans', sha256: 'x', format: 'onnx' },
  input: { kind: 'tabular', sha256: 'x', columns: ['age', 'sum', 'home'], values: [41, 1200, 'own'], row: 7 },
  background: { sha256: 'x', rows: 100, method: 'sample', seed: 0 },
  players: ['age', 'sum', 'home'],
  groups: null,
  outputs: ['bad risk'],
  space: 'output',
  explainer: { requested: 'auto', name: 'kernel-shap', options: {}, why: 'asked for' },
  seed: 0,
  modelOutput: [0.45],
  base: [0.3],
  prediction: [0.45],
  attributions: [[0.05, -0.1, 0.2]],
  standardErrors: [[0.01, 0.01, 0]],
  additivityResidual: [1e-17],
  fidelity: {},
  coalitions: 2046,
  calls: 204800,
  stopped: 'samples',
  milliseconds: 1234,
  backend: { name: 'wasm', adapter: null, why: 'the command line runs on the CPU' },
  runtime: 'onnxruntime-web 1.30.0',
  engine: 'oriel 0.1.0',
});
/** A table's lines as a terminal without colours shows them. */
const table = (record: Explanation, style: TableStyle): string =>
  lines(record, style)
    .map((line) =>
      typeof line === 'string' ? line : line.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join(''),
    )
    .join('\n');
const plain = { width: 100, language: english };
const labelled = { ...plain, labels: new Map([['sum', 'Sum (€)']]) };

test('shows base, prediction, effects by size with bars, and the evidence', () => {
  expect(table(record, labelled).replaceAll('\u00a0', ' ')).toMatchInlineSnapshot(`
    "Loans, row 7

    bad risk: 45.0 %   on average 30.0 %
      effects in percentage points
      home = own      +20.0                      │██████████████
      Sum (€) = 1200  −10.0 ± 1.0         ███████│
      age = 41         +5.0 ± 1.0                │███▌

    kernel-shap (asked for): 2,046 samples, 204,800 model rows
    stopped: the samples were used up
    1.23 s on wasm: the command line runs on the CPU; onnxruntime-web 1.30.0
    largest standard error: 0.010
    values add up to the prediction within 1.0×10⁻¹⁷
    "
  `);
});

test('a quantity is no probability, wherever it lies, and keeps its digits when it is small', () => {
  const quantity = { ...plain, units: 'value' } as const;
  expect(table(record, quantity)).toContain('bad risk: 0.450   on average 0.300');
  expect(table(record, quantity)).not.toMatch(/%|percentage/);
  const small = (values: readonly number[]): number[] => values.map((value) => value / 1e5);
  const tiny: Explanation = {
    ...record,
    modelOutput: small(record.modelOutput),
    base: small(record.base),
    prediction: small(record.prediction),
    attributions: record.attributions.map(small),
    standardErrors: null,
  };
  expect(table(tiny, quantity)).toContain('bad risk: 4.50×10⁻⁶   on average 3.00×10⁻⁶');
  expect(table({ ...tiny, space: 'raw' }, quantity)).not.toContain('%');
  // A saved record alone tells no more than that all its answers lie between 0 and 1.
  expect(table(record, { ...plain, units: null })).toContain('percentage points');
});

test('speaks another language, with the reason put into it', async () => {
  const german = await loadLanguage(['de_DE.UTF-8']);
  const given: Explanation = {
    ...record,
    backend: { ...record.backend, whyMessage: { key: 'cli.noSuchFile' } },
  };
  const text = table(given, { ...plain, language: german }).replaceAll('\u00a0', ' ');
  expect(text).toContain(german.say('cli.units', { units: german.say('chart.in.probability') }));
  expect(text).toContain('+20,0');
  expect(text).toContain('204.800');
  expect(text).toContain('1,23 s');
  expect(text).toContain(german.say('cli.noSuchFile'));
  expect(text).not.toContain('the command line runs on the CPU');
});

test('no line is longer than the terminal is wide', () => {
  const long = {
    ...record,
    players: record.players.map((name) => name.padEnd(120, 'x')),
    input: { ...record.input, columns: [], values: [] },
  } as Explanation;
  for (const line of table(long, { ...plain, width: 90 })
    .split('\n')
    .slice(4, -6))
    expect(line.length).toBeLessThanOrEqual(90);
});

test('what is left out is summed up, outputs come one after the other', () => {
  const many = Array.from({ length: 30 }, (_, index) => index);
  const row = many.map((index) => 0.3 - index / 100);
  const wide: Explanation = {
    ...record,
    players: many.map((index) => `p${index}`),
    outputs: ['a', 'b', 'c'],
    modelOutput: [0.2, 0.3, 0.5],
    base: [0.3, 0.3, 0.4],
    prediction: [0.2, 0.3, 0.5],
    attributions: [row, row, row],
    standardErrors: null,
    additivityResidual: null,
  };
  const text = table(wide, plain);
  expect(text.match(/10 more/g)).toHaveLength(3);
  expect(text).toContain('p0 ');
  expect(text).not.toContain('p20 ');
  expect(text.indexOf('\na:')).toBeLessThan(text.indexOf('\nb:'));
});

test('names the strongest pairs where there are interactions, and what they lack where there are none', () => {
  const paired: Explanation = {
    ...record,
    interactions: [
      [
        [0, -0.02, 0.05],
        [-0.02, 0, 0],
        [0.05, 0, 0],
      ],
    ],
  };
  const lines = table(paired, labelled).split('\n');
  const at = lines.indexOf('  strongest pairs, beyond what each does alone');
  expect(lines.slice(at + 1, at + 4)).toEqual([
    '  age = 41 × home = own      +5.0',
    '  age = 41 × Sum (€) = 1200  −2.0',
    '',
  ]);
  expect(table(record, plain)).not.toContain('pairs');
  const few = table({ ...record, fidelity: { interactionSamples: 2450 } }, plain);
  expect(few).toContain('no interactions: they need 2,450 samples');
  expect(few).not.toContain('interactionSamples');
  const long = {
    ...paired,
    players: record.players.map((name) => name.padEnd(120, 'x')),
    input: { ...record.input, columns: [], values: [] },
  };
  for (const line of table(long as Explanation, { ...plain, width: 90 })
    .split('\n')
    .slice(4, -6))
    expect(line.length).toBeLessThanOrEqual(90);
});

test('columns stand below each other, whatever letters their names have', () => {
  const names = ['年間平均世帯電力消費量', '🙂 mood', 'e\u0301te\u0301 '.repeat(30)];
  const text = table({ ...record, players: names, input: { ...record.input, columns: names } } as Explanation, plain);
  const bars = text.split('\n').filter((line) => line.includes('│'));
  expect(bars).toHaveLength(3);
  expect(new Set(bars.map((line) => widthOf(line.slice(0, line.indexOf('│'))))).size).toBe(1);
  for (const line of bars) expect(line).toMatch(/ = (own|41|1200) /);
});

test('shows no bars where nothing was learnt, and says what to do', () => {
  const empty = { ...record, endsOnly: true as const, standardErrors: null, coalitions: 0 };
  const shown = table({ ...empty, stopped: 'deadline' }, plain);
  expect(shown).toContain('There was no time to explain this: raise the time limit.');
  expect(shown).toContain('bad risk: 45');
  expect(shown).not.toContain('█');
  expect(table({ ...empty, stopped: 'samples' }, plain)).toContain('too few samples');
});
