// The source tree as syntax trees, for the rules of sources.test.ts.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseSync } from 'vite';

const root = join(import.meta.dirname, '../../../src');

export interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** A file of src by its path there, with forward slashes. */
export interface Source {
  readonly path: string;
  readonly code: string;
}

/** Visits every node of a syntax tree with the nodes above it, the nearest last. */
export function walk(
  node: Node,
  visit: (node: Node, above: readonly Node[], key: string) => void,
  above: readonly Node[] = [],
  key = '',
): void {
  visit(node, above, key);
  const within = [...above, node];
  for (const [name, value] of Object.entries(node)) {
    for (const item of Array.isArray(value) ? value : [value]) if (isNode(item)) walk(item, visit, within, name);
  }
}

export function syntaxTree({ path, code }: Source): Node {
  const { program, errors } = parseSync(path, code);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  return program as unknown as Node;
}

/** Every file of src with this ending. */
export function sources(ending: string): Source[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(root, file).split(sep).join('/'), code: readFileSync(file, 'utf8') }));
}
