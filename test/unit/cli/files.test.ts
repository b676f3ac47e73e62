import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readGroups, readHashed, readModel, readSource } from '../../../src/cli/files.ts';
import { sha256 } from '../../../src/data/hash.ts';

const folder = mkdtempSync(join(tmpdir(), 'oriel-files-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

/** A file of some size that takes no space. */
function hollow(name: string, bytes: number): string {
  writeFileSync(at(name), '');
  truncateSync(at(name), bytes);
  return at(name);
}

test('a file’s bytes, under its name', async () => {
  writeFileSync(at('data.csv'), 'a,b');
  const source = await readSource(at('data.csv'));
  expect(source.name).toBe('data.csv');
  expect(new TextDecoder().decode((source as { data: ArrayBuffer }).data)).toBe('a,b');
  await expect(readSource(at('absent.csv'))).rejects.toMatchObject({ code: 'file-missing', kind: 'input' });
});

test.each([0, 5, 2 ** 20, 2.5 * 2 ** 20])('a file of %i bytes with its hash', async (bytes) => {
  const all = Uint8Array.from({ length: bytes }, (_, byte) => byte % 251);
  writeFileSync(at('large.bin'), all);
  const { file, sha256: hash } = await readHashed(at('large.bin'));
  expect([file.name, file.size, hash]).toEqual(['large.bin', bytes, await sha256(all)]);
  expect(await sha256(await file.arrayBuffer())).toBe(hash);
  await expect(readHashed(at('absent.csv'))).rejects.toMatchObject({ code: 'file-missing', kind: 'input' });
});

describe('what cannot be read is refused before it is', () => {
  test('too large a file: tables, models and their parts', async () => {
    const large = hollow('large.csv', 2 ** 31);
    await expect(readSource(large)).rejects.toMatchObject({
      code: 'file-too-large',
      details: { megabytes: 2048, file: large },
    });
    await expect(readModel(hollow('large.onnx', 2 ** 31))).rejects.toMatchObject({ code: 'model-too-large' });
    hollow('group1-shard1of1.bin', 2 ** 31);
    const manifest = [{ paths: ['group1-shard1of1.bin'], weights: [] }];
    writeFileSync(
      at('model.json'),
      JSON.stringify({ format: 'layers-model', modelTopology: {}, weightsManifest: manifest }),
    );
    await expect(readModel(at('model.json'))).rejects.toMatchObject({ code: 'model-too-large' });
  });

  test('a folder', async () => {
    await expect(readSource(folder)).rejects.toMatchObject({ details: { text: { key: 'cli.isFolder' } } });
  });

  test('what never ends, and what never begins', async () => {
    spawnSync('mkfifo', [at('pipe')]);
    for (const path of ['/dev/zero', '/dev/null', at('pipe')].filter(existsSync))
      await expect(readModel(path)).rejects.toMatchObject({
        code: 'file-missing',
        details: { file: path, text: { key: 'cli.isDevice' } },
      });
  });
});

test('groups keep any names', async () => {
  const text = '{ "constructor": ["a"], "__proto__": ["b", "toString"], "prototype": ["__proto__"], "x": [] }';
  writeFileSync(at('groups.json'), text);
  expect(Object.entries(await readGroups(at('groups.json')))).toEqual(Object.entries(JSON.parse(text)));
  for (const wrong of ['[]', '3', 'null', '{ "__proto__": "a" }', '{ "a": [1] }']) {
    writeFileSync(at('groups.json'), wrong);
    await expect(readGroups(at('groups.json'))).rejects.toMatchObject({ code: 'groups-invalid' });
  }
});
