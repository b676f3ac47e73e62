// The package's declarations: what TypeScript says of its exports, and of all that these name, the
// libraries' types included. Nothing is left to be found in the consumer's node_modules.

import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { root } from '../install.mjs';
import { packageTexts } from './texts.mjs';

const src = join(root, 'src');

/** Addresses of other modules, in imports, re-exports and import types; and comments, which stay. */
const SPECIFIERS = /\/\*[\s\S]*?\*\/|\/\/.*|(\bfrom\s+|\bimport\s*\(\s*|^import\s+)(['"])([^'"\n]+)\2/gm;

/** What a file of declarations ends with, in whatever kind of module. */
const ENDING = /\.d\.[cm]?ts$/;

/** @param {string} path */
const read = (path) => readFileSync(path, 'utf8');

/**
 * Has TypeScript write the declarations of files of src, and of all that they import.
 * @param {readonly string[]} entries @param {string} folder
 */
function emit(entries, folder) {
  const config = join(folder, 'tsconfig.json');
  const compilerOptions = {
    ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, allowJs: false, checkJs: false },
    ...{ rootDir: src, outDir: join(folder, 'emitted'), rewriteRelativeImportExtensions: true },
    typeRoots: [join(root, 'node_modules/@types'), join(root, 'node_modules')],
  };
  const files = [...entries.map((entry) => join(src, entry)), join(src, 'engine/workers/node-adapter.d.ts')];
  writeFileSync(config, JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: [], files }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', config], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`tsc failed.\n${stdout}${stderr}`);
}

/**
 * Where a package's `exports`, or one of their conditions, keep the types.
 * @param {unknown} target @returns {string | undefined}
 */
function typesIn(target) {
  if (typeof target !== 'object' || target === null) return typeof target === 'string' ? target : undefined;
  const conditions = /** @type {Record<string, unknown>} */ (target);
  const found = ['types', 'browser', 'import', 'default'].find((name) => name in conditions);
  return found && typesIn(conditions[found]);
}

/**
 * A package, its folder, and the file with the declarations of one of its modules.
 * @typedef {{ name: string, home: string, path: string }} Found
 */

/**
 * The package that a file means, or the one that has only its types.
 * @param {string} specifier @param {string} from @returns {Found}
 */
function findTypes(specifier, from) {
  const [, name, rest = ''] = /** @type {RegExpExecArray} */ (/^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier));
  for (const wanted of [name, `@types/${name.replace('@', '').replace('/', '__')}`]) {
    for (let folder = dirname(from); folder.startsWith(root); folder = dirname(folder)) {
      const home = join(folder, 'node_modules', wanted);
      if (!existsSync(join(home, 'package.json'))) continue;
      const { exports, types = 'index.d.ts' } = JSON.parse(read(join(home, 'package.json')));
      const file = typesIn(exports?.[`.${rest}`]) ?? (rest ? `.${rest}` : types);
      const path = [file, file.replace(/\.([cm]?)js$/, '.d.$1ts'), `${file}.d.ts`, `${file}/index.d.ts`]
        .filter((each) => ENDING.test(each))
        .map((each) => join(home, each))
        .find(existsSync);
      if (path) return { name: wanted, home, path };
    }
  }
  throw new Error(`The types of ${specifier}, which ${relative(root, from)} names, were not found.`);
}

/** A catalogue as a type: consumers need not allow imports of JSON. @param {string} path */
function textsType(path) {
  const keys = Object.keys(packageTexts(path)).map((key) => `  ${JSON.stringify(key)}: string;\n`);
  return `declare const texts: {\n${keys.join('')}};\nexport default texts;\n`;
}

/** Declarations by their places in the package, as they are taken up one after the other. */
class Declarations {
  /** @type {Map<string, string>} */
  texts = new Map();
  /** Packages with types in it. @type {Map<string, string>} */
  packages = new Map();

  /** @param {string} emitted the folder that TypeScript has written into */
  constructor(emitted) {
    this.emitted = emitted;
  }

  /** @param {string} path @param {string} place @returns {string} the place */
  take(path, place) {
    const settled = place.replace(ENDING, '.d.ts');
    if (this.texts.has(settled)) return settled;
    this.texts.set(settled, ''); // files import each other in circles
    const rewritten = read(path)
      .replace(/^\/\/# sourceMappingURL=.*$/gm, '')
      .replace(SPECIFIERS, (whole, before, quote, specifier) => {
        if (specifier === undefined) return whole;
        const target = this.follow(specifier, path, settled).replace(ENDING, '.js');
        const to = relative(dirname(settled), target).split(sep).join('/');
        return `${before}${quote}${to.startsWith('.') ? to : `./${to}`}${quote}`;
      });
    this.texts.set(settled, rewritten);
    return settled;
  }

  /** Takes what a file names. @param {string} specifier @param {string} path @param {string} place */
  follow(specifier, path, place) {
    if (!specifier.startsWith('.')) {
      const found = findTypes(specifier, path.startsWith(this.emitted) ? join(src, 'index.ts') : path);
      this.packages.set(found.name, found.home);
      return this.take(found.path, join('libraries', found.name, relative(found.home, found.path)));
    }
    const beside = join(dirname(place), specifier);
    if (specifier.endsWith('.json')) {
      this.texts.set(`${beside}.d.ts`, textsType(join(src, beside)));
      return `${beside}.d.ts`;
    }
    const bare = join(dirname(path), specifier.replace(/\.(ts|[cm]?js)$/, ''));
    const ending = ['.d.ts', '.d.mts', '/index.d.ts'].find((each) => existsSync(bare + each));
    if (!ending) throw new Error(`${specifier}, which ${place} names, has no declarations.`);
    return this.take(bare + ending, join(dirname(place), relative(dirname(path), bare + ending)));
  }
}

/**
 * Writes the declarations of files of src into `target`, where they lie as in src, and those of
 * packages into `libraries` beside them, with their licences.
 * @param {readonly string[]} entries @param {string} target
 */
export function writeDeclarations(entries, target) {
  const folder = mkdtempSync(join(tmpdir(), 'oriel-types-'));
  try {
    emit(entries, folder);
    const emitted = join(folder, 'emitted');
    const declarations = new Declarations(emitted);
    for (const entry of entries) {
      const place = entry.replace(/\.ts$/, '.d.ts');
      declarations.take(join(emitted, place), place);
    }
    for (const [place, text] of declarations.texts) {
      mkdirSync(dirname(join(target, place)), { recursive: true });
      writeFileSync(join(target, place), text);
    }
    for (const [name, home] of declarations.packages)
      for (const file of readdirSync(home).filter((each) => /^licen[cs]e/i.test(each)))
        copyFileSync(join(home, file), join(target, 'libraries', name, file));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
