// Whether a bundle, records and a log are what was written: any byte that was changed is found.

import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkBundle as check } from '../../../src/audit/check-bundle.ts';
import { checkLog as checkLogIn } from '../../../src/audit/check-log.ts';
import { checkRecords } from '../../../src/audit/check-records.ts';
import { createComparison } from '../../../src/bundle/folder/compare.ts';
import { endAlone } from '../../../src/bundle/folder/join.ts';
import { reading } from '../../../src/bundle/folder/reading.ts';
import { openWork } from '../../../src/bundle/folder/work.ts';
import type { Bundle } from '../../../src/bundle/schema.ts';
import { fileOnDisk, folderFiles } from '../../../src/cli/folder-files.ts';
import { OrielError } from '../../../src/errors.ts';
import { compareRecords } from '../../../src/library/compare-records.ts';
import { outcomesOf, planFor } from './made-records.ts';

const checkBundle = (at: string) => reading(at, () => check(folderFiles(at)));
const checkLog = (path: string) => checkLogIn(fileOnDisk(path).chunks());

let top = '';
let [folder, bare] = ['', ''];

async function made(name: string, records: boolean, shift = 0): Promise<string> {
  const at = join(top, name);
  const work = await openWork(at, { plan: planFor(9, { records }), shard: { index: 0, of: 1 }, resume: false });
  if (!work) throw new Error('it is complete');
  const outcomes = await outcomesOf(10, 18);
  await work.append(
    outcomes.map((each) =>
      'record' in each
        ? { ...each, record: { ...each.record, base: each.record.base.map((one) => one + shift) } }
        : each,
    ),
  );
  await endAlone(work);
  await work.close();
  return at;
}

beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'oriel-check-'));
  [folder, bare] = [await made('records', true), await made('values', false)];
});
afterAll(() => rm(top, { recursive: true, force: true }));

/** Files of a bundle, the times too. */
const namesIn = async (at: string): Promise<string[]> => {
  const names: string[] = [];
  for (const name of await readdir(at, { recursive: true }))
    if ((await stat(join(at, name))).isFile()) names.push(name);
  return names;
};

/** Findings once a file of the bundle has other bytes; the file is put back. */
async function findingsWith(at: string, name: string, change: (bytes: Buffer) => Buffer) {
  const path = join(at, name);
  const bytes = await readFile(path);
  await writeFile(path, change(Buffer.from(bytes)));
  try {
    return (await checkBundle(at)).findings;
  } finally {
    await writeFile(path, bytes);
  }
}

test('an untouched bundle is as written', async () => {
  for (const at of [folder, bare]) expect((await checkBundle(at)).findings).toEqual([]);
});

test('any single changed byte is found, with its file, and its line where there are lines', async () => {
  for (const at of [folder, bare])
    for (const name of await namesIn(at)) {
      const { length } = await readFile(join(at, name));
      for (let place = 0; place < length; place += name.endsWith('.parquet') ? 397 : 211) {
        const findings = await findingsWith(at, name, (bytes) => {
          bytes[place] ^= 1;
          return bytes;
        });
        expect(findings).toHaveLength(1);
        expect(findings[0].file).toBe(name);
        if (/^(records\/|log|runs)/.test(name)) {
          const before = (await readFile(join(at, name))).subarray(0, place);
          expect(findings[0].line).toBe(before.filter((byte) => byte === 10).length + 1);
        }
      }
    }
});

test('a byte too much or too little is found, and a file too much or too little', async () => {
  for (const name of await namesIn(folder)) {
    const longer = await findingsWith(folder, name, (bytes) => Buffer.concat([bytes, Buffer.from('x')]));
    const shorter = await findingsWith(folder, name, (bytes) => bytes.subarray(0, -1));
    for (const [{ file }] of [longer, shorter]) expect(file).toBe(name);
  }
  const extra = join(folder, 'records/00007.jsonl');
  await writeFile(extra, '');
  expect((await checkBundle(folder)).findings).toMatchObject([{ file: 'records/00007.jsonl' }]);
  await rm(extra);
  expect(await findingsWith(folder, 'records/00000.jsonl', () => Buffer.alloc(0))).toMatchObject([
    { file: 'records/00000.jsonl', text: { key: 'audit.missing' } },
  ]);
});

test('a file that cannot be read is named, and nothing is said of writing', async () => {
  for (const name of ['bundle.json', 'values.parquet', 'log.jsonl', 'runs.jsonl', 'records/00000.jsonl']) {
    const at = join(top, 'unreadable');
    await cp(folder, at, { recursive: true });
    await rm(join(at, name));
    await mkdir(join(at, name));
    await expect(checkBundle(at)).rejects.toMatchObject({ code: 'file-missing', details: { file: join(at, name) } });
    await rm(at, { recursive: true });
  }
});

test('lines that changed places are found', async () => {
  const swap = (bytes: Buffer): Buffer => {
    const [first, second, ...rest] = bytes.toString('utf8').split('\n');
    return Buffer.from([second, first, ...rest].join('\n'));
  };
  for (const name of ['records/00000.jsonl', 'log.jsonl'])
    expect(await findingsWith(folder, name, swap)).toMatchObject([{ file: name, line: 1 }]);
});

