import { TableRows } from '../../../src/data/tables/table-rows.ts';
import { type Numbers, precisionOf } from '../../../src/numerics/numbers.ts';

/** Rows of a table with these numbers, one row after the other. */
export function tableRows(data: Numbers, columns: number): TableRows {
  const count = data.length / columns;
  const codes = Uint32Array.from({ length: count }, (_, row) => row);
  return new TableRows({
    count,
    precision: precisionOf(data),
    chosen: null,
    columns: Array.from({ length: columns }, (_, column) => ({
      codes,
      numbers: data.filter((_, at) => at % columns === column),
    })),
  });
}
