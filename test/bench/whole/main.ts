// What it takes to look at a model as a whole: many rows of trees, which are explained together,
// beside their explainer alone, and rows of a network, which are explained one by one.

import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  createOriel,
  type InspectionJob,
  type InspectOptions,
  type Oriel,
  type OrielModel,
} from '../../../src/library/index.ts';
import { count, figure, table } from '../accuracy/tables.ts';
import { median } from '../median.ts';
import { openBareRows } from './bare-rows.ts';
import { cover } from './cover.ts';
import { type Resampled, resampled } from './resampled.ts';
import { type Spent, spentOn, stopwatch } from './spent.ts';

const ROWS = { trees: 100_000, network: 1000 } as const;
/** How often a sample of rows is drawn and explained anew. */
const COVERED = 200;
const BUDGET = { error: 0.01 } as const;
/** Rounds that are counted; the first one, in which code is compiled, is told by itself. */
const ROUNDS = 5;

/** What was spent in a round: by the explainer alone, and until something was found. */
type Round = Awaited<ReturnType<typeof timed>> & { readonly alone: Spent; readonly opened: Spent };

type Part = keyof typeof ROWS;

/**
 * Measures and prints both parts, or the one that `words` name, with as many rows as they say;
 * `cover`, where they are repetitions, is asked for by itself.
 */
export async function whole(root: string, words: readonly string[]): Promise<void> {
  const rows = words.map(Number).find((number) => number > 0);
  const wanted = (part: Part): boolean => !words.some((word) => word in ROWS) || words.includes(part);
  if (words.includes('cover')) return cover(rows ?? COVERED);
  const workers = availableParallelism();
  console.log(`${workers} workers`);
  if (wanted('trees')) await trees(root, rows ?? ROWS.trees, workers);
  if (wanted('network')) await network(root, rows ?? ROWS.network, workers);
}

/**
 * The explainer alone and the whole inspection from the file on, in turns, so that whatever else the
 * machine does meets both; medians of the quotients of neighbours.
 */
async function trees(root: string, rows: number, workers: number): Promise<void> {
  const given = await resampled(root, { id: 'credit', model: 'gbt' }, rows);
  const bare = await openBareRows(given, workers);
  const oriel = await createOriel({ workers });
  const heap: ReturnType<typeof used>[] = [];
  const rounds: Round[] = [];
  try {
    for (let at = 0; at <= ROUNDS; at++) {
      const alone = await spentOn(bare.explain);
      const spent = stopwatch();
      const model = await open(oriel, given);
      const opened = spent();
      const found = await timed(model, { curves: 0, space: 'raw', backend: 'wasm' }, spent);
      await model.close();
      rounds.push({ alone, opened, ...found });
      heap.push(used());
    }
  } finally {
    await oriel.close();
    bare.close();
  }
  const [first, ...warm] = rounds;
  const quotient = (over: (round: Round) => number, under: (round: Round) => number): string =>
    figure(median(warm.map((round) => over(round) / under(round))));
  const line = (name: string, of: (round: Round) => Spent, goal = ''): string[] => [
    name,
    count(median(warm.map((round) => of(round).milliseconds))),
    `${quotient(
      (round) => of(round).milliseconds,
      ({ alone }) => alone.milliseconds,
    )}${goal}`,
    quotient(
      (round) => of(round).busy,
      ({ alone }) => alone.busy,
    ),
    figure(of(first).milliseconds / first.alone.milliseconds),
  ];
  table(
    `credit GBT, ${count(rows)} rows of ${given.columns} columns, all explained; medians of ${ROUNDS} rounds`,
    ['from the files on', 'ms', 'over the explainer alone', 'time of all cores, over', 'the first round, over'],
    [
      line('the explainer alone', ({ alone }) => alone),
      line('opened', ({ opened }) => opened),
      line('to performance', ({ first: part }) => part),
      line('to the first importance', ({ importance }) => importance),
      line('to all importance', ({ complete }) => complete, ' (at most 1.5)'),
      line('to the end', ({ ended }) => ended),
    ],
  );
  const part = (of: (round: Round) => Spent): string =>
    quotient(
      (round) => of(round).milliseconds,
      ({ complete }) => complete.milliseconds,
    );
  console.log(
    `The first part is there after ${part(({ first: own }) => own)} of the time to all importance (at most 0.1), ` +
      `the first importance after ${part(({ importance }) => importance)}.\n` +
      `After each round, heap of the door: ${heap.map(({ heap: own }) => own).join(', ')} MB; ` +
      `resident with all workers: ${heap.map(({ resident }) => resident).join(', ')} MB.`,
  );
}

async function network(root: string, rows: number, workers: number): Promise<void> {
  const given = await resampled(root, { id: 'breast-cancer', model: 'mlp' }, rows);
  const oriel = await createOriel({ workers });
  const model = await open(oriel, given);
  const options: InspectOptions = { explained: rows, curves: 0, backend: 'wasm', budget: BUDGET };
  const { first, importance, complete, calls } = await timed(model, options);
  const again = model.inspect({ ...options, seed: 1 });
  await partOf(again);
  const stop = performance.now();
  again.cancel();
  const { stopped } = await again.result;
  const heard = performance.now() - stop;
  // The engine is free once it answers something else.
  await model.predict([0]);
  const free = performance.now() - stop;
  await oriel.close();
  table(
    `breast-cancer MLP, ${count(rows)} rows at 1 % error`,
    ['', ''],
    [
      ['model rows asked for', count(calls)],
      ['model rows for a row', count(calls / rows)],
      ['ms to performance', count(first.milliseconds)],
      ['ms to the first importance', count(importance.milliseconds)],
      ['ms to all importance', count(complete.milliseconds)],
      ['first importance over all', `${figure(importance.milliseconds / complete.milliseconds)} (at most 0.1)`],
      [`ms from cancel to the record (${stopped})`, `${count(heard)} (at most 200)`],
      ['ms from cancel to another answer', count(free)],
    ],
  );
}

const open = (oriel: Oriel, { model, table: rows, card }: Resampled): Promise<OrielModel> =>
  oriel.open({ model, table: rows }, { card });

/** What is spent until something is found, from the moment of asking. */
async function timed(model: OrielModel, options: InspectOptions, spent = stopwatch()) {
  const never: Spent = { milliseconds: Number.NaN, busy: Number.NaN };
  let [first, importance, complete] = [never, never, never];
  const rows = options.explained ?? model.facts.rows;
  const job = model.inspect(options);
  job.on('part', (found) => {
    const now = spent();
    if (found.performance && first === never) first = now;
    if (found.importance && importance === never) importance = now;
    if (found.importance?.rows === rows && complete === never) complete = now;
  });
  const { calls } = await job.result;
  return { first, importance, complete, ended: spent(), calls };
}

/** Resolves with the first importance. */
const partOf = (job: InspectionJob): Promise<void> =>
  new Promise((resolve, reject) => {
    job.on('part', ({ importance }) => importance && resolve());
    job.on('error', reject);
  });

/** Megabytes in use, once what nobody needs is gone. */
function used(): { readonly heap: number; readonly resident: number } {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: Math.round(heapUsed / 1e6), resident: Math.round(rss / 1e6) };
}
