import { version } from '../../package.json';
import { endAlone, endShard, isShardDone, joinShards, shardFolder } from '../bundle/folder/join.ts';
import { type Outcome, openWork, type Work } from '../bundle/folder/work.ts';
import { type Counts, files, type Plan } from '../bundle/schema.ts';
import { countOf, type Rows } from '../bundle/shares.ts';
import { message } from '../catalogue/message.ts';
import { sha256 } from '../data/hash.ts';
import { OrielError } from '../errors.ts';
import type { OrielModel } from '../library/index.ts';
import { NUMERICS } from '../records/request.ts';
import type { BatchCommand, JoinCommand } from './batch-args.ts';
import { outcomesOf } from './batch-outcomes.ts';
import { batchProgress } from './batch-progress.ts';
import { explainOptions, readBeside } from './explain.ts';
import { whileAlive } from './patience.ts';
import type { Terminal } from './terminal.ts';
import { meeting, readCondition } from './when.ts';
import { withModel } from './with-model.ts';

/** Runs `oriel batch`. */
export function batch(command: BatchCommand, terminal: Terminal, stop: AbortSignal): Promise<void> {
  let left = (): void => {};
  endAtOnce(stop, () => {
    left();
    void terminal.close();
  });
  return withModel({
    choice: command.explain,
    terminal,
    stop,
    read: (card) => readBeside(command.explain, card),
    async run(model, beside, oriel) {
      const { facts } = model;
      if (facts.columns.length === 0) throw new OrielError('usage-unknown', { text: message('cli.batch.onlyTables') });
      const rows = command.rows ?? { first: 0, last: facts.rows - 1 };
      if (rows.last >= facts.rows)
        throw new OrielError('data-row', { row: rows.last, file: beside.input.name, last: facts.rows - 1 });
      const meets = command.when === null ? null : meeting(readCondition(command.when), facts);
      const plan = await planOf(command, { model, beside, rows });
      const { shard } = command;
      const isAlone = shard.of === 1;
      const folder = isAlone ? command.out : shardFolder(command.out, shard);
      if (!isAlone) terminal.say(message('cli.batch.isShard', { number: shard.index + 1, of: shard.of }));
      const work = await openWork(folder, { plan, shard, resume: command.resume });
      if (!work) return terminal.say(message('cli.batch.wasDone', { folder }));
      left = () => work.leave();
      try {
        if (!isAlone && (await isShardDone(folder))) return terminal.say(message('cli.batch.wasDone', { folder }));
        if (meets) await whileAlive(model.answerRows({ signal: stop }), oriel);
        const rows = { first: work.rows.first + work.counts().rows, last: work.rows.last };
        const options = explainOptions(command.explain, beside);
        const outcomes = outcomesOf({ model, rows, meets, options, tell: (note) => terminal.say(note) });
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
      say(work.counts(), folder, terminal);
    },
  });
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

/** Everything that decides what a batch gives. */
async function planOf(
  { explain, when, records }: BatchCommand,
  {
    model,
    beside,
    rows,
  }: { readonly model: OrielModel; readonly beside: Awaited<ReturnType<typeof readBeside>>; readonly rows: Rows },
): Promise<Plan> {
  const { card, model: hash, outputs, rows: total, structure } = model.facts;
  const { input, otherTable, groups } = beside;
  const { background } = explain;
  return {
    model: { name: card.name, sha256: hash },
    card,
    table: { sha256: await sha256(input.data), rows: total },
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

/** Explains what is left, and adds it as it comes. */
async function fill(work: Work, outcomes: AsyncIterable<readonly Outcome[]>, terminal: Terminal): Promise<void> {
  const progress = batchProgress(terminal, { before: work.counts().rows, total: countOf(work.rows) });
  for await (const block of outcomes) {
    await work.append(block);
    progress(work.counts().rows);
  }
}

/** Says what was done. */
function say({ rows, explained, failed, passed }: Counts, folder: string, terminal: Terminal): void {
  terminal.say(message('cli.batch.done', { rows, explained, failed, passed, folder, file: files.failed }));
}

/** Runs `oriel batch --join`. */
export async function join({ folders, out }: JoinCommand, terminal: Terminal, stop: AbortSignal): Promise<void> {
  terminal.doing(message('cli.batch.joining'));
  const { counts } = await joinShards(folders, out, stop);
  say(counts, out, terminal);
}
