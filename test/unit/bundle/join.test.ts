// Shards are put together, where all of them are there and as they were written.

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { endShard, joinShards, shardFolder } from '../../../src/bundle/folder/join.ts';
import { workFiles } from '../../../src/bundle/folder/work-files.ts';
import { planFor } from './made-records.ts';
import { alone, contents, newFolders, work } from './work-in.ts';

const newFolder = newFolders();

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
