import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { canonicalJson } from '../../../src/records/canonical.ts';
import { recordId } from '../../../src/records/record-id.ts';
import { readReport } from '../../../src/report/read.ts';
import { nextEntry } from '../../../src/store/log.ts';
import { plainRecord } from '../support/record.ts';

const folder = mkdtempSync(join(tmpdir(), 'oriel-report-'));
const path = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  const record = { ...plainRecord, id: await recordId(plainRecord) };
  writeFileSync(path('records.jsonl'), `${JSON.stringify(record)}\n${JSON.stringify(record)}\n`);
  writeFileSync(path('one.json'), JSON.stringify(record, null, 2));
  writeFileSync(path('data.csv'), 'a,b,c\n2,3,x\n4,5,y\n');
  const entry = await nextEntry(null, { kind: 'decision', record, text: 'declined by A. B.' }, 0);
  const other = await nextEntry(entry, { kind: 'note', text: 'of something else' }, 1);
  writeFileSync(path('log.jsonl'), [entry, other].map((each) => `${canonicalJson(each)}\n`).join(''));
  writeFileSync(
    path('others.jsonl'),
    `${canonicalJson(await nextEntry(null, { kind: 'note', text: 'of others' }, 0))}\n`,
  );
});

async function run(...argv: string[]) {
  const written = { out: '', err: '' };
  const stream = (to: 'out' | 'err') => ({
    write(text: string, done: (error?: Error | null) => void) {
      written[to] += text;
      done();
    },
  });
  const status = await main(['report', ...argv], { out: stream('out'), err: stream('err') }, { LC_ALL: 'C' });
  return { status, ...written };
}

test('records become a report with what is said of them', async () => {
  const out = path('report.html');
  const said = ['--decision', 'Declined', '--date', '2026-02-28', '--who', 'Desk', '--reference', 'A-1'];
  const more = ['--data', path('data.csv'), '--log', path('log.jsonl'), '--lang', 'de'];
  const { status, err } = await run(path('one.json'), path('records.jsonl'), '--out', out, ...said, ...more);
  expect([status, err]).toEqual([0, `Ein Bericht über 3 Protokolle: ${out}\n`]);
  const read = await readReport(readFileSync(out));
  expect(read).toMatchObject({ seal: 'intact', words: 'as recorded', withoutInput: false });
  expect(read.about).toMatchObject({ decision: 'Declined', date: '2026-02-28', contact: 'Desk', reference: 'A-1' });
  expect(read.about?.unused).toEqual(['c']);
  expect(read.about?.ranges?.columns.map(({ name, range }) => [name, range])).toEqual([
    ['a', [2, 4]],
    ['b', [3, 5]],
  ]);
  expect(read.about?.log.map(({ text }) => text)).toEqual(['declined by A. B.']);
  expect(read.records).toHaveLength(3);
});

test('without the data, and with a log that says nothing of it', async () => {
  const out = path('without.html');
  const { status, err } = await run(path('one.json'), '--out', out, '--without-input', '--log', path('others.jsonl'));
  expect(status).toBe(0);
  expect(err).toContain('others.jsonl is about none of these records');
  expect(await readReport(readFileSync(out))).toMatchObject({ seal: 'intact', withoutInput: true });
});

test('an entry that was changed is refused with its line', async () => {
  const changed = readFileSync(path('log.jsonl'), 'utf8').replace('something else', 'somebody else');
  writeFileSync(path('changed.jsonl'), changed);
  const { status, err } = await run(path('one.json'), '--out', path('no.html'), '--log', path('changed.jsonl'));
  expect([status, err]).toEqual([3, expect.stringContaining('line 2 is not as it was written')]);
});

test.each([
  [[], 'oriel report RECORDS... --out F.html'],
  [['--out', 'a.html'], 'oriel report RECORDS... --out F.html'],
  [['a.json'], '--out F.html'],
  [['a.json', '--out', 'b.html', '--date', '2026-02-30'], '2026-02-30'],
  [['a.json', '--out', 'b.html', '--why', 'so'], '--why'],
])('what is wrong with %j is said', async (argv, said) => {
  const { status, err } = await run(...argv);
  expect(status).toBe(2);
  expect(err).toContain(said);
});

test('a file that is no record, and a place that nothing can be written to', async () => {
  expect((await run(path('data.csv'), '--out', path('x.html'))).status).toBe(3);
  expect((await run(path('one.json'), '--out', join(folder, 'no', 'such', 'folder.html'))).status).toBe(1);
});
