import { rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { type Counts, files, PART_ROWS, type Plan } from '../schema.ts';
import { countOf, type Rows } from '../shares.ts';
import { chunksOf, countLines, keepLines } from './lines.ts';
import { states, workFiles } from './work-files.ts';

/** How far a folder is. */
export interface Reached {
  readonly counts: Counts;
  /** Records in the file of the row that was done last. */
  readonly inPart: number;
}

export interface Recovering {
  readonly folder: string;
  readonly plan: Plan;
  /** Of the shard. */
  readonly rows: Rows;
  /** Bytes that a row's numbers take; null where no row was explained yet. */
  readonly rowBytes: number | null;
}

/** The number of the file that has a row's record. */
export const partOf = (plan: Pick<Plan, 'rows'>, row: number): number =>
  Math.floor((row - plan.rows.first) / PART_ROWS);

const sizeOf = async (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/** How far the rows are done whose every trace is there: at most so many of each kind. */
async function reachedWithin(
  { folder, plan, rows }: Recovering,
  most: { readonly explained: number; readonly failed: number; readonly inPart: (part: number) => Promise<number> },
): Promise<Reached> {
  const counts = { rows: 0, explained: 0, failed: 0, passed: 0 };
  let [part, inPart, room] = [-1, 0, 0];
  // Of the part of the row that was done last: the next one may begin another.
  let reached: Reached = { counts: { ...counts }, inPart };
  for await (const chunk of chunksOf(join(folder, workFiles.states))) {
    for (const state of chunk) {
      if (counts.rows === countOf(rows)) return reached;
      const own = partOf(plan, rows.first + counts.rows);
      if (own !== part) [part, inPart, room] = [own, 0, await most.inPart(own)];
      if (state === states.explained) {
        if (counts.explained === most.explained || inPart === room) return reached;
        counts.explained++;
        inPart++;
      } else if (state === states.failed) {
        if (counts.failed === most.failed) return reached;
        counts.failed++;
      } else if (state === states.passed) counts.passed++;
      else return reached;
      counts.rows++;
      reached = { counts: { ...counts }, inPart };
    }
  }
  return reached;
}

/**
 * Finds out how far a folder is, and takes away what was begun after that: a process may have ended
 * between any two bytes. What becomes of a row is written last, so that all else is there then,
 * unless the machine lost what it had not written to its disk.
 */
export async function recover(recovering: Recovering): Promise<Reached> {
  const { folder, plan, rows, rowBytes } = recovering;
  const at = (name: string): string => join(folder, name);
  const reached = await reachedWithin(recovering, {
    explained: rowBytes === null ? 0 : Math.floor((await sizeOf(at(workFiles.values))) / rowBytes),
    failed: await countLines(at(files.failed)),
    inPart: async (part) => (plan.records ? countLines(at(files.records(part))) : Number.POSITIVE_INFINITY),
  });
  const { counts, inPart } = reached;
  const cut = async (name: string, bytes: number): Promise<void> => {
    if ((await sizeOf(at(name))) > bytes) await truncate(at(name), bytes);
  };
  await cut(workFiles.states, counts.rows);
  await cut(workFiles.values, counts.explained * (rowBytes ?? 0));
  await keepLines(at(files.failed), counts.failed);
  await keepLines(at(files.runs), await countLines(at(files.runs)));
  if (!plan.records) return reached;
  const last = counts.rows === 0 ? -1 : partOf(plan, rows.first + counts.rows - 1);
  if (last >= 0) await keepLines(at(files.records(last)), inPart);
  // Blocks of rows may go on in files after it.
  for (let part = Math.max(last + 1, partOf(plan, rows.first)); part <= partOf(plan, rows.last); part++)
    await rm(at(files.records(part)), { force: true });
  return reached;
}
