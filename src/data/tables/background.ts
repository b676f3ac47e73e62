import { OrielError } from '../../errors.ts';
import type { Rows } from '../../games/game.ts';
import type { Random } from '../../numerics/random.ts';
import { dataWords } from '../../words/en.ts';
import { kMeans } from './k-means.ts';
import { completeRows, takeRows } from './select.ts';
import type { Table } from './table.ts';

/** Background rows a game may have, save where all of a table's are asked for. */
const MOST = 100;
/** Rows k-means looks at: more change its centres little and its time much. */
const K_MEANS_ROWS = 5000;

/** How to choose background rows. */
export interface BackgroundMethod {
  readonly method: 'sample' | 'k-means' | 'all';
  /** Rows wanted, 1 to 100; of no account for 'all'. */
  readonly rows: number;
}

/**
 * Background rows of a table that holds the model's columns and no others. `sample`: rows drawn
 * without replacement, in the table's order. `k-means`: centres, each value of them one that its
 * column holds, as shap.kmeans gives them (without its weights). `all`: every row. A table with no
 * more rows than wanted is taken whole. `complete` leaves out rows with missing values, for models
 * that cannot take them. Throws `data-too-few-rows` where no row is left, `request-invalid` for a
 * number out of range.
 */
export function chooseBackground(table: Table, choice: BackgroundMethod, random: Random, complete: boolean): Rows {
  const { method, rows: wanted } = choice;
  if (method !== 'all' && !(Number.isInteger(wanted) && wanted >= 1 && wanted <= MOST)) {
    throw new OrielError('request-invalid', { text: dataWords.backgroundRows(MOST, wanted) });
  }
  const usable = complete ? completeRows(table.rows) : Array.from({ length: table.rows.count }, (_, row) => row);
  if (usable.length === 0) throw new OrielError('data-too-few-rows', { file: table.file, rows: 0 });
  if (method === 'all' || usable.length <= wanted) return takeRows(table.rows, usable);
  if (method === 'sample') return takeRows(table.rows, drawn(usable, wanted, random));
  const some = usable.length > K_MEANS_ROWS ? drawn(usable, K_MEANS_ROWS, random) : usable;
  return kMeans(takeRows(table.rows, some), table.columns, wanted, random);
}

/** Some of the rows, drawn without replacement, in their old order. */
function drawn(rows: readonly number[], wanted: number, random: Random): number[] {
  const pool = [...rows];
  for (let at = 0; at < wanted; at++) {
    const other = at + random.integer(pool.length - at);
    [pool[at], pool[other]] = [pool[other], pool[at]];
  }
  return pool.slice(0, wanted).sort((a, b) => a - b);
}
