import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cacheFolder, canWrite, NoCacheError } from '../../../scripts/cache.mjs';

const place = mkdtempSync(join(tmpdir(), 'oriel-cache-'));
afterAll(() => rmSync(place, { recursive: true }));

writeFileSync(join(place, 'file'), '');
/** No folder can be made below a file, whoever asks. */
const impossible = join(place, 'file/cache');

test('the usual folder, wherever it can be written', () => {
  const usual = join(place, 'a/b');
  expect(cacheFolder(usual, impossible)).toBe(usual);
  expect(existsSync(usual)).toBe(true);
  expect(canWrite(impossible)).toBe(false);
});

test('else one for temporary files, which nobody else can write and from which packages are found', () => {
  const temporary = join(place, 'temporary');
  mkdirSync(temporary);
  const folder = cacheFolder(impossible, temporary);
  expect(readdirSync(temporary).map((name) => join(temporary, name))).toEqual([folder]);
  expect(statSync(folder).mode & 0o077).toBe(0);
  expect(existsSync(join(folder, 'node_modules/vite/package.json'))).toBe(true);
  expect(cacheFolder(impossible, temporary)).toBe(folder);
  chmodSync(folder, 0o777);
  expect(() => cacheFolder(impossible, temporary)).toThrow(NoCacheError);
});

test('else a line that says what to do', () => {
  expect(() => cacheFolder(impossible, impossible)).toThrow(/^Neither .* nor .* can be written\..*TMPDIR\.$/);
});
