// The texts that come with a build: those that only doors use which are not in it stay behind.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { root } from '../install.mjs';

const src = join(root, 'src');

/**
 * Doors: how the keys of texts begin that each alone shows, and the rooms of src that it is made of.
 * @type {Readonly<Record<string, { readonly prefixes: readonly string[], readonly rooms: readonly string[] }>>}
 */
const DOORS = {
  app: {
    prefixes: ['page.', 'explainer.', 'chart.change', 'kiosk.', 'offline.'],
    rooms: ['app', 'kiosk', 'look', 'offline', 'wording', 'embed'],
  },
  embed: { prefixes: ['widget.', 'conformance.', 'config.', 'error.bundle-'], rooms: ['embed', 'config'] },
  cli: { prefixes: ['cli.', 'error.log-', 'error.failure-log'], rooms: ['cli'] },
  report: { prefixes: ['report.', 'audit.', 'error.report-'], rooms: ['report', 'audit'] },
  bundle: { prefixes: ['bundle.', 'error.batch-'], rooms: ['bundle', 'cli'] },
  charts: { prefixes: ['chart.'], rooms: ['charts', 'package'] },
  server: { prefixes: ['serve.', 'error.serve-'], rooms: ['server', 'cli'] },
};

/**
 * How the keys of texts begin that no page starts with: `src/catalogue/later.ts` loads them.
 */
const LATER = [
  'audit.',
  'chart.whole.',
  'chart.change.',
  'chart.reasons.',
  'chart.tipping.',
  'config.',
  'conformance.',
  'kiosk.',
  'page.changing.',
  'page.check.',
  'offline.',
  'page.log.',
  'page.offline.',
  'page.privacy.',
  'page.reporting.',
  'page.whole.',
  'report.',
];

/** @param {readonly [key: string, text: string]} text */
const isLater = ([key]) => LATER.some((prefix) => key.startsWith(prefix));

/**
 * What builds put in place of `src/catalogue/later/<language>.ts`; null for any other file.
 * @param {string} id
 * @param {(text: string) => unknown} [written] how each text is written
 */
export function laterModule(id, written = (text) => text) {
  const [, language] = /[\\/]src[\\/]catalogue[\\/]later[\\/](\w+)\.ts$/.exec(id) ?? [];
  if (!language) return null;
  const texts = Object.entries(JSON.parse(readFileSync(join(src, `catalogue/${language}.json`), 'utf8')));
  const later = Object.fromEntries(texts.filter(isLater).map(([key, text]) => [key, written(text)]));
  return `export const later = ${JSON.stringify(later)};`;
}

/** Whatever the rest of src says of texts, by the doors that are left out. @type {Map<string, string>} */
const sources = new Map();

/** @param {readonly string[]} doors */
function sourceWithout(doors) {
  const named = doors.join(' ');
  const rooms = doors.flatMap((door) => DOORS[door].rooms);
  const source =
    sources.get(named) ??
    readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !rooms.includes(path.split(sep)[0]))
      .map((path) => readFileSync(join(src, path), 'utf8'))
      .join('\n');
  sources.set(named, source);
  return source;
}

/**
 * A catalogue without the texts that are used in some doors alone, and without those that come
 * later.
 * @param {string} path of one of src/catalogue's JSON files
 * @param {readonly string[]} doors
 * @returns {Record<string, string>}
 */
export function textsWithout(path, doors) {
  const prefixes = doors.flatMap((door) => DOORS[door].prefixes);
  const texts = Object.entries(JSON.parse(readFileSync(path, 'utf8')));
  /** @param {[string, unknown]} text */
  const stays = ([key]) =>
    !prefixes.some((prefix) => key.startsWith(prefix)) || sourceWithout(doors).includes(`'${key}'`);
  return Object.fromEntries(texts.filter((text) => !isLater(text) && stays(text)));
}

/** What the package is not. */
const OTHERS = ['app', 'embed', 'report', 'cli', 'bundle', 'server'];

/**
 * The package's texts. English, which is always there, comes without those of charts: the charts'
 * own exports bring them (`src/package/chart-texts.ts`).
 * @param {string} path
 */
export const packageTexts = (path) => textsWithout(path, basename(path) === 'en.json' ? [...OTHERS, 'charts'] : OTHERS);

/** What `src/package/chart-texts.ts` says in a build. @returns {Record<string, string>} */
function chartTexts() {
  const path = join(src, 'catalogue/en.json');
  const others = packageTexts(path);
  return Object.fromEntries(Object.entries(textsWithout(path, OTHERS)).filter(([key]) => !(key in others)));
}

/**
 * A tree without what it says of a text's places, which only error messages of the parser need.
 * @param {unknown} node @returns {unknown}
 */
function withoutPlaces(node) {
  if (Array.isArray(node)) return node.map(withoutPlaces);
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(([name]) => name !== 'location');
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutPlaces(value)]));
}

/** A text's syntax tree; the text itself where it is no more than that. @param {string} text */
function treeOf(text) {
  const tree = new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst();
  const [only] = tree;
  return tree.length === 1 && only.type === 0 ? only.value : withoutPlaces(tree);
}

/** @param {Record<string, string>} texts */
const trees = (texts) => Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, treeOf(text)]));

const PARSER = '@formatjs/icu-messageformat-parser';

/**
 * Texts are parsed beforehand: their trees are smaller than the parser.
 * @type {import('rolldown').Plugin}
 */
export const parsedTexts = {
  name: 'oriel:parsed-texts',
  resolveId: (id) => (id === PARSER ? `\0${PARSER}` : null),
  load(id) {
    if (id === `\0${PARSER}`)
      return `export * from '${PARSER}/no-parser.js';\nexport const parse = (value) => [{ type: 0, value }];`;
    if (!/[\\/]catalogue[\\/]\w+\.json$/.test(id)) return laterModule(id, treeOf);
    return JSON.stringify(trees(packageTexts(id)));
  },
  transform(code, id) {
    if (!/[\\/]package[\\/]chart-texts\.ts$/.test(id)) return;
    const texts = JSON.stringify(trees(chartTexts()));
    return { code: code.replace(/(const texts\b[^=]*=) \{\}/, (_, start) => `${start} ${texts}`), map: null };
  },
};
