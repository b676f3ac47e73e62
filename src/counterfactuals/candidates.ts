import { below32, below64 } from '../numerics/next-number.ts';
import type { Numbers } from '../numerics/numbers.ts';
import type { Structure } from '../structures/structure.ts';
import { allSettings, type Lever } from './lever.ts';
import { besides, endsOf, type NumberDomain } from './number-domain.ts';
import { dataSettings, spread, type Table } from './search/data-settings.ts';
import { cutsOf, testsOf } from './trees/tests.ts';

/** Settings of a lever that are tried one by one, and whether nothing between them is missed. */
export interface Candidates {
  /** Numbers in their order; without a missing value. */
  readonly settings: readonly (readonly number[])[];
  readonly exact: boolean;
}

/** Numbers of a column that are all tried: of models that are read, and of those that are asked. */
const TRIED_READ = 5001;
const TRIED_ASKED = 100;
/** Of more, so many that the data has. */
const TRIED_OF_DATA = 64;

/**
 * Settings that show where the answer changes as one lever moves: of trees the numbers on both
 * sides of every threshold; else all that there are where these are few, or some of the data's.
 */
export function candidatesOf(structure: Structure | null, table: Table): (lever: Lever, row: Numbers) => Candidates {
  const trees = structure?.kind === 'trees' && !structure.encoding ? structure.trees : null;
  const tests = trees && !trees.linear ? testsOf(trees) : null;
  return (lever, row) => {
    if (lever.kind !== 'number') {
      const settings = allSettings(lever, row, TRIED_READ) ?? [];
      return { settings: present(settings), exact: !(lever.kind === 'together' && lever.sampled) };
    }
    const { domain, columns } = lever;
    if (trees && tests) {
      const asked = Array.from(tests.columns, (_, test) => test).filter((test) => tests.columns[test] === columns[0]);
      const before = trees.precision === 'float32' ? below32 : below64;
      const cuts = cutsOf(trees, asked, tests.nodes, before);
      return { settings: besideCuts(domain, cuts, trees.precision).map((value) => [value]), exact: true };
    }
    const all = allSettings(lever, row, structure ? TRIED_READ : TRIED_ASKED);
    if (all) return { settings: present(all), exact: true };
    return { settings: spread(present(dataSettings(lever, row, table)), TRIED_OF_DATA), exact: false };
  };
}

/** The ends of a domain, and its numbers on both sides of each cut, ascending. */
export function besideCuts(
  domain: NumberDomain,
  cuts: readonly number[],
  precision: NumberDomain['precision'],
): number[] {
  const numbers = new Set(endsOf(domain));
  for (const cut of cuts) for (const value of besides(domain, cut, precision)) numbers.add(value);
  return [...numbers].sort((a, b) => a - b);
}

const present = (settings: readonly (readonly number[])[]) =>
  settings.filter((values) => !values.some((value) => Number.isNaN(value)));
