// What an explanation costs on this browser's GPU over the bare forward passes of the same rows
// there, alternated; medians.

import type { Progress } from '../../../src/engine/protocol.ts';
import { makeWorker } from '../../../src/engine/workers/make-worker.ts';
import { spawnEngine } from '../../../src/engine/workers/spawn.ts';
import { adapterName } from '../../../src/gpu/device.ts';
import type { BackendName } from '../../../src/models/model.ts';
import type { Explanation } from '../../../src/records/record.ts';
import { median } from '../median.ts';
import { openCase } from '../open-case.ts';
import { rowsOf } from '../rows.ts';
import type { BareAnswer, BareModel, BareRun } from './protocol.ts';

interface Case {
  readonly name: string;
  readonly id: string;
  readonly model: string;
  readonly photo?: string;
  readonly samples: number;
  readonly rounds: number;
  readonly batches: readonly number[];
  /** How long the explanation may take, in units of the bare passes. Absent: no limit. */
  readonly limit?: number;
}

const tabular = { samples: 2048, rounds: 15, batches: [512, 4096, 16384, 65536] };
const cases: readonly Case[] = [
  {
    name: 'MobileNet',
    id: 'mobilenet',
    model: 'model',
    photo: 'photos/cat.jpg',
    samples: 1024,
    rounds: 7,
    batches: [1, 8, 32, 64, 128],
    limit: 1.15,
  },
  { name: 'credit MLP', id: 'credit', model: 'mlp', ...tabular },
  { name: 'breast-cancer MLP', id: 'breast-cancer', model: 'mlp', ...tabular },
];

/** Explanations before those that are counted. */
const WARM = 3;
/** Milliseconds without a request, which the engine may use. */
const PAUSE = 3000;

const examples = new URL('/examples/', location.href).href;
/**
 * `only` picks cases by name. `samples`, `rounds` and `batches` make a trial of the page short, and
 * `gpu-only` leaves out the CPU.
 */
const asked = new URLSearchParams(location.search);
const report = document.querySelector('#report') as HTMLElement;

function print(line: string): void {
  report.textContent += `${line}\n`;
  console.log(line);
}

async function file(path: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(examples + path)).arrayBuffer());
}

/** A worker with the model open and the rows on the GPU. */
async function openBare(model: BareModel) {
  const worker = makeWorker(
    () => new Worker(new URL('./bare.worker.ts', import.meta.url), { type: 'module', name: 'bare' }),
  );
  const answer = (message: BareModel | BareRun): Promise<number> =>
    new Promise((resolve, reject) => {
      worker.onerror = ({ message: text }) => reject(new Error(text));
      worker.onmessage = ({ data }: MessageEvent<BareAnswer>) =>
        'error' in data ? reject(new Error(data.error)) : resolve(data.milliseconds);
      worker.postMessage(message);
    });
  await answer(model);
  return { time: (run: BareRun) => answer(run), close: () => worker.terminate() };
}

