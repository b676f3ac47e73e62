// How well the engine keeps its word on time: the first estimate, an error reached, deadlines kept. Times in units of the yardstick.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCard } from '../../src/data/card.ts';
import type { EngineApi, ExplainRequest, InputChoice } from '../../src/engine/protocol.ts';
import { CHUNK_MILLISECONDS } from '../../src/engine/share-out.ts';
import { spawnEngine } from '../../src/engine/spawn.ts';
import { figure, table } from './accuracy/tables.ts';
import { yardstick } from './trees/yardstick.ts';

interface Example {
  readonly name: string;
  readonly id: string;
  readonly model: string;
  readonly photo?: string;
  readonly space?: 'raw';
  /** Of a text model: its vocabulary, and files beside the model's own. */
  readonly vocabulary?: string;
  readonly beside?: readonly string[];
}

const EXAMPLES: readonly Example[] = [
  { name: 'credit MLP', id: 'credit', model: 'mlp' },
  { name: 'breast-cancer MLP', id: 'breast-cancer', model: 'mlp' },
  { name: 'credit GBT, raw', id: 'credit', model: 'gbt', space: 'raw' },
  { name: 'diabetes GBT', id: 'diabetes', model: 'gbt' },
  { name: 'penguins forest', id: 'penguins', model: 'forest' },
  { name: 'MobileNet', id: 'mobilenet', model: 'model', photo: 'photos/cat.jpg' },
  { name: 'toxicity', id: 'toxicity', model: 'model', vocabulary: 'vocab.txt' },
  {
    name: 'sentiment',
    id: 'sentiment',
    model: 'model',
    vocabulary: 'word_index.json',
    beside: ['group1-shard1of2', 'group1-shard2of2'],
  },
];
/** Those that sample, so that time matters. */
const TIMED: readonly string[] = ['credit MLP', 'breast-cancer MLP', 'MobileNet'];
const DEADLINES = 100;
const [SHORTEST, LONGEST] = [50, 5000];
const TOLERANCE = 0.1;

/** Prints them for the examples whose name contains `only`. */
export async function latency(root: string, only = ''): Promise<void> {
  const examples = join(root, 'public/examples');
  const unit = yardstick(root) * 1000;
  console.log(`The yardstick takes ${unit.toFixed(0)} ms here.`);
  const rows: string[][] = [];
  const met: { name: string; budget: number; took: number; stopped: string }[] = [];
  const timed = TIMED.filter((name) => matches(name, only));
  for (const example of EXAMPLES.filter(({ name }) => matches(name, only))) {
    const engine = spawnEngine();
    try {
      const request = await open(engine.api, examples, example);
      const first = await once(engine.api, request);
      const warm = await once(engine.api, request);
      rows.push([example.name, ...[first.estimate, warm.estimate, warm.done].map((time) => figure(time / unit)), warm.stopped]);
      if (!TIMED.includes(example.name)) continue;
      const count = Math.ceil(DEADLINES / TIMED.length);
      for (let i = 0; i < count && met.length < DEADLINES; i++) {
        const milliseconds = Math.round(SHORTEST * (LONGEST / SHORTEST) ** (i / (count - 1)));
        const { done, stopped } = await once(engine.api, { ...request, budget: { milliseconds, error: 0 } });
        met.push({ name: example.name, budget: milliseconds, took: done, stopped });
      }
    } finally {
      engine.close();
    }
  }
  table('From the request, in yardsticks', ['', 'first estimate, cold', 'first estimate, warm', '1 % error, warm', 'stopped'], rows);
  table(
    `${met.length} deadlines from ${SHORTEST} ms to ${LONGEST / 1000} s`,
    ['', 'runs', 'met within 10 %', `or ${CHUNK_MILLISECONDS} ms, two chunks`, 'worst overrun', 'in ms', 'ended before half'],
    [...timed, ''].map((name) => {
      const own = met.filter((run) => name === '' || run.name === name);
      const late = own.filter(({ budget, took }) => took > (1 + TOLERANCE) * budget).length;
      const chunks = own.filter(({ budget, took }) => took > Math.max((1 + TOLERANCE) * budget, budget + CHUNK_MILLISECONDS)).length;
      const worst = Math.max(...own.map(({ budget, took }) => took / budget));
      const over = Math.max(...own.map(({ budget, took }) => took - budget));
      const early = own.filter(({ budget, took, stopped }) => stopped === 'deadline' && took < budget / 2).length;
      return [
        name || 'all',
        `${own.length}`,
        `${own.length - late}`,
        `${own.length - chunks}`,
        `${((worst - 1) * 100).toFixed(0)} %`,
        over.toFixed(0),
        `${early}`,
      ];
    }),
  );
}

const matches = (name: string, only: string): boolean => name.toLowerCase().includes(only.toLowerCase());

async function open(api: EngineApi, examples: string, example: Example): Promise<ExplainRequest> {
  const source = async (name: string) => {
    const bytes = new Uint8Array(await readFile(join(examples, example.id, name)));
    return { name, data: bytes.slice().buffer as ArrayBuffer };
  };
  const { data } = await source(`${example.model}.card.json`);
  const card = parseCard(JSON.parse(new TextDecoder().decode(data)), example.name);
  const { photo, vocabulary: words, space, beside = [] } = example;
  const file = `${example.model}.${beside.length > 0 ? 'json' : 'onnx'}`;
  const model = (await api.openModel(await source(file), await Promise.all(beside.map(source)))).handle;
  const picture = photo && (await api.openPicture(await source(photo))).handle;
  const vocabulary = words && (await api.openVocabulary(await source(words))).handle;
  const table = photo || words ? undefined : (await api.openTable(await source('data.csv'))).handle;
  const { handle } = await api.study({ model, card, ...(table && { table }), ...(vocabulary && { vocabulary }) });
  const [sample] = card.samples ?? [];
  const input: InputChoice = picture
    ? { kind: 'picture', picture }
    : vocabulary
      ? { kind: 'text', text: String(sample) }
      : { kind: 'row', row: Number(sample) };
  return {
    study: handle,
    input,
    explainer: { name: 'auto' },
    outputs: 'default',
    seed: 0,
    budget: { error: 0.01 },
    curves: false,
    ...(space && { space }),
  };
}

/** Milliseconds until the first estimate and the answer. */
async function once(api: EngineApi, request: ExplainRequest) {
  const start = performance.now();
  let estimate = Number.NaN;
  const record = await api.explain('bench', request, (news) => {
    if (news.record && Number.isNaN(estimate)) estimate = performance.now() - start;
  });
  const done = performance.now() - start;
  return { estimate: Number.isNaN(estimate) ? done : estimate, done, stopped: record.stopped };
}
