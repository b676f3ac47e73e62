import { expect, test } from 'vitest';
import { looksLikeRecord, readRecords } from '../../../src/records/read-records.ts';
import type { Explanation } from '../../../src/records/record.ts';
import { recordId } from '../../../src/records/record-id.ts';

const plain: Explanation = {
  schema: 'oriel.explanation/1',
  id: '',
  created: '2026-01-01T00:00:00.000Z',
  model: { name: 'm', sha256: 'aa', format: 'onnx' },
  input: { kind: 'tabular', sha256: 'bb', columns: ['a', 'b'], values: [1, null], row: 0 },
  background: { sha256: 'cc', rows: 2, method: 'sample', seed: 1 },
  players: ['a', 'b'],
  groups: null,
  outputs: ['yes'],
  space: 'output',
  explainer: { requested: 'auto', name: 'exact', options: {}, why: 'fits' },
  seed: 1,
  modelOutput: [0.75],
  base: [0.5],
  prediction: [0.75],
  attributions: [[0.5, -0.25]],
  standardErrors: [[0, 0]],
  additivityResidual: [0],
  fidelity: {},
  coalitions: 2,
  calls: 9,
  stopped: 'done',
  milliseconds: 3.5,
  backend: { name: 'wasm', adapter: null, why: 'asked for' },
  runtime: 'r',
  engine: 'e',
};

const sealed = async (): Promise<Explanation> => {
  return { ...plain, id: await recordId(plain) };
};

test('a record is read as the page saves it, and as the command line writes several', async () => {
  const record = await sealed();
  const saved = `\ufeff${JSON.stringify(record, null, 2)}\n`;
  expect(looksLikeRecord(saved)).toBe(true);
  expect(await readRecords(saved)).toEqual([{ record, changed: false }]);
  const line = JSON.stringify(record);
  expect((await readRecords(`${line}\n${line}\n`)).map(({ changed }) => changed)).toEqual([false, false]);
});

test('a record that was changed is told by its id', async () => {
  const record = await sealed();
  const other = { ...record, base: record.base.map((value) => value + 1) };
  expect((await readRecords(JSON.stringify(other)))[0].changed).toBe(true);
});

test.each([
  ['half of one', (text: string) => text.slice(0, text.length / 2), /not whole JSON/],
  ['a field of another kind', (text: string) => text.replace(/"seed":\s*\d+/, '"seed":"x"'), /seed/],
  ['another version', (text: string) => text.replace('explanation/1', 'explanation/9'), /schema/],
])('%s is refused, and the message says why', async (_, damage, why) => {
  const text = damage(JSON.stringify(await sealed()));
  await expect(readRecords(text)).rejects.toMatchObject({ code: 'record-invalid' });
  await expect(readRecords(text)).rejects.toThrow(why);
});

test('a card is no record', () => {
  expect(looksLikeRecord('{ "schema": "oriel.card/1", "name": "x" }')).toBe(false);
});