async function measure(one: Case): Promise<void> {
  const samples = Number(asked.get('samples') ?? one.samples);
  const rounds = Number(asked.get('rounds') ?? one.rounds);
  const batches = asked.get('batches')?.split(',').map(Number) ?? one.batches;

  const { api, close } = spawnEngine();
  const { bytes, input, card, study, request, inputOf } = await openCase(
    api,
    (name) => file(`${one.id}/${name}`),
    one,
    samples,
  );
  const explanation = async (backend: BackendName, choice = request.input) => {
    const start = performance.now();
    let first: number | null = null;
    const note = (news: Progress) => {
      if (news.record) first ??= performance.now() - start;
    };
    const record = await api.explain('bench', { ...request, backend, input: choice }, note, { fresh: true });
    const took = performance.now() - start;
    return { took, first: first ?? took, record };
  };

  const rows = await rowsOf({ bytes, input, card, request }, { ...one, samples });
  const bare = await openBare({ ...rows.model, outputs: study.outputs.length });
  try {
    const sweep: { run: BareRun; took: number }[] = [];
    for (const captured of [false, true]) {
      for (const batch of batches) {
        const run = { batch, captured };
        try {
          sweep.push({ run, took: Math.min(await bare.time(run), await bare.time(run)) });
        } catch (error) {
          print(`  bare, ${batchWords(run)}: ${error instanceof Error ? error.message : error}`);
        }
      }
    }
    for (const { run, took } of sweep)
      print(`  bare, ${batchWords(run)}: ${took.toFixed(1)} ms, ${((1000 * rows.count) / took).toFixed(0)} rows/s`);
    const bestOf = (captured: boolean): BareRun | undefined =>
      sweep.filter(({ run }) => run.captured === captured).sort((a, b) => a.took - b.took)[0]?.run;
    const [best, repeated] = [bestOf(false), bestOf(true)];
    if (!best) return;
    // Opens sessions, compiles shaders and tries sizes of calls.
    const cold = await explanation('webgpu', await inputOf());
    for (let times = 0; times < WARM; times++) await explanation('webgpu');
    const alternated = async () => {
      const times: { explained: number; first: number; bare: number }[] = [];
      for (let round = 0; round < rounds; round++) {
        const { took, first } = await explanation('webgpu');
        times.push({ explained: took, first, bare: await bare.time(best) });
      }
      return times;
    };
    const before = await alternated();
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    const times = await alternated();
    const explained = median(times.map((time) => time.explained));
    const passes = median(times.map((time) => time.bare));
    const at = one.limit === undefined ? '' : ` (at most ${one.limit})`;
    print(
      `${one.name.padEnd(18)} ${(explained / passes).toFixed(2)}${at}   explanation ${explained.toFixed(1)} ms, cold ${cold.took.toFixed(0)} ms, first estimate ` +
        `${median(times.map((time) => time.first)).toFixed(1)} ms, ${cold.record.calls} model rows; bare passes ${passes.toFixed(1)} ms, ${rows.count} rows, ${batchWords(best)}`,
    );
    const [then, passesThen] = [median(before.map((time) => time.explained)), median(before.map((time) => time.bare))];
    print(
      `${' '.repeat(19)}${(then / passesThen).toFixed(2)} before a pause, in which the engine may record commands: ${then.toFixed(1)} ms`,
    );
    if (repeated) {
      // A separate session: changing between sessions in each round would time their opening.
      const passesRepeated: number[] = [];
      for (let round = 0; round < rounds; round++) passesRepeated.push(await bare.time(repeated));
      const least = median(passesRepeated);
      print(`${' '.repeat(19)}${(explained / least).toFixed(2)} over ${least.toFixed(1)} ms, ${batchWords(repeated)}`);
    }
    const aside = (words: string, { took }: { took: number }) =>
      print(`${' '.repeat(19)}${words} ${took.toFixed(1)} ms`);
    if (one.photo) aside('a new picture', await explanation('webgpu', await inputOf()));
    if (!asked.has('gpu-only')) {
      await explanation('wasm');
      const onCpu = await explanation('wasm');
      aside('on the CPU', onCpu);
      print(`${' '.repeat(19)}attributions differ by at most ${mostApart(cold.record, onCpu.record).toExponential(1)}`);
    }
  } finally {
    bare.close();
    close();
  }
}

/** The largest difference between two records' attributions, over the largest attribution. */
function mostApart({ attributions: found }: Explanation, { attributions: right }: Explanation): number {
  const largest = Math.max(...right.flat().map(Math.abs));
  return (
    Math.max(
      ...right.flatMap((values, output) => values.map((value, player) => Math.abs(value - found[output][player]))),
    ) / largest
  );
}

const batchWords = ({ batch, captured }: BareRun): string =>
  `${batch} rows a call${captured ? ', commands repeated' : ''}`;

async function main(): Promise<void> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return print('This browser has no WebGPU.');
  print(`${adapterName(adapter.info)}; ${navigator.hardwareConcurrency} cores`);
  // In software, the figures would say nothing about a GPU and take hours. A few samples show that
  // the page works.
  if (adapter.info.isFallbackAdapter && !asked.has('samples'))
    return print('No hardware stands behind it: there is nothing to measure.');
  const only = (asked.get('only') ?? '').toLowerCase();
  for (const one of cases.filter(({ name }) => name.toLowerCase().includes(only))) {
    try {
      await measure(one);
    } catch (error) {
      print(`${one.name}: ${error instanceof Error ? error.stack : error}`);
    }
  }
}

main().finally(() => {
  document.documentElement.dataset.state = 'done';
  document.title = 'done';
});
