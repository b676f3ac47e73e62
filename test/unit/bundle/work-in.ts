// Folders in which rows are explained, for tests.

import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { endAlone } from '../../../src/bundle/folder/join.ts';
import { openWork, type Work } from '../../../src/bundle/folder/work.ts';
import { files, type Plan } from '../../../src/bundle/schema.ts';
import type { Shard } from '../../../src/bundle/shares.ts';
import { outcomesOf } from './made-records.ts';

export const ALONE: Shard = { index: 0, of: 1 };

/** Names of new folders, which are gone when the tests of the file have run. */
export function newFolders(): () => string {
  let [folder, names] = ['', 0];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'oriel-bundle-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return () => join(folder, String(++names));
}

/** Does rows as far as one, so many at a time. */
export async function work(
  at: string,
  plan: Plan,
  { shard = ALONE, resume = false, until = Number.MAX_SAFE_INTEGER, size = 50 } = {},
): Promise<Work> {
  const opened = await openWork(at, { plan, shard, resume });
  if (!opened) throw new Error('it is complete');
  const { rows } = opened;
  for (let next = rows.first + opened.counts().rows; next <= Math.min(rows.last, until); ) {
    const last = Math.min(rows.last, until, next + size - 1);
    await opened.append(await outcomesOf(next, last));
    next = last + 1;
  }
  return opened;
}

export async function alone(at: string, plan: Plan, size = 50): Promise<string> {
  const done = await work(at, plan, { size });
  await endAlone(done);
  await done.close();
  return at;
}

/** All files of a bundle but the times, as text. */
export async function contents(at: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of (await readdir(at, { recursive: true })).sort())
    if (name !== files.runs && (await stat(join(at, name))).isFile())
      found[name] = (await readFile(join(at, name))).toString('latin1');
  return found;
}
