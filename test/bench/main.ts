// What an explanation of the examples costs compared with the bare forward passes of the same rows.

import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { tabular } from './alternated.ts';
import { measure, type NodeCase } from './over-bare.ts';

interface ExampleCase extends NodeCase {
  /** Its folder. */
  readonly id: string;
}

const cases: readonly ExampleCase[] = [
  { name: 'credit MLP', id: 'credit', model: 'mlp', ...tabular },
  { name: 'breast-cancer MLP', id: 'breast-cancer', model: 'mlp', ...tabular },
  {
    name: 'MobileNet',
    id: 'mobilenet',
    model: 'model',
    photo: 'photos/cat.jpg',
    samples: 128,
    warm: 1,
    rounds: 5,
    batches: [1, 2, 4, 8],
    trialRows: 32,
    limit: 1.1,
    processes: true,
  },
];

/** Runs the cases whose name contains `only` and prints a line for each. */
export async function bench(examples: string, only = '', workers = availableParallelism()): Promise<void> {
  console.log(`${workers} workers on each side; medians\n`);
  for (const one of cases.filter(({ name }) => name.toLowerCase().includes(only.toLowerCase())))
    await measure(one, async (name) => new Uint8Array(await readFile(join(examples, one.id, name))), workers);
}
