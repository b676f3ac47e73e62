import { readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { message } from '../../catalogue/message.ts';
import { canonicalJson } from '../../records/canonical.ts';
import { writeWhole } from '../../store/folder/files.ts';
import { type Bundle, CountsSchema, files, MethodSchema, PartSchema, type Plan } from '../schema.ts';
import { shareOf } from '../shares.ts';
import { type Assembly, assemble, type Done, partNumbers } from './assemble.ts';
import { digestOf } from './lines.ts';
import { namesIn, readBundle, sweep, take, wrongFolder } from './take.ts';
import { guarded, type Work } from './work.ts';
import { differenceOf, readJsonFile, readMethod, readPlan, type WorkPlan, workFiles } from './work-files.ts';

/** That a shard is done. */
const DoneSchema = v.object({
  schema: v.literal('oriel.shard/1'),
  counts: CountsSchema,
  method: v.nullable(MethodSchema),
  files: v.array(PartSchema),
});

/** The folder of a shard within the one that all shards are given. */
export const shardFolder = (folder: string, { index, of }: Work['shard']): string => {
  const digits = String(of).length;
  return join(folder, workFiles.shards, `${String(index + 1).padStart(digits, '0')}-of-${of}`);
};

/** Files of a shard, whatever is in them. */
const filesOf = (plan: Plan, rows: Work['rows']): string[] => [
  ...(plan.records && rows.last >= rows.first ? partNumbers(plan, rows).map(files.records) : []),
  files.failed,
  workFiles.states,
  workFiles.values,
];

/** What is in the files of a shard by now. */
async function digestsOf(folder: string, { plan, shard }: WorkPlan) {
  const found: v.InferOutput<typeof PartSchema>[] = [];
  for (const file of filesOf(plan, shareOf(plan.rows, shard))) {
    const digest = await digestOf(join(folder, file));
    if (digest) found.push({ file, ...digest });
  }
  return found;
}

/** Notes that a shard is done, with the hashes of its files, for whoever joins it with others. */
export const endShard = ({ folder, plan, shard, counts, check }: Work): Promise<void> =>
  guarded(folder, async () => {
    const found = await digestsOf(folder, { schema: 'oriel.batch/1', plan, shard });
    const done = { schema: 'oriel.shard/1', counts: counts(), method: await readMethod(folder), files: found };
    await check();
    await writeWhole(join(folder, workFiles.done), `${canonicalJson(done)}\n`);
  });

/** Whether a folder holds a shard that is done. */
export const isShardDone = async (folder: string): Promise<boolean> =>
  (await readJsonFile(folder, workFiles.done, DoneSchema)) !== null;

/** A bundle of work that is all in one folder. */
export const endAlone = (
  { folder, plan, rows, counts, check, endValues }: Work,
  signal?: AbortSignal,
): Promise<Bundle> =>
  guarded(folder, async () => {
    await check();
    const method = await readMethod(folder);
    const hasValues = await endValues();
    await sweep(folder);
    const done = [{ folder, rows, counts: counts(), method }];
    return assemble({ plan, done, out: folder, hasValues, check, signal });
  });

/** Folders of shards: those given, and those within them. */
async function shardsIn(folders: readonly string[]): Promise<{ folder: string; work: WorkPlan }[]> {
  const found: { folder: string; work: WorkPlan }[] = [];
  for (const folder of folders) {
    const within = join(folder, workFiles.shards);
    const names = await readdir(within).catch(() => []);
    const own = await readPlan(folder);
    if (own) found.push({ folder, work: own });
    for (const name of names.sort()) {
      const work = await readPlan(join(within, name)).catch(() => null);
      if (work) found.push({ folder: join(within, name), work });
    }
    if (!own && names.length === 0) throw wrongFolder(folder, message('bundle.noShards'));
  }
  if (found.length === 0) throw wrongFolder(folders[0], message('bundle.noShards'));
  return found;
}

/**
 * Makes one bundle of shards. Throws `batch-folder` where one is missing, not done, of another
 * batch, or not as it was written, which it names.
 */
export const joinShards = (folders: readonly string[], out: string, signal?: AbortSignal): Promise<Bundle> =>
  guarded(out, async () => {
    const taken = await take(out);
    try {
      return await joined(folders, out, { check: taken.check, signal });
    } finally {
      await taken.giveBack();
    }
  });

async function joined(
  folders: readonly string[],
  out: string,
  { check, signal }: Pick<Assembly, 'check' | 'signal'>,
): Promise<Bundle> {
  const found = await shardsIn(folders);
  const [{ work: first }] = found;
  const { plan } = first;
  const { of } = first.shard;
  const byIndex = new Map<number, string>();
  for (const { folder, work } of found) {
    const what = differenceOf({ ...work.plan, of: work.shard.of }, { ...plan, of });
    if (what !== null) throw wrongFolder(folder, message('bundle.otherShard', { other: found[0].folder, what }));
    // Of a shard that was done twice, one that was done to its end will do.
    if (!byIndex.has(work.shard.index) || (await isShardDone(folder))) byIndex.set(work.shard.index, folder);
  }
  const missing = Array.from({ length: of }, (_, index) => index).filter((index) => !byIndex.has(index));
  const numbers = (indices: readonly number[]): string[] => indices.map((index) => `${index + 1}/${of}`);
  if (missing.length > 0)
    throw wrongFolder(out, message('bundle.missingShards', { shards: numbers(missing), count: missing.length }));
  const undone: number[] = [];
  const done: Done[] = [];
  for (const [index, folder] of [...byIndex].sort(([one], [other]) => one - other)) {
    const end = await readJsonFile(folder, workFiles.done, DoneSchema);
    if (!end) {
      undone.push(index);
      continue;
    }
    const what = differenceOf(await digestsOf(folder, { ...first, shard: { index, of } }), end.files);
    if (what !== null) {
      const at = Number(what.split('.')[0]);
      throw wrongFolder(folder, message('bundle.changedFile', { file: end.files[at]?.file ?? workFiles.done }));
    }
    done.push({ folder, rows: shareOf(plan.rows, { index, of }), counts: end.counts, method: end.method });
  }
  if (undone.length > 0)
    throw wrongFolder(out, message('bundle.unfinishedShards', { shards: numbers(undone), count: undone.length }));
  await clear(out, folders);
  await sweep(out);
  const bundle = await assemble({ plan, done, out, check, signal });
  // They were a part of this folder alone; others in it may be another batch's.
  const own = join(out, workFiles.shards);
  for (const { folder } of found)
    if (resolve(dirname(folder)) === resolve(own)) await rm(folder, { recursive: true, force: true });
  await rmdir(own).catch(() => undefined);
  return bundle;
}

/** Refuses a folder with a bundle or something else in it; takes away what was cut off. */
async function clear(out: string, folders: readonly string[]): Promise<void> {
  if (await readBundle(out)) throw wrongFolder(out, message('bundle.isThere'));
  const isOurs = (name: string): boolean =>
    name === 'records' || [files.failed, files.values, files.log, files.runs].some((file) => file === name);
  const other = (await namesIn(out)).find((name) => !isOurs(name));
  const isShard = folders.some((folder) => resolve(folder) === resolve(out)) && (await readPlan(out)) !== null;
  if (isShard || other !== undefined)
    throw wrongFolder(out, message('bundle.otherFiles', { name: other ?? workFiles.plan }));
  for (const name of await readdir(join(out, 'records')).catch(() => []))
    if (/^\d{5,}\.jsonl(\.\d+\.part)?$/.test(name)) await rm(join(out, 'records', name));
  for (const name of [files.failed, files.values]) await rm(join(out, name), { force: true });
}
