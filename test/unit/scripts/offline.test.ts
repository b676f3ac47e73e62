import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, expect, test } from 'vitest';
import { hashedName, headersFor } from '../../../scripts/headers.mjs';
import { drawingHash, icons, madeFrom } from '../../../scripts/icons.mjs';
import { LIST, listFiles, manifests, partOf } from '../../../scripts/offline.mjs';
import { languages } from '../../../src/catalogue/languages.ts';
import { asFileList, CONFIG, isHashed, LIST as LIST_OF_PAGES, WORKER } from '../../../src/offline/file-list.ts';

const folder = mkdtempSync(join(tmpdir(), 'oriel-list-'));
afterAll(() => rmSync(folder, { recursive: true }));
const icon = (name: string) => readFileSync(join(import.meta.dirname, '../../../public/icons', name));

test.each([
  ['index.html', 'page'],
  ['assets/page-DtbeM5iS.js', 'page'],
  ['examples/index.json', 'page'],
  ['examples/credit/data.csv', 'example/credit'],
  ['examples/mobilenet/photos/cat.jpg', 'example/mobilenet'],
  ['assets/ort-wasm-simd-threaded-DcHrbrbl.wasm', 'runtime/cpu'],
  ['assets/ort-wasm-simd-threaded.jspi-CZzFqCHi.wasm', 'runtime/jspi'],
  ['assets/ort-wasm-simd-threaded.asyncify-D5D0fo7z.wasm', 'runtime/asyncify'],
  ['assets/tfjs-backend-wasm-simd-BrM3BlWr.wasm', 'runtime/tfjs'],
  ['assets/tfjs-backend-wasm-threaded-simd-BLCcuiBu.wasm', 'runtime/other'],
  ['embed.html', 'embed'],
])('%s is part of %s', (path, part) => {
  expect(partOf(path)).toBe(part);
});

test('the list has each file of a build with its hash, and neither copies nor what is of no build', () => {
  mkdirSync(join(folder, 'examples/a'), { recursive: true });
  const files: Readonly<Record<string, string>> = { 'index.html': 'x', 'examples/a/my data.csv': 'a,b' };
  const others = ['index.html.br', 'index.html.gz', '.fingerprint', LIST_OF_PAGES, WORKER, CONFIG];
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  for (const name of others) writeFileSync(join(folder, name), name);
  const list = listFiles(folder);
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  expect(list.files).toEqual([
    { path: 'examples/a/my%20data.csv', sha256: hash('a,b'), bytes: 3, part: 'example/a' },
    { path: 'index.html', sha256: hash('x'), bytes: 1, part: 'page' },
  ]);
  expect(asFileList(JSON.parse(JSON.stringify(list)))).toEqual(list);
  expect(listFiles(folder).version).toBe(list.version);
  writeFileSync(join(folder, 'index.html'), 'y');
  expect(listFiles(folder).version).not.toBe(list.version);
});

test.each(Object.keys(headersFor()))('where what is sent with files changes (%s), it is another version', (name) => {
  writeFileSync(join(folder, 'index.html'), 'z');
  const { version } = listFiles(folder);
  expect(listFiles(folder, headersFor()).version).toBe(version);
  expect(listFiles(folder, { ...headersFor(), [name]: 'other' }).version).not.toBe(version);
});

test.each([
  'assets/page-DtbeM5iS.js',
  'assets/page.js',
  'page-DtbeM5iS.js',
  'assets/a/b-Dtb_M-iS.wasm',
  'assets/b-12345678',
])('pages and servers agree on names with a hash in them: %s', (path) => {
  expect(LIST_OF_PAGES).toBe(LIST);
  expect(isHashed(path)).toBe(hashedName.test(`/${path}`));
});

test.each([
  null,
  [],
  { schema: 'oriel.files/2' },
  ...['/etc/x', '../x', 'a/../x', 'https://elsewhere.example/x', '.offline/wanted'].map((path) => ({
    ...{ schema: 'oriel.files/1', version: '0123456789abcdef', created: '' },
    files: [{ path, sha256: '0'.repeat(64), bytes: 1, part: 'page' }],
  })),
])('what is no list, or leads out of the folder, is none: %j', (json) => {
  expect(asFileList(json)).toBeNull();
});

test('there is a manifest in each language, with names of its own and icons that are there', async () => {
  const made = Object.entries(await manifests());
  expect(made.map(([name]) => name)).toEqual(
    expect.arrayContaining(Object.keys(languages).map((tag) => `manifest.${tag}.webmanifest`)),
  );
  const all = made.map(([, text]) => JSON.parse(text) as { name: string; icons: { src: string; sizes: string }[] });
  expect(new Set(all.map(({ name }) => name)).size).toBe(made.length);
  for (const { src, sizes } of all[0].icons) {
    const { width, height } = decode(icon(src.replace('./icons/', '')));
    expect(`${width}x${height}`).toBe(sizes);
  }
});

test('the icons are made from the drawing as it is: `node scripts/icons.mjs`', () => {
  expect(readFileSync(madeFrom, 'utf8')).toBe(`favicon.svg ${drawingHash()}\n`);
});

test('a maskable icon has its ground to the edge, and all of its drawing where nothing is cut off', () => {
  const { width, height, data, channels } = decode(icon('oriel-maskable-512.png'));
  const at = (x: number, y: number) => [...data.slice((y * width + x) * channels, (y * width + x) * channels + 3)];
  const ground = at(0, 0);
  const differs = (x: number, y: number) => at(x, y).some((value, i) => Math.abs(value - ground[i]) > 8);
  let farthest = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (differs(x, y)) farthest = Math.max(farthest, Math.hypot(x - width / 2, y - height / 2));
  expect(farthest).toBeGreaterThan(0);
  expect(farthest).toBeLessThan(0.4 * icons['oriel-maskable-512.png'].size);
});
