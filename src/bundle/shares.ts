/** Rows of a table, both included. */
export interface Rows {
  readonly first: number;
  readonly last: number;
}

/** One of several parts into which the rows are shared out; `index` from 0. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export const countOf = ({ first, last }: Rows): number => last - first + 1;

/**
 * The rows of a shard: rows in a row, as many as any other shard has, or one less. A shard has none
 * where there are more shards than rows: `last` is then `first - 1`.
 */
export function shareOf(rows: Rows, { index, of }: Shard): Rows {
  const start = (shard: number): number => rows.first + Math.floor((countOf(rows) * shard) / of);
  return { first: start(index), last: start(index + 1) - 1 };
}
