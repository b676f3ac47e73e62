// What it takes to explain a whole table into a folder, beside the explainer alone: rows a second of
// `oriel batch` as its own process does it, and the memory of that process.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { count, figure, table } from '../accuracy/tables.ts';
import { median } from '../median.ts';
import { openBareRows } from '../whole/bare-rows.ts';
import { type Resampled, resampled } from '../whole/resampled.ts';
import { type Spent, spentOn } from '../whole/spent.ts';

const ROWS = { few: 10_000, many: 100_000 } as const;
const TIMES = 5;
const GOALS = { rate: 0.8, megabytes: 600 } as const;

/** How often the memory of a process is looked at; the system itself notes the most it had. */
const LOOK_MILLISECONDS = 20;

/** What the system counts the time of processes in. */
const TICK_MILLISECONDS = 10;

interface Ran {
  /** From the first rows that are done to the bundle, and all in all. */
  readonly explaining: number;
  readonly whole: number;
  /** What cores were busy for it between those two, all together. */
  readonly busy: number;
  readonly megabytes: number;
}

/**
 * Measures and prints. `built`: the folder with the command line; `words` may say how many times.
 */
export async function batch(root: string, built: string, words: readonly string[]): Promise<void> {
  const times = words.map(Number).find((number) => number > 0) ?? TIMES;
  const workers = availableParallelism();
  const folder = await mkdtemp(join(tmpdir(), 'oriel-bench-batch-'));
  try {
    const given = await resampled(root, { id: 'credit', model: 'gbt' }, ROWS.many);
    const few = await resampled(root, { id: 'credit', model: 'gbt' }, ROWS.few);
    const command = { address: pathToFileURL(join(built, 'oriel.mjs')).href, folder, workers };
    const bare = await openBareRows(given, workers);
    const paths = await write(folder, 'many', given);
    const alone: Spent[] = [];
    const runs: Ran[] = [];
    for (let time = 0; time < times; time++) {
      alone.push(await spentOn(bare.explain));
      runs.push(await run(command, paths));
    }
    alone.push(await spentOn(bare.explain));
    bare.close();
    const fewPaths = await write(folder, 'few', few);
    const small: Ran[] = [];
    for (let time = 0; time < times; time++) small.push(await run(command, fewPaths));
    print({ workers, times, alone, runs, small });
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Measured {
  readonly workers: number;
  readonly times: number;
  readonly alone: readonly Spent[];
  readonly runs: readonly Ran[];
  readonly small: readonly Ran[];
}

function print({ workers, times, alone, runs, small }: Measured): void {
  const rate = (milliseconds: readonly number[]): number => (1000 * ROWS.many) / median(milliseconds);
  const taken = alone.map(({ milliseconds }) => milliseconds);
  const bare = rate(taken);
  const own = rate(runs.map(({ explaining }) => explaining));
  const line = (name: string, milliseconds: readonly number[]): string[] => [
    name,
    count(median(milliseconds)),
    count(rate(milliseconds)),
    figure(rate(milliseconds) / bare),
  ];
  table(
    `credit GBT (raw), ${count(ROWS.many)} rows, ${workers} workers: medians of ${times} runs in turns`,
    ['', 'ms', 'rows a second', 'of the explainer alone', 'ms of all cores'],
    [
      [...line('the explainer alone', taken), count(median(alone.map(({ busy }) => busy)))],
      [
        ...line(
          'oriel batch, from its first rows to its bundle',
          runs.map(({ explaining }) => explaining),
        ),
        count(median(runs.map(({ busy }) => busy))),
      ],
      line(
        'oriel batch, with starting and opening',
        runs.map(({ whole }) => whole),
      ),
    ],
  );
  const most = (all: readonly Ran[]): number => Math.max(...all.map(({ megabytes }) => megabytes));
  console.log(
    `\nRows a second: ${figure(own / bare)} of the explainer alone (at least ${GOALS.rate}).\n` +
      `Most memory: ${count(most(small))} MB for ${count(ROWS.few)} rows, ${count(most(runs))} MB for ` +
      `${count(ROWS.many)} (at most ${GOALS.megabytes}).`,
  );
}

/** A model's files in a folder of their own. */
async function write(folder: string, name: string, { model, table: rows, card }: Resampled): Promise<string> {
  const path = join(folder, name);
  await rm(path, { recursive: true, force: true });
  await mkdir(path);
  for (const [file, { data }] of [
    ['model.onnx', model],
    ['data.csv', rows],
    ['card.json', card],
  ] as const)
    await writeFile(join(path, file), data);
  return path;
}

async function run(
  { address, folder, workers }: { readonly address: string; readonly folder: string; readonly workers: number },
  given: string,
): Promise<Ran> {
  const out = join(folder, 'bundle');
  await rm(out, { recursive: true, force: true });
  const start = Date.now();
  const child = spawn(
    process.execPath,
    [
      ...[
        '--eval',
        `import('${address}').then(async ({ main }) => { process.exitCode = await main(process.argv.slice(1)); })`,
      ],
      '--',
      ...['batch', '--model', join(given, 'model.onnx'), '--card', join(given, 'card.json')],
      ...['--data', join(given, 'data.csv'), '--space', 'raw', '--workers', String(workers), '--out', out],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  let begun = null as number | null;
  let megabytes = 0;
  const spent: { readonly at: number; readonly busy: number }[] = [];
  const looking = setInterval(async () => {
    const at = Date.now();
    if (begun === null && existsSync(join(out, 'states.bin'))) begun = at;
    const [status, times] = await Promise.all(
      ['status', 'stat'].map((name) => readFile(`/proc/${child.pid}/${name}`, 'utf8').catch(() => '')),
    );
    const [user, system] = times.split(' ').slice(13, 15).map(Number);
    if (times !== '') spent.push({ at, busy: (user + system) * TICK_MILLISECONDS });
    megabytes = Math.max(megabytes, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  }, LOOK_MILLISECONDS);
  const status = await new Promise((resolve) => child.on('close', resolve));
  const end = Date.now();
  clearInterval(looking);
  if (status !== 0 || begun === null) throw new Error(said);
  const { mtimeMs } = await stat(join(out, 'bundle.json'));
  const from = begun;
  const busyBy = (time: number): number => Math.max(0, ...spent.flatMap(({ at, busy }) => (at <= time ? busy : [])));
  const busy = busyBy(mtimeMs) - busyBy(from);
  return { explaining: mtimeMs - from, whole: end - start, busy, megabytes };
}
