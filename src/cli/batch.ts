import { version } from '../../package.json';
import { firstFailure } from '../bundle/folder/failures.ts';
import { endAlone, endShard, isShardDone, joinShards, shardFolder } from '../bundle/folder/join.ts';
import { readBundle } from '../bundle/folder/take.ts';
import { openWork, type Work } from '../bundle/folder/work.ts';
import type { Outcomes } from '../bundle/outcome.ts';
import { type Counts, files, type Plan } from '../bundle/schema.ts';
import { countOf, type Rows } from '../bundle/shares.ts';
import { message } from '../catalogue/message.ts';
import { sha256 } from '../data/hash.ts';
import { OrielError } from '../errors.ts';
import type { OrielModel, TabularChoice } from '../library/index.ts';
import { NUMERICS } from '../records/request.ts';
import type { BatchCommand, JoinCommand } from './batch-args.ts';
import { outcomesOf } from './batch-outcomes.ts';
import { batchProgress } from './batch-progress.ts';
import { explainOptions } from './explain.ts';
import { readGroups, readHashed, readSource } from './files.ts';
import { whileAlive } from './patience.ts';
import type { Terminal } from './terminal.ts';
import { meeting, readCondition } from './when.ts';
import { withModel } from './with-model.ts';

/** No row could be explained. */
const FAILED = 1;

/**
 * Runs `oriel batch`; resolves with the exit status. A shard has some of the rows alone: its status
 * is 0 whatever becomes of them, and that of all is what `join` resolves with.
 */
export async function batch(command: BatchCommand, terminal: Terminal, stop: AbortSignal): Promise<number> {
  let [left, status] = [(): void => {}, 0];
  endAtOnce(stop, () => {
    left();
    void terminal.close();
  });
  await withModel({
    choice: command.explain,
    terminal,
    stop,
    read: () => readFiles(command),
    async run(model, beside, oriel) {
      // It is open: nobody reads its file again.
      delete beside.files.table;
      const { facts } = model;
      if (facts.columns.length === 0) throw new OrielError('usage-unknown', { text: message('cli.batch.onlyTables') });
      const rows = command.rows ?? { first: 0, last: facts.rows - 1 };
      if (rows.last >= facts.rows)
        throw new OrielError('data-row', { row: rows.last, file: beside.table.name, last: facts.rows - 1 });
      const meets = command.when === null ? null : meeting(readCondition(command.when), facts);
      const plan = await planOf(command, { model, beside, rows });
      const { shard } = command;
      const isAlone = shard.of === 1;
      const folder = isAlone ? command.out : shardFolder(command.out, shard);
      if (!isAlone) terminal.say(message('cli.batch.isShard', { number: shard.index + 1, of: shard.of }));
      const work = await openWork(folder, { plan, shard, resume: command.resume });
      if (!work) {
        terminal.say(message('cli.batch.wasDone', { folder }));
        const bundle = await readBundle(folder);
        if (bundle) status = await sayIfAllFailed(bundle.counts, folder, terminal);
        return;
      }
      left = () => work.leave();
      try {
        if (!isAlone && (await isShardDone(folder))) return terminal.say(message('cli.batch.wasDone', { folder }));
        if (meets) await whileAlive(model.answerRows({ signal: stop }), oriel);
        const rows = { first: work.rows.first + work.counts().rows, last: work.rows.last };
        const options = explainOptions(command.explain, beside);
        const outcomes = outcomesOf({
          model,
          rows,
          meets,
          options,
          records: plan.records,
          tell: (note) => terminal.say(note),
        });
        await whileAlive(fill(work, outcomes, terminal), oriel);
        // Closing ends a batch without an error.
        if (work.counts().rows < countOf(work.rows)) throw new OrielError('failure-cancelled');
        terminal.doing(message('cli.batch.ending'));
        if (isAlone) await endAlone(work, stop);
        else await endShard(work);
      } finally {
        await work.close();
        // Another process may have the folder from now on.
        left = () => {};
      }
      const allFailed = await say(work.counts(), folder, terminal);
      if (isAlone) status = allFailed;
    },
  });
  return status;
}

