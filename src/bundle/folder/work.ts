import { appendFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { foreign, OrielError } from '../../errors.ts';
import { letGo } from '../../numerics/let-go.ts';
import { canonicalJson } from '../../records/canonical.ts';
import type { Explanation } from '../../records/record.ts';
import { writeWhole } from '../../store/folder/files.ts';
import { countOfOutcomes, type ExplainedRows, type Outcome, type Outcomes } from '../outcome.ts';
import { explainableOutputs, type Layout, valuesOf, valuesOfRows, widthOf } from '../row-values.ts';
import type { Run } from '../run.ts';
import { type Counts, files, type Method, type Plan, PlanSchema } from '../schema.ts';
import { countOf, type Rows, type Shard, shareOf } from '../shares.ts';
import { recordLine } from '../timeless.ts';
import type { DoneRows } from './done-rows.ts';
import { createHandles } from './handles.ts';
import { partOf, recover } from './recover.ts';
import { runLine } from './runs.ts';
import { isToBeDone, type Taken, take, type WorkOptions } from './take.ts';
import { createValuesAhead } from './values-ahead.ts';
import { readMethod, states, workFiles } from './work-files.ts';

/** A folder in which rows are being explained. */
export interface Work {
  readonly folder: string;
  readonly plan: Plan;
  readonly shard: Shard;
  /** Rows of the table that are to be done here. */
  readonly rows: Rows;
  /** What is done by now, earlier runs included. */
  counts(): Counts;
  /**
   * Adds what became of the next rows, in their order. Numbers that came in place of records are
   * gone then. Throws what `check` does, and counts none of them then.
   */
  append(outcomes: Outcomes): Promise<void>;
  /**
   * Puts the values into their place once all rows are done; false where there are none, or this is
   * a shard of several, whose values are put together with those of others.
   */
  endValues(): Promise<boolean>;
  /**
   * Throws `failure-store-in-use` where another process has the folder by now, `failure-batch`
   * where its lock is gone.
   */
  check(): Promise<void>;
  /** Writes down to the disk what was added, and lets others have the folder. */
  close(): Promise<void>;
  /** Lets others have the folder at once, in a process that ends now. */
  leave(): void;
}

export const layoutOf = (plan: Plan, { players }: Pick<Method, 'players'>): Layout => ({
  outputs: explainableOutputs(plan),
  players,
});

/** What a bundle's values depend on. */
export const valuesFacts = ({ model, table, request }: Plan) => ({
  model: model.sha256,
  table: table.sha256,
  space: request.space,
});

const BYTES = Float64Array.BYTES_PER_ELEMENT;

export const rowBytesOf = (layout: Layout): number => BYTES * widthOf(layout);

/** What the file system threw, as an error that names the folder. */
export const guarded = async <T>(folder: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OrielError) throw error;
    throw new OrielError('failure-batch', { folder, text: foreign(error) }, { cause: error });
  }
};

/**
 * Begins to work in a folder, or goes on where it was left; null where its bundle is complete
 * already. Throws `batch-folder` where something else is in it or another batch,
 * `failure-store-in-use` where another process works in it, `failure-batch` where it cannot be
 * written.
 */
export const openWork = (folder: string, given: WorkOptions): Promise<Work | null> =>
  guarded(folder, async () => {
    const plan = v.parse(PlanSchema, JSON.parse(canonicalJson(given.plan)));
    const options = { ...given, plan };
    const taken = await take(folder);
    try {
      if (await isToBeDone(folder, options)) return await begin(folder, options, taken);
    } catch (error) {
      await taken.giveBack();
      throw error;
    }
    await taken.giveBack();
    return null;
  });

