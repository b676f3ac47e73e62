import { expect, test } from 'vitest';
import { parseCsv } from '../../../../src/data/tables/csv.ts';
import { createStudiesOnce } from '../../../../src/engine/studies/studies-once.ts';
import type { ModelFile, StudyChoice, StudyState } from '../../../../src/engine/studies/study.ts';
import { createTablesOnce } from '../../../../src/engine/studies/tables-once.ts';

const model = (sha256: string): ModelFile => ({
  facts: { sha256, file: 'm.onnx' } as ModelFile['facts'],
  bytes: new Uint8Array(1),
});

async function tableOf(text: string, name = 'rows.csv', url?: string) {
  const data = new TextEncoder().encode(text).buffer;
  const read = async () => parseCsv(new Uint8Array(data), name);
  return createTablesOnce()(url === undefined ? { name, data } : { name, url }, read);
}

/** A binder that counts what it binds. */
function binder() {
  const once = createStudiesOnce();
  let bound = 0;
  const open = async () => {
    bound++;
    return { kind: 'tabular', study: { handle: '' } } as StudyState;
  };
  return { bind: (given: Parameters<typeof once>[0]) => once(given, open), bound: () => bound };
}

const choice = (more: Partial<StudyChoice> = {}) => ({ model: 'model-1', table: 'table-1', ...more });

test('the same model and table are bound once, at the same time and later, and each has a study of its own', async () => {
  const { bind, bound } = binder();
  const open = async () => bind({ choice: choice(), model: model('a'), table: await tableOf('x\n1\n') });
  const studies = await Promise.all([open(), open(), open()]);
  studies.push(await open());
  expect(bound()).toBe(1);
  expect(new Set(studies).size).toBe(4);
  studies[0].study = { ...studies[0].study, handle: 'study-1' };
  expect(studies[1].study.handle).toBe('');
});

test.each([
  ['model', { choice: choice(), model: model('b') }, 'x\n1\n', 'rows.csv'],
  ['choice', { choice: choice({ target: 'x' }), model: model('a') }, 'x\n1\n', 'rows.csv'],
  ['table', { choice: choice(), model: model('a') }, 'x\n2\n', 'rows.csv'],
  ['name of the table', { choice: choice(), model: model('a') }, 'x\n1\n', 'other.csv'],
])('another %s is bound by itself', async (_, other, text, name) => {
  const { bind, bound } = binder();
  await bind({ choice: choice(), model: model('a'), table: await tableOf('x\n1\n') });
  await bind({ ...other, table: await tableOf(text, name) });
  expect(bound()).toBe(2);
});

test('what failed is bound anew, and so is what nothing identifies', async () => {
  const once = createStudiesOnce();
  const given = { choice: choice(), model: model('a'), table: await tableOf('x\n1\n') };
  await expect(once(given, () => Promise.reject(new Error('bad')))).rejects.toThrow('bad');
  const { bind, bound } = binder();
  await bind(given);
  const fetched = await tableOf('x\n1\n', 'rows.csv', 'https://example.org/rows.csv');
  for (let time = 0; time < 2; time++) await bind({ ...given, table: fetched });
  expect(bound()).toBe(3);
  expect((await once(given, async () => ({ kind: 'tabular' }) as StudyState)).kind).toBe('tabular');
});
