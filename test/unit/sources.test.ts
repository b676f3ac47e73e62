// Rules of the whole source tree: which way imports point, and what games and explainers may use.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { parseSync } from 'vite';
import { expect, test } from 'vitest';

const source = join(import.meta.dirname, '../../src');

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Visits every node of a syntax tree with its parent and the key it stands under. */
function walk(
  node: Node,
  visit: (node: Node, parent: Node | null, key: string) => void,
  parent: Node | null = null,
  key = '',
): void {
  visit(node, parent, key);
  for (const [name, value] of Object.entries(node)) {
    for (const item of Array.isArray(value) ? value : [value]) if (isNode(item)) walk(item, visit, node, name);
  }
}

function tree(file: string, code: string): Node {
  const { program, errors } = parseSync(file, code);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  return program as unknown as Node;
}

const files = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name));

// ------------------------------------------------------------------ imports

const leaves = ['data', 'games', 'gpu', 'words'];
const records = ['records', 'explainers', ...leaves];
const engine = ['engine', 'explainers', 'models', 'records', ...leaves];

/** What each folder may import beside itself and errors.ts. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  words: [],
  games: ['data', 'words'],
  data: ['games', 'words'],
  gpu: ['games', 'data', 'words'],
  models: leaves,
  explainers: leaves,
  records,
  engine,
  charts: records,
  app: [...engine, 'charts'],
  embed: [...engine, 'charts'],
  cli: [...engine, 'charts'],
};

/**
 * Specifiers of imports, re-exports, dynamic imports, import types, and `new URL('...',
 * import.meta.url)`.
 */
function imports(file: string, code: string): string[] {
  const found: string[] = [];
  const literal = (node: unknown) => {
    if (isNode(node) && node.type === 'TSLiteralType') literal(node.literal);
    else if (isNode(node) && typeof node.value === 'string') found.push(node.value);
  };
  walk(tree(file, code), (node) => {
    if (/^(Import|ExportNamed|ExportAll)(Declaration|Expression)$/.test(node.type) || node.type === 'TSImportType')
      literal(node.source ?? node.argument);
    if (node.type === 'NewExpression' && (node.callee as Node).name === 'URL') literal((node.arguments as Node[])[0]);
  });
  return found;
}

function wrongImports(file: string, code: string): string[] {
  const [folder] = relative(source, file).split(sep);
  return imports(file, code)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => relative(source, join(dirname(file), specifier)))
    .filter((target) => {
      const [other] = target.split(sep);
      if (other === '..') return !/[\\/](package\.json|public[\\/].+)$/.test(target);
      return target !== 'errors.ts' && other !== folder && !(allowed[folder] ?? leaves).includes(other);
    });
}

test('imports point one way', () => {
  const wrong = files.flatMap((file) =>
    wrongImports(file, readFileSync(file, 'utf8')).map((target) => `${relative(source, file)} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test.each([
  ['explainers/x.ts', "import { a } from '../models/model.ts';"],
  ['explainers/x.ts', "export type { a } from '../models/model.ts';"],
  ['charts/x.ts', "const a = await import('../engine/spawn.ts');"],
  ['games/x.ts', "type A = import('../engine/protocol.ts').EngineApi;"],
  ['models/x.ts', "new Worker(new URL('../engine/engine.worker.ts', import.meta.url));"],
  ['engine/x.ts', "import '../app/main.ts';"],
])('%s is caught with %s', (file, code) => {
  expect(wrongImports(join(source, file), code)).toHaveLength(1);
});

// ------------------------------------------------------------------ the same bits everywhere

/**
 * Constants, and what is exact or correctly rounded by the standard; the rest of Math is left to
 * the engine's taste.
 */
const exact = new Set([
  'E',
  'LN10',
  'LN2',
  'PI',
  'SQRT2',
  'abs',
  'ceil',
  'clz32',
  'floor',
  'fround',
  'imul',
  'max',
  'min',
  'round',
  'sign',
  'sqrt',
  'trunc',
]);

function unsteady(file: string, code: string): string[] {
  const found: string[] = [];
  walk(tree(file, code), (node, parent, key) => {
    if (
      (node.type === 'BinaryExpression' || node.type === 'AssignmentExpression') &&
      /^\*\*=?$/.test(String(node.operator))
    )
      found.push('**');
    if (node.type !== 'Identifier') return;
    const isName =
      (parent?.type === 'MemberExpression' && key === 'property' && !parent.computed) ||
      (parent?.type === 'Property' && key === 'key' && !parent.shorthand);
    if (isName || parent?.type.startsWith('TS')) return;
    if (node.name === 'Math') {
      const member =
        parent?.type === 'MemberExpression' && key === 'object' && !parent.computed
          ? String((parent.property as Node).name)
          : null;
      if (!member || !exact.has(member)) found.push(`Math.${member ?? '?'}`);
    }
    if (node.name === 'Date' || node.name === 'performance' || node.name === 'crypto') found.push(String(node.name));
  });
  return found;
}

test('games and explainers use nothing that differs between engines or runs', () => {
  const wrong = files
    .filter((file) => /^(games|explainers)[\\/]/.test(relative(source, file)))
    .flatMap((file) =>
      unsteady(file, readFileSync(file, 'utf8')).map((what) => `${relative(source, file)} uses ${what}`),
    );
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
  expect(unsteady('x.ts', code)).toHaveLength(1);
});

test('exact operations and mere names are let through', () => {
  expect(
    unsteady(
      'x.ts',
      "const a = Math.sqrt(Math.abs(2 * 3)); const b = { Date: 1 }.Date; // Math.exp\nconst c = 'x ** y';",
    ),
  ).toEqual([]);
});
