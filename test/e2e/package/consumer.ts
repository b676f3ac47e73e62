// Somebody else's project that has the package installed, and nothing of ours beside it.

import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export const root = join(import.meta.dirname, '../../..');

export interface Ran {
  readonly status: number;
  readonly out: string;
}

export interface Consumer {
  readonly folder: string;
  /** Where the package lies. */
  readonly home: string;
  /** Writes a file of the project. */
  write(path: string, text: string | Uint8Array): void;
  /** Models and data, which pages fetch and scripts read. */
  readonly data: string;
  /** Copies an example of ours to the data. */
  copyExample(id: string): void;
  /** Runs Node beside the data. */
  node(...args: string[]): Promise<Ran>;
  remove(): void;
}

/** Runs a program to its end; `out` is what it wrote to both of its streams. */
export async function run(command: string, args: readonly string[], cwd: string): Promise<Ran> {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, { cwd, maxBuffer: 2 ** 27 });
    return { status: 0, out: stdout + stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: number; stdout?: string; stderr?: string };
    return { status: typeof code === 'number' ? code : 1, out: `${stdout}${stderr}` || String(error) };
  }
}

/** `npm pack`, and `npm install` of what it makes, without a network. */
export async function install(): Promise<Consumer> {
  const folder = mkdtempSync(join(tmpdir(), 'oriel-package-'));
  const npm = async (cwd: string, ...args: string[]) => {
    const { status, out } = await run('npm', args, cwd);
    if (status !== 0) throw new Error(`npm ${args.join(' ')} failed.\n${out}`);
  };
  await npm(root, 'pack', '--pack-destination', folder);
  const tarball = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  const write: Consumer['write'] = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('package.json', JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  await npm(folder, 'install', '--offline', '--no-audit', '--no-fund', `./${tarball[0]}`);
  rmSync(join(folder, tarball[0]));
  const data = join(folder, 'data');
  mkdirSync(data);
  return {
    folder,
    home: join(folder, 'node_modules/oriel'),
    write,
    data,
    copyExample: (id) => cpSync(join(root, 'public/examples', id), join(data, id), { recursive: true }),
    node: (...args) => run(process.execPath, args, data),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** The fenced blocks of a page of ours, each under the heading before it. */
export function blocksOf(page: string): { readonly title: string; readonly language: string; readonly code: string }[] {
  const text = readFileSync(join(root, page), 'utf8');
  let title = '';
  return [...text.matchAll(/^## (.*)$|^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, heading, language, code]) => {
    if (heading !== undefined) title = heading;
    return code === undefined ? [] : [{ title, language, code }];
  });
}
