// What explanations of small networks cost compared with the bare forward passes of the same rows.

import { availableParallelism } from 'node:os';
import { measure } from '../over-bare.ts';
import { caseOf, filesOf, smallNetworks } from './networks.ts';

/** Runs the networks whose name contains `only`, in Node, and prints a line for each. */
export async function small(only: string, workers = availableParallelism()): Promise<void> {
  console.log(`Node, ${workers} workers on each side; medians\n`);
  for (const network of smallNetworks.filter(({ name }) => name.includes(only)))
    await measure(caseOf(network), filesOf(network), workers);
}