async function begin(folder: string, { plan, shard }: WorkOptions, taken: Taken): Promise<Work> {
  const at = (name: string): string => join(folder, name);
  const rows = shareOf(plan.rows, shard);
  await writeWhole(at(workFiles.plan), `${canonicalJson({ schema: 'oriel.batch/1', plan, shard })}\n`);
  if (plan.records) await mkdir(at('records'), { recursive: true });
  let method = await readMethod(folder);
  let layout = method && layoutOf(plan, method);
  const reached = await recover({ folder, plan, rows, rowBytes: layout && rowBytesOf(layout) });
  const counts = { ...reached.counts };
  const open = createHandles(folder);
  const isAlone = shard.of === 1;
  const ahead = isAlone ? await createValuesAhead({ folder, rows, facts: valuesFacts(plan) }, () => layout) : null;
  let run = beginRun(counts.rows);
  // Used again for each block: the memory of a block that is done may be given back much later.
  let room: Float64Array = new Float64Array();

  /** What was done since it was last noted, as a line; null where nothing was. */
  function lineOfRun(): string | null {
    if (counts.rows === run.from) return null;
    const line = runLine({
      schema: 'oriel.run/1',
      begun: run.begun,
      ended: new Date().toISOString(),
      rows: [rows.first + run.from, rows.first + counts.rows - 1],
      explained: run.explained,
      backend: run.backend,
      node: process.version,
    });
    run = beginRun(counts.rows);
    return `${line}\n`;
  }

  async function noteRun(): Promise<void> {
    const line = lineOfRun();
    if (line !== null) await open.append(files.runs, line);
  }

  async function explained(record: Explanation, count = 1): Promise<Layout> {
    if (!method || !layout) {
      const { explainer, background, players } = record;
      method = { explainer: { name: explainer.name, options: explainer.options }, background, players };
      await writeWhole(at(workFiles.method), `${canonicalJson(method)}\n`);
      layout = layoutOf(plan, method);
    }
    const { name, why } = record.backend;
    run.backend = { name, why, runtime: record.runtime };
    run.explained += count;
    return layout;
  }

  /** Adds rows whose records are in the same file. */
  async function appendTo(part: number, outcomes: readonly Outcome[]): Promise<void> {
    const [lines, wrong]: [string[], string[]] = [[], []];
    const values: { readonly row: number; readonly own: Float64Array }[] = [];
    const bytes = new Uint8Array(outcomes.length);
    await taken.check();
    for (const [place, outcome] of outcomes.entries()) {
      if (outcome.row !== rows.first + counts.rows + place) throw new Error(`row ${outcome.row} is not the next one`);
      if ('record' in outcome) {
        bytes[place] = states.explained;
        const layout = await explained(outcome.record);
        values.push({ row: outcome.row, own: valuesOf(layout, outcome.record) });
        if (plan.records) lines.push(`${recordLine(outcome.record)}\n`);
      } else if ('error' in outcome) {
        bytes[place] = states.failed;
        const { code, message: text } = outcome.error;
        wrong.push(`${canonicalJson({ row: outcome.row, code, text })}\n`);
      } else bytes[place] = states.passed;
    }
    if (lines.length > 0) await open.append(files.records(part), lines.join(''));
    if (wrong.length > 0) await open.append(files.failed, wrong.join(''));
    const all = joined(values.map(({ own }) => own));
    await settle(bytes, { rows: Int32Array.from(values, ({ row }) => row), values: all });
    counts.explained += values.length;
    counts.failed += wrong.length;
    counts.passed += outcomes.length - values.length - wrong.length;
  }

  /** Adds rows without records, and lets go of their numbers. */
  async function appendRows(found: ExplainedRows): Promise<void> {
    const { row, count, like } = found;
    if (plan.records) throw new Error('records are wanted');
    if (row !== rows.first + counts.rows) throw new Error(`row ${row} is not the next one`);
    await taken.check();
    const values = valuesOfRows(await explained(like, count), found, room);
    if (values.length > room.length) room = values;
    const numbers = Int32Array.from({ length: count }, (_, at) => row + at);
    await settle(new Uint8Array(count).fill(states.explained), { rows: numbers, values });
    counts.explained += count;
    letGo(found.packed);
  }

  /** Adds the numbers of rows that were explained, and what became of them and of others. */
  async function settle(bytes: Uint8Array, done: DoneRows): Promise<void> {
    if (done.rows.length > 0) await open.append(workFiles.values, bytesOf(done.values));
    const settled = open.settle();
    try {
      // Meanwhile; where the disk fails, nobody needs them.
      if (done.rows.length > 0) ahead?.add(done);
    } finally {
      await settled;
    }
    await taken.check();
    // Written last, when the disk has all else: what it says of a row is true, whatever fails.
    await open.append(workFiles.states, bytes);
    counts.rows += bytes.length;
  }

  /** What is to be done once rows are done that begin with this one. */
  async function endParts(first: number): Promise<void> {
    const part = partOf(plan, first);
    const next = rows.first + counts.rows;
    if (partOf(plan, next) === part && next <= rows.last) return;
    await noteRun();
    await open.endPart(files.records(part));
  }

  return {
    folder,
    plan,
    shard,
    rows,
    counts: () => ({ ...counts }),
    append: (outcomes) =>
      guarded(folder, async () => {
        const left = countOf(rows) - counts.rows;
        if (countOfOutcomes(outcomes) > left) throw new Error('there are more rows than were asked for');
        if ('packed' in outcomes) {
          await appendRows(outcomes);
          return endParts(outcomes.row);
        }
        for (let done = 0; done < outcomes.length; ) {
          const part = partOf(plan, outcomes[done].row);
          let next = done;
          while (next < outcomes.length && partOf(plan, outcomes[next].row) === part) next++;
          const { row } = outcomes[done];
          await appendTo(part, outcomes.slice(done, next));
          await endParts(row);
          done = next;
        }
      }),
    endValues: () => guarded(folder, async () => (await ahead?.end()) ?? false),
    check: taken.check,
    close: () =>
      guarded(folder, async () => {
        try {
          // In another process's folder nothing is noted.
          const isKept = await taken.check().then(
            () => true,
            () => false,
          );
          if (isKept) await noteRun();
          await open.close();
        } finally {
          await taken.giveBack();
        }
      }),
    leave() {
      taken.leave(() => {
        const line = lineOfRun();
        if (line !== null) appendFileSync(at(files.runs), line);
      });
    },
  };
}

interface Running {
  readonly from: number;
  readonly begun: string;
  explained: number;
  backend: Run['backend'];
}

const beginRun = (from: number): Running => ({
  from,
  begun: new Date().toISOString(),
  explained: 0,
  backend: null,
});

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
