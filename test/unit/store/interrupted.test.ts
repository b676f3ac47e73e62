// Folders whose writes were cut off, refused or damaged, and folders that somebody else has open.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import {
  appendFile,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Message } from '../../../src/catalogue/message.ts';
import { canonicalJson } from '../../../src/records/canonical.ts';
import { openFolderStore } from '../../../src/store/folder/folder.ts';
import { kinds } from '../../../src/store/kinds.ts';
import { pack } from '../../../src/store/plain.ts';
import type { Store } from '../../../src/store/store.ts';
import { madeModel, madeRecord, noise } from './made.ts';
import { logEntry } from './suite.ts';

// An import of JSON would lose a name like __proto__.
const first = JSON.parse(readFileSync(join(import.meta.dirname, 'version-1.json'), 'utf8'));

let built = '';
let folder = '';
let store: Store | null = null;
const told: Message[] = [];

beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'oriel-writer-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(import.meta.dirname, 'writer.ts'),
      outDir: built,
      rolldownOptions: { output: { entryFileNames: 'writer.mjs' } },
    },
    ssr: { noExternal: true },
  });
});
afterAll(() => rm(built, { recursive: true, force: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oriel-store-'));
  told.length = 0;
});
afterEach(async () => {
  await store?.close();
  store = null;
  await rm(folder, { recursive: true, force: true });
});

async function open(): Promise<Store> {
  store = await openFolderStore(folder, { tell: (message) => told.push(message) });
  return store;
}

async function keep(to: Store, from: number, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let number = from; number < from + count; number++) {
    const record = await madeRecord(number);
    await to.put('record', record.id, { record });
    ids.push(record.id);
  }
  return ids;
}

/** Every record that was made from these numbers reads back to the byte. */
async function expectRecords(from: Store, numbers: Iterable<number>): Promise<void> {
  for (const number of numbers) {
    const record = await madeRecord(number);
    expect(canonicalJson((await from.get('record', record.id))?.value.record)).toBe(canonicalJson(record));
  }
}

const lines = () => join(folder, 'record.jsonl');

test('a line that was cut off anywhere costs itself alone', async () => {
  await keep(await open(), 0, 2);
  await store?.close();
  const before = (await stat(lines())).size;
  await keep(await open(), 2, 1);
  await store?.close();
  const whole = await readFile(lines());
  for (let at = before; at <= whole.length; at += at < whole.length - 4 ? 97 : 1) {
    await writeFile(lines(), whole.subarray(0, at));
    const reopened = await open();
    await expectRecords(reopened, [0, 1]);
    // Only its end is missing, or nothing is.
    const complete = at >= whole.length - 1;
    expect(await reopened.list('record')).toHaveLength(complete ? 3 : 2);
    await keep(reopened, 3, 1);
    await reopened.close();
    await expectRecords(await open(), complete ? [0, 1, 2, 3] : [0, 1, 3]);
    await store?.close();
  }
  expect(told).toEqual([]);
});

test('a line that is damaged is told of, stays, and hides no other', async () => {
  await keep(await open(), 0, 2);
  await store?.close();
  const text = await readFile(lines(), 'utf8');
  const [one, two] = text.split('\n');
  await writeFile(lines(), `${one}\n{"key":"half\n\u0000\u0000\n${two}\n`);
  const reopened = await open();
  await expectRecords(reopened, [0, 1]);
  expect(told.map(({ key, values }) => [key, values?.line])).toEqual([
    ['store.line', 2],
    ['store.line', 3],
  ]);
  await reopened.close();
  expect(await readFile(lines(), 'utf8')).toContain('{"key":"half\n');
});

test('a file is written anew once most of it is of no use, with what cannot be read', async () => {
  await writeFile(lines(), 'not a line\n');
  const to = await open();
  const text = 'x'.repeat(200_000);
  for (let i = 0; i < 20; i++) await to.put('setting', 'big', { text, i });
  expect((await stat(join(folder, 'setting.jsonl'))).size).toBeLessThan(2_500_000);
  const record = await madeRecord(1, { runtime: text });
  for (let i = 0; i < 10; i++) await to.put('record', record.id, { record: { ...record, milliseconds: i } });
  await keep(to, 2, 3);
  expect((await stat(lines())).size).toBeLessThan(2_000_000);
  expect((await readFile(lines(), 'utf8')).startsWith('not a line\n')).toBe(true);
  await expectRecords(to, [2, 3, 4]);
  await to.close();
  const reopened = await open();
  await expectRecords(reopened, [2, 3, 4]);
  expect((await reopened.get('record', record.id))?.value.record.milliseconds).toBe(9);
  expect((await reopened.get('setting', 'big'))?.value).toEqual({ text, i: 19 });
});