test('a log by itself: a line that is gone breaks the chain', async () => {
  const path = join(top, 'log.jsonl');
  const text = await readFile(join(folder, 'log.jsonl'), 'utf8');
  await writeFile(path, text);
  expect(await checkLog(path)).toMatchObject({ entries: 9, wrong: null });
  const lines = text.split('\n');
  await writeFile(path, [...lines.slice(0, 3), ...lines.slice(4)].join('\n'));
  expect(await checkLog(path)).toMatchObject({ wrong: { line: 4, text: { key: 'audit.chain' } } });
  await writeFile(path, text);
  await truncate(path, text.length - 9);
  expect(await checkLog(path)).toMatchObject({ wrong: { line: 9, text: { key: 'audit.changed' } } });
});

test('records by themselves: the line that says something else is named', async () => {
  const text = await readFile(join(folder, 'records/00000.jsonl'), 'utf8');
  expect((await checkRecords(text, 'r')).findings).toEqual([]);
  const lines = text.split('\n');
  lines[2] = lines[2].replace('"prediction":[', '"prediction":[1');
  lines[4] = lines[4].slice(5);
  const { records, findings } = await checkRecords(lines.join('\n'), 'r');
  expect(findings).toMatchObject([
    { file: 'r', line: 3 },
    { file: 'r', line: 5, text: { key: 'error.record-invalid' } },
  ]);
  expect(records.map(({ line }) => line)).toEqual([1, 2, 3, 4, 6, 7]);
  // One record on several lines.
  const pretty = JSON.stringify(JSON.parse(lines[0]), null, 2);
  expect(await checkRecords(pretty, 'r')).toMatchObject({ findings: [], records: [{ line: null }] });
});

test('what is made anew is compared row by row', async () => {
  for (const [at, file] of [
    [folder, 'records/00000.jsonl'],
    [bare, 'values.parquet'],
  ]) {
    const { bundle } = (await checkBundle(at)) as { readonly bundle: Bundle };
    const same = createComparison(at, bundle, compareRecords);
    await same.next(await outcomesOf(10, 18));
    expect(await same.end()).toEqual({ same: 9, close: 0, findings: [] });
    const other = createComparison(at, bundle, compareRecords);
    const outcomes = (await outcomesOf(10, 18)).map((outcome) =>
      outcome.row === 13 && 'record' in outcome
        ? { ...outcome, record: { ...outcome.record, attributions: [[3, 4]] } }
        : outcome,
    );
    await other.next(outcomes);
    const { findings } = await other.end();
    expect(findings).toMatchObject([{ file, line: at === folder ? 3 : null }]);
    const fewer = createComparison(at, bundle, compareRecords);
    await fewer.next(await outcomesOf(10, 16));
    expect((await fewer.end()).findings).toHaveLength(1);
  }
});

test('a table of another name fails alike, another error does not', async () => {
  const { bundle } = (await checkBundle(folder)) as { readonly bundle: Bundle };
  for (const [error, files] of [
    [new OrielError('data-row', { row: 14, file: 'renamed', last: 3 }), []],
    [new OrielError('failure-closed'), ['failed.jsonl']],
  ] as const) {
    const comparison = createComparison(folder, bundle, compareRecords);
    await comparison.next(
      (await outcomesOf(10, 18)).map((outcome) => ('error' in outcome ? { ...outcome, error } : outcome)),
    );
    expect((await comparison.end()).findings.map(({ file }) => file)).toEqual(files);
  }
});

test('the values must be those of the records, and the rows as many as the bundle says', async () => {
  const { bundle } = (await checkBundle(folder)) as { readonly bundle: Bundle };
  const compared = async (at: string, said: Bundle) => {
    const comparison = createComparison(at, said, compareRecords);
    await comparison.next(await outcomesOf(10, 18));
    return (await comparison.end()).findings;
  };
  const { counts, method } = bundle;
  expect(await compared(folder, { ...bundle, counts: { ...counts, passed: counts.passed + 1 } })).toMatchObject([
    { file: 'bundle.json', text: { values: { where: 'counts' } } },
  ]);
  const explainer = { name: 'other', options: {} };
  expect(await compared(folder, { ...bundle, method: method && { ...method, explainer } })).toMatchObject([
    { file: 'bundle.json', text: { values: { where: 'method' } } },
  ]);
  const mixed = join(top, 'mixed');
  await cp(folder, mixed, { recursive: true });
  await cp(join(await made('others', true, 7), 'values.parquet'), join(mixed, 'values.parquet'));
  const findings = await compared(mixed, bundle);
  expect(findings.length).toBeGreaterThan(0);
  expect(new Set(findings.map(({ file }) => file))).toEqual(new Set(['values.parquet']));
  await cp(folder, mixed, { recursive: true });
  await appendFile(join(mixed, 'failed.jsonl'), '{"row":18}\n');
  expect(await compared(mixed, bundle)).toMatchObject([{ file: 'failed.jsonl', line: 2 }]);
});

test('values of 0 are the same whatever their sign', async () => {
  const at = join(top, 'zeros');
  const work = await openWork(at, {
    plan: planFor(60, { records: false }),
    shard: { index: 0, of: 1 },
    resume: false,
  });
  const outcomes = (await outcomesOf(10, 69)).map((outcome) =>
    'record' in outcome
      ? { ...outcome, record: { ...outcome.record, attributions: [[outcome.row % 2 === 0 ? 0 : -0, 1]] } }
      : outcome,
  );
  await work?.append(outcomes);
  if (work) await endAlone(work);
  await work?.close();
  const { bundle } = (await checkBundle(at)) as { readonly bundle: Bundle };
  const comparison = createComparison(at, bundle, compareRecords);
  await comparison.next(outcomes);
  expect(await comparison.end()).toEqual({ same: 60, close: 0, findings: [] });
});
