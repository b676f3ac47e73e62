import { deviationOf } from '../../counterfactuals/distance.ts';
import { shortest } from '../studies/cells.ts';
import type { TabularStudy } from '../studies/study.ts';

/** What the table says of a column of the model. */
export interface ColumnFacts {
  /** Least and greatest number; the codes of levels. NaN where all are missing. */
  readonly least: number;
  readonly most: number;
  /** Median absolute deviation; see `deviationOf`. */
  readonly deviation: number;
  /** What all numbers are multiples of: 1, 0.1, …; null where they have more decimals. */
  readonly step: number | null;
  /** Numbers or codes that occur, ascending. */
  readonly seen: Float64Array;
  /** Whether it names the rows. */
  readonly identifier: boolean;
}

/** Decimals of a column that are steps; numbers with more are taken as they come. */
const DECIMALS = 6;
/** Most multiples of a step within the range: float64 tells them apart for certain. */
const MOST_STEPS = 1e9;
/** Most multiples of a step in a number: they are known to 15 digits. */
const MOST_MULTIPLES = 1e15;
/** Fewer rows may well differ in every column. */
const LEAST_ROWS = 20;

const made = new WeakMap<TabularStudy, readonly ColumnFacts[]>();

/** By column; found out once for each study. */
export function columnFacts(study: TabularStudy): readonly ColumnFacts[] {
  const known = made.get(study);
  if (known) return known;
  const { columns, rows } = study.usable();
  const facts = columns.map(({ name, levels }, column): ColumnFacts => {
    const values = Float64Array.from({ length: rows.count }, (_, row) => rows.number(row, column));
    const seen = Float64Array.from(new Set(values.filter((value) => !Number.isNaN(value)))).sort();
    const [least, most] = [seen[0] ?? Number.NaN, seen.at(-1) ?? Number.NaN];
    const all = seen.length === rows.count && rows.count >= LEAST_ROWS;
    return {
      least,
      most,
      deviation: deviationOf(values),
      step: levels ? null : stepOf(seen, study),
      seen,
      identifier: all && (levels !== null || namesRows(name)),
    };
  });
  made.set(study, facts);
  return facts;
}

const namesRows = (name: string): boolean =>
  /^(id|uuid|guid|index|no|nr|key)$|[_ .-](id|no|nr|key)$|^id[_ .-]|[a-z]Id$/i.test(name);

function stepOf(seen: Float64Array, { precision }: TabularStudy): number | null {
  if (seen.length === 0) return null;
  let decimals = 0;
  for (const value of seen) {
    const [, places = '', power = ''] =
      /^-?\d+(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(shortest(value, precision))) ?? [];
    decimals = Math.max(decimals, places.length - Number(power));
    if (decimals > DECIMALS) return null;
  }
  const step = Number(`1e-${decimals}`);
  const [least, most] = [seen[0], seen[seen.length - 1]];
  if (Math.max(-least, most) / step > MOST_MULTIPLES) return null;
  return (most - least) / step > MOST_STEPS ? null : step;
}
