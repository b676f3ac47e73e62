import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  ClarifyResponse,
  ShapExplanation,
  ShapiqInteractionValues,
  VertexExplanation,
} from '../../src/records/forms/index.ts';
import { type Explanation, parseExplanation } from '../../src/records/record.ts';

const root = join(import.meta.dirname, '../..');
const examples = join(root, 'public/examples');
const folder = mkdtempSync(join(tmpdir(), 'oriel-forms-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `oriel explain` in English; its lines, and what it said. */
function explain(...args: string[]): Promise<{ readonly lines: string[]; readonly err: string }> {
  const argv = [join(root, 'bin/oriel.mjs'), 'explain', ...args];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, argv, { env: { ...process.env, LC_ALL: 'C' } }, (error, out, err) => {
      if (error) reject(error);
      else resolve({ lines: out.trimEnd().split('\n'), err });
    });
  });
}

const write = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
const penguins = [
  '--model',
  join(examples, 'penguins/forest.onnx'),
  '--card',
  join(examples, 'penguins/forest.card.json'),
];
const table = ['--data', join(examples, 'penguins/data.csv'), '--background', '20'];

describe('the same explanation in each form', () => {
  const asked = [...penguins, ...table, '--row', '40', '--output', 'Gentoo', '--output', 'Adelie'];
  let record: Explanation;
  beforeAll(async () => {
    record = parseExplanation(JSON.parse((await explain(...asked, '--json')).lines[0]));
  });
  const as = async <T>(name: string): Promise<T[]> =>
    (await explain(...asked, '--as', name)).lines.map((line) => JSON.parse(line) as T);

  test('shap', async () => {
    const { attributions, base, input } = record;
    const [only] = await as<ShapExplanation>('shap');
    expect(only.output_names).toEqual(['Gentoo', 'Adelie']);
    expect(only.base_values).toEqual([base]);
    expect(only.data).toEqual([input.kind === 'tabular' && input.values]);
    const [rows] = only.values as readonly [readonly (readonly number[])[]];
    expect(attributions.map((_, k) => rows.map((row) => row[k]))).toEqual(attributions);
  });

  test("vertex, whose indices are places among all of the model's outputs", async () => {
    const { prediction } = record;
    const [only] = await as<VertexExplanation>('vertex');
    expect(only.attributions).toMatchObject([
      { outputDisplayName: 'Gentoo', outputIndex: [2], instanceOutputValue: prediction[0], approximationError: 0 },
      { outputDisplayName: 'Adelie', outputIndex: [0], instanceOutputValue: prediction[1], approximationError: 0 },
    ]);
  });

  test('clarify', async () => {
    const { attributions } = record;
    const [only] = await as<ClarifyResponse>('clarify');
    const [features] = only.explanations.kernel_shap;
    expect(features.map(({ attributions: [{ attribution }] }) => attribution[1])).toEqual(attributions[1]);
    expect(features.map(({ feature_header }) => feature_header)).toContain('sex');
  });

  test('shapiq, a line for each output', async () => {
    const { attributions } = record;
    const found = await as<ShapiqInteractionValues>('shapiq');
    expect(found.map(({ parameters }) => parameters.output)).toEqual(['Gentoo', 'Adelie']);
    expect(found.map(({ data }) => data[1])).toEqual(attributions.map((values) => values[1]));
  });
});

test('words of a text, and a photo by its segments', async () => {
  const toxicity = join(examples, 'toxicity');
  const model = ['--model', join(toxicity, 'model.onnx'), '--card', join(toxicity, 'model.card.json')];
  const words = await explain(...model, '--text', 'Not 👍 good.', '--as', 'clarify');
  const [[feature]] = (JSON.parse(words.lines[0]) as ClarifyResponse).explanations.kernel_shap;
  expect(feature.attributions.map(({ description }) => description)).toEqual([
    { partial_text: 'Not', start_idx: 0 },
    { partial_text: '👍', start_idx: 4 },
    { partial_text: 'good', start_idx: 6 },
    { partial_text: '.', start_idx: 10 },
  ]);
  const mobilenet = join(examples, 'mobilenet');
  const photo = await explain(
    ...['--model', join(mobilenet, 'model.onnx'), '--card', join(mobilenet, 'model.card.json')],
    ...['--image', join(mobilenet, 'photos/coffee.jpg'), '--samples', '32', '--segments', '20', '--as', 'shap'],
  );
  expect(photo.err).toContain('shap has no place for the pixels of each segment: left out.');
  const { feature_names, values } = JSON.parse(photo.lines[0]) as ShapExplanation;
  expect(values[0]).toHaveLength(feature_names.length);
});

test("a table's own columns are in the CSV of its rows, as its file has them", async () => {
  const [header, ...rows] = readFileSync(join(examples, 'penguins/data.csv'), 'utf8').trimEnd().split('\n');
  const notes = ['=1+1', '@x', '-', '+49 30 12'];
  const own = rows.map((row, at) => `00${at},${row},${notes[at % 4]}`);
  const data = write('own.csv', [`ring,${header},note`, ...own].join('\n'));
  const args = [...penguins, '--data', data, '--background', '20', '--row', '40-43', '--csv'];
  const [names, ...lines] = (await explain(...args)).lines.map((line) => line.split(','));
  expect(names.slice(0, 2)).toEqual(['row', 'ring']);
  expect(lines.map((line) => line[names.indexOf('ring')])).toEqual(['0040', '0041', '0042', '0043']);
  expect(lines.map((line) => line[names.indexOf('note')])).toEqual(["'=1+1", "'@x", '-', "'+49 30 12"]);
  for (const line of lines) expect(line).toHaveLength(names.length);
});
