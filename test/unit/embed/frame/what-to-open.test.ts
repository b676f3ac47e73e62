import { expect, test } from 'vitest';
import { whatToOpen } from '../../../../src/embed/frame/what-to-open.ts';
import { failureOf } from '../../../support/failure.ts';
import { cardOf, file } from './frame.ts';

/** Where the shipped examples lie. */
const base = new URL('../../../../public/embed.html', import.meta.url).href;
const at = (path: string) => new URL(path, base).href;
const names = (given: unknown) =>
  (given as { files: readonly (URL | File)[] }).files.map((one) => (one instanceof URL ? one.href : one.name));

test.each([
  ['credit', ['examples/credit/gbt.onnx', 'examples/credit/data.csv'], 'examples/credit/gbt.card.json'],
  ['credit/mlp.onnx', ['examples/credit/mlp.onnx', 'examples/credit/data.csv'], 'examples/credit/mlp.card.json'],
  ['toxicity', ['examples/toxicity/model.onnx'], 'examples/toxicity/model.card.json'],
])('the example %s is its first model with what belongs to it', async (model, files, card) => {
  const found = await whatToOpen({ model }, base);
  expect(names(found)).toEqual(files.map(at));
  expect(String(found.options.card)).toBe(at(card));
});

test('an example takes another table and another card; a name that is no example’s is an address', async () => {
  const card = cardOf('credit/gbt.card.json');
  const found = await whatToOpen({ model: 'credit', data: file('credit/data.csv', 'mine.csv'), card }, base);
  expect(names(found)).toEqual([at('examples/credit/gbt.onnx'), 'mine.csv']);
  expect(found.options.card).toMatchObject({ name: card.name });
  expect(names(await whatToOpen({ model: 'loans', data: 'loans.csv' }, base))).toEqual([at('loans'), at('loans.csv')]);
  expect(names(await whatToOpen({ model: 'examples/credit/gbt.onnx' }, base))).toEqual([
    at('examples/credit/gbt.onnx'),
  ]);
});

test('a card that is none is refused by its field', async () => {
  const card = { schema: 'oriel.card/1' as const, name: 'x' };
  expect(await failureOf(() => whatToOpen({ model: 'credit', card }, base))).toMatchObject({ code: 'card-invalid' });
});

test('a card that is given by its address is no record', async () => {
  const found = await whatToOpen({ model: 'examples/credit/gbt.card.json' }, base);
  expect([names(found), found.kept]).toEqual([[at('examples/credit/gbt.card.json')], null]);
});
