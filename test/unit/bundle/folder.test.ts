// A folder in which rows are explained, cut off anywhere and gone on with, alone and in shards.

import { appendFile, cp, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endAlone, endShard, joinShards, shardFolder } from '../../../src/bundle/folder/join.ts';
import { openWork, type Work } from '../../../src/bundle/folder/work.ts';
import { workFiles } from '../../../src/bundle/folder/work-files.ts';
import { files, PART_ROWS, type Plan } from '../../../src/bundle/schema.ts';
import { countOf, type Shard } from '../../../src/bundle/shares.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { outcomesOf, planFor } from './made-records.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oriel-bundle-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let names = 0;
const newFolder = (): string => join(folder, String(++names));

const ALONE: Shard = { index: 0, of: 1 };

/** Does rows as far as one, so many at a time. */
async function work(
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

async function alone(at: string, plan: Plan, size = 50): Promise<string> {
  const done = await work(at, plan, { size });
  await endAlone(done);
  await done.close();
  return at;
}

/** All files of a bundle but the times, as text. */
async function contents(at: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of (await readdir(at, { recursive: true })).sort())
    if (name !== files.runs && (await stat(join(at, name))).isFile())
      found[name] = (await readFile(join(at, name))).toString('latin1');
  return found;
}

describe('the same rows give the same bytes', () => {
  const plan = planFor(2 * PART_ROWS + 34);

  test('whatever the blocks, and in any number of shards', async () => {
    const whole = await contents(await alone(newFolder(), plan));
    expect(Object.keys(whole)).toEqual([
      'bundle.json',
      'failed.jsonl',
      'log.jsonl',
      'records/00000.jsonl',
      'records/00001.jsonl',
      'records/00002.jsonl',
      'values.parquet',
    ]);
    expect(await contents(await alone(newFolder(), plan, 333))).toEqual(whole);
    for (const of of [1, 3, 4]) {
      const out = newFolder();
      for (let index = of - 1; index >= 0; index--) {
        const done = await work(shardFolder(out, { index, of }), plan, { shard: { index, of } });
        await endShard(done);
        await done.close();
      }
      await joinShards([out], out);
      expect(await contents(out)).toEqual(whole);
    }
  });

  test('more shards than rows: some have none', async () => {
    const few = planFor(3);
    const out = newFolder();
    for (let index = 0; index < 5; index++) {
      const done = await work(shardFolder(out, { index, of: 5 }), few, { shard: { index, of: 5 } });
      await endShard(done);
      await done.close();
    }
    await joinShards([out], out);
    expect(await contents(out)).toEqual(await contents(await alone(newFolder(), few)));
  });

  test('without records there are only values', async () => {
    const found = await contents(await alone(newFolder(), planFor(30, { records: false })));
    expect(Object.keys(found)).toEqual(['bundle.json', 'failed.jsonl', 'log.jsonl', 'values.parquet']);
  });

  test('no row that could be explained: no values', async () => {
    const none = planFor(1, { rows: { first: 14, last: 14 } });
    expect(Object.keys(await contents(await alone(newFolder(), none)))).toEqual([
      'bundle.json',
      'failed.jsonl',
      'log.jsonl',
    ]);
  });
});

describe('cut off', () => {
  const plan = planFor(PART_ROWS + 200);

  test('between any two bytes: what is left counts once, and the rest is done anew', async () => {
    const whole = await contents(await alone(newFolder(), plan));
    const random = createRandom(3);
    for (let round = 0; round < 12; round++) {
      const at = newFolder();
      const until = 10 + Math.floor(random.uniform() * countOf(plan.rows));
      await (await work(at, plan, { until })).close();
      // What was written last may be cut, or its end be missing; what becomes of a row is written last.
      const part = files.records(until < 10 + PART_ROWS ? 0 : 1);
      const later = [workFiles.states, workFiles.values, files.failed, part].slice(
        0,
        1 + Math.floor(random.uniform() * 4),
      );
      for (const name of later) {
        const bytes = await stat(join(at, name)).then(
          ({ size }) => size,
          () => 0,
        );
        if (bytes > 0) await truncate(join(at, name), Math.max(0, bytes - Math.floor(random.uniform() * 90)));
      }
      if (round % 3 === 0) await appendFile(join(at, part), '{"half": ');
      const done = await work(at, plan, { resume: true });
      expect(done.counts().rows).toBe(countOf(plan.rows));
      await endAlone(done);
      await done.close();
      expect(await contents(at)).toEqual(whole);
    }
  });

  test('values of rows of which the method was lost are done anew', async () => {
    const small = planFor(30);
    const at = newFolder();
    await (await work(at, small, { until: 20 })).close();
    await rm(join(at, workFiles.method));
    const again = await work(at, small, { resume: true });
    await endAlone(again);
    await again.close();
    expect(await contents(at)).toEqual(await contents(await alone(newFolder(), small)));
  });

  test('what is done is not done again', async () => {
    const at = newFolder();
    await (await work(at, plan, { until: 500 })).close();
    const again = await openWork(at, { plan, shard: ALONE, resume: true });
    expect(again?.counts().rows).toBe(491);
    await again?.close();
  });

  test('while the bundle was being written', async () => {
    const at = newFolder();
    const done = await work(at, plan);
    const before = newFolder();
    await cp(at, before, { recursive: true });
    await rm(join(before, 'lock'));
    await endAlone(done);
    await done.close();
    await writeFile(join(before, files.values), 'half');
    const again = await work(before, plan, { resume: true });
    await endAlone(again);
    await again.close();
    expect(await contents(before)).toEqual(await contents(at));
  });
});

