// How quick the engine is: the time to the first estimate and to a small error, and how well
// deadlines are kept. Times are in units of the yardstick.

import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseCard } from '../../src/data/card.ts';
import { MOST_WORKERS } from '../../src/engine/backends/study-pools.ts';
import { CALL_MILLISECONDS } from '../../src/engine/pool/chunk-size.ts';
import type { EngineApi, ExplainRequest, InputChoice, Progress } from '../../src/engine/protocol.ts';
import { spawnEngine } from '../../src/engine/workers/spawn.ts';
import { figure, table } from './accuracy/tables.ts';
import { type ColdLimits, coldLimits } from './cold-limits.ts';
import { yardstick } from './trees/yardstick.ts';

interface Example {
  readonly name: string;
  readonly id: string;
  readonly model: string;
  readonly photo?: string;
  readonly space?: 'raw';
  /** For a text model: its vocabulary, and the files that lie beside the model's own. */
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
/** Examples that are sampled, so that a deadline matters. */
const TIMED: readonly string[] = ['credit MLP', 'breast-cancer MLP', 'MobileNet'];
/**
 * An explanation in limited time, in milliseconds. `chunk` is the time for the work that an
 * evaluator is given at once.
 */
interface Kept {
  readonly name: string;
  readonly budget: number;
  readonly chunk: number;
  readonly took: number;
  readonly stopped: string;
}

const DEADLINES = 100;
const [SHORTEST, LONGEST] = [50, 5000];
const TOLERANCE = 0.1;

/**
 * Prints the times of the examples whose name contains `only`; for `cold`, which a part of an
 * explainer's and a model's name may follow, how limits are kept where nothing is warm.
 */
export async function latency(root: string, only = '', cold: ColdLimits = {}): Promise<void> {
  const [first, ...rest] = only.split(' ');
  if (first === 'cold') return coldLimits(root, { ...cold, only: rest.join(' ') });
  const examples = join(root, 'public/examples');
  const unit = yardstick(root) * 1000;
  console.log(`The yardstick takes ${unit.toFixed(0)} ms here.`);
  const rows: string[][] = [];
  const met: Kept[] = [];
  const timed = TIMED.filter((name) => matches(name, only));
  for (const example of EXAMPLES.filter(({ name }) => matches(name, only))) {
    const engine = spawnEngine();
    try {
      const request = await open(engine.api, examples, example);
      const first = await once(engine.api, request);
      const warm = await once(engine.api, request);
      rows.push([
        example.name,
        ...[first.estimate, warm.estimate, warm.done].map((time) => figure(time / unit)),
        warm.stopped,
      ]);
      if (!TIMED.includes(example.name)) continue;
      const count = Math.ceil(DEADLINES / TIMED.length);
      const chunk = Math.max(CALL_MILLISECONDS, await rowMilliseconds(engine.api, request));
      for (let i = 0; i < count && met.length < DEADLINES; i++) {
        const milliseconds = Math.round(SHORTEST * (LONGEST / SHORTEST) ** (i / (count - 1)));
        const { done, stopped } = await once(engine.api, { ...request, budget: { milliseconds, error: 0 } });
        met.push({ name: example.name, budget: milliseconds, chunk, took: done, stopped });
      }
    } finally {
      engine.close();
    }
  }
  table(
    'From the request, in yardsticks',
    ['', 'first estimate, cold', 'first estimate, warm', '1 % error, warm', 'stopped'],
    rows,
  );
  const late = (runs: readonly Kept[], allowed: (run: Kept) => number) =>
    runs.filter((run) => run.took - run.budget > allowed(run));
  const share = ({ budget }: Kept) => TOLERANCE * budget;
  const either = (run: Kept) => Math.max(share(run), run.chunk);
  table(
    `${met.length} deadlines from ${SHORTEST} ms to ${LONGEST / 1000} s`,
    ['', 'runs', 'a chunk in ms', 'met within 10 %', 'or one chunk', 'worst overrun', 'in ms', 'ended before half'],
    [...timed, ''].map((name) => {
      const own = met.filter((run) => name === '' || run.name === name);
      const worst = Math.max(...own.map(({ budget, took }) => took / budget));
      const over = Math.max(...own.map(({ budget, took }) => took - budget));
      const early = own.filter(({ budget, took, stopped }) => stopped === 'deadline' && took < budget / 2).length;
      return [
        name || 'all',
        `${own.length}`,
        name && own[0].chunk.toFixed(0),
        `${own.length - late(own, share).length}`,
        `${own.length - late(own, either).length}`,
        `${((worst - 1) * 100).toFixed(0)} %`,
        over.toFixed(0),
        `${early}`,
      ];
    }),
  );
  for (const { name, budget, took } of late(met, either)) {
    console.log(`  later than that: ${name}, ${budget} ms given, ${took.toFixed(0)} ms taken`);
  }
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

/** Milliseconds until the first estimate, and until the answer. */
async function once(api: EngineApi, request: ExplainRequest) {
  const start = performance.now();
  let estimate = Number.NaN;
  const note = (news: Progress) => {
    if (news.record && Number.isNaN(estimate)) estimate = performance.now() - start;
  };
  const record = await api.explain('bench', request, note, { fresh: true });
  const done = performance.now() - start;
  return { estimate: Number.isNaN(estimate) ? done : estimate, done, stopped: record.stopped };
}

/**
 * Milliseconds that an evaluator takes for one row while the others work too: the smallest piece of
 * work there is.
 */
async function rowMilliseconds(api: EngineApi, { study, input }: ExplainRequest): Promise<number> {
  const explainer = { name: 'kernel-shap' };
  const budget = { samples: 64, error: 0 };
  const record = await api.explain(
    'row',
    { study, input, explainer, outputs: 'default', seed: 0, budget, curves: false },
    () => {},
    { fresh: true },
  );
  return (record.milliseconds * Math.min(availableParallelism(), MOST_WORKERS)) / record.calls;
}
