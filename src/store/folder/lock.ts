import { readFileSync, rmSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { OrielError } from '../../errors.ts';

// One process at a time has a folder open: lines of two would mix.

const HolderSchema = v.object({ process: v.number(), host: v.string(), started: v.nullable(v.string()) });

type Holder = v.InferOutput<typeof HolderSchema>;

/** A folder that this process has, as long as nobody took it away. */
export interface Hold {
  /**
   * Whether this process has it still: false where nobody does. Throws `failure-store-in-use` where
   * another process has it by now.
   */
  check(): Promise<boolean>;
  giveBack(): Promise<void>;
  /** Gives it back at once, after something was done; neither where this process has it no more. */
  leave(before: () => void): void;
}

/**
 * Takes a folder, also from a process that ended without giving it back. Throws
 * `failure-store-in-use` where another one has it.
 */
export const takeFolder = (folder: string): Promise<Hold> => takeLock(join(folder, 'lock'), folder);

/**
 * The same by a file that stands for having something.
 * @param folder what it is for, as errors call it
 */
export async function takeLock(file: string, folder: string): Promise<Hold> {
  const mine: Holder = { process: process.pid, host: hostname(), started: await startOf(process.pid) };
  const beside = `${file}.${process.pid}.${Math.trunc(performance.now() * 1000)}`;
  await writeFile(beside, JSON.stringify(mine));
  try {
    // A link is made only where there is no file of that name.
    if (!(await linked(beside, file))) {
      const text = await readFile(file, 'utf8').catch(() => '');
      const holder = read(text);
      if (!(await isGone(holder))) throw inUse(folder, file, holder ?? mine);
      await takeAway(file, text);
      if (!(await linked(beside, file))) throw inUse(folder, file, read(await readFile(file, 'utf8')) ?? mine);
    }
  } finally {
    await rm(beside, { force: true });
  }
  const own = JSON.stringify(mine);
  // Somebody may have deleted it, and another taken the folder.
  return {
    async check() {
      const text = await textOf(file);
      if (text !== null && text !== own) throw inUse(folder, file, read(text) ?? mine);
      return text === own;
    },
    async giveBack() {
      if ((await readFile(file, 'utf8').catch(() => '')) === own) await rm(file, { force: true });
    },
    leave(before) {
      try {
        if (readFileSync(file, 'utf8') !== own) return;
      } catch {
        return;
      }
      before();
      rmSync(file, { force: true });
    },
  };
}

/** Takes a lock away that was left behind, but not one that somebody has put there since. */
export async function takeAway(file: string, text: string): Promise<void> {
  const aside = `${file}.left`;
  await rename(file, aside).catch(() => {});
  if ((await readFile(aside, 'utf8').catch(() => text)) !== text) await link(aside, file).catch(() => {});
  await rm(aside, { force: true });
}

/** null where there is no such file. */
const textOf = (file: string): Promise<string | null> =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });

function read(text: string): Holder | null {
  try {
    return v.parse(HolderSchema, JSON.parse(text));
  } catch {
    return null; // cut off while it was written
  }
}

/** Whether a process has ended. Of another machine's nobody here can tell. */
async function isGone(holder: Holder | null): Promise<boolean> {
  if (!holder) return true;
  if (holder.host !== hostname()) return false;
  try {
    process.kill(holder.process, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  // Another process may have its number by now.
  return holder.started !== null && (await startOf(holder.process)) !== holder.started;
}

/** When a process started, in ticks since the machine did; null where the system does not tell. */
async function startOf(process: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${process}/stat`, 'utf8');
    // The name before it, in brackets, may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

const inUse = (folder: string, file: string, { process, host }: Holder): OrielError =>
  new OrielError('failure-store-in-use', { folder, process: String(process), host, file });
