import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message } from '../../../src/catalogue/message.ts';
import type { FilesByRole } from '../../../src/library/index.ts';
import { findModels } from '../../../src/server/find-models.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'oriel-models-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, files: readonly string[]): string {
  const root = join(folder, name);
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), file.endsWith('.pkl') ? Buffer.from([0x80, 4, 0x95]) : 'x');
  }
  return root;
}

const nameOf = (url: unknown): string | null => (url instanceof URL ? basename(url.pathname) : null);

/** Nothing is left out. */
const quiet = ({ key, values }: Message): never => {
  throw new Error(`${key} ${JSON.stringify(values)}`);
};

/** Each as `name: model, card, table`. */
async function found(root: string, tell: (text: Message) => void = quiet): Promise<string[]> {
  return (await findModels(root, tell)).map(({ name, files, card, problem }) => {
    const { model, table } = files as FilesByRole;
    return [`${name}: ${nameOf(model)}`, nameOf(card), problem?.code ?? nameOf(table)].join(', ');
  });
}

test('a model alone, in the folder or in one of its own, with what lies beside it', async () => {
  const root = written('alone', [
    'gbt.onnx',
    'gbt.card.json',
    'gbt.csv',
    'credit/m.onnx',
    'credit/its.card.json',
    'credit/t.parquet',
    'credit/LICENSE.model',
  ]);
  writeFileSync(join(root, 'notes.md'), '# x');
  mkdirSync(join(root, '.hidden'));
  writeFileSync(join(root, '.hidden/h.onnx'), 'x');
  expect(await found(root)).toEqual([
    'credit: m.onnx, its.card.json, t.parquet',
    'gbt: gbt.onnx, gbt.card.json, gbt.csv',
  ]);
});

test('several in one folder: each has its own card, and they share a table', async () => {
  const root = written('several', ['c/a.onnx', 'c/a.card.json', 'c/b.onnx', 'c/data.csv', 'c/holdout.csv']);
  expect(await found(root)).toEqual(['c-a: a.onnx, a.card.json, data.csv', 'c-b: b.onnx, , data.csv']);
});

test('two tables that may be meant are said to be, and names are not given twice', async () => {
  const root = written('unclear', ['m.onnx', 'one.csv', 'two.csv', 'm/x.onnx']);
  expect(await found(root)).toEqual(['m: m.onnx, , files-several', 'm-2: x.onnx, , ']);
});

test('a file of another kind is listed where there is nothing else, links are followed', async () => {
  const root = written('others', ['f/model.pkl', 'g/model.onnx', 'g/model.pkl']);
  symlinkSync(join(root, 'g'), join(root, 'h'));
  const all = await findModels(root, quiet);
  expect(all.map(({ name }) => name)).toEqual(['f', 'g', 'h']);
  expect(nameOf((all[0].files as readonly URL[])[0])).toBe('model.pkl');
});

test('a folder that is none is said to be', async () => {
  await expect(findModels(join(folder, 'none'), quiet)).rejects.toMatchObject({ code: 'file-missing' });
  expect(await findModels(written('empty', ['a.txt/b.txt']), quiet)).toEqual([]);
});

/** Does it as somebody who may not read everything: an administrator may. */
async function asAnybody<T>(work: () => Promise<T>): Promise<T> {
  const own = process.geteuid?.();
  if (own !== 0) return work();
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(own);
  }
}

test('what cannot be read is left out and told of, and the others are found', async () => {
  const root = written('closed', ['a.onnx', 'notes.json', 'lost+found/x.onnx', 'm/x.onnx', 'm/x.csv', 'm/words.txt']);
  symlinkSync(join(root, 'nowhere'), join(root, 'led-away.onnx'));
  const closed = ['notes.json', 'm/words.txt', 'lost+found'];
  for (const path of closed) chmodSync(join(root, path), 0);
  chmodSync(folder, 0o755);
  const told: unknown[] = [];
  const all = await asAnybody(() => found(root, ({ values }) => told.push(values?.file)));
  expect(all).toEqual(['a: a.onnx, , ', 'm: x.onnx, , x.csv']);
  expect(told.sort()).toEqual(['led-away.onnx', 'lost+found', 'm/words.txt', 'notes.json']);
  chmodSync(join(root, 'lost+found'), 0o755);
  chmodSync(root, 0);
  await expect(asAnybody(() => found(root))).rejects.toMatchObject({ code: 'file-missing' });
  chmodSync(root, 0o755);
});

test('models, folders and tables may be called as licences are', async () => {
  const root = written('papers', [
    'license-plates.onnx',
    'notice.onnx',
    'notice.csv',
    'licence-risk/m.onnx',
    'licence-risk/notice.periods.csv',
    'licenses/m.onnx',
    'licenses/LICENSE',
    'licenses/COPYING.txt',
    'licenses/README.json',
  ]);
  writeFileSync(join(root, 'copying.model'), 'tree\nversion=v4\nnum_class=1\n');
  expect(await found(root)).toEqual([
    'copying: copying.model, , notice.csv',
    'licence-risk: m.onnx, , notice.periods.csv',
    'license-plates: license-plates.onnx, , notice.csv',
    'licenses: m.onnx, , ',
    'notice: notice.onnx, , notice.csv',
  ]);
});
