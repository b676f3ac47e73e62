// A folder in which rows are explained, cut off anywhere and gone on with, alone and in shards.

import { appendFile, cp, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { endAlone, endShard, joinShards, shardFolder } from '../../../src/bundle/folder/join.ts';
import { openWork, type Work } from '../../../src/bundle/folder/work.ts';
import { workFiles } from '../../../src/bundle/folder/work-files.ts';
import type { ExplainedRows, Outcome, Outcomes } from '../../../src/bundle/outcome.ts';
import { valuesOfRows } from '../../../src/bundle/row-values.ts';
import { files, PART_ROWS } from '../../../src/bundle/schema.ts';
import { countOf, type Shard } from '../../../src/bundle/shares.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { planFor, recordOf } from './made-records.ts';
import { ALONE, alone, contents, newFolders, work } from './work-in.ts';

const newFolder = newFolders();

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

describe('rows without records', () => {
  const plan = planFor(PART_ROWS + 334, { records: false });
  const { rows } = plan;
  const like = recordOf(rows.first);

  /** Rows as numbers alone: of two outputs, of which the last is explained. */
  async function packed(first: number, last: number): Promise<ExplainedRows> {
    const count = last - first + 1;
    const numbers = Float64Array.from({ length: count * 6 }, (_, at) => Math.sin(6 * first + at));
    const facts = { outputs: ['no', 'yes'], base: Float64Array.of(0.25, 0.5), exact: true, chosen: null };
    return { row: first, count, packed: numbers, like: await like, ...facts };
  }

  /** The records that have the same numbers. */
  async function records(first: number, last: number): Promise<Outcome[]> {
    const found = valuesOfRows({ outputs: ['yes'], players: ['a', 'b'] }, await packed(first, last));
    const record = await like;
    return Array.from({ length: last - first + 1 }, (_, at) => {
      const [prediction, base, ...values] = found.subarray(6 * at, 6 * at + 4);
      const own = { prediction: [prediction], base: [base], attributions: [values], standardErrors: [[0, 0]] };
      return { row: first + at, record: { ...record, ...own } };
    });
  }

  const begun = async (at: string, shard: Shard, resume = false): Promise<Work> => {
    const opened = await openWork(at, { plan, shard, resume });
    if (!opened) throw new Error('it is complete');
    return opened;
  };

  async function fillAll(
    opened: Work,
    of: (first: number, last: number) => Promise<Outcomes>,
    size: number,
    until = Number.MAX_SAFE_INTEGER,
  ): Promise<Work> {
    const last = Math.min(opened.rows.last, until);
    for (let next = opened.rows.first + opened.counts().rows; next <= last; next += size)
      await opened.append(await of(next, Math.min(last, next + size - 1)));
    return opened;
  }

  test('give the bytes of their records, whatever the blocks, the shards, and where it is cut off', async () => {
    const at = newFolder();
    const first = await fillAll(await begun(at, ALONE), records, 77);
    await endAlone(first);
    await first.close();
    const whole = await contents(at);
    for (const size of [1300, 999, 100]) {
      const own = newFolder();
      await (await fillAll(await begun(own, ALONE), packed, size, 400 + size)).close();
      await truncate(join(own, workFiles.states), 123);
      const done = await fillAll(await begun(own, ALONE, true), packed, size);
      await endAlone(done);
      await done.close();
      expect(await contents(own)).toEqual(whole);
    }
    const out = newFolder();
    for (const index of [2, 0, 1]) {
      const shard = { index, of: 3 };
      const done = await fillAll(await begun(shardFolder(out, shard), shard), index === 1 ? records : packed, 250);
      await endShard(done);
      await done.close();
    }
    await joinShards([out], out);
    expect(await contents(out)).toEqual(whole);
  });

  test('are refused where they are not the next ones, or records are wanted', async () => {
    const opened = await begun(newFolder(), ALONE);
    await expect(opened.append(await packed(rows.first + 1, rows.last))).rejects.toThrow('not the next');
    await expect(opened.append(await packed(rows.first, rows.last + 1))).rejects.toThrow('more rows');
    await opened.close();
    const other = await openWork(newFolder(), { plan: { ...plan, records: true }, shard: ALONE, resume: false });
    await expect(other?.append(await packed(rows.first, rows.last))).rejects.toThrow('records are wanted');
    await other?.close();
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
