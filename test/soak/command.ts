// The command line as it was built when a soak began, whatever becomes of the sources meanwhile.

import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildCli } from '../../scripts/build.mjs';

export interface Ended {
  readonly status: number | null;
  readonly signal: string | null;
  readonly err: string;
}

export interface Command {
  start(args: readonly string[]): ChildProcess;
  /** Runs to its end. Throws what it said where that is not 0. */
  run(args: readonly string[]): Promise<void>;
}

/** Puts `oriel` into a folder, for whoever has that in its PATH. */
export async function putCommand(folder: string): Promise<Command> {
  const address = pathToFileURL(join(await buildCli(), 'oriel.mjs')).href;
  const path = join(folder, 'oriel');
  const run = 'async ({ main }) => { process.exitCode = await main(process.argv.slice(2)); }';
  await writeFile(path, `#!${process.execPath}\nimport('${address}').then(${run});\n`);
  await chmod(path, 0o755);
  const start = (args: readonly string[]): ChildProcess =>
    spawn(path, args, { env: { ...process.env, LC_ALL: 'C' }, stdio: ['ignore', 'ignore', 'pipe'] });
  return {
    start,
    async run(args) {
      const { status, signal, err } = await ended(start(args));
      if (status !== 0) throw new Error(`oriel ${args.join(' ')}: ${status ?? signal}\n${err}`);
    },
  };
}

export const ended = (child: ChildProcess): Promise<Ended> =>
  new Promise((resolve) => {
    let err = '';
    child.stderr?.on('data', (text) => {
      err += text;
    });
    child.on('close', (status, signal) => resolve({ status, signal, err }));
  });

/** All files of a bundle but the times, as text. */
export async function contents(of: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of (await readdir(of, { recursive: true })).sort())
    if (name !== 'runs.jsonl' && (await stat(join(of, name))).isFile())
      found[name] = (await readFile(join(of, name))).toString('latin1');
  return found;
}
