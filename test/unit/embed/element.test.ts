// What of the element needs no page: its size, its types, its words. embed-element.test.ts has the
// rest in a browser.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { besideElement, bundleElement, sizesOfElement, typesOfElement } from '../../../scripts/element.mjs';
import { languages } from '../../../src/catalogue/languages.ts';
import { words } from '../../../src/embed/element/other-words.ts';
import { english } from '../../../src/embed/element/words.ts';

test('the element is one file, of at most 6 KiB (6,144 bytes) with its types, minified and compressed', async () => {
  const code = await bundleElement();
  const [words, ...others] = Object.keys(await besideElement());
  expect(others).toEqual([]);
  // But for words that are asked for where another language than English is spoken.
  expect(code.match(/\bimport\b.{20}/g)).toEqual([expect.stringContaining(`import(\`./${words}\`)`)]);
  expect(code).not.toMatch(/\bexport\b|\beval\b|innerHTML|new Function/);
  const { script, types } = await sizesOfElement();
  expect(script + types).toBeLessThanOrEqual(6 * 1024);
});

test('it says the same in every language', () => {
  expect(['en', ...Object.keys(words)].sort()).toEqual(Object.keys(languages).sort());
  const blanks = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const other of Object.values(words)) {
    expect(Object.keys(other)).toEqual(Object.keys(english));
    for (const [name, text] of Object.entries(other))
      expect(blanks(text)).toEqual(blanks(english[name as keyof typeof english]));
  }
});

/** A program of a host's developer, and what must be an error in it. */
const use = `
import type { Explained, OrielExplainer } from './embed.js';

const element: OrielExplainer = document.createElement('oriel-explainer');
Object.assign(element, { src: 'https://oriel.example/embed.html' });
element.model = [new File([], 'm.onnx'), { name: 'm.card.json', bytes: new ArrayBuffer(1) }];
element.instance = { age: 31, housing: null };
element.budget = { samples: 200, error: 0.01 };
element.addEventListener('explanation', ({ detail }) => {
  const first: number = detail.record.attributions[0][0];
  console.log(first, detail.record.anything);
});
element.addEventListener('click', (event) => event.preventDefault());
const asked = element.explain(384, { seed: 1, signal: AbortSignal.timeout(1000) });
element.cancel(asked.id);
const { prediction }: Explained = await asked;
const state: 'waiting' | 'running' | 'unknown' = await element.status(asked.id);
console.log(prediction.values[0], state);
// @ts-expect-error there is no such event
element.addEventListener('explanation', ({ detail }) => detail.no);
// @ts-expect-error it is none of its options
element.explain(1, { samples: 3 });
element.explain(1, { background: { rows: 50 } });
// @ts-expect-error it ends one question, and no element
element.options = { signal: AbortSignal.timeout(1000) };
// @ts-expect-error it is no theme
element.theme = 'blue';
`;

test.each(['typescript', 'typescript6'])('its types check without anything else, in %s', (compiler) => {
  const folder = mkdtempSync(join(tmpdir(), 'oriel-types-'));
  const compilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: false, types: [] },
    ...{ target: 'ES2022', lib: ['ES2022', 'DOM', 'DOM.Iterable'], module: 'ESNext', moduleResolution: 'bundler' },
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  writeFileSync(join(folder, 'embed.d.ts'), typesOfElement());
  writeFileSync(join(folder, 'use.ts'), use);
  const tsc = join(import.meta.dirname, '../../../node_modules', compiler, 'bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});
