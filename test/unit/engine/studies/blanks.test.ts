import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { createEngine } from '../../../../src/engine/engine.ts';

const engine = createEngine({ workers: 1 });
afterAll(() => engine.close());

const examples = new URL('../../../../public/examples/', import.meta.url);
const source = (name: string, data: Buffer | string) => ({
  name,
  data: new Uint8Array(Buffer.from(data)).buffer as ArrayBuffer,
});

/** A study of a model that takes no blanks. */
async function open(model: string, data: string) {
  const { handle } = await engine.openModel(source(model, readFileSync(new URL(model, examples))));
  const card = JSON.parse(readFileSync(new URL(model.replace('.onnx', '.card.json'), examples), 'utf8'));
  return engine.study({ model: handle, table: (await engine.openTable(source('data.csv', data))).handle, card });
}

const header = readFileSync(new URL('credit/data.csv', examples), 'utf8').split('\n');
const names = header[0].split(',');
const [duration, purpose] = [names.indexOf('duration'), names.indexOf('purpose')];
const rows = (cells: readonly (readonly [string, string])[]) =>
  [
    header[0],
    ...cells.map(([months, why]) => {
      const cell = header[1].split(',');
      [cell[duration], cell[purpose]] = [months, why];
      return cell.join(',');
    }),
  ].join('\n');

test('goes to the next row the model can take, round the table, and stops where there is none', async () => {
  const { handle } = await open(
    'credit/mlp.onnx',
    rows([
      ['6', ''],
      ['', 'repairs'],
      ['12', 'repairs'],
      ['', ''],
    ]),
  );
  expect(await engine.nextUsable(handle, 0)).toBe(2);
  expect(await engine.nextUsable(handle, 3)).toBe(2);
  expect(await engine.nextUsable(handle, 2)).toBeNull();
});

test('stands in for a blank with a value that occurs: the lower median, the commonest level', async () => {
  const cells = [
    ['6', 'repairs'],
    ['24', 'education'],
    ['', 'business'],
    ['12', 'repairs'],
    ['48', 'business'],
  ] as const;
  const study = await open('credit/mlp.onnx', rows(cells));
  const typical = await engine.typical(study.handle);
  const at = (name: string) => typical[study.columns.findIndex((column) => column.name === name)];
  expect([at('duration'), at('purpose')]).toEqual([12, 'repairs']);
});
