import { expect, test } from 'vitest';
import { createEngine } from '../../../../src/engine/engine.ts';
import type { Question } from '../../../../src/engine/protocol.ts';
import { failureOf } from '../../../support/failure.ts';
import { csvOf, WARDS, wardModel, wardRows } from '../../../support/stumps.ts';
import { workbook } from '../../support/workbook.ts';

const buffer = (bytes: Uint8Array) => new Uint8Array(bytes).buffer as ArrayBuffer;
const rows = wardRows(80);
const sorted = [...WARDS].sort();

async function open(table = csvOf(rows), name = 'patients.csv') {
  const engine = createEngine();
  const model = await engine.openModel({ name: 'model.json', data: buffer(wardModel()) });
  const opened = await engine.openTable({ name, data: buffer(table) });
  const choice = { model: model.handle, table: opened.handle };
  return { engine, model, opened, study: (rest: object) => engine.study({ ...choice, ...rest }) };
}

const about = (questions: readonly Question[], what: string) => questions.find((question) => question.about === what);

test('the order of text levels that fits the known outcomes is the guess, and makes the card', async () => {
  const { study } = await open();
  const { questions, card } = await study({ answers: {} });
  expect(questions.map((question) => question.about)).toEqual(['target', 'levels of ward', 'levels of sex']);
  expect(about(questions, 'target')?.guess).toBe('readmitted');
  const ward = about(questions, 'levels of ward');
  expect(ward).toMatchObject({ guess: 'fitting', order: { column: 'ward', levels: [...WARDS] } });
  expect(ward?.order?.likely.map(({ name }) => name)).toEqual(['sorted', 'fitting', 'seen']);
  expect(about(questions, 'levels of sex')?.order?.levels).toEqual(['f', 'm']);
  expect(card.features?.find(({ name }) => name === 'ward')?.levels).toEqual([...WARDS]);
  expect(card.classes).toEqual(['no', 'yes']);
});

test.each([
  ['no,yes', 'yes,no'],
  ['yes,no', 'no,yes'],
])('the order that fits follows the classes that are answered: %s, then %s', async (...classes) => {
  const { study } = await open();
  const orders: unknown[] = [];
  for (const answered of classes) {
    const { questions } = await study({ answers: { classes: answered } });
    orders.push(about(questions, 'levels of ward')?.order?.levels);
    const alone = await (await open()).study({ answers: { classes: answered } });
    expect(orders.at(-1)).toEqual(about(alone.questions, 'levels of ward')?.order?.levels);
  }
  expect(orders[classes.indexOf('no,yes')]).toEqual([...WARDS]);
  expect(orders[0]).not.toEqual(orders[1]);
});

test('the order that fits is offered whichever is answered first', async () => {
  const sure = { 'levels of sex': 'sorted' };
  for (const first of [JSON.stringify(WARDS), JSON.stringify([...WARDS].reverse()), 'sorted']) {
    const { study } = await open();
    await study({ answers: { ...sure, 'levels of ward': first } });
    const { questions } = await study({ answers: sure });
    expect(about(questions, 'levels of ward')).toMatchObject({ guess: 'fitting', order: { levels: [...WARDS] } });
  }
});

test('an answer in an order of one’s own holds, and what is no order of the levels does not', async () => {
  const { study } = await open();
  const own = [...WARDS].reverse();
  const answers = { 'levels of ward': JSON.stringify(own), 'levels of sex': 'sorted' };
  const { card, questions } = await study({ answers });
  expect(card.features?.find(({ name }) => name === 'ward')?.levels).toEqual(own);
  expect(about(questions, 'levels of ward')?.guess).toBe('own');
  for (const wrong of ['["Surgery"]', '[1]', '[', '["Surgery","Surgery","Cardiology","Neurology","Geriatrics"]']) {
    const guessed = await study({ answers: { ...answers, 'levels of ward': wrong } });
    expect(about(guessed.questions, 'levels of ward')).toMatchObject({
      guess: 'fitting',
      order: { levels: [...WARDS] },
    });
  }
});

test('where no outcome is known, levels are sorted', async () => {
  const { study } = await open();
  const { questions } = await study({ answers: { target: '' } });
  expect(about(questions, 'target')?.guess).toBe('');
  expect(about(questions, 'levels of ward')).toMatchObject({ guess: 'sorted', order: { levels: sorted } });
});

test('where nobody can be asked, one error names all columns; an order that is named holds', async () => {
  const { study } = await open();
  const error = await failureOf(() => study({}));
  expect(error.message).toContain('"ward", "sex"');
  const named = await study({ levels: 'sorted' });
  expect(named.card.features?.find(({ name }) => name === 'ward')?.levels).toEqual(sorted);
  const fitting = await study({ levels: 'fitting' });
  expect(fitting.card.features?.find(({ name }) => name === 'ward')?.levels).toEqual([...WARDS]);
});

test('a given card that lacks levels gets them from the answer', async () => {
  const { study } = await open();
  const features = ['age', 'ward', 'sex'].map((name, at) => ({ name, kind: at === 0 ? 'numeric' : 'categorical' }));
  const card = { schema: 'oriel.card/1', name: 'm', task: 'binary', input: { kind: 'tabular' }, features };
  const read = await study({ card, answers: { 'levels of ward': JSON.stringify(WARDS) } });
  expect(read.card.features?.[1]).toEqual({ name: 'ward', kind: 'categorical', levels: [...WARDS] });
});

test('of several sheets, the one with the model’s columns is the guess; another can be answered', async () => {
  const { study, opened } = await open(
    workbook({
      Notes: [
        ['a', 'b'],
        [1, 2],
      ],
      Patients: rows,
    }),
    'patients.xlsx',
  );
  expect(opened.columns).toEqual(['a', 'b']);
  const found = await study({ answers: {} });
  expect(about(found.questions, 'sheet')).toMatchObject({ guess: 'Patients' });
  expect(found.rows).toBe(80);
  const error = await failureOf(() => study({ answers: { sheet: 'Notes' } }));
  expect(error.code).toBe('data-no-columns');
  expect((await study({ sheet: 'Patients', levels: 'sorted' })).rows).toBe(80);
  expect((await failureOf(() => study({ sheet: 'Nowhere' }))).code).toBe('data-sheet');
});

test('a table of a kind that others make says what it is', async () => {
  const engine = createEngine();
  const pickle = Uint8Array.of(0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0, 0x2e);
  for (const opening of [engine.openTable, engine.openModel])
    expect((await failureOf(() => opening({ name: 'x.pkl', data: buffer(pickle) }))).code).toBe('file-foreign');
});

test('a model alone says how many trees it has', async () => {
  expect((await open()).model.facts.trees).toBe(5);
});
