import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Purpose, purposeOf, sums } from '../../../../src/app/privacy/purpose.ts';
import type { Request } from '../../../../src/look/requests.ts';

const site = 'https://oriel.example/sub/';
const request = (path: string, more: Partial<Request> = {}): Request => ({
  ...{ address: site + path, by: 'fetch', at: 0, took: 1, bytes: 100, wasHere: false, foreign: false },
  ...more,
});

test.each<[string, Purpose]>([
  ['', 'page'],
  ['index.html', 'page'],
  ['assets/index-CCVVXgHo.js', 'program'],
  ['assets/engine.worker-CP8zRWfd.js', 'program'],
  ['assets/index-8yQzAbVX.css', 'look'],
  ['assets/texts-C9OpuaEb.js', 'language'],
  ['assets/de-BGCgMWYv.js', 'language'],
  ['assets/later-Dd0NVi6s.js', 'language'],
  ['assets/ort-wasm-simd-threaded-DcHrbrbl.wasm', 'runtime'],
  ['assets/ort.wasm.bundle.min-DI1DfznD.js', 'runtime'],
  ['assets/tfjs-backend-wasm-BIA8cDLW.wasm', 'runtime'],
  ['examples/index.json', 'list'],
  ['oriel.config.json', 'settings'],
  ['offline.json', 'files'],
  ['favicon.svg', 'icon'],
  ['manifest.de.webmanifest', 'icon'],
  ['elsewhere.bin', 'other'],
])('%s is for: %s', (path, purpose) => {
  expect(purposeOf(request(path))).toBe(purpose);
});

test('a page is one whatever it is asked for, and another origin says nothing of what its files are for', () => {
  expect(purposeOf(request('?example=credit', { by: 'navigation' }))).toBe('page');
  expect(purposeOf(request('assets/a-CCVVXgHo.js', { foreign: true }))).toBe('other');
});

test('every file of the examples is for something that a person has a word for', () => {
  const folder = join(import.meta.dirname, '../../../../public/examples');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath !== folder && !/^(LICENSE|NOTICE)/.test(entry.name))
    .map(({ parentPath, name }) => join('examples', parentPath.slice(folder.length + 1), name));
  const said = Object.fromEntries(files.map((file) => [file, purposeOf(request(file))]));
  expect(new Set(Object.values(said))).toEqual(new Set(['table', 'card', 'model', 'picture', 'vocabulary']));
  expect(said['examples/credit/data.csv']).toBe('table');
  expect(said['examples/credit/gbt.card.json']).toBe('card');
  expect(said['examples/sentiment/model.json']).toBe('model');
  expect(said['examples/sentiment/group1-shard1of2']).toBe('model');
  expect(said['examples/sentiment/word_index.json']).toBe('vocabulary');
  expect(said['examples/mobilenet/photos/sheep.jpg']).toBe('picture');
});

test('sums are by purpose; what is not told of a size is not made up', () => {
  const all = [request('', { by: 'navigation' }), request('examples/a/data.csv'), request('examples/b/data.csv')];
  expect(sums([...all, request('examples/c/data.csv', { bytes: null })])).toEqual([
    { purpose: 'page', count: 1, bytes: 100 },
    { purpose: 'table', count: 3, bytes: 200 },
  ]);
});