/**
 * Ends the process by the signal that was to end it. Its workers may take long to end; nothing is
 * to be waited for, since what is written may end anywhere.
 */
function endAtOnce(stop: AbortSignal, before: () => void): void {
  stop.addEventListener('abort', () => {
    before();
    const signal = stop.reason === 'SIGINT' ? 'SIGINT' : 'SIGTERM';
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/**
 * Reads all files but the model's. The table's bytes, which may be many, are held until it is open.
 */
async function readFiles({ explain: { groups, background }, data }: BatchCommand) {
  const found = groups === null ? null : await readGroups(groups);
  const { file, sha256 } = await readHashed(data);
  const otherTable = background && 'file' in background ? await readSource(background.file) : null;
  const files: { table?: File } = { table: file };
  return { files, table: { name: file.name, sha256 }, groups: found, otherTable };
}

/** Everything that decides what a batch gives. */
async function planOf(
  { explain, when, records }: BatchCommand,
  {
    model,
    beside,
    rows,
  }: { readonly model: OrielModel; readonly beside: Awaited<ReturnType<typeof readFiles>>; readonly rows: Rows },
): Promise<Plan> {
  const { card, model: hash, outputs, rows: total, structure } = model.facts;
  const { table, otherTable, groups } = beside;
  const { background } = explain;
  return {
    model: { name: card.name, sha256: hash },
    card,
    table: { sha256: table.sha256, rows: total },
    outputs: [...outputs],
    rows,
    request: {
      explainer: explain.explainer,
      options: { ...explain.options },
      outputs: typeof explain.outputs === 'string' ? explain.outputs : [...new Set(explain.outputs)],
      space: explain.space,
      groups: groups && Object.fromEntries(Object.entries(groups).map(([name, columns]) => [name, [...columns]])),
      background: otherTable
        ? { sha256: await sha256(otherTable.data) }
        : background && 'rows' in background
          ? { rows: background.rows }
          : null,
      sequence: explain.sequence?.players ?? null,
      ...drawn(explain.tabular),
      samples: explain.samples,
      error: explain.error,
      seed: explain.seed,
      when,
    },
    // Numbers of what is read from a model's structure are all there is to say of them.
    records: records || structure === null,
    engine: `oriel ${version}`,
    numerics: NUMERICS,
  };
}

/** How absent columns are drawn, where they are; what was left to Oriel is not said. */
function drawn(choice: TabularChoice | null): Pick<Plan['request'], 'absent'> {
  if (choice?.absent !== 'conditional') return {};
  const { absent: kind, imputer, draws } = choice;
  return { absent: { kind, ...(imputer && { imputer }), ...(draws !== undefined && { draws }) } };
}

/** Explains what is left, and adds it as it comes. */
async function fill(work: Work, outcomes: AsyncIterable<Outcomes>, terminal: Terminal): Promise<void> {
  const progress = batchProgress(terminal, { before: work.counts().rows, total: countOf(work.rows) });
  for await (const block of outcomes) {
    await work.append(block);
    progress(work.counts().rows);
  }
}

/** Says what was done; resolves with the exit status. */
function say(counts: Counts, folder: string, terminal: Terminal): Promise<number> {
  const { rows, explained, failed, passed } = counts;
  terminal.say(message('cli.batch.done', { rows, explained, failed, passed, folder, file: files.failed }));
  return sayIfAllFailed(counts, folder, terminal);
}

/** Says why the first row failed where none could be explained; resolves with the exit status. */
async function sayIfAllFailed({ explained, failed }: Counts, folder: string, terminal: Terminal): Promise<number> {
  if (explained > 0 || failed === 0) return 0;
  const first = await firstFailure(folder);
  if (first) terminal.say(message('cli.batch.allFailed', { row: first.row, text: first.text }));
  return FAILED;
}

/** Runs `oriel batch --join`; resolves with the exit status. */
export async function join({ folders, out }: JoinCommand, terminal: Terminal, stop: AbortSignal): Promise<number> {
  terminal.doing(message('cli.batch.joining'));
  const { counts } = await joinShards(folders, out, stop);
  return say(counts, out, terminal);
}