test('where the disk is full, the caller is told, and nothing is lost', async () => {
  const to = await open();
  const bytes = noise(100);
  const model = await madeModel(bytes);
  await to.put('log', '000000000000', logEntry(0));
  await keep(to, 0, 3);
  // A device that is always full stands in for the file.
  await rename(lines(), `${lines()}.aside`);
  await symlink('/dev/full', lines());
  const record = await madeRecord(3);
  await expect(to.put('record', record.id, { record })).rejects.toMatchObject({ code: 'failure-store-full' });
  await rm(lines());
  await rename(`${lines()}.aside`, lines());
  await expectRecords(to, [0, 1, 2]);
  expect(await to.get('record', record.id)).toBeUndefined();
  await keep(to, 3, 1);
  await to.put('model', model.sha256, model, { files: [bytes] });
  await to.close();
  await expectRecords(await open(), [0, 1, 2, 3]);
  expect(told).toEqual([]);
});

test('a folder that cannot be written is a failure of its own', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(openFolderStore(join(folder, 'file', 'deeper'))).rejects.toMatchObject({ code: 'failure-store' });
  const to = await open();
  await mkdir(lines());
  const record = await madeRecord(1);
  await expect(to.put('record', record.id, { record })).rejects.toMatchObject({ code: 'failure-store' });
});

test('what a write of a file has left is swept away', async () => {
  const to = await open();
  const bytes = noise(100);
  const model = await madeModel(bytes);
  await to.put('model', model.sha256, model, { files: [bytes] });
  await to.close();
  await writeFile(join(folder, 'bytes', `${'0'.repeat(64)}.1.part`), 'half');
  await copyFile(join(folder, 'bytes', model.sha256), join(folder, 'bytes', '1'.repeat(64)));
  const reopened = await open();
  expect(await readdir(join(folder, 'bytes'))).toEqual([model.sha256]);
  await truncate(join(folder, 'bytes', model.sha256), 50);
  await expect(reopened.file(model.sha256)).rejects.toMatchObject({ code: 'failure-store-damaged' });
});

test('a folder of a later version is left alone', async () => {
  await keep(await open(), 0, 1);
  await store?.close();
  await writeFile(join(folder, 'store.json'), '{"schema":"oriel.store/2"}\n');
  const before = await readFile(lines());
  await expect(open()).rejects.toMatchObject({ code: 'failure-store-newer' });
  expect(await readFile(lines())).toEqual(before);
  expect(existsSync(join(folder, 'lock'))).toBe(false);
});

test('what version 1 wrote is read', async () => {
  for (const [name, text] of Object.entries<string>(first.files)) await writeFile(join(folder, name), text);
  await mkdir(join(folder, 'bytes'));
  for (const [name, base64] of Object.entries<string>(first.bytes))
    await writeFile(join(folder, 'bytes', name), Buffer.from(base64, 'base64'));
  const read = await open();
  const found: object[] = [];
  for (const kind of kinds)
    for (const { key, kept, pinned, value } of await read.list(kind))
      found.push({ kind, key, kept, pinned, value: pack(value) });
  expect(JSON.parse(canonicalJson(found))).toEqual(first.expected);
  for (const name of Object.keys(first.bytes)) expect((await read.file(name))?.length).toBe(300);
  expect(told).toEqual([]);
});

test('one at a time has it open, and a lock that was left behind is taken over', async () => {
  const one = await open();
  await expect(openFolderStore(folder)).rejects.toMatchObject({ code: 'failure-store-in-use' });
  await one.close();
  const lock = join(folder, 'lock');
  for (const left of [
    '',
    'half of a l',
    JSON.stringify({ process: 2 ** 22 + 1, host: hostname(), started: null }),
    // The number of a process that runs, but that of another one.
    JSON.stringify({ process: process.pid, host: hostname(), started: '1' }),
  ]) {
    await writeFile(lock, left);
    await (await open()).close();
    expect(existsSync(lock)).toBe(false);
  }
  await writeFile(lock, JSON.stringify({ process: 1, host: 'elsewhere', started: null }));
  await expect(openFolderStore(folder)).rejects.toThrow(/process 1 on elsewhere.*delete .*lock/);
});

/** A process that keeps record after record and says each number once it is kept. */
async function writer(): Promise<{ child: ChildProcess; until: (number: number) => Promise<number> }> {
  const child = spawn(process.execPath, [join(built, 'writer.mjs'), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const until = async (number: number) => {
    for (;;) {
      const { value, done } = await said.next();
      if (done || Number(value) >= number) return Number(value);
    }
  };
  return { child, until };
}

test('a process that is killed while it writes loses nothing that it has said is kept', async () => {
  let next = 0;
  for (const more of [5, 9, 14]) {
    const { child, until } = await writer();
    const last = await until(next + more);
    await expect(openFolderStore(folder)).rejects.toMatchObject({ code: 'failure-store-in-use' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const reopened = await open();
    await expectRecords(reopened, Array(last + 1).keys());
    next = (await reopened.list('record')).length;
    expect(next).toBeGreaterThan(last);
    await reopened.close();
  }
  expect(told).toEqual([]);
  await appendFile(lines(), '{"key":"cut o');
  await expectRecords(await open(), Array(next).keys());
});
