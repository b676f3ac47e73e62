// Models that are opened through the library, by the real engine.

import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { QuestionsError } from '../../../src/library/questions-error.ts';
import { failureOf } from '../../support/failure.ts';
import { graphMessage, modelFile, valueInfo } from '../../support/onnx.ts';
import { example, given, openLibrary } from './support.ts';

const { oriel } = openLibrary();

/** A model of two columns without names. */
const nameless = modelFile(
  graphMessage({
    nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
    weights: [{ name: 'w', dims: [2, 3], data: Float32Array.from([2, -3, 1, 0, 1, 1]) }],
    inputs: [valueInfo('x', 'float32', [null, 2])],
    outputs: [valueInfo('y', 'float32', [null, 3])],
  }),
);
afterAll(() => oriel.close());

describe('a table', () => {
  test('is told apart from its model and card, given as addresses, paths or bytes', async () => {
    const model = await oriel.open([
      example('penguins/data.csv'),
      fileURLToPath(example('penguins/forest.onnx')),
      given('penguins/forest.card.json'),
    ]);
    expect(model.facts.rows).toBeGreaterThan(300);
    expect(model.facts.outputs).toEqual(['Adelie', 'Chinstrap', 'Gentoo']);
    const cells = await model.row(3);
    expect(cells).toHaveLength(model.facts.columns.length);
  });

  test('answers rows by number, by cells and by column name alike', async () => {
    const model = await oriel.open([given('penguins/forest.onnx'), given('penguins/data.csv')], {
      card: given('penguins/forest.card.json'),
    });
    const cells = await model.row(5);
    const named = Object.fromEntries(model.facts.columns.map(({ name }, at) => [name, cells[at]]));
    const [byNumber, byCells, byName] = await model.predict([5, cells, { ...named, species: 'Adelie' }]);
    expect(byNumber).toHaveLength(3);
    expect(byCells).toEqual(byNumber);
    expect(byName).toEqual(byNumber);
    const { [model.facts.columns[0].name]: _, ...lacking } = named;
    const failure = await failureOf(() => model.predict([lacking]));
    expect(failure.code).toBe('input-columns');
    expect(failure.details.columns).toEqual([model.facts.columns[0].name]);
  });
});

describe('what cannot be opened says why', () => {
  test.each([
    ['no model', [given('penguins/data.csv')], 'files-no-model'],
    ['two models', [given('penguins/forest.onnx'), given('credit/gbt.onnx')], 'files-several'],
    ['a file of no known kind', [{ name: 'a.xyz', data: new Uint8Array([1, 2, 3]) }], 'file-unknown'],
    ['a file that others make', [{ name: 'm.pkl', data: new Uint8Array([0x80, 4, 1]) }], 'file-foreign'],
    ['an address without a file', [new URL('file:///nowhere/model.onnx')], 'file-missing'],
    ['an address that is none', ['http://'], 'file-missing'],
    ['a path without a file', ['nowhere/model%.onnx'], 'file-missing'],
  ])('%s', async (_, files, code) => {
    expect((await failureOf(() => oriel.open(files))).code).toBe(code);
  });
});

describe('questions', () => {
  test('must be answered where a wrong guess would explain another model, and then are', async () => {
    const photos = given('mobilenet/model.onnx');
    const failure = await failureOf(() => oriel.open([photos]));
    expect(failure).toBeInstanceOf(QuestionsError);
    const { questions } = failure as QuestionsError;
    expect(questions.map(({ about }) => about)).toContain('normalisation');
    const answers = Object.fromEntries(questions.map(({ about, guess }) => [about, guess]));
    const model = await oriel.open([photos], { answers });
    expect(model.facts.questions).toEqual([]);
    const [answer] = await model.predict([example('mobilenet/photos/cat.jpg')]);
    expect(answer).toHaveLength(model.facts.outputs.length);
  });

  test('of any guess are asked where that is wished, and none where whoever opens looks for them', async () => {
    const photos = given('mobilenet/model.onnx');
    const { facts } = await oriel.open(photos, { ask: 'none' });
    expect(facts.questions.map(({ about }) => about)).toContain('normalisation');
    // Which numbers stood for which answer is guessed, too, and does no harm.
    const table = new TextEncoder().encode('a,b,c\n1,2,0\n3,1,1\n0,5,0\n2,2,1\n');
    const files = [
      { name: 'm.onnx', data: nameless },
      { name: 't.csv', data: table },
    ];
    const guessed = (await oriel.open(files)).facts.questions.map(({ about }) => about);
    expect(guessed).not.toEqual([]);
    const failure = (await failureOf(() => oriel.open(files, { ask: 'all' }))) as QuestionsError;
    expect(failure.questions.map(({ about }) => about)).toEqual(guessed);
  });
});

test('files in their roles are not told apart, and pictures among files are handed on', async () => {
  const data = new TextEncoder().encode('a,b\n1,2\n3,4\n');
  const files = { model: { name: 'm.bin', data: nameless }, table: { name: 'rows.json', data } };
  const model = await oriel.open(files);
  expect(await model.table({ first: 1, last: 1 })).toEqual({ columns: ['a', 'b'], rows: [['3', '4']] });
  expect((await failureOf(() => model.table({ first: 1, last: 2 }))).code).toBe('data-row');
  const photo = given('mobilenet/photos/cat.jpg');
  const { pictures } = await oriel.open([given('mobilenet/model.onnx'), given('mobilenet/model.card.json'), photo]);
  expect(pictures.map(({ name }) => name)).toEqual(['cat.jpg']);
});

test('a text model finds its weights and vocabulary beside its address', async () => {
  const model = await oriel.open(example('sentiment/model.json'), { card: example('sentiment/model.card.json') });
  const texts = ['A wonderful film.', { text: 'A wonderful film.' }];
  const [plain, named] = await model.predict(texts);
  expect(plain).toEqual(named);
});
