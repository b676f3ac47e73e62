import type { Table } from '../data/tables/table.ts';
import type { Ranges } from './about.ts';

/** What a table's columns range over, missing cells apart. */
export function rangesOf({ file, columns, rows }: Table): Ranges {
  return {
    file,
    columns: columns.map(({ name, kind, levels }, at) => {
      if (kind === 'categorical') return { name, range: null, levels: levels && [...levels] };
      let [least, most] = [Infinity, -Infinity];
      for (const value of rows.column(at).numbers) {
        if (value < least) least = value;
        if (value > most) most = value;
      }
      return { name, range: least <= most ? [least, most] : null, levels: null };
    }),
  };
}
