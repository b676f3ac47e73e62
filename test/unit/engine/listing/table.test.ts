// A table with an id, a name and a date that the model is not given, through the whole engine.

import { afterAll, expect, test } from 'vitest';
import { createEngine } from '../../../../src/engine/engine.ts';
import { createEvaluator } from '../../../../src/engine/evaluator/evaluator.ts';
import type { RowsFileChoice, RowsQuery } from '../../../../src/engine/protocol.ts';
import { csvOf, wardModel, wardRows } from '../../../support/stumps.ts';

const engine = createEngine({
  workers: 1,
  spawn: () => ({ api: createEvaluator(), died: new Promise(() => {}), close() {} }),
});
afterAll(() => engine.close());

const bytes = (data: Uint8Array | string) =>
  new Uint8Array(typeof data === 'string' ? Buffer.from(data) : data).buffer as ArrayBuffer;
const none = () => {};
const ROWS = 90;

/** The wards' table with what only a person has a use for. */
function withIds(): string {
  const [head, ...rows] = Buffer.from(csvOf(wardRows(ROWS)))
    .toString('utf8')
    .trim()
    .split('\n');
  return [`case,who,${head}`, ...rows.map((line, row) => `C-${1000 + row},=cmd${row},${line}`)].join('\n');
}

async function opened() {
  const model = await engine.openModel({ name: 'model.json', data: bytes(wardModel()) });
  const table = await engine.openTable({ name: 'patients.csv', data: bytes(withIds()) });
  return engine.study({ model: model.handle, table: table.handle, answers: {} });
}

const whole = { from: 0, count: ROWS, columns: [0, 99] } as const;

test('all columns are there, and the model is given none of the ids', async () => {
  const study = await opened();
  const { columns, rows, answered } = await engine.listing(study.handle);
  expect(columns.filter(({ role }) => role === 'other').map(({ name }) => name)).toEqual([
    'case',
    'who',
    'id',
    'admitted',
  ]);
  expect([rows, answered]).toEqual([ROWS, false]);
  const found = await engine.rows(study.handle, { find: 'c-1041' }, whole);
  expect(found.rows.map(({ row, cells, answers }) => [row, cells[0], answers])).toEqual([[41, 'C-1041', null]]);
});

test('answers to all rows are those to each, and lead to the mistakes', async () => {
  const study = await opened();
  const updates: number[] = [];
  await engine.answerRows('answers', study.handle, ({ done }) => updates.push(done));
  const { rows } = await engine.rows(study.handle, {}, whole);
  for (const row of [0, 17, ROWS - 1]) {
    const { values } = await engine.predict(study.handle, { kind: 'row', row });
    expect(rows[row].answers).toEqual(values);
  }
  expect(updates[0]).toBe(0);
  expect(updates).toEqual([...new Set(updates)].sort((a, b) => a - b));
  const sorted = await engine.rows(
    study.handle,
    { sort: { by: { of: 'answer', name: study.outputs[0] }, descending: true } },
    whole,
  );
  const first = sorted.rows.map(({ answers }) => answers?.[0] ?? Number.NaN);
  expect(first).toEqual([...first].sort((a, b) => b - a));
  const mistakes = { conditions: [{ about: { of: 'error' }, wrong: true }] } as const;
  const wrong = rows.filter((row) => row.wrong).map(({ row }) => row);
  expect((await engine.rows(study.handle, mistakes, whole)).rows.map(({ row }) => row)).toEqual(wrong);
  const next = await engine.nextRow(study.handle, mistakes, wrong.at(-1) ?? -1);
  expect(next).toBe(wrong.length > 1 ? wrong[0] : null);
});

test('what needs the answers says that they are not there', async () => {
  const study = await opened();
  const query = { conditions: [{ about: { of: 'error' }, wrong: true }] } as const;
  await expect(engine.rows(study.handle, query, whole)).rejects.toThrow(/has not been asked/);
  const unknown = { sort: { by: { of: 'column', name: 'nowhere' }, descending: false } } as const;
  await expect(engine.rows(study.handle, unknown, whole)).rejects.toMatchObject({ code: 'data-column' });
});

test('a cancelled job says so and leaves nothing behind', async () => {
  const study = await opened();
  const answers = engine.answerRows('stopped', study.handle, () => void engine.cancel('stopped'));
  await expect(answers).rejects.toMatchObject({ code: 'failure-cancelled' });
  expect((await engine.listing(study.handle)).answered).toBe(false);
  const choice = { query: {}, records: [], explanations: false, explain: null, form: 'csv' } as const;
  const file = engine.rowsFile('stopped', study.handle, choice, () => void engine.cancel('stopped'));
  await expect(file).rejects.toMatchObject({ code: 'failure-cancelled' });
});

