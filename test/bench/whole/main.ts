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
import { openBareRows } from './bare-rows.ts';
import { type Resampled, resampled } from './resampled.ts';
import { type Spent, stopwatch } from './spent.ts';

const ROWS = { trees: 100_000, network: 1000 } as const;
const BUDGET = { error: 0.01 } as const;

type Part = keyof typeof ROWS;

/** Measures and prints both parts, or the one that `words` name, with as many rows as they say. */
export async function whole(root: string, words: readonly string[]): Promise<void> {
  const rows = words.map(Number).find((number) => number > 0);
  const wanted = (part: Part): boolean => !words.some((word) => word in ROWS) || words.includes(part);
  const workers = availableParallelism();
  console.log(`${workers} workers`);
  if (wanted('trees')) await trees(root, rows ?? ROWS.trees, workers);
  if (wanted('network')) await network(root, rows ?? ROWS.network, workers);
}

async function trees(root: string, rows: number, workers: number): Promise<void> {
  const given = await resampled(root, { id: 'credit', model: 'gbt' }, rows);
  const bare = await openBareRows(given, workers);
  const before = await bare.time();
  const oriel = await createOriel({ workers });
  const heap = [used()];
  const spent = stopwatch();
  const model = await open(oriel, given);
  const opened = spent();
  const found = await timed(model, { curves: 0, space: 'raw', backend: 'wasm' });
  heap.push(used());
  await oriel.close();
  heap.push(used());
  const after = await bare.time();
  bare.close();
  const { complete, first, importance } = found;
  const line = (name: string, { milliseconds, busy }: Spent, goal = ''): string[] => [
    name,
    count(milliseconds),
    `${figure((2 * milliseconds) / (before.milliseconds + after.milliseconds))}${goal}`,
    count(busy),
    figure((2 * busy) / (before.busy + after.busy)),
  ];
  table(
    `credit GBT, ${count(rows)} rows of ${given.columns} columns, all explained`,
    ['', 'ms', 'over the explainer alone', 'ms of all cores', 'over the explainer alone'],
    [
      line('the explainer alone, before', before),
      line('the explainer alone, after', after),
      line('opening model and table', opened),
      line('to performance', first),
      line('to the first importance', importance),
      line('to all importance', complete, ' (at most 1.5)'),
      line('to the end', found.ended),
    ],
  );
  const part = (spent: Spent): string => figure(spent.milliseconds / complete.milliseconds);
  const [lean, full, closed] = heap;
  console.log(
    `The first part is there after ${part(first)} of the time to all importance (at most 0.1), the first importance ` +
      `after ${part(importance)}.\n` +
      `Heap of the door: ${lean.heap} MB before, ${full.heap} MB after, ${closed.heap} MB once closed; ` +
      `resident with all workers: ${lean.resident}, ${full.resident} and ${closed.resident} MB.`,
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
async function timed(model: OrielModel, options: InspectOptions) {
  const spent = stopwatch();
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
