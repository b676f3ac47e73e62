import { afterAll, describe, expect, test } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { loadLanguage } from '../../../src/catalogue/languages.ts';
import { readArgs } from '../../../src/cli/args.ts';
import { helpOn } from '../../../src/cli/help.ts';
import type { InspectCommand } from '../../../src/cli/inspect-args.ts';
import { inspectFlags } from '../../../src/cli/inspect-flags.ts';
import { inspectionReport } from '../../../src/cli/inspection-report.ts';
import { inspectionLines } from '../../../src/cli/print-inspection.ts';
import type { Line } from '../../../src/cli/terminal.ts';
import { cardWords } from '../../../src/data/card-words.ts';
import { given, openLibrary, shifted } from '../library/support.ts';

const base = ['inspect', '--model', 'm.onnx', '--data', 'd.csv'];
const read = (...args: string[]) => readArgs([...base, ...args]) as InspectCommand;

describe('oriel inspect', () => {
  test('the shortest command', () => {
    expect(read()).toMatchObject({ command: 'inspect', model: 'm.onnx', data: 'd.csv', options: { seed: 0 } });
    expect(Object.keys(read().options)).toEqual(['seed']);
  });

  test('all options', () => {
    const { options, json } = read(
      ...['--protected', 'sex, age,sex*age', '--rows', '500', '--explained', '20', '--threshold', '.3'],
      ...['--cost', '1:5', '--curves', '0', '--space', 'raw', '--output', 'good', '--seed', '7', '--json'],
    );
    expect(json).toBe(true);
    expect(read('--against', 'o.csv')).toMatchObject({ against: 'o.csv', againstModel: null });
    expect(read('--against-model', 'o.onnx', '--against-card', 'o.json')).toMatchObject({
      againstModel: 'o.onnx',
      againstCard: 'o.json',
    });
    expect(options).toEqual({
      protected: ['sex', 'age', 'sex*age'],
      rows: 500,
      explained: 20,
      threshold: 0.3,
      costs: { falsePositive: 1, falseNegative: 5 },
      curves: 0,
      space: 'raw',
      output: 'good',
      seed: 7,
    });
  });

  test.each([
    [['inspect', '--data', 'd.csv'], '--model'],
    [['inspect', '--model', 'm.onnx'], '--data'],
    [[...base, '--protected', 'a,,b'], '--protected'],
    [[...base, '--threshold', 'half'], 'half'],
    [[...base, '--cost', '5'], '1:5'],
    [[...base, '--rows', '0'], '--rows'],
    [[...base, '--space', 'odds'], 'odds'],
    [[...base, '--row', '3'], '--row'],
    [[...base, '--against-card', 'o.json'], '--against-model'],
  ])('what is wrong is said: %j', (args, part) => {
    expect(() => readArgs(args)).toThrowError(part);
  });

  test('help lists every option', () => {
    const help = helpOn('inspect', english);
    for (const { name } of inspectFlags) expect(help).toContain(`--${name}`);
    expect(readArgs(['inspect', '--help'])).toEqual({ command: 'help', topic: 'inspect' });
    expect(readArgs(['help', 'inspect'])).toEqual({ command: 'help', topic: 'inspect' });
    expect(helpOn('oriel', english)).toContain('oriel inspect');
  });
});

describe('tables', () => {
  const { oriel } = openLibrary();
  afterAll(() => oriel.close());
  const text = (lines: readonly Line[]): string[] =>
    lines.map((line) =>
      typeof line === 'string' ? line : line.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join(''),
    );
  const plain = (line: string): string => line.replace(/[\u2066-\u2069]/g, '');

  async function inspected(folder: string, model: string, tag: string) {
    const opened = await oriel.open([
      given(`${folder}/${model}.onnx`),
      given(`${folder}/data.csv`),
      given(`${folder}/${model}.card.json`),
    ]);
    const found = await opened.inspect({ curves: 0, explained: 40, backend: 'wasm', budget: { samples: 100 } }).result;
    const language = await loadLanguage([tag]);
    const words = cardWords(opened.facts.card, tag);
    await opened.close();
    return text(inspectionLines(found, { words, language, width: 100 })).map(plain);
  }

  test('of two classes, in English and German', async () => {
    const lines = await inspected('credit', 'gbt', 'en');
    expect(lines).toContain(
      '  Wrong on 45 of 200: 13 wrongly taken for "bad risk", 32 missed; 28 found, 127 rightly not.',
    );
    expect(lines.find((line) => line.includes('Right '))).toContain('77.5 % (71.2 to 82.7)');
    expect(lines.some((line) => /Checking a.*0\.\d+ \(0\.\d+ to 0\.\d+\) .*█/.test(line))).toBe(true);
    expect(lines.some((line) => line.includes('Whom it treats how: Age'))).toBe(true);
    expect(lines.some((line) => line.includes('too few rows to compare'))).toBe(true);
    const german = await inspected('credit', 'gbt', 'de');
    expect(german.some((line) => line.includes('Falsch bei 45 von 200'))).toBe(true);
    expect(german.find((line) => line.includes('Richtig'))).toContain('77,5 % (71,2 bis 82,7)');
    expect(german.some((line) => line.includes('schlechtes Risiko'))).toBe(true);
  });

  test('of another table, which is compared', async () => {
    const opened = await oriel.open([
      given('credit/gbt.onnx'),
      given('credit/data.csv'),
      given('credit/gbt.card.json'),
    ]);
    const found = await opened.inspect({ curves: 0, against: shifted('duration', 6, 300), backend: 'wasm' }).result;
    await opened.close();
    const words = cardWords(opened.facts.card, 'en');
    const lines = text(inspectionLines(found, { words, language: english, width: 100 })).map(plain);
    expect(lines).toContain('What differs in other.csv: 300 of 300 rows');
    const drifts = lines.findIndex((line) => line.includes('1 column of 20 has moved further'));
    expect(lines[drifts + 2]).toMatch(/^ {2}Duration +1\.\d{3} +0\.\d{3} +0\.\d{3} +< 0\.001$/);
    const effects = lines.findIndex((line) => line.includes('over 300 rows there'));
    expect(lines[effects + 2]).toMatch(/^ {2}Duration +0\.\d+ \(0\.\d+ to 0\.\d+\) +0\.\d+ +−0\.\d+$/);
    const page = inspectionReport(found, null, { words, language: english });
    expect(page).toContain('<section id="against"><h2>What differs in other.csv: 300 of 300 rows</h2>');
    expect(plain(page)).toMatch(/<th scope="row">Duration<\/th><td class="number">1\.\d+<\/td>/);
  });

  test('of several classes, and of numbers', async () => {
    const penguins = await inspected('penguins', 'forest', 'en');
    expect(penguins.some((line) => line.includes('F1, mean over classes'))).toBe(true);
    const diabetes = await inspected('diabetes', 'gbt', 'en');
    expect(diabetes.some((line) => line.includes('Explained (R²)'))).toBe(true);
  });
});
