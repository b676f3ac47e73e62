// Another table beside the one that a model is looked at over: columns that are spread otherwise,
// and attributions that are others.

import { afterAll, expect, test } from 'vitest';
import type { GivenFile } from '../../../src/library/given-files.ts';
import type { OrielModel } from '../../../src/library/oriel-model.ts';
import { parseInspection } from '../../../src/records/inspection.ts';
import { csvOf } from '../../support/stumps.ts';
import { given, openLibrary, shifted } from './support.ts';

const { oriel } = openLibrary();
afterAll(() => oriel.close());

const background = { file: shifted('duration', 0, 20, 'background.csv') };

/** A model of the credit example with a table, all of whose rows are looked at. */
function credit(name: string, table: GivenFile): Promise<OrielModel> {
  const { holdout: _holdout, ...card } = JSON.parse(new TextDecoder().decode(given(`credit/${name}.card.json`).data));
  const file = { name: 'card.json', data: new TextEncoder().encode(JSON.stringify(card)) };
  return oriel.open({ model: given(`credit/${name}.onnx`), table }, { ask: 'none', card: file });
}

const cellsOf = async (model: OrielModel, rows: number) =>
  Promise.all(Array.from({ length: rows }, (_, row) => model.row(row)));

test('columns and effects that have moved are those of both tables by themselves', async () => {
  const [own, other] = [shifted('duration', 0, 200), shifted('duration', 6, 150)];
  const model = await credit('gbt', own);
  const options = { curves: 0, background, backend: 'wasm' } as const;
  const found = await model.inspect({ ...options, against: other }).result;
  expect(parseInspection(JSON.parse(JSON.stringify(found)))).toEqual(found);
  const { columns, moved, ...rest } = found.against!;
  expect(rest).toEqual({ file: 'other.csv', rows: 150, used: 150, explained: 150 });

  // Kolmogorov and Smirnov's distance by its definition.
  const at = model.facts.columns.findIndex(({ name }) => name === 'duration');
  const durations = (await cellsOf(model, 200)).map((row) => row[at] as number);
  const share = (values: number[], most: number) => values.filter((value) => value <= most).length / values.length;
  const later = durations.slice(0, 150).map((value) => value + 6);
  const distance = Math.max(...later.map((value) => Math.abs(share(durations, value) - share(later, value))));
  expect(columns[0].name).toBe('duration');
  expect(columns[0].ks).toBeCloseTo(distance, 12);
  expect(columns[0].psi).toBeGreaterThan(columns[0].psiWithoutDrift);
  expect(columns.slice(1).filter(({ psi, psiWithoutDrift }) => psi > psiWithoutDrift)).toEqual([]);
  expect(columns.find(({ name }) => name === 'purpose')).toMatchObject({ ks: null, pValue: null });

  const alone = await credit('gbt', other);
  const there = await alone.inspect(options).result;
  const mean = ({ importance }: typeof found, name: string) =>
    importance!.players.find((player) => player.name === name)!.mean.value!;
  expect(moved!.map(({ name }) => name).sort()).toEqual(found.importance!.players.map(({ name }) => name).sort());
  for (const { name, first, second, difference } of moved!) {
    expect(first).toBeCloseTo(mean(there, name), 12);
    expect(second).toBeCloseTo(mean(found, name), 12);
    expect(difference.value).toBeCloseTo(first - second, 12);
  }
  expect(moved![0].name).toBe('duration');

  // Without another table nothing of it is in the record, and its numbers are the same.
  const { against: _against, created: _created, milliseconds: _milliseconds, calls: _calls, ...same } = found;
  const plain = await model.inspect(options).result;
  expect(plain).toMatchObject(same);
  expect(plain).not.toHaveProperty('against');
  await alone.close();
  await model.close();
});

test('rows of a network are explained one by one, those that it cannot take left out', async () => {
  const other = shifted('age', 5, 3);
  const blank = new TextDecoder()
    .decode(other.data)
    .split('\n')[1]
    .replace(/^[^,]*/, '');
  const table = { ...other, data: new TextEncoder().encode(`${new TextDecoder().decode(other.data)}\n${blank}\n`) };
  const model = await credit('mlp', shifted('age', 0, 60));
  const budget = { samples: 60 };
  const asked = { background, budget, backend: 'wasm' } as const;
  const found = await model.inspect({ ...asked, curves: 0, explained: 4, against: table }).result;
  const { columns: _columns, moved, ...rest } = found.against!;
  expect(rest).toEqual({ file: 'other.csv', rows: 4, used: 3, explained: 3 });
  const alone = await credit('mlp', other);
  const records = await Promise.all(
    (await cellsOf(alone, 3)).map((values) => model.explain(values, { ...asked, curves: false }).result),
  );
  const { players, outputs } = records[0];
  const at = outputs.indexOf(found.output);
  for (const { name, first } of moved!) {
    const player = players.indexOf(name);
    const mean = records.reduce((sum, { attributions }) => sum + attributions[at][player], 0) / 3;
    expect(first).toBeCloseTo(mean, 12);
  }
  await alone.close();
  await model.close();
});

test('a table that cannot be compared is refused', async () => {
  const model = await credit('mlp', shifted('age', 0, 60));
  const asked = (...lines: string[][]) =>
    model.inspect({ curves: 0, against: { name: 'other.csv', data: csvOf(lines) }, backend: 'wasm' }).result;
  const names = model.facts.columns.map(({ name }) => name);
  await expect(asked(['age'], ['30'])).rejects.toMatchObject({ code: 'data-missing-columns' });
  await expect(
    asked(
      names,
      names.map((_, at) => (at === 0 ? '0' : '')),
    ),
  ).rejects.toMatchObject({ code: 'data-no-usable-row' });
  await expect(
    asked(
      names,
      names.map(() => '999'),
    ),
  ).rejects.toMatchObject({ code: 'data-unknown-level' });
  await model.close();
});
