import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeWhole } from '../../store/folder/files.ts';
import { bundleText, sealBundle } from '../bundle.ts';
import { widthOf } from '../row-values.ts';
import { BUNDLE, type Bundle, type Counts, files, type Method, PART_ROWS, type Part, type Plan } from '../schema.ts';
import type { Rows } from '../shares.ts';
import { doneRows } from './done-rows.ts';
import { chunksOf, digestOf, hashOfBytes, linesOf, textOf } from './lines.ts';
import { createLogLines } from './log-lines.ts';
import { createValuesFile } from './parquet.ts';
import { partOf } from './recover.ts';
import { layoutOf, valuesFacts } from './work.ts';
import { workFiles } from './work-files.ts';

/** Work that is done, in a folder of its own. */
export interface Done {
  readonly folder: string;
  readonly rows: Rows;
  readonly counts: Counts;
  readonly method: Method | null;
}

export interface Assembly {
  readonly plan: Plan;
  /** In the order of their rows, all of the plan's. */
  readonly done: readonly Done[];
  /** Where the bundle is to be: the folder of `done`, if it is the only one, or another one. */
  readonly out: string;
  /** Whether the values are written already. */
  readonly hasValues?: boolean;
  /** Throws where the folder is another process's by now. */
  readonly check: () => Promise<void>;
  /** Aborting it ends the work, which throws. */
  readonly signal?: AbortSignal;
}

/** Makes a bundle of what is done. It may be cut off and done again. */
export async function assemble(assembly: Assembly): Promise<Bundle> {
  const { plan, done, out, check } = assembly;
  const isInPlace = done.length === 1 && done[0].folder === out;
  if (!isInPlace) await gather(assembly);
  const method = done.find((one) => one.method !== null)?.method ?? null;
  if (method && !assembly.hasValues) await writeValues(assembly, method);
  const parts = await partsOf(assembly);
  await writeWhole(join(out, files.log), logOf(assembly, parts));
  const log = await digestOf(join(out, files.log));
  if (log) parts.push({ file: files.log, ...log });
  const counts = { rows: 0, explained: 0, failed: 0, passed: 0 };
  for (const one of done)
    for (const name of ['rows', 'explained', 'failed', 'passed'] as const) counts[name] += one.counts[name];
  const bundle = await sealBundle({ schema: BUNDLE, ...plan, method, counts, parts });
  await settle(out, parts);
  await check();
  await writeWhole(join(out, files.bundle), bundleText(bundle));
  if (isInPlace)
    for (const name of [workFiles.method, workFiles.states, workFiles.values, workFiles.plan])
      await rm(join(out, name), { force: true });
  return bundle;
}

/** Has the disk keep what the bundle is going to name: what it was made of is taken away then. */
async function settle(out: string, parts: readonly Part[]): Promise<void> {
  if (parts.some(({ rows }) => rows)) await syncFolder(join(out, 'records'));
  if (!parts.some(({ file }) => file === files.values)) return;
  const handle = await open(join(out, files.values), 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Numbers of the files of records that rows lie in. */
export function partNumbers(plan: Pick<Plan, 'rows'>, { first, last }: Rows): number[] {
  const from = partOf(plan, first);
  return Array.from({ length: partOf(plan, last) - from + 1 }, (_, at) => from + at);
}

/** Puts the lines of several folders one behind the other. */
async function gather({ plan, done, out, signal }: Assembly): Promise<void> {
  async function* joined(file: string): AsyncGenerator<Uint8Array> {
    for (const { folder } of done)
      for await (const chunk of chunksOf(join(folder, file))) {
        signal?.throwIfAborted();
        yield chunk;
      }
  }
  const numbers = plan.records ? partNumbers(plan, plan.rows) : [];
  if (numbers.length > 0) await mkdir(join(out, 'records'), { recursive: true });
  for (const file of [...numbers.map(files.records), files.failed, files.runs]) {
    await writeWhole(join(out, file), joined(file));
    // Rows of it may all have failed.
    if ((await digestOf(join(out, file))) === null) await rm(join(out, file));
  }
}

async function writeValues({ plan, done, out, signal }: Assembly, method: Method): Promise<void> {
  const layout = layoutOf(plan, method);
  const file = createValuesFile(join(out, files.values), layout, valuesFacts(plan));
  for (const one of done)
    for await (const { rows, values } of doneRows(one, widthOf(layout))) {
      signal?.throwIfAborted();
      file.add(rows, values);
    }
  file.end();
}

/** What is in the files that were written so far. */
async function partsOf({ plan, out }: Assembly): Promise<Part[]> {
  const parts: Part[] = [];
  for (const number of plan.records ? partNumbers(plan, plan.rows) : []) {
    const file = files.records(number);
    const digest = await digestOf(join(out, file));
    const first = plan.rows.first + number * PART_ROWS;
    const last = Math.min(plan.rows.last, first + PART_ROWS - 1);
    if (digest) parts.push({ file, ...digest, rows: [first, last] });
  }
  const failed = await digestOf(join(out, files.failed));
  if (failed) parts.push({ file: files.failed, ...failed });
  const values = await digestOf(join(out, files.values));
  if (values) parts.push({ file: files.values, bytes: values.bytes, sha256: values.sha256 });
  return parts;
}

/** An entry for each record, and for each other file. */
async function* logOf({ out, signal }: Assembly, parts: readonly Part[]): AsyncGenerator<Uint8Array> {
  const lineOf = createLogLines();
  for (const { file, sha256, rows } of parts) {
    if (!rows) {
      yield Buffer.from(lineOf({ kind: 'export', text: `${file} ${sha256}` }));
      continue;
    }
    for await (const { bytes } of linesOf(join(out, file))) {
      signal?.throwIfAborted();
      const { id } = JSON.parse(textOf(bytes)) as { readonly id: string };
      yield Buffer.from(lineOf({ kind: 'explanation', record: id, recordSha256: hashOfBytes(bytes) }));
    }
  }
}
