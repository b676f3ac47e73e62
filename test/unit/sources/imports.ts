// Which file imports which, which room may import which, and where imports go round in circles.

import { posix } from 'node:path';
import { isNode, type Source, syntaxTree, walk } from './tree.ts';

/**
 * Specifiers of imports, re-exports, dynamic imports and import types; with `addresses`, those of
 * `new URL('...', import.meta.url)` too, by which workers are started.
 */
function specifiers(source: Source, addresses: boolean): string[] {
  const found: string[] = [];
  const literal = (node: unknown) => {
    if (isNode(node) && node.type === 'TSLiteralType') literal(node.literal);
    else if (isNode(node) && typeof node.value === 'string') found.push(node.value);
  };
  walk(syntaxTree(source), (node) => {
    if (/^(Import|ExportNamed|ExportAll)(Declaration|Expression)$/.test(node.type) || node.type === 'TSImportType')
      literal(node.source ?? node.argument);
    const callee = node.type === 'NewExpression' && isNode(node.callee) ? node.callee.name : null;
    if (addresses && callee === 'URL') literal((node.arguments as unknown[])[0]);
  });
  return found;
}

/** Paths within src that a file imports; files outside it start with `../`. */
const importsOf = (source: Source, { addresses }: { addresses: boolean }): string[] =>
  specifiers(source, addresses)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => posix.join(posix.dirname(source.path), specifier.replace(/\?.*$/, '')));

/**
 * Files that import each other in a circle, a list for each; empty where there is none. A worker
 * that is started is a program of its own.
 */
export function circles(files: readonly Source[]): string[][] {
  const targets = new Map(files.map((file) => [file.path, importsOf(file, { addresses: false })]));
  const found: string[][] = [];
  const settled = new Set<string>();
  const follow = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path);
    if (at >= 0) found.push(way.slice(at));
    if (at >= 0 || settled.has(path)) return;
    for (const target of targets.get(path) ?? []) follow(target, [...way, path]);
    settled.add(path);
  };
  for (const { path } of files) follow(path, []);
  return found;
}

/**
 * Rooms: folders whose README says what they may import, and the files that are rooms by
 * themselves.
 */
export interface Rooms {
  roomOf(path: string): string;
  /** What a room's README allows; null where it says nothing. */
  allowed(room: string): ReadonlySet<string> | null;
}

const MAY_IMPORT = /^May import: (nothing|`[^`]+`(?:, `[^`]+`)*)\.$/gm;

/** Files that every room sees by their own name. */
const OWN_NAME: Readonly<Record<string, string>> = {
  'errors.ts': 'errors',
  'limits.ts': 'limits',
  'engine/protocol.ts': 'engine/protocol',
};

export function rooms(readmes: readonly Source[]): Rooms {
  const allowed = new Map<string, ReadonlySet<string>>();
  for (const { path, code } of readmes) {
    const lines = [...code.matchAll(MAY_IMPORT)];
    if (lines.length === 1)
      allowed.set(posix.dirname(path), new Set([...lines[0][1].matchAll(/`([^`]+)`/g)].map(([, room]) => room)));
  }
  return {
    roomOf(path) {
      if (Object.hasOwn(OWN_NAME, path)) return OWN_NAME[path];
      for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder))
        if (allowed.has(folder)) return folder;
      return posix.dirname(path);
    },
    allowed: (room) => allowed.get(room) ?? null,
  };
}

/** Imports that a README does not allow, and permissions that nothing uses. */
export function wrongImports(files: readonly Source[], { roomOf, allowed }: Rooms): string[] {
  const used = new Map<string, Set<string>>();
  const wrong: string[] = [];
  for (const file of files) {
    const room = roomOf(file.path);
    // What is a room by itself is bound by nothing but the rule against circles.
    if (Object.hasOwn(OWN_NAME, file.path)) continue;
    if (!allowed(room)) wrong.push(`${file.path}: no README of src/${room} says what it may import`);
    for (const target of importsOf(file, { addresses: true })) {
      if (target.startsWith('../')) {
        if (!/^\.\.\/(package\.json|public\/.+)$/.test(target)) wrong.push(`${file.path} imports ${target}`);
        continue;
      }
      const other = roomOf(target);
      if (other === room) continue;
      if (!allowed(room)?.has(other)) wrong.push(`${file.path} imports ${target}`);
      used.set(room, (used.get(room) ?? new Set()).add(other));
    }
  }
  for (const room of new Set(files.map(({ path }) => roomOf(path))))
    for (const other of allowed(room) ?? [])
      if (!used.get(room)?.has(other)) wrong.push(`README of ${room} allows ${other}, which nothing imports`);
  return wrong;
}
