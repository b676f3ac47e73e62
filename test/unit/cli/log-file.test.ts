// Entries that the command line adds to a log in a file.

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { checkLog } from '../../../src/audit/check-log.ts';
import { readArgs } from '../../../src/cli/args.ts';
import { fileOnDisk } from '../../../src/cli/folder-files.ts';
import { addToLog } from '../../../src/cli/log-file.ts';
import { recordId } from '../../../src/records/record-id.ts';
import { failureOf } from '../../support/failure.ts';
import { plainRecord } from '../support/record.ts';

/** A disk that takes half of what is added to a file. */
const disk = vi.hoisted(() => ({ isFull: false }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const open: typeof real.open = async (path, flags, mode) => {
    const handle = await real.open(path, flags, mode);
    const { appendFile } = handle;
    handle.appendFile = async (data, ...rest) => {
      if (!disk.isFull) return appendFile.call(handle, data, ...rest);
      await appendFile.call(handle, data.slice(0, data.length / 2) as string, ...rest);
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    };
    return handle;
  };
  return { ...real, open };
});

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oriel-log-'));
});
afterAll(() => rm(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const checked = (path: string) => checkLog(fileOnDisk(path).chunks());

test('many add to it at once, and none is lost', async () => {
  const path = at('many.jsonl');
  const record = { ...plainRecord, id: await recordId(plainRecord) };
  await Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      addToLog(path, [
        { kind: 'explanation', record },
        { kind: 'note', text: `“${n}”` },
      ]),
    ),
  );
  expect(await checked(path)).toMatchObject({ entries: 24, wrong: null });
  expect((await readFile(path, 'utf8')).match(new RegExp(record.id, 'g'))).toHaveLength(12);
  expect((await readdir(folder)).filter((name) => name.includes('lock'))).toEqual([]);
});

test('an entry longer than what is read at a time is gone on from', async () => {
  const path = at('long.jsonl');
  await addToLog(path, [{ kind: 'note', text: 'ä'.repeat(100_000) }]);
  await addToLog(path, [{ kind: 'note', text: 'b' }]);
  expect(await checked(path)).toMatchObject({ entries: 2, wrong: null });
});

test('nothing is added behind an end that is not as it was written', async () => {
  const path = at('cut.jsonl');
  await addToLog(path, [
    { kind: 'note', text: 'a' },
    { kind: 'note', text: 'b' },
  ]);
  const text = await readFile(path, 'utf8');
  for (const damaged of [text.slice(0, -5), text.slice(0, -1), `${text}x`, text.replace('"b"', '"c"')]) {
    await writeFile(path, damaged);
    const { code, details } = await failureOf(() => addToLog(path, [{ kind: 'note', text: 'd' }]));
    expect([code, details.line]).toEqual(['log-damaged', damaged.endsWith('x') ? 3 : 2]);
    expect(await readFile(path, 'utf8')).toBe(damaged);
  }
});

test('where the disk fails in mid-entry, half of it does not stay behind', async () => {
  const path = at('full.jsonl');
  await addToLog(path, [{ kind: 'note', text: 'a' }]);
  disk.isFull = true;
  const failure = await failureOf(() => addToLog(path, [{ kind: 'note', text: 'b' }]));
  disk.isFull = false;
  expect(failure).toMatchObject({ code: 'failure-log', details: { text: 'no space left on device' } });
  await addToLog(path, [{ kind: 'note', text: 'c' }]);
  expect(await checked(path)).toMatchObject({ entries: 2, wrong: null });
});

test('a lock of a process that has ended is taken away; what cannot be written is named', async () => {
  const path = at('left.jsonl');
  await writeFile(`${path}.lock`, JSON.stringify({ process: 2 ** 22 + 1, host: hostname(), started: null }));
  await addToLog(path, [{ kind: 'note', text: 'a' }]);
  expect(await checked(path)).toMatchObject({ entries: 1 });
  const { code, details } = await failureOf(() => addToLog(join(folder, 'no/log.jsonl'), []));
  expect([code, details.file]).toEqual(['failure-log', join(folder, 'no/log.jsonl')]);
});

test('its command says what is wrong with it', () => {
  expect(readArgs(['log', 'F'])).toEqual({ command: 'log', path: 'F', add: null, json: false });
  expect(readArgs(['log', 'F', '--decision', 'yes', '--record', 'a1'])).toMatchObject({
    add: { kind: 'decision', text: 'yes', record: 'a1' },
  });
  for (const wrong of [
    ['log'],
    ['log', 'F', '--note', 'a', '--decision', 'b'],
    ['log', 'F', '--record', 'a'],
    ['log', 'F', '--note', ''],
    ['explain', '--record', 'F', '--log', 'L'],
    ['batch', '--model', 'm', '--data', 'd', '--out', 'o', '--log', 'L'],
  ])
    expect(() => readArgs(wrong)).toThrow();
});
