// How long it takes to find what would change an answer: to the first way, and to the proof that no
// nearer one exists, over rows of the examples and of the golden models, through the library.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CounterfactualOptions, createOriel, type Oriel, type OrielModel } from '../../src/library/index.ts';
import { nearness } from './nearness.ts';

interface Case {
  readonly name: string;
  /** Most columns that may change; null: all. */
  readonly changed: number | null;
  readonly open: (oriel: Oriel, root: string) => Promise<OrielModel>;
}

const example = (id: string, model: string, changed: number | null): Case => ({
  name: `${id} ${model}${changed === null ? '' : `, at most ${changed}`}`,
  changed,
  open(oriel, root) {
    const folder = join(root, 'public/examples', id);
    return oriel.open([join(folder, `${model}.onnx`), join(folder, 'data.csv')], {
      card: join(folder, `${model}.card.json`),
    });
  },
});

const golden = (dataset: string, kind: string): Case => ({
  name: `${dataset} ${kind}, at most 3`,
  changed: 3,
  async open(oriel, root) {
    const folder = join(root, 'test/golden');
    const data = JSON.parse(await readFile(join(folder, 'data', `${dataset}.json`), 'utf8'));
    const rows = [data.feature_names.map((name: string) => `"${name}"`), ...data.explain, ...data.background];
    const table = { name: 'rows.csv', data: new TextEncoder().encode(rows.map((row) => row.join(',')).join('\n')) };
    return oriel.open([join(folder, 'models', `${dataset}-${kind}.onnx`), table], { ask: 'none' });
  },
});

const CASES: readonly Case[] = [
  example('credit', 'gbt', 1),
  example('credit', 'gbt', 2),
  example('credit', 'gbt', 3),
  example('credit', 'gbt', null),
  example('penguins', 'forest', null),
  example('diabetes', 'gbt', 3),
  golden('breast_cancer', 'gbt'),
  golden('breast_cancer', 'rf'),
  golden('diabetes', 'gbt'),
  golden('diabetes', 'rf'),
  golden('iris', 'rf'),
  golden('wine', 'rf'),
  example('credit', 'mlp', null),
  example('breast-cancer', 'mlp', null),
];

const ROWS = 20;

interface Measured {
  readonly first: number | null;
  readonly proof: number;
  readonly ended: string;
}

/** Prints a line for each case whose name contains `only`, and how near the search comes. */
export async function counterfactual(root: string, only = ''): Promise<void> {
  console.log('milliseconds: median and largest, to the first way and to the end (proof or search)\n');
  for (const one of CASES.filter(({ name }) => name.includes(only))) {
    const oriel = await createOriel({ keep: 'none' });
    const model = await one.open(oriel, root);
    const rows = Math.min(ROWS, model.facts.rows);
    const measured: Measured[] = [];
    for (let row = 0; row < rows; row++) measured.push(await measure(model, row, one.changed));
    const firsts = measured.flatMap(({ first }) => first ?? []);
    const ended = new Map<string, number>();
    for (const { ended: how } of measured) ended.set(how, (ended.get(how) ?? 0) + 1);
    console.log(
      one.name.padEnd(34),
      `first ${spread(firsts)}`.padEnd(22),
      `end ${spread(measured.map(({ proof }) => proof))}`.padEnd(22),
      [...ended].map(([how, count]) => `${count} ${how}`).join(', '),
    );
    await oriel.close();
  }
  await nearness(root, only);
}

async function measure(model: OrielModel, row: number, changed: number | null): Promise<Measured> {
  const options: CounterfactualOptions = {
    count: 1,
    ...(changed !== null && { changed }),
    ...(model.facts.card.task === 'regression' && { to: { least: 1.15 * (await model.predict([row]))[0][0] } }),
  };
  const start = performance.now();
  let first: number | null = null;
  const job = model.counterfactual(row, options);
  job.on('progress', ({ estimate }) => {
    if (estimate && estimate.ways.length > 0) first ??= performance.now() - start;
  });
  const record = await job.result;
  const proof = performance.now() - start;
  return { first: record.ways.length > 0 ? (first ?? proof) : null, proof, ended: record.proof };
}

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const shown = (value: number | undefined) => (value === undefined ? '–' : Math.round(value));
  return `${shown(sorted[sorted.length >> 1])} … ${shown(sorted.at(-1))}`;
}
