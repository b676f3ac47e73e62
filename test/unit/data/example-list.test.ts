import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCard } from '../../../src/data/card.ts';
import { parseExamples } from '../../../src/data/example-list.ts';
import { sha256 } from '../../../src/data/hash.ts';

const folder = join(import.meta.dirname, '../../../public/examples');
const json = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));
const examples = parseExamples(json('index.json'));
const licences = readFileSync(join(folder, 'LICENCES.md'), 'utf8');

/** A model's file; one of TensorFlow.js with the shards of its weights behind it. */
function wholeOf(path: string): Uint8Array {
  const bytes = readFileSync(path);
  if (!path.endsWith('.json')) return bytes;
  const { weightsManifest } = JSON.parse(bytes.toString()) as { weightsManifest: { paths: string[] }[] };
  return Buffer.concat([
    bytes,
    ...weightsManifest.flatMap(({ paths }) => paths.map((shard) => readFileSync(join(path, '..', shard)))),
  ]);
}

test('the index lists every folder once', () => {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(examples.map(({ id }) => id).sort()).toEqual(folders.map(({ name }) => name).sort());
});

test.each([
  [[]],
  [[{ id: 'x', name: 'X', kind: 'tabular', models: [], data: 'data.csv' }]],
  [
    [
      {
        id: 'x',
        name: 'X',
        kind: 'tabular',
        models: [{ file: '../x.onnx', card: 'x.json', label: 'X' }],
        data: 'data.csv',
      },
    ],
  ],
  [
    [
      {
        id: 'x',
        name: 'X',
        kind: 'tabular',
        models: [{ file: 'https://x.org/x.onnx', card: 'x.json', label: 'X' }],
        data: 'data.csv',
      },
    ],
  ],
  [[{ id: 'x', name: 'X', kind: 'image', models: [{ file: 'x.onnx', card: 'x.json', label: 'X' }] }]],
])('an index that is not one is refused: %j', (value) => {
  expect(() => parseExamples(value)).toThrow(expect.objectContaining({ code: 'card-invalid' }));
});

describe.each(examples)('$id', (example) => {
  const cards = example.models.map((model) => ({
    model,
    card: parseCard(json(`${example.id}/${model.card}`), model.card),
  }));

  test('is named among the licences', () => {
    expect(licences).toContain(`| ${example.id} |`);
  });

  test.each(cards)('$model.card describes $model.file', async ({ model, card }) => {
    expect(card.sha256).toBe(await sha256(wholeOf(join(folder, example.id, model.file))));
    expect(card.input.kind).toBe(example.kind);
    expect(card.source).toBeTruthy();
    expect(card.licence).toBeTruthy();
    expect(card.classes?.length ?? 0).toBeGreaterThanOrEqual({ regression: 0, binary: 2, multiclass: 3 }[card.task]);
    expect(card.samples?.length).toBeGreaterThan(0);
  });

  if (example.kind === 'tabular') {
    test.each(cards)('$model.card fits every cell of the table', ({ card }) => {
      const [header, ...lines] = readFileSync(join(folder, example.id, example.data), 'utf8')
        .trim()
        .split('\n');
      const rows = lines.map((line) => line.split(',').map(Number));
      const features = card.features ?? [];
      expect(header.split(',')).toEqual([...features.map(({ name }) => name), card.target]);
      for (const [column, { name, label, kind, levels }] of features.entries()) {
        expect(label, name).toBeTruthy();
        const values = rows.map((row) => row[column]);
        expect(values.every(Number.isFinite), name).toBe(true);
        expect(levels !== undefined, name).toBe(kind === 'categorical');
        if (levels)
          expect(
            values.every((code) => Number.isInteger(code) && code >= 0 && code < levels.length),
            name,
          ).toBe(true);
      }
      for (const row of [...(card.samples ?? []), ...(card.holdout ?? [])]) expect([...rows.keys()]).toContain(row);
      expect(card.holdout).toEqual(expect.arrayContaining(card.samples ?? []));
      for (const name of card.protected ?? []) expect(features.map((feature) => feature.name)).toContain(name);
      if (card.classes) expect(new Set(rows.map((row) => row.at(-1)))).toEqual(new Set(card.classes.keys()));
    });
  } else if (example.kind === 'text') {
    test.each(cards)('$model.card names its vocabulary and texts to try, and the licence travels along', ({ card }) => {
      const files = readdirSync(join(folder, example.id));
      expect(files).toEqual(expect.arrayContaining(card.tokenizer?.files ?? ['none']));
      expect(files.some((name) => /^LICEN[CS]E/.test(name))).toBe(true);
      expect(card.samples?.every((sample) => typeof sample === 'string' && sample.length > 5)).toBe(true);
    });
  } else {
    test('has its photos, each with a licence', () => {
      for (const photo of example.photos) {
        expect(readFileSync(join(folder, example.id, photo)).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
        expect(licences).toContain(`| ${example.id}/${photo} |`);
      }
      for (const { card } of cards) {
        expect(card.samples).toEqual(example.photos);
        expect(card.input).toMatchObject({
          size: [224, 224],
          scale: [1 / 127.5, 1 / 127.5, 1 / 127.5],
          offset: [-1, -1, -1],
        });
        expect(card.classes).toHaveLength(1001);
      }
    });
  }
});
