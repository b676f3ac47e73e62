// Rules that keep an answer and the rows that are the most like one, asked of the library.

import { afterAll, describe, expect, test } from 'vitest';
import type { OrielModel } from '../../../src/library/oriel-model.ts';
import { counterfactualId } from '../../../src/records/counterfactual.ts';
import { parseExamples } from '../../../src/records/examples.ts';
import { parseRule, type Rule } from '../../../src/records/rule.ts';
import { failureOf } from '../../support/failure.ts';
import { csvOf, stumpsModel } from '../../support/stumps.ts';
import { given, openLibrary } from './support.ts';

const { oriel } = openLibrary();
afterAll(() => oriel.close());

const open = (folder: string, model: string): Promise<OrielModel> =>
  oriel.open([given(`${folder}/${model}.onnx`), given(`${folder}/data.csv`)], {
    card: given(`${folder}/${model}.card.json`),
  });

/** What is found must not depend on how busy the machine is. */
const patient = { milliseconds: 600_000 };

type Cells = readonly (string | number | null)[];

const allRows = (model: OrielModel): Promise<Cells[]> =>
  Promise.all(Array.from({ length: model.facts.rows }, (_, at) => model.row(at)));

const fulfils = ({ conditions, input }: Rule, cells: Cells): boolean =>
  conditions.every(({ column, least, most, is }) => {
    const cell = cells[input.columns.indexOf(column)];
    if (least === null && most === null) return cell === is;
    return typeof cell === 'number' && cell >= (least ?? cell) && cell <= (most ?? cell);
  });

describe('a rule', () => {
  test('holds of the row; its coverage and its share of the table are those of the rows themselves', async () => {
    const model = await open('credit', 'gbt');
    const record = await model.rule(384, patient).result;
    expect(parseRule(JSON.parse(JSON.stringify(record)))).toEqual(record);
    expect(await counterfactualId(record)).toBe(record.id);
    expect(record).toMatchObject({ holds: true, wanted: 0.95, stopped: 'done', method: 'bandit' });
    expect(fulfils(record, record.input.values)).toBe(true);
    const rows = await allRows(model);
    expect(rows).toHaveLength(1000);
    const own = rows.filter((cells) => fulfils(record, cells));
    expect(record.coverage.value).toBeCloseTo(own.length / rows.length, 12);
    const answers = await model.predict(own);
    const kept = answers.filter(([, good]) => good >= 0.5 === record.modelOutput[1] >= 0.5).length;
    expect(record.inTable).toMatchObject({ value: kept / own.length, of: own.length });
    const { value, low, high, of } = record.precision;
    expect(of).toBe(1000);
    expect(low).toBeLessThan(value);
    expect(high - low).toBeLessThan(0.04);
    expect(await model.rule(384, patient).result).toMatchObject({ id: record.id });
    expect((await model.rule(384, { ...patient, seed: 2 }).result).id).not.toBe(record.id);
    await model.close();
  });

  test('of a number, it is about a range that the answer is in', async () => {
    const model = await open('diabetes', 'gbt');
    const [[answer]] = await model.predict([7]);
    const within = { most: answer + 30 };
    const record = await model.rule(7, { ...patient, within }).result;
    expect(record.target).toMatchObject({ kind: 'range', least: null, most: within.most });
    expect(fulfils(record, record.input.values)).toBe(true);
    const codes: string[] = [];
    for (const options of [{}, { within: { least: answer + 1 } }, { within, precision: 1.5 }])
      codes.push((await failureOf(() => model.rule(7, options).result)).code);
    expect(codes).toEqual(['request-invalid', 'request-invalid', 'request-invalid']);
    await model.close();
  });
});

test('a rule about columns of which one at most stands for a level says all of them where none does', async () => {
  const names = ['income', 'flat_own', 'flat_rent', 'flat_free'];
  const rows = Array.from({ length: 80 }, (_, at) => [at % 9, ...[1, 2, 3].map((flag) => +(at % 4 === flag))]);
  const model = await oriel.open(
    [
      {
        name: 'model.json',
        data: stumpsModel(
          names,
          [1, 2, 3].map((column) => ({ column, below: 0.5, leaves: [1, -5] })),
        ),
      },
      { name: 'rows.csv', data: csvOf([names, ...rows]) },
    ],
    {
      card: {
        schema: 'oriel.card/1',
        name: 'stumps',
        task: 'binary',
        classes: ['no', 'yes'],
        features: names.map((name) => ({ name, kind: 'numeric' as const })),
        input: { kind: 'tabular' },
      },
    },
  );
  const none = await model.rule(4, patient).result;
  expect(none.conditions).toEqual(names.slice(1).map((column) => ({ column, least: null, most: null, is: 0 })));
  expect(none.coverage.value).toBe(rows.filter((cells) => fulfils(none, cells)).length / rows.length);
  const one = await model.rule(5, patient).result;
  expect(one.conditions).toEqual([{ column: 'flat_own', least: null, most: null, is: 1 }]);
  await model.close();
});

describe('similar rows', () => {
  test('are the nearest of all rows by the distance that counterfactuals have', async () => {
    const model = await open('penguins', 'forest');
    const record = await model.examples(7, { ...patient, count: 4 }).result;
    expect(parseExamples(JSON.parse(JSON.stringify(record)))).toEqual(record);
    expect(record.complete).toBe(true);
    expect(record.same).toHaveLength(4);
    expect(record.other).toHaveLength(4);
    const { deviations, input, modelOutput } = record;
    const distanceTo = (cells: Cells): number =>
      cells.reduce<number>((sum, cell, at) => {
        const own = input.values[at];
        if (cell === own) return sum;
        const deviation = deviations[at];
        if (typeof cell !== 'number' || typeof own !== 'number' || deviation === null) return sum + 1;
        return sum + Math.abs(cell - own) / deviation;
      }, 0);
    const largest = (answer: readonly number[]) => answer.indexOf(Math.max(...answer));
    const sorted: { row: number; distance: number; same: boolean }[] = [];
    for (const [row, cells] of (await allRows(model)).entries()) {
      if (row === 7 || cells.includes(null)) continue;
      const [answer] = await model.predict([row]);
      const values = (record.same.find((one) => one.row === row) ?? record.other.find((one) => one.row === row))
        ?.values;
      if (values) expect(cells).toEqual(values);
      sorted.push({ row, distance: distanceTo(cells), same: largest(answer) === largest(modelOutput) });
    }
    sorted.sort((a, b) => a.distance - b.distance || a.row - b.row);
    for (const kind of ['same', 'other'] as const) {
      const nearest = sorted.filter((one) => one.same === (kind === 'same')).slice(0, 4);
      expect(record[kind].map(({ row }) => row)).toEqual(nearest.map(({ row }) => row));
      for (const [at, example] of record[kind].entries()) {
        expect(example.distance).toBeCloseTo(nearest[at].distance, 4);
        expect((await model.predict([example.row]))[0]).toEqual(example.output);
      }
    }
    expect((await failureOf(() => model.examples(7, { count: 0 }).result)).code).toBe('request-invalid');
    await model.close();
  });

  test('texts have none', async () => {
    const model = await oriel.open([given('toxicity/model.onnx'), given('toxicity/vocab.txt')], {
      card: given('toxicity/model.card.json'),
    });
    const asRow = { text: 'Hello' } as unknown as number;
    expect((await failureOf(() => model.examples(asRow).result)).code).toBe('request-invalid');
    expect((await failureOf(() => model.rule(asRow).result)).code).toBe('request-invalid');
    await model.close();
  });
});
