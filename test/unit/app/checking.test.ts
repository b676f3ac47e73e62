// What of the files that were brought is checked, and what is opened.

import { expect, test } from 'vitest';
import { check } from '../../../src/app/checking/check.ts';
import { toCheck } from '../../../src/app/checking/to-check.ts';
import { logText } from '../../../src/audit/log-exchange.ts';
import { canonicalJson } from '../../../src/records/canonical.ts';
import { recordId } from '../../../src/records/record-id.ts';
import { type LogEntry, nextEntry } from '../../../src/store/log.ts';
import { plainRecord } from '../support/record.ts';

const file = (name: string, text: string): File => new File([text], name);
const bundle = '{"card":{},"schema":"oriel.bundle/1"}\n';

async function kindsOf(...files: File[]) {
  const { checked, others } = await toCheck(files);
  return {
    checked: checked.map(({ file: { name }, kind }) => `${name} ${kind}`),
    others: others.map(({ name }) => name),
  };
}

const record = async () => ({ ...plainRecord, id: await recordId(plainRecord) });

async function logged(): Promise<{ readonly text: string; readonly entries: readonly LogEntry[] }> {
  const first = await nextEntry(null, { kind: 'explanation', record: await record() }, 0);
  const second = await nextEntry(first, { kind: 'decision', record: await record(), text: 'yes' }, 1);
  return { text: logText([first, second]), entries: [first, second] };
}

test('logs are checked, records are checked and opened, and everything else is opened', async () => {
  const { text } = await logged();
  const one = canonicalJson(await record());
  expect(
    await kindsOf(
      file('a.jsonl', text),
      file('b.json', one),
      file('data.csv', 'a,b'),
      file('m.onnx', ''),
      file('c.json', '{}'),
    ),
  ).toEqual({ checked: ['a.jsonl log', 'b.json record'], others: ['b.json', 'data.csv', 'm.onnx', 'c.json'] });
});

test('files of a bundle are checked together, also its records and values, and others are opened', async () => {
  const { text } = await logged();
  const files = [file('bundle.json', bundle), file('values.parquet', 'PAR1'), file('log.jsonl', text)];
  const more = [file('00003.jsonl', JSON.stringify(await record())), file('data.csv', 'a,b')];
  expect(await kindsOf(...files, ...more)).toEqual({
    checked: ['bundle.json bundle', 'values.parquet bundle', 'log.jsonl bundle', '00003.jsonl bundle'],
    others: ['data.csv'],
  });
  expect(await kindsOf(files[1])).toEqual({ checked: [], others: ['values.parquet'] });
});

test('a log with the records that it names, and with others', async () => {
  const { text } = await logged();
  const given = async (records: string) =>
    check([
      { file: file('log.jsonl', text), kind: 'log' },
      { file: file('r.jsonl', records), kind: 'record' },
    ]);
  const good = await given(JSON.stringify(await record()));
  expect(good.findings).toEqual([]);
  expect(good.said.map(({ key, values }) => [key, values])).toMatchObject([
    ['page.check.log', { entries: 2 }],
    ['page.check.against', { found: 1, logged: 1 }],
  ]);
  expect(good.records).toMatchObject([{ file: 'r.jsonl', line: 1 }]);
  const later = { ...(await record()), milliseconds: 7 };
  expect((await given(JSON.stringify(later))).findings).toMatchObject([
    { line: 1, text: { key: 'audit.otherRecord' } },
  ]);
  const other = { ...plainRecord, seed: 77 };
  const strange = JSON.stringify({ ...other, id: await recordId(other) });
  expect((await given(strange)).findings).toMatchObject([{ line: 1, text: { key: 'audit.notLogged' } }]);
});

test('a page that only looks like a report is a finding of its own, and the others count', async () => {
  const { text } = await logged();
  const { said, findings } = await check([
    { file: file('page.html', '<html>about oriel reports</html>'), kind: 'report' },
    { file: file('log.jsonl', text), kind: 'log' },
  ]);
  expect(findings).toMatchObject([{ file: 'page.html', line: null }]);
  expect(said).toMatchObject([{ key: 'page.check.log' }]);
});

test('of very many records it says how many are made anew', async () => {
  const line = `${canonicalJson(await record())}\n`;
  const many = await check([{ file: file('many.jsonl', line.repeat(1001)), kind: 'record' }]);
  expect(many.records).toHaveLength(1000);
  expect(many.said).toMatchObject([{ key: 'page.check.records' }, { key: 'page.check.manyRecords' }]);
  const few = await check([{ file: file('few.jsonl', line.repeat(1000)), kind: 'record' }]);
  expect(few.said).toHaveLength(1);
});
