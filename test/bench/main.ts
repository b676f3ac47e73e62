// What an explanation costs over the bare forward passes of the same rows: the same number of workers on both sides, the
// bare passes at their best batch size, alternated, medians.

import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseCard } from '../../src/data/card.ts';
import { parseCsv } from '../../src/data/csv.ts';
import { decodePicture } from '../../src/data/picture-decode.ts';
import type { ExplainRequest } from '../../src/engine/protocol.ts';
import { spawnEngine } from '../../src/engine/spawn.ts';
import { openStudy } from '../../src/engine/study.ts';
import { subjectOf } from '../../src/engine/subject.ts';
import { explainerNamed } from '../../src/explainers/index.ts';
import { createMasker } from '../../src/games/masker.ts';
import { createRandom } from '../../src/games/random.ts';
import { readOnnx } from '../../src/models/onnx/read.ts';
import { openBare } from './bare.ts';

interface Case {
  readonly name: string;
  readonly id: string;
  readonly model: string;
  readonly photo?: string;
  readonly samples: number;
  readonly rounds: number;
  readonly batches: readonly number[];
  /** Rows on which batch sizes are compared. */
  readonly trialRows: number;
  /** What the explanation may take, bare passes being 1. */
  readonly limit: number;
}

const tabular = { samples: 2048, rounds: 31, batches: [512, 1024, 2048, 4096, 8192, 16384], trialRows: 100_000, limit: 1.5 };
const cases: readonly Case[] = [
  { name: 'credit MLP', id: 'credit', model: 'mlp', ...tabular },
  { name: 'breast-cancer MLP', id: 'breast-cancer', model: 'mlp', ...tabular },
  {
    name: 'MobileNet',
    id: 'mobilenet',
    model: 'model',
    photo: 'photos/cat.jpg',
    samples: 128,
    rounds: 5,
    batches: [1, 2, 4, 8],
    trialRows: 32,
    limit: 1.15,
  },
];

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];
const buffer = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer as ArrayBuffer;

/** Runs the cases whose name contains `only` and prints a line for each. */
export async function bench(examples: string, only = '', workers = availableParallelism()): Promise<void> {
  console.log(`${workers} workers on each side; medians\n`);
  for (const one of cases.filter(({ name }) => name.toLowerCase().includes(only.toLowerCase())))
    await measure(one, join(examples, one.id), workers);
}

async function measure(one: Case, folder: string, workers: number): Promise<void> {
  const file = async (name: string) => new Uint8Array(await readFile(join(folder, name)));
  const bytes = await file(`${one.model}.onnx`);
  const input = await file(one.photo ?? 'data.csv');
  const card = parseCard(JSON.parse(new TextDecoder().decode(await file(`${one.model}.card.json`))), one.model);

  const engine = spawnEngine({ workers });
  const { api } = engine;
  const model = (await api.openModel({ name: one.name, data: buffer(bytes) })).handle;
  const source = { name: one.name, data: buffer(input) };
  const table = one.photo ? undefined : (await api.openTable(source)).handle;
  const picture = one.photo ? (await api.openPicture(source)).handle : '';
  const study = await api.study({ model, table, card });
  const request: ExplainRequest = {
    study: study.handle,
    input: one.photo ? { kind: 'picture', picture } : { kind: 'row', row: Number(card.samples?.[0]) },
    explainer: { name: 'kernel-shap' },
    outputs: 'default',
    seed: 0,
    // All samples, and no rows but the sampler's: both sides run the same ones.
    budget: { samples: one.samples, error: 0 },
    curves: false,
    backend: 'wasm',
  };

  const { rows, count, shape, binding, modelBytes } = await rowsOf(bytes, input, card, request, one);
  const bare = await openBare({ bytes: modelBytes, input: binding.input, output: binding.output, shape, rows }, workers);
  try {
    const best = await bestBatch(one.batches, Math.min(count, one.trialRows), (run) => bare.time(run));
    let calls = 0;
    const explanation = async () => {
      const start = performance.now();
      const record = await api.explain('bench', request, () => {});
      calls = record.calls;
      return performance.now() - start;
    };
    await explanation(); // opens the sessions
    const times: { explained: number; bare: number }[] = [];
    for (let round = 0; round < one.rounds; round++)
      times.push({ explained: await explanation(), bare: await bare.time({ rows: count, batch: best }) });
    const [explained, passes] = [median(times.map((time) => time.explained)), median(times.map((time) => time.bare))];
    const ratio = explained / passes;
    console.log(
      `${one.name.padEnd(18)} ${ratio.toFixed(2)} (at most ${one.limit})   explanation ${explained.toFixed(0)} ms, ${calls} model rows; ` +
        `bare passes ${passes.toFixed(0)} ms, ${count} rows, best batch ${best}`,
    );
  } finally {
    await bare.close();
    engine.close();
  }
}

/** The rows that the explanation has the model answer, as the explainer asks for them: kernel SHAP's plan follows the seed, not the values. */
async function rowsOf(bytes: Uint8Array, input: Uint8Array, card: ReturnType<typeof parseCard>, request: ExplainRequest, one: Case) {
  const model = await readOnnx(bytes, one.name);
  const raw = one.photo ? null : parseCsv(input, one.name);
  const shelved = one.photo ? { file: one.photo, picture: await decodePicture(input, one.photo) } : null;
  const need = <T>(value: T | null): T => {
    if (value === null) throw new Error(`${one.name} lacks its input`);
    return value;
  };
  const study = await openStudy(
    { table: 'table', card },
    model,
    () => need(raw),
    (): never => need(null as never),
    async () => 0,
  );
  const subject = await subjectOf(study, request, () => need(shelved));
  const masker = createMasker(subject.masker);
  const explainer = explainerNamed('kernel-shap').create(
    {
      players: subject.players.length,
      outputs: 1,
      samples: one.samples,
      seed: request.seed,
      random: createRandom(request.seed).fork('kernel-shap'),
      input: subject.explained,
      idle: subject.idle,
      hierarchy: subject.hierarchy,
    },
    {},
  );
  const parts: Float32Array[] = [];
  for (let step = explainer.next(); !step.done; ) {
    if (step.value.kind !== 'coalitions') throw new Error('kernel-shap asks for coalitions');
    const { coalitions } = step.value;
    const count = coalitions.count * masker.rowsPerCoalition;
    const part = new Float32Array(count * masker.columns);
    masker.write(coalitions, 0, count, part);
    parts.push(part);
    step = explainer.next(new Float64Array(coalitions.count));
  }
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const rows = new Float32Array(new SharedArrayBuffer(length * 4));
  let at = 0;
  for (const part of parts) {
    rows.set(part, at);
    at += part.length;
  }
  const { binding } = study;
  const shape = binding.kind === 'image' ? [3, ...binding.image.size] : [masker.columns];
  const name = binding.kind === 'image' ? binding.input : binding.inputs[0].name;
  return { rows, count: length / masker.columns, shape, binding: { input: name, output: binding.output }, modelBytes: study.bytes };
}

/** The batch size at which the bare passes are fastest, each tried twice. */
async function bestBatch(
  batches: readonly number[],
  rows: number,
  time: (run: { rows: number; batch: number }) => Promise<number>,
): Promise<number> {
  await time({ rows: Math.min(rows, 4 * batches[0]), batch: batches[0] });
  let best = batches[0];
  let least = Number.POSITIVE_INFINITY;
  for (const batch of batches) {
    const took = Math.min(await time({ rows, batch }), await time({ rows, batch }));
    if (took < least) [best, least] = [batch, took];
  }
  return best;
}
