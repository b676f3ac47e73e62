// Rules of the whole source tree: which way imports point, what must give the same bits everywhere,
// and that every word a person reads is in the catalogue. Each rule is tried on code that breaks
// it.

import { describe, expect, test } from 'vitest';
import en from '../../src/catalogue/en.json';
import { unsteady } from './sources/deterministic.ts';
import { circles, rooms, wrongImports } from './sources/imports.ts';
import { type Source, sources } from './sources/tree.ts';
import { misfits, sentences, strings } from './sources/wording.ts';

const files = sources('.ts');
const source = (path: string, code: string): Source => ({ path, code });

describe('imports', () => {
  const readmes = sources('README.md');

  test('there is no circle, type imports included', () => {
    expect(circles(files)).toEqual([]);
  });

  test.each([
    ['type imports', [source('a/x.ts', "import type { Y } from './y.ts';"), source('a/y.ts', "import './x.ts';")]],
    [
      're-exports',
      [source('a/x.ts', "export * from '../b/y.ts';"), source('b/y.ts', "import { x } from '../a/x.ts';")],
    ],
    [
      'a long way round',
      [
        source('a.ts', "type B = import('./b.ts').B;"),
        source('b.ts', "const c = await import('./c.ts');"),
        source('c.ts', "export type { a } from './a.ts';"),
      ],
    ],
  ])('a circle is caught: %s', (_, wrong) => {
    expect(circles(wrong)).toHaveLength(1);
  });

  test("each room imports what its README allows, and allows nothing that it doesn't import", () => {
    expect(wrongImports(files, rooms(readmes))).toEqual([]);
  });

  const allow = (...lines: [room: string, text: string][]) =>
    rooms(lines.map(([room, text]) => source(`${room}/README.md`, `# ${room}\n\nMay import: ${text}.\n`)));

  test.each([
    ['explainers', "import { a } from '../models/model.ts';"],
    ['explainers', "export type { a } from '../models/model.ts';"],
    ['charts', "const a = await import('../engine/workers/spawn.ts');"],
    ['games', "type A = import('../engine/protocol.ts').EngineApi;"],
    ['models', "new Worker(new URL('../engine/engine.worker.ts', import.meta.url));"],
    ['engine/pool', "import '../jobs/queue.ts';"],
    ['games', "import '../../test/support/models.ts';"],
  ])('an import is caught that the README of %s does not allow: %s', (room, code) => {
    const found = wrongImports([source(`${room}/x.ts`, code)], allow([room, 'nothing'], ['engine/jobs', 'nothing']));
    expect(found).toHaveLength(1);
  });

  test('a permission that nothing uses is caught, and so is a room without a README', () => {
    const x = source('games/x.ts', "import '../data/y.ts';");
    expect(wrongImports([x], allow(['games', '`data`']))).toEqual([]);
    expect(wrongImports([x], allow(['games', '`data`, `gpu`']))).toEqual([
      'README of games allows gpu, which nothing imports',
    ]);
    expect(wrongImports([x], rooms([]))).toHaveLength(2);
  });
});

describe('the same bits everywhere', () => {
  test('numerics, structures, games, explainers and counterfactuals use nothing that differs between engines or runs', () => {
    const wrong = files
      .filter(({ path }) => /^(numerics|structures|games|explainers|counterfactuals|whole-model)\//.test(path))
      .flatMap((file) => unsteady(file).map((what) => `${file.path} uses ${what}`));
    expect(wrong).toEqual([]);
  });

  test.each([
    'const a = 2 ** 3;',
    'let a = 2; a **= 3;',
    'const a = Math.exp(1);',
    "const a = Math['log'](1);",
    'const { pow } = Math;',
    'const a = Math.random();',
    'const a = Date.now();',
    'const a = new Date();',
    'const a = performance.now();',
  ])('is caught: %s', (code) => {
    expect(unsteady(source('x.ts', code))).toHaveLength(1);
  });

  test('exact operations and mere names are let through', () => {
    const code = "const a = Math.sqrt(Math.abs(2 * 3)); const b = { Date: 1 }.Date; // Math.exp\nconst c = 'x ** y';";
    expect(unsteady(source('x.ts', code))).toEqual([]);
  });
});

describe('words', () => {
  const outside = files.filter(({ path }) => !path.startsWith('catalogue/'));
  /** What is loaded without the catalogue has its own words, in every language: its test says so. */
  const withOwnWords = ['embed/element/words.ts', 'embed/element/other-words.ts'];

  test('no English sentence stands outside the catalogue', () => {
    const found = outside
      .filter(({ path }) => !withOwnWords.includes(path))
      .flatMap((file) => sentences(file).map((text) => `${file.path}: ${text}`));
    // What LightGBM writes behind its last tree, and words of records.
    const fixed = /: (end of trees|none within limits|found by search)$/;
    expect(found.filter((text) => !fixed.test(text))).toEqual([]);
  });

  test.each([
    "const a = 'The model takes text.';",
    "a.textContent = 'The model takes text.';",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
    'const a = `${file} could not be read`;',
    'const a = html`<p class="hint">Choose a file of yours</p>`;',
    'const a = html`<button title="Undo all of these changes">x</button>`;',
    "throw new OrielError('file-missing', { text: 'there is no such file' });",
  ])('an English sentence is caught: %s', (code) => {
    expect(sentences(source('x.ts', code))).toHaveLength(1);
  });

  test('names, selectors, styles and errors of programmers are let through', () => {
    const code = `
      const a = 'oriel-chart > figcaption.title, .wide';
      const b = css\`p { margin: 0 auto auto auto }\`;
      b.style.cssText = 'margin:0 auto auto auto';
      const c = html\`<p class="hint wide open">\${say('page.row.title')}</p>\`;
      throw new Error('this must never be called twice');`;
    expect(sentences(source('x.ts', code))).toEqual([]);
  });

  test('messages are given the values their texts take', () => {
    expect(outside.flatMap(misfits)).toEqual([]);
  });

  test.each([
    ["language.say('page.answer.row', { number: 3 });", 2],
    ["message('page.answer.row');", 1],
    ["new OrielError('data-empty', { file, line });", 1],
    ["message('page.answer.column', { column });", 1],
  ])('a message that does not fit is caught: %s', (code, problems) => {
    expect(misfits(source('x.ts', code))).toHaveLength(problems);
  });

  test('every text has a user', () => {
    const used = new Set(outside.flatMap(strings));
    const patterns = [...used]
      .filter((text) => text.includes('*') && text.includes('.'))
      .map((text) => new RegExp(`^${text.replace(/[.\\^$+?()[\]{}|]/g, '\\$&').replaceAll('*', '[^.]+')}$`));
    const unused = Object.keys(en).filter(
      (key) =>
        !used.has(key) && !used.has(key.replace(/^error\./, '')) && !patterns.some((pattern) => pattern.test(key)),
    );
    expect(unused).toEqual([]);
  });
});

describe('lines', () => {
  test('code has at most 120 columns, comments at most 100', () => {
    const long = [...files, ...sources('.css'), ...sources('.wgsl')].flatMap(({ path, code }) =>
      code.split('\n').flatMap((line, i) => {
        const most = /^\s*(\/\/|\/?\*)/.test(line) ? 100 : 120;
        return line.length > most ? [`${path}:${i + 1} has ${line.length} columns`] : [];
      }),
    );
    expect(long).toEqual([]);
  });
});