describe('a folder', () => {
  const plan = planFor(20);

  test('with a bundle is complete, where it is to be gone on with', async () => {
    const at = await alone(newFolder(), plan);
    expect(await openWork(at, { plan, shard: ALONE, resume: true })).toBeNull();
    await expect(openWork(at, { plan, shard: ALONE, resume: false })).rejects.toThrow('already');
  });

  test.each([
    ['other rows', { ...plan, rows: { first: 10, last: 28 } }, 'rows.last'],
    ['another seed', planFor(20, { request: { ...plan.request, seed: 3 } }), 'request.seed'],
    ['another model', planFor(20, { model: { name: 'm', sha256: 'e'.repeat(64) } }), 'model.sha256'],
  ])('with another batch is left alone: %s', async (_, other, where) => {
    const at = newFolder();
    await (await work(at, plan, { until: 12 })).close();
    await expect(openWork(at, { plan: other, shard: ALONE, resume: true })).rejects.toThrow(where);
    await expect(openWork(at, { plan, shard: ALONE, resume: false })).rejects.toThrow('--resume');
    const complete = await alone(newFolder(), plan);
    await expect(openWork(complete, { plan: other, shard: ALONE, resume: true })).rejects.toThrow(where);
  });

  test('with something else in it is left alone, and one that is in use', async () => {
    await expect(openWork(import.meta.dirname, { plan, shard: ALONE, resume: true })).rejects.toMatchObject({
      code: 'batch-folder',
      details: { folder: import.meta.dirname },
    });
    const at = newFolder();
    const open = await openWork(at, { plan, shard: ALONE, resume: false });
    await expect(openWork(at, { plan, shard: ALONE, resume: true })).rejects.toMatchObject({
      code: 'failure-store-in-use',
    });
    await open?.close();
  });

  test('that cannot be made says so', async () => {
    await expect(
      openWork(join(import.meta.filename, 'x'), { plan, shard: ALONE, resume: false }),
    ).rejects.toMatchObject({
      code: 'failure-batch',
    });
  });
});

describe('shards are joined', () => {
  const plan = planFor(40);

  async function shards(out: string, which: readonly number[], of = 4): Promise<void> {
    for (const index of which) {
      const done = await work(shardFolder(out, { index, of }), plan, { shard: { index, of } });
      await endShard(done);
      await done.close();
    }
  }

  test('from folders of their own, which stay', async () => {
    const parts = [newFolder(), newFolder()];
    for (const [index, at] of parts.entries()) {
      const done = await work(at, plan, { shard: { index, of: 2 } });
      await endShard(done);
      await done.close();
    }
    const out = newFolder();
    await joinShards([parts[1], parts[0]], out);
    expect(await contents(out)).toEqual(await contents(await alone(newFolder(), plan)));
    expect(await readdir(parts[0])).toContain(workFiles.values);
  });

  test('and taken away where they are in the same folder, but nobody else’s', async () => {
    const parts = newFolder();
    await shards(parts, [0, 1, 2, 3]);
    const out = newFolder();
    await shards(out, [0], 2);
    await joinShards([parts], out);
    expect(await readdir(shardFolder(out, { index: 0, of: 2 }))).toContain(workFiles.done);
    expect(await readdir(join(parts, workFiles.shards))).toHaveLength(4);
    const [one, other] = [newFolder(), newFolder()];
    await shards(one, [0, 1, 2, 3]);
    await joinShards([one], one);
    expect(await readdir(one)).not.toContain(workFiles.shards);
    expect(await contents(one)).toEqual(await contents(await alone(other, plan)));
  });

  test('not while some are missing, undone, changed, or of another batch', async () => {
    const out = newFolder();
    await shards(out, [0, 2]);
    await expect(joinShards([out], out)).rejects.toThrow('shards 2/4, 4/4 are missing');
    await shards(out, [1]);
    await (await work(shardFolder(out, { index: 3, of: 4 }), plan, { shard: { index: 3, of: 4 }, until: 42 })).close();
    await expect(joinShards([out], out)).rejects.toThrow('shard 4/4 is not done');
    const rest = await work(shardFolder(out, { index: 3, of: 4 }), plan, { shard: { index: 3, of: 4 }, resume: true });
    await endShard(rest);
    await rest.close();
    const values = join(shardFolder(out, { index: 1, of: 4 }), workFiles.values);
    const bytes = await readFile(values);
    bytes[9] ^= 1;
    await writeFile(values, bytes);
    await expect(joinShards([out], out)).rejects.toThrow('values.bin');
    bytes[9] ^= 1;
    await writeFile(values, bytes);
    const other = newFolder();
    const of = await work(other, { ...plan, rows: { first: 10, last: 48 } }, { shard: { index: 0, of: 4 } });
    await endShard(of);
    await of.close();
    await expect(joinShards([out, other], newFolder())).rejects.toThrow('rows.last');
    await joinShards([out], out);
    await expect(joinShards([out], out)).rejects.toMatchObject({ code: 'batch-folder' });
  });
});
