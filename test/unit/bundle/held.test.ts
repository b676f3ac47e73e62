// What may happen to a folder from outside while rows are explained in it: the power fails, or
// another process takes it.

import { renameSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { endAlone, endShard } from '../../../src/bundle/folder/join.ts';
import { openWork } from '../../../src/bundle/folder/work.ts';
import { workFiles } from '../../../src/bundle/folder/work-files.ts';
import { files } from '../../../src/bundle/schema.ts';
import { uncaught } from '../../support/uncaught.ts';
import { outcomesOf, planFor } from './made-records.ts';
import { ALONE, newFolders, work } from './work-in.ts';

/** What becomes of the disk when something is to be written down to it. */
const disk = vi.hoisted((): { fails: (() => Promise<never>) | null } => ({ fails: null }));

/** What was done to files, in its order. */
const done = vi.hoisted((): { what: 'add' | 'settle'; name: string }[] => []);

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const open: typeof real.open = async (path, ...rest) => {
    const handle = await real.open(path, ...rest);
    const name = basename(String(path));
    const { appendFile, datasync, sync } = handle;
    return Object.assign(handle, {
      async appendFile(...what: Parameters<typeof appendFile>) {
        done.push({ what: 'add', name });
        await appendFile.apply(handle, what);
      },
      async datasync() {
        await disk.fails?.();
        await datasync.apply(handle);
        done.push({ what: 'settle', name });
      },
      async sync() {
        await sync.apply(handle);
        done.push({ what: 'settle', name });
      },
    });
  };
  return { ...real, open };
});

const newFolder = newFolders();
beforeEach(() => {
  done.length = 0;
});

describe('the power fails', () => {
  test('whatever states tell of is on the disk before they are written', async () => {
    await (await work(newFolder(), planFor(120), { size: 30 })).close();
    const open = new Set<string>();
    let told = 0;
    for (const { what, name } of done)
      if (what === 'settle') open.delete(name);
      else if (name !== workFiles.states) open.add(name);
      else {
        told++;
        expect([...open]).toEqual([]);
      }
    expect(told).toBe(4);
    const added = new Set(done.filter(({ what }) => what === 'add').map(({ name }) => name));
    for (const name of ['00000.jsonl', files.failed, workFiles.values]) expect(added).toContain(name);
  });

  test('the values are on the disk before what they were made of is taken away', async () => {
    const last = await work(newFolder(), planFor(20));
    done.length = 0;
    await endAlone(last);
    await last.close();
    const settled = done.filter(({ what }) => what === 'settle').map(({ name }) => name.replace(/\.\d+\.part$/, ''));
    expect(settled.indexOf(files.values)).toBeGreaterThanOrEqual(0);
    expect(settled.indexOf(files.values)).toBeLessThan(settled.indexOf(files.bundle));
  });
});

test('the disk fails while values are written ahead: it is said, and nothing else goes wrong', async () => {
  const at = newFolder();
  const held = await openWork(at, { plan: planFor(20), shard: ALONE, resume: false });
  const away = `${at}-away`;
  let isAway = false;
  disk.fails = async () => {
    if (!isAway) renameSync(at, away);
    isAway = true;
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  const outcomes = await outcomesOf(10, 19);
  const unheard = await uncaught('unhandledRejection', async () => {
    await expect(held?.append(outcomes)).rejects.toMatchObject({
      code: 'failure-batch',
      details: { text: expect.stringContaining('no space left') },
    });
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  });
  disk.fails = null;
  renameSync(away, at);
  expect(isAway).toBe(true);
  expect(unheard).toEqual([]);
  expect(held?.counts().rows).toBe(0);
  await held?.close();
});

describe('a process that lost its folder', () => {
  const plan = planFor(60);
  const other = JSON.stringify({ process: 7, host: 'elsewhere', started: null });

  /** Does some rows in a folder, and then its lock is another one, or none. */
  async function lost(lock: string | null) {
    const at = newFolder();
    const held = await work(at, plan, { until: 39 });
    const path = join(at, 'lock');
    if (lock === null) await rm(path);
    else await writeFile(path, lock);
    const before = await filesIn(at);
    return { at, held, before };
  }

  async function filesIn(at: string): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const entry of await readdir(at, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) found[path] = (await readFile(path)).toString('latin1');
    }
    return found;
  }

  test.each([
    ['another one has it', other, { code: 'failure-store-in-use', details: { process: '7', host: 'elsewhere' } }],
    ['nobody has it', null, { code: 'failure-batch' }],
  ])('writes nothing more: %s', async (_, lock, error) => {
    const { at, held, before } = await lost(lock);
    await expect(held.append(await outcomesOf(40, 45))).rejects.toMatchObject(error);
    await expect(endAlone(held)).rejects.toMatchObject(error);
    await expect(endShard(held)).rejects.toMatchObject(error);
    expect(held.counts().rows).toBe(30);
    held.leave();
    await held.close();
    expect(await filesIn(at)).toEqual(before);
  });

  test('notes what it did where it has it still, at once or at its end', async () => {
    const [at, other] = [newFolder(), newFolder()];
    (await work(at, plan, { until: 39 })).leave();
    await (await work(other, plan, { until: 39 })).close();
    for (const folder of [at, other]) {
      expect(await readdir(folder)).not.toContain('lock');
      expect(await readFile(join(folder, files.runs), 'utf8')).toContain('"rows":[10,39]');
    }
  });
});
