import type { OrielModel } from '../library/index.ts';
import type { Explanation } from '../records/record.ts';
import { delimitedLine, type Field, type RowsLayout, rowFields, rowsHeader } from '../records/rows-csv.ts';

/** The table that records are about, with the columns that the model is not given. */
export interface CsvTable {
  readonly columns: readonly string[];
  /** Cells as the file has them, of rows from one to another, both included. */
  rows(first: number, last: number): Promise<ReadonlyMap<number, readonly string[]>>;
}

/** A model's table. */
export async function csvTable(model: Pick<OrielModel, 'table'>): Promise<CsvTable> {
  const { columns } = await model.table({ first: 0, last: 0 });
  return {
    columns,
    async rows(first, last) {
      const { rows } = await model.table({ first, last });
      return new Map(rows.map((cells, at) => [first + at, cells]));
    },
  };
}

/** Columns of the file: those of the table, else of all records. */
function layoutOf(
  records: readonly Explanation[],
  outputs: readonly string[],
  table: CsvTable | null,
): RowsLayout & { readonly explained: NonNullable<RowsLayout['explained']> } {
  const distinct = (names: (record: Explanation) => readonly string[]) => [...new Set(records.flatMap(names))];
  return {
    columns: table?.columns ?? distinct(({ input }) => (input.kind === 'tabular' ? input.columns : [])),
    outputs,
    // What is explained of one row may be another class than of the next.
    explained: { outputs, players: distinct(({ players }) => players) },
  };
}

/**
 * Lines of CSV for records as they come; the header, which the first of them decide, before all.
 * What a spreadsheet would compute is marked as text (`delimitedLine`).
 */
export function csvWriter(
  outputs: readonly string[],
  table: CsvTable | null = null,
): (records: readonly Explanation[]) => Promise<string[]> {
  let layout: ReturnType<typeof layoutOf> | null = null;
  const line = (fields: readonly Field[]) => delimitedLine(fields).trimEnd();
  return async (records) => {
    if (records.length === 0) return [];
    const isFirst = layout === null;
    layout ??= layoutOf(records, outputs, table);
    const own = layout;
    const rows = records.flatMap(({ input }) => (input.kind === 'tabular' && input.row !== null ? [input.row] : []));
    const found = table && rows.length > 0 ? await table.rows(Math.min(...rows), Math.max(...rows)) : null;
    const lines = records.map((record) => {
      const { input } = record;
      const row = input.kind === 'tabular' ? input.row : null;
      const answers = outputs.map((name) => record.modelOutput[record.outputs.indexOf(name)] ?? Number.NaN);
      const cells = cellsOf(record, own.columns, row === null ? undefined : found?.get(row));
      return line(rowFields(own, { row, cells, answers, record }));
    });
    return isFirst ? [line(rowsHeader(own)), ...lines] : lines;
  };
}

/**
 * The model's columns as the record has them: levels by their names, numbers with a decimal point.
 * All others as the table has them: an id or a postcode is no number.
 */
function cellsOf({ input }: Explanation, columns: readonly string[], cells: readonly string[] | undefined): Field[] {
  const places = new Map(input.kind === 'tabular' ? input.columns.map((name, at) => [name, at]) : []);
  const values = input.kind === 'tabular' ? input.values : null;
  return columns.map((name, column) => {
    const at = places.get(name);
    return at === undefined ? (cells?.[column] ?? null) : (values?.[at] ?? null);
  });
}
