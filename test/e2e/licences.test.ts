import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, inject, test } from 'vitest';
import examples from '../../public/examples/index.json';
import { sources } from '../unit/sources/tree.ts';

const folder = join(import.meta.dirname, '../../public/examples');
let text = '';

beforeAll(async () => {
  const response = await fetch(`${inject('baseUrl')}licences.txt`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
  text = await response.text();
});

/** Of the command line alone; the page, which the file is for, has nothing of it. */
const elsewhere = 'get-east-asian-width';
const imported = sources('.ts')
  .filter(({ path }) => !/^(cli|server|bundle\/folder)\//.test(path))
  .flatMap(({ code }) => [...code.matchAll(/(?:\bfrom |\bimport\(|^import )'((?:@[\w-]+\/)?[\w-]+)[^:']*'/gm)])
  .map(([, name]) => name);
// Of lit itself nothing is bundled: it only exports the packages behind it again.
const libraries = [...new Set(imported)].flatMap((name) => (name === 'lit' ? ['lit-html', 'lit-element'] : [name]));

test.each([...libraries, '@lit/reactive-element', 'd3-interpolate', 'iobuffer', 'long', 'seedrandom'])(
  'the licence of %s is there, with its version',
  (name) => {
    expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(.+\\)$`, 'm'));
  },
);

test('nothing that only the tests or the build use is there', () => {
  for (const name of ['vitest', 'vite', 'playwright', 'rollup-plugin-license', elsewhere])
    expect(text).not.toMatch(new RegExp(`^${name} \\d`, 'm'));
});

test.each(examples)('the models of $id are there, with their sources and licences', ({ id, models }) => {
  for (const { file, card } of models) {
    const { name, source, licence } = JSON.parse(readFileSync(join(folder, id, card), 'utf8'));
    expect(text).toContain(`${name} (examples/${id}/${file})\nSource: ${source}\nLicence: ${licence}\n`);
  }
});

test('the photographs are there', () => {
  for (const name of ['coffee', 'cat', 'sheep', 'alps']) expect(text).toContain(`mobilenet/photos/${name}.jpg`);
});

test('what must not be done with the toxicity model stands before its licence', () => {
  const plain = text.indexOf('What must not be done with the toxicity model');
  const licence = text.indexOf(readFileSync(join(folder, 'toxicity/LICENSE.model'), 'utf8').slice(0, 80));
  expect(plain).toBeGreaterThan(0);
  expect(licence).toBeGreaterThan(plain);
  expect(text.slice(plain, licence)).toContain('to give medical advice');
});

test("Oriel's own licence is there", () => {
  expect(text).toContain('Copyright (c) 2026 Oriel contributors');
});
