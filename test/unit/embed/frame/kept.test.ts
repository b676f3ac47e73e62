// Explanations that were made before, from a host's files and from the frame's own site.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, expect, test } from 'vitest';
import { bundleText, sealBundle } from '../../../../src/bundle/bundle.ts';
import { made as bundle } from '../../bundle/made.ts';
import { credit, creditRecords, row } from './credit.ts';
import { bytesOf, cardOf, frame } from './frame.ts';

const ends: (() => void)[] = [];
const made = (...given: Parameters<typeof frame>) => {
  const one = frame(...given);
  ends.push(one.acts.end);
  return one;
};
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

const records = await creditRecords([384, 2]);

const folder = mkdtempSync(join(tmpdir(), 'oriel-kept-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
/** The frame's address on a site with what these tests put there. */
const base = pathToFileURL(join(folder, 'embed.html')).href;
const put = (path: string, what: string | Uint8Array): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), what);
};
const onSite = () => made(undefined, base);

const linesOf = (some: readonly object[]) => some.map((record) => `${JSON.stringify(record)}\n`).join('');
const fileOf = (name: string, text: string) => new File([text], name);
const saved = (name = 'made.jsonl') => fileOf(name, linesOf(records));

test('alone they are shown without an engine, by row, by cells and at first', async () => {
  const { ask, store, own, answerTo } = made();
  expect(await ask({ type: 'open', model: [saved()] }).answer).toMatchObject({
    model: { kind: 'tabular', sha256: records[0].model.sha256 },
  });
  // The host names none: the first, and the host is told.
  expect(await answerTo(0)).toMatchObject({ type: 'result', record: { id: records[0].id } });
  expect(store.get()).toMatchObject({ status: 'done', live: false, shown: { brought: { changed: false } } });
  expect(await ask({ type: 'explain', input: row(2) }).answer).toMatchObject({ record: { id: records[1].id } });
  expect(await ask({ type: 'predict', input: row(2) }).answer).toMatchObject({
    prediction: { values: records[1].modelOutput },
  });
  const { input } = records[1];
  if (input.kind !== 'tabular' || !input.values) throw new Error('no cells');
  const cells = Object.fromEntries(input.columns.map((name, at) => [name, input.values?.[at] ?? null]));
  for (const values of [input.values, cells])
    expect(await ask({ type: 'explain', input: { kind: 'values', values } }).answer).toMatchObject({
      record: { id: records[1].id },
    });
  const text = expect.stringContaining('only explanations that were made before');
  for (const wanted of [row(7), { kind: 'text', text: '7' } as const])
    expect(await ask({ type: 'explain', input: wanted }).answer).toMatchObject({ type: 'error', text });
  expect(own).toHaveLength(0);
});

test('with a model beside them no engine is started before something else is asked, or it anew', async () => {
  const { ask, acts, own, store, answerTo } = made();
  const { model, ...others } = credit();
  await ask({ ...others, model: [...model, saved()] }).answer;
  await ask({ type: 'predict', input: row(2) }).answer;
  await ask({ type: 'explain', input: row(2) }).answer;
  expect(store.get()).toMatchObject({ live: true, shown: { brought: { changed: false } } });
  expect(own).toHaveLength(0);
  expect(await ask({ type: 'explain', input: row(7) }).answer).toMatchObject({ record: { input: { row: 7 } } });
  expect(own[0].explained()).toBe(1);
  // The host wants it computed.
  await ask({ type: 'explain', input: row(2), options: { fresh: true } }).answer;
  expect(store.get().shown).toMatchObject({ record: { id: records[1].id } });
  expect(store.get().shown?.brought).toBeUndefined();
  // So does the person.
  await ask({ type: 'explain', input: row(2) }).answer;
  acts.computeHere();
  expect(await answerTo(0)).toMatchObject({ record: { id: records[1].id } });
  expect(store.get()).toMatchObject({ live: false, stale: false });
  expect(store.get().shown?.brought).toBeUndefined();
});

test('as the data of a model they are no table', async () => {
  const { ask, own } = made();
  const { data, ...others } = credit();
  await ask({ ...others, model: [...others.model, data], data: saved('made.json') }).answer;
  expect(await ask({ type: 'explain', input: row(384) }).answer).toMatchObject({ record: { id: records[0].id } });
  expect(own).toHaveLength(0);
  expect(await ask({ type: 'explain', input: row(7) }).answer).toMatchObject({ record: { input: { row: 7 } } });
});

test('of another model they are shown no more once the model is open', async () => {
  const { ask } = made();
  const others = records.map((record) => ({ ...record, model: { ...record.model, sha256: 'f'.repeat(64) } }));
  await ask({ ...credit(), model: [...credit().model, fileOf('made.jsonl', linesOf(others))] }).answer;
  const { model } = records[1];
  expect(await ask({ type: 'explain', input: row(2) }).answer).toMatchObject({
    record: { model: { sha256: 'f'.repeat(64) } },
  });
  await ask({ type: 'explain', input: row(7) }).answer;
  expect(await ask({ type: 'explain', input: row(2) }).answer).toMatchObject({
    record: { model: { sha256: model.sha256 } },
  });
});

test('of several models the first counts', async () => {
  const other = (at: number) => ({ ...records[at], model: { ...records[at].model, sha256: 'f'.repeat(64) } });
  for (const model of [
    [fileOf('made.jsonl', linesOf([records[0], other(1)]))],
    [fileOf('made.jsonl', linesOf([records[0]])), fileOf('others.jsonl', linesOf([other(1)]))],
  ]) {
    const { ask } = made();
    await ask({ type: 'open', model }).answer;
    expect(await ask({ type: 'explain', input: row(384) }).answer).toMatchObject({ record: { id: records[0].id } });
    expect(await ask({ type: 'explain', input: row(2) }).answer).toMatchObject({
      text: expect.stringContaining('none of them is of this'),
    });
  }
});

