// Writes licences.txt into the built page: the licences of all libraries in its bundles, and of the
// models, photographs and data that are shipped with it.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import license from 'rollup-plugin-license';
import { root } from './install.mjs';

const FILE = 'licences.txt';
const examples = join(root, 'public/examples');

/** @typedef {{ name: string, version: string, licence: string, text: string }} Library */

const texts = {
  MIT: join(root, 'scripts/licences/MIT.txt'),
  'BSD-3-Clause': join(root, 'scripts/licences/BSD-3-Clause.txt'),
  'Apache-2.0': join(examples, 'mobilenet/LICENSE'),
};

/**
 * @typedef {{ copyright: string, texts: readonly (keyof typeof texts)[], more?: string }}
 * Supplement
 */

/**
 * Packages that are published without their licence text: the copyright that their sources state,
 * and the texts of the licences that their package.json names. `more` says what else they contain.
 * @type {Readonly<Record<string, Supplement>>}
 */
const incomplete = {
  '@bufbuild/protobuf': {
    copyright:
      'Copyright 2021-2026 Buf Technologies, Inc.\nWire format: Copyright 2008 Google Inc. All rights reserved.',
    texts: ['Apache-2.0', 'BSD-3-Clause'],
  },
  '@tensorflow/tfjs-backend-wasm': {
    copyright: 'Copyright 2019 Google LLC. All Rights Reserved.',
    texts: ['Apache-2.0', 'BSD-3-Clause'],
    more: `The BSD licence is that of XNNPACK, which its WebAssembly contains:
Copyright (c) Facebook, Inc. and its affiliates. All rights reserved. Copyright 2019 Google LLC`,
  },
  '@tensorflow/tfjs-layers': { copyright: 'Copyright 2018 Google LLC', texts: ['Apache-2.0', 'MIT'] },
  ...Object.fromEntries(
    ['backend-cpu', 'backend-webgpu', 'converter', 'core'].map((part) => [
      `@tensorflow/tfjs-${part}`,
      { copyright: 'Copyright 2017 Google LLC. All Rights Reserved.', texts: ['Apache-2.0'] },
    ]),
  ),
  'onnxruntime-web': {
    copyright: 'Copyright (c) Microsoft Corporation. All rights reserved.',
    texts: ['MIT'],
    more: `It contains onnxruntime-common, by the same authors, and its WebAssembly contains further libraries. They and
their licences are listed at https://github.com/microsoft/onnxruntime/blob/main/ThirdPartyNotices.txt.`,
  },
  seedrandom: { copyright: 'Copyright 2019 David Bau.', texts: ['MIT'] },
};

/** @param {string} path */
const read = (path) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n').replace(/^\n+/, '').trimEnd();

/** @param {import('rollup-plugin-license').Dependency} dependency @returns {Library} */
function library({ name, version, license: licence, licenseText, noticeText }) {
  const known = incomplete[name ?? ''];
  const parts = licenseText
    ? [licenseText.replaceAll('\r\n', '\n').trim()]
    : known && [known.copyright, known.more, ...known.texts.map((text) => read(texts[text]))];
  // A new package without a licence must not slip into what is published.
  if (!name || !version || !licence || !parts)
    throw new Error(`${name} ${version} has no licence text. Look it up and add it to scripts/licences.mjs.`);
  if (noticeText) parts.push(noticeText.trim());
  return { name, version, licence, text: parts.filter(Boolean).join('\n\n') };
}

/** @param {readonly string[]} lines @param {string} mark */
const heading = (lines, mark) => [...lines, mark.repeat(Math.max(...lines.map(({ length }) => length)))].join('\n');

/**
 * Libraries by name; those that share a text share a section. @param {readonly Library[]} libraries
 */
function librarySections(libraries) {
  /** @type {Map<string, Library[]>} */
  const byText = new Map();
  for (const one of libraries) byText.set(one.text, [...(byText.get(one.text) ?? []), one]);
  return [...byText].map(([text, sharing]) => {
    const titles = sharing.map(
      ({ name, version, licence }) => `${name} ${version} (${licence.replace(/^\((.*)\)$/, '$1')})`,
    );
    return `${heading(titles, '-')}\n\n${text}`;
  });
}

/** What each example holds, in the words of its cards, and the licence files beside it. */
function exampleSections() {
  /** @type {{ id: string, name: string, models: { file: string, card: string }[] }[]} */
  const shipped = JSON.parse(read(join(examples, 'index.json')));
  return shipped.map(({ id, name, models }) => {
    const folder = join(examples, id);
    const cards = models.map(({ file, card }) => {
      const { name: model, source, licence } = JSON.parse(read(join(folder, card)));
      return [`${model} (examples/${id}/${file})`, `Source: ${source}`, `Licence: ${licence}`].join('\n');
    });
    const use = join(root, `scripts/licences/${id}-use.txt`);
    const files = readdirSync(folder)
      .filter((file) => /^(licen[cs]e|notice)/i.test(file))
      .sort()
      .map((file) => `${`examples/${id}/${file}`}:\n\n${read(join(folder, file))}`);
    return [heading([name], '-'), ...cards, ...(existsSync(use) ? [read(use)] : []), ...files].join('\n\n');
  });
}

/**
 * By name, not by when the bundles were done: the same sources give the same file.
 * @param {ReadonlyMap<string, Library>} found
 */
const byName = (found) => [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);

/** @param {string} introduction @param {readonly Library[]} libraries */
const ownAndLibraries = (introduction, libraries) => [
  heading(['Licences'], '='),
  introduction,
  heading(['Oriel'], '='),
  read(join(root, 'LICENSE')),
  heading(['Libraries'], '='),
  ...librarySections(libraries),
];

/** @param {readonly Library[]} libraries */
function pageText(libraries) {
  const introduction =
    'This page is Oriel. It contains libraries and comes with models, photographs and data.\nHere are their licences.';
  return `${[
    ...ownAndLibraries(introduction, libraries),
    heading(['Models, photographs and data'], '='),
    ...exampleSections(),
    read(join(examples, 'LICENCES.md')).replace(/^# /, ''),
  ].join('\n\n')}\n`;
}

/** A plugin that notes the libraries of a bundle. @param {Map<string, Library>} found @param {boolean} sourcemap */
const collect = (found, sourcemap = false) =>
  license({
    sourcemap,
    thirdParty: {
      multipleVersions: true,
      output(dependencies) {
        for (const one of dependencies.map(library)) found.set(`${one.name} ${one.version}`, one);
      },
    },
  });

/**
 * Plugins that collect the libraries of the page's bundle and of its workers' bundles, which are
 * built apart and before it ends, and write them all down.
 */
export function licencePlugins() {
  /** @type {Map<string, Library>} */
  const found = new Map();
  /** @type {import('vite').Plugin} */
  const write = {
    name: 'oriel:licences',
    apply: 'build',
    enforce: 'post',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: FILE, source: pageText(byName(found)) });
    },
  };
  return { page: () => [collect(found), write], worker: () => collect(found) };
}

/** The same for the package: a plugin for each of its bundles, and then the text. */
export function packageLicences() {
  /** @type {Map<string, Library>} */
  const found = new Map();
  const introduction = 'This package is Oriel. It contains libraries. Here are their licences.';
  return {
    collect: () => /** @type {import('rolldown').Plugin} */ (collect(found, true)),
    text: () => `${ownAndLibraries(introduction, byName(found)).join('\n\n')}\n`,
  };
}