test('a file has ids, values, answers and what each column adds, for one row, some or all', async () => {
  const study = await opened();
  await engine.answerRows('answers', study.handle, none);
  const request = {
    study: study.handle,
    explainer: { name: 'auto' },
    outputs: 'all',
    space: 'raw',
    seed: 0,
    budget: {},
  } as const;
  const record = await engine.explain('one', { ...request, input: { kind: 'row', row: 3 } }, none);
  const choice: RowsFileChoice = { query: null, records: [record], explanations: true, explain: null, form: 'csv' };
  const linesOf = async (wish: Partial<RowsFileChoice>) => {
    const file = await engine.rowsFile('file', study.handle, { ...choice, ...wish }, none);
    const text = Buffer.from(await file.arrayBuffer()).toString('utf8');
    expect(text.startsWith('\ufeff')).toBe((wish.form ?? 'csv') === 'csv');
    return text.replace('\ufeff', '').trim().split('\r\n');
  };
  const [head, one, ...more] = await linesOf({});
  expect(more).toEqual([]);
  expect(head.startsWith('row,case,who,')).toBe(true);
  expect(one.startsWith("3,C-1003,'=cmd3,")).toBe(true);
  const at = head.split(',').indexOf(`attribution.${record.outputs[0]}.${record.players[0]}`);
  expect(Number(one.split(',')[at])).toBe(record.attributions[0][0]);

  const query = { find: 'C-10', sort: { by: { of: 'column', name: 'case' }, descending: true } } as const;
  const { explainer: _explainer, ...rest } = request;
  const explain = { ...rest, explainer: { name: record.explainer.name }, outputs: record.outputs };
  const some = await linesOf({ query, explain });
  expect(some.slice(1).map((line) => line.split(',')[0])).toEqual(
    Array.from({ length: ROWS }, (_, row) => String(ROWS - 1 - row)),
  );
  expect(some[ROWS - 3]).toBe(one);
  expect(some.slice(1).every((line) => line.split(',')[at] !== '')).toBe(true);

  const known = await linesOf({ query: {}, most: 5 });
  expect(known.slice(1).map((line) => line.split(',')[at] !== '')).toEqual([false, false, false, true, false]);
  const copied = await linesOf({ query: {}, most: 2, records: [], explanations: false, form: 'tsv' });
  expect(copied).toHaveLength(3);
  expect(copied[0].split('\t').at(-1)).toBe(`answer.${study.outputs.at(-1)}`);
});

test('a file has what each column adds by any method, and is given up between two rows', async () => {
  const study = await opened();
  const explain = {
    ...{ study: study.handle, explainer: { name: 'lime' }, outputs: study.outputs, seed: 0, curves: false },
    budget: { samples: 200 },
  } as const;
  const query = { find: 'C-104', sort: { by: { of: 'column', name: 'case' }, descending: true } } as const;
  const record = await engine.explain('one', { ...explain, input: { kind: 'row', row: 40 } }, none);
  const choice: RowsFileChoice = { query, records: [record], explanations: true, explain, form: 'tsv' };
  const told: number[] = [];
  const file = await engine.rowsFile('file', study.handle, choice, ({ done }) => told.push(done));
  const [head, ...lines] = (await file.text())
    .trim()
    .split('\r\n')
    .map((line) => line.split('\t'));
  expect(lines.map(([row]) => row)).toEqual(['49', '48', '47', '46', '45', '44', '43', '42', '41', '40']);
  const at = head.indexOf(`attribution.${record.outputs[0]}.${record.players[0]}`);
  expect(Number(lines[9][at])).toBe(record.attributions[0][0]);
  expect(lines.every((line) => line[at] !== '' && line[head.indexOf('explainer')] === 'lime')).toBe(true);
  expect(new Set(lines.map((line) => line[at])).size).toBeGreaterThan(1);
  expect([...new Set(told)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const stopped = engine.rowsFile('stopped', study.handle, choice, ({ done }) => {
    if (done === 3) void engine.cancel('stopped');
  });
  await expect(stopped).rejects.toMatchObject({ code: 'failure-cancelled' });
});

test('a file has ids, codes and amounts that the model is not given as the table has them', async () => {
  const others = [
    ['9007199254740993', '01234', '1.234,50', '-3,5'],
    ['9007199254740992', '1234', '-', 'NA'],
    ['9007199254740994', '00234', '7', '12,0'],
  ];
  const patients = wardRows(ROWS).slice(1);
  const lines = patients.map(([, , age, ward, sex], row) =>
    [`${age},5`, ward, sex, ...others[Math.min(row, 2)]].join(';'),
  );
  const model = await engine.openModel({ name: 'model.json', data: bytes(wardModel()) });
  const csv = ['age;ward;sex;key;zip;amount;change', ...lines].join('\n');
  const table = await engine.openTable({ name: 'patients.csv', data: bytes(csv) });
  const { handle } = await engine.study({ model: model.handle, table: table.handle, answers: {} });
  const choice = { query: {}, records: [], explanations: false, explain: null, form: 'tsv' } as const;
  const file = await engine.rowsFile('file', handle, choice, none);
  const written = (await file.text()).split('\r\n').map((line) => line.split('\t'));
  for (const row of [0, 1, 2]) {
    expect(written[row + 1].slice(4, 8)).toEqual(others[row]);
    expect(written[row + 1][1]).toBe(`${patients[row][2]}.5`);
  }

  const rowsOf = async (query: RowsQuery) => (await engine.rows(handle, query, whole)).rows.map(({ row }) => row);
  const { columns } = await engine.listing(handle);
  expect(columns.map(({ numeric }) => numeric)).toEqual([true, false, false, false, false, true, true]);
  expect((await rowsOf({ sort: { by: { of: 'column', name: 'key' }, descending: false } })).slice(0, 3)).toEqual([
    1, 0, 2,
  ]);
  expect(await rowsOf({ conditions: [{ about: { of: 'column', name: 'zip' }, text: '01234' }] })).toEqual([0]);
  expect(await rowsOf({ find: '9007199254740993' })).toEqual([0]);
  expect(await rowsOf({ find: '1234' })).toEqual([1, 0]);
});