test('a record that was changed is said to be, and one that is none has its own error', async () => {
  const changed = { ...records[1], seed: 99 };
  const broken = { ...records[0], attributions: 'none' };
  const { ask, store } = made();
  await ask({ type: 'open', model: [fileOf('made.jsonl', linesOf([changed, broken]))] }).answer;
  await ask({ type: 'explain', input: row(2) }).answer;
  expect(store.get().shown?.brought).toEqual({ changed: true });
  expect(await ask({ type: 'explain', input: row(384) }).answer).toMatchObject({ type: 'error', problem: 'failed' });
  expect(store.get()).toMatchObject({ status: 'error', stale: true, problem: { key: 'error.record-invalid' } });
});

test('on the frame’s site they are addresses beside those of the model, apart by spaces', async () => {
  put('kept/made.jsonl', linesOf(records));
  put('kept/gbt.onnx', new Uint8Array(bytesOf('credit/gbt.onnx')));
  put('kept/gbt.card.json', JSON.stringify(cardOf('credit/gbt.card.json')));
  put('kept/data.csv', new Uint8Array(bytesOf('credit/data.csv')));
  const alone = onSite();
  await alone.ask({ type: 'open', model: 'kept/made.jsonl' }).answer;
  expect(await alone.ask({ type: 'explain', input: row(2) }).answer).toMatchObject({ record: { id: records[1].id } });
  expect(alone.store.get()).toMatchObject({ live: false });

  const both = onSite();
  const model = 'kept/gbt.onnx kept/gbt.card.json';
  await both.ask({ type: 'open', model, data: ' kept/data.csv\n kept/made.jsonl' }).answer;
  expect(await both.ask({ type: 'explain', input: row(2) }).answer).toMatchObject({ record: { id: records[1].id } });
  expect([both.store.get().live, both.own.length]).toEqual([true, 0]);
  expect(both.store.get().about?.card.name).toBe(cardOf('credit/gbt.card.json').name);
  both.acts.computeHere();
  expect(await both.answerTo(0)).toMatchObject({ record: { id: records[1].id } });
});

test('of a bundle only the file with the row is read, which says nothing of the time', async () => {
  const timeless = records.map((record) => ({ ...record, created: '1970-01-01T00:00:00.000Z' }));
  put('batch/records/00000.jsonl', linesOf(timeless.slice(0, 1)));
  const part = (number: number, rows: [number, number], bytes = 1) => ({
    ...{ file: `records/0000${number}.jsonl`, bytes, sha256: 'c'.repeat(64), rows },
  });
  const { model } = records[0];
  const sealed = await sealBundle({
    ...bundle,
    model: { name: model.name, sha256: model.sha256 },
    card: cardOf('credit/gbt.card.json'),
    outputs: records[0].outputs,
    parts: [part(0, [300, 399]), part(1, [400, 499]), part(2, [500, 599], 0)],
  });
  put('batch/bundle.json', bundleText(sealed));
  const { ask, own, store } = onSite();
  expect(await ask({ type: 'open', model: 'batch/bundle.json' }).answer).toMatchObject({
    model: { kind: 'tabular', sha256: model.sha256, outputs: records[0].outputs },
  });
  expect(await ask({ type: 'explain', input: row(384) }).answer).toMatchObject({ record: { id: records[0].id } });
  expect(store.get().shown?.brought).toEqual({ changed: false });
  // The second file is missing, the third holds no row, and there is no fourth.
  const missing = expect.stringContaining('records/00001.jsonl');
  expect(await ask({ type: 'explain', input: row(400) }).answer).toMatchObject({ type: 'error', text: missing });
  const none = expect.stringContaining('none of them is of this');
  for (const number of [385, 500, 600])
    expect(await ask({ type: 'explain', input: row(number) }).answer).toMatchObject({ type: 'error', text: none });
  put('batch/records/00001.jsonl', linesOf([{ ...timeless[1], input: { ...timeless[1].input, row: 400 } }]));
  expect(await ask({ type: 'explain', input: row(400) }).answer).toMatchObject({ record: { input: { row: 400 } } });
  expect(own).toHaveLength(0);
});

test('a bundle without an address or without records is refused, and so are files that lie elsewhere', async () => {
  const text = bundleText(await sealBundle({ ...bundle, parts: [] }));
  put('bare/bundle.json', text);
  const { ask } = onSite();
  expect(await ask({ type: 'open', model: [fileOf('bundle.json', text)] }).answer).toMatchObject({
    text: expect.stringContaining('name its address'),
  });
  expect(await ask({ type: 'open', model: 'bare/bundle.json' }).answer).toMatchObject({
    text: expect.stringContaining('--records'),
  });
  const file = 'https://elsewhere.example/00000.jsonl';
  const part = { file, bytes: 1, sha256: 'c'.repeat(64), rows: [0, 9] as [number, number] };
  put('far/bundle.json', bundleText(await sealBundle({ ...bundle, parts: [part] })));
  expect(await ask({ type: 'open', model: 'far/bundle.json' }).answer).toMatchObject({
    text: expect.stringContaining('parts.0.file'),
  });
});

test('the newest that is asked is on show, though an earlier one takes longer to find', async () => {
  const { ask, store, until } = made();
  const { model, ...others } = credit();
  await ask({ ...others, model: [...model, saved()] }).answer;
  const live = ask({ type: 'explain', input: row(7) });
  const kept = ask({ type: 'explain', input: row(2) });
  await Promise.all([live.answer, kept.answer]);
  await until(() => store.get().status === 'done');
  expect(store.get().shown?.record.input).toMatchObject({ row: 2 });
  expect(store.get().live).toBe(true);
});
