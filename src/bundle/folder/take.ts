import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { type Hold, takeAway, takeFolder } from '../../store/folder/lock.ts';
import { parseBundle } from '../bundle.ts';
import { type Bundle, files, type Plan, PlanSchema } from '../schema.ts';
import type { Shard } from '../shares.ts';
import { differenceOf, readPlan, workFiles } from './work-files.ts';

export interface WorkOptions {
  readonly plan: Plan;
  readonly shard: Shard;
  /** Whether to go on where it was left. */
  readonly resume: boolean;
}

/** Seconds between signs of life, and after which a process of another machine has ended. */
const SIGNS = { every: 15, most: 90 } as const;

/** The file that says who has a folder. */
const LOCK = 'lock';

/** A folder that is taken. */
export interface Taken extends Pick<Hold, 'giveBack' | 'leave'> {
  /**
   * To be called before anything is written that says what is done: a process that stood still for
   * long may have lost the folder. Throws `failure-store-in-use` where another one has it by now,
   * `failure-batch` where its lock is gone.
   */
  check(): Promise<void>;
}

export const wrongFolder = (folder: string, text: Message): OrielError =>
  new OrielError('batch-folder', { folder, text });

/**
 * Takes a folder, which is made where there is none, for this process alone. Throws
 * `failure-store-in-use` where another one has it.
 */
export async function take(folder: string): Promise<Taken> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, LOCK);
  // Of another machine's process nobody here can tell whether it has ended, but by its signs.
  const facts = await stat(file).catch(() => null);
  if (facts && Date.now() - facts.mtimeMs > 1000 * SIGNS.most) {
    const held = await readFile(file, 'utf8').catch(() => '');
    if (!held.includes(JSON.stringify(hostname()))) await takeAway(file, held);
  }
  const hold = await takeFolder(folder);
  async function sign(): Promise<void> {
    const now = new Date();
    if (await hold.check()) await utimes(file, now, now);
  }
  const signs = setInterval(() => void sign().catch(() => undefined), 1000 * SIGNS.every);
  signs.unref();
  return {
    async check() {
      if (!(await hold.check())) throw new OrielError('failure-batch', { folder, text: message('bundle.lockGone') });
    },
    async giveBack() {
      clearInterval(signs);
      await hold.giveBack();
    },
    leave: hold.leave,
  };
}

/** What is in a folder that nobody's work is: neither a lock, nor shards, nor what was cut off. */
export async function namesIn(folder: string): Promise<string[]> {
  const isOurs = (name: string): boolean =>
    name.startsWith(LOCK) || name.endsWith('.part') || name === workFiles.shards;
  return (await readdir(folder)).filter((name) => !isOurs(name)).sort();
}

/** Takes away what processes that were killed have left, once the work in a folder is done. */
export async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.startsWith(`${LOCK}.`) || /\.\d+\.part$/.test(name)) await rm(join(folder, name), { force: true });
}

export async function readBundle(folder: string): Promise<Bundle | null> {
  const path = join(folder, files.bundle);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return text === null ? null : parseBundle(text, path);
}

/** What a bundle was to be. */
export const planOf = (bundle: Bundle): unknown =>
  Object.fromEntries(Object.keys(PlanSchema.entries).map((name) => [name, bundle[name as keyof Plan]]));

/** Whether there is anything left to be done in a folder. Throws `batch-folder`. */
export async function isToBeDone(folder: string, { plan, shard, resume }: WorkOptions): Promise<boolean> {
  const mustBe = (found: unknown, wanted: unknown): void => {
    const what = differenceOf(found, wanted);
    if (what !== null) throw wrongFolder(folder, message('bundle.otherPlan', { what }));
  };
  const before = await readPlan(folder);
  if (before) {
    if (!resume) throw wrongFolder(folder, message('bundle.underWay'));
    mustBe({ ...before.plan, shard: before.shard }, { ...plan, shard });
    return true;
  }
  const [name] = await namesIn(folder);
  if (name === undefined) return true;
  const bundle = await readBundle(folder);
  if (!bundle) throw wrongFolder(folder, message('bundle.otherFiles', { name }));
  if (!resume) throw wrongFolder(folder, message('bundle.isThere'));
  mustBe(planOf(bundle), plan);
  return false;
}
