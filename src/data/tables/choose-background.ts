import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { Rows } from '../../games/game.ts';
import { limits } from '../../limits.ts';
import type { Random } from '../../numerics/random.ts';
import type { Table } from './table.ts';
import { allRows, completeRows, takeRows } from './table-rows.ts';

/** Rows that k-means uses: more would change its centres little and its time a lot. */
const K_MEANS_ROWS = 5000;

/** How to choose background rows. */
interface BackgroundMethod {
  readonly method: 'sample' | 'k-means' | 'all';
  /** Number of rows, within the limits; 'all' ignores it. */
  readonly rows: number;
  /** The largest number of rows. Default: that of `limits.backgroundRows`. */
  readonly most?: number;
}

/**
 * Background rows from a table that holds exactly the model's columns. `sample` draws rows without
 * replacement and keeps the table's order. `k-means` gives centres whose values all occur in their
 * columns, as shap.kmeans does (without its weights). `all` takes every row. A table with no more
 * rows than wanted is taken whole. `complete` leaves out rows with missing values, for models that
 * cannot take them. Throws `data-too-few-rows` where no row is left, and `request-invalid` for a
 * number of rows out of range.
 */
export async function chooseBackground(
  table: Table,
  choice: BackgroundMethod,
  random: Random,
  complete: boolean,
): Promise<Rows> {
  const [least, largest] = limits.backgroundRows;
  const { method, rows: wanted, most = largest } = choice;
  if (method !== 'all' && !(Number.isInteger(wanted) && wanted >= least && wanted <= most)) {
    throw new OrielError('request-invalid', { text: message('data.backgroundRows', { least, most, rows: wanted }) });
  }
  const usable = complete ? completeRows(table.rows) : allRows(table.rows.count);
  if (usable.length === 0) throw new OrielError('data-too-few-rows', { file: table.file, rows: 0 });
  if (method === 'all' || usable.length <= wanted) return takeRows(table.rows, usable);
  if (method === 'sample') return takeRows(table.rows, drawn(usable, wanted, random));
  const some = usable.length > K_MEANS_ROWS ? drawn(usable, K_MEANS_ROWS, random) : usable;
  const { kMeans } = await import('./k-means.ts');
  return kMeans(takeRows(table.rows, some), table.columns, wanted, random);
}

/** Draws some of the rows without replacement, and keeps their order. */
function drawn(rows: Int32Array, wanted: number, random: Random): Int32Array {
  const pool = rows.slice();
  for (let at = 0; at < wanted; at++) {
    const other = at + random.integer(pool.length - at);
    [pool[at], pool[other]] = [pool[other], pool[at]];
  }
  return pool.slice(0, wanted).sort();
}
