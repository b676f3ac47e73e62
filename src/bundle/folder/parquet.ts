import type { ColumnSource } from 'hyparquet-writer';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { type Layout, namesOf, widthOf } from '../row-values.ts';

/** A row that was explained, and its numbers. */
export interface ValuesRow {
  readonly row: number;
  readonly values: Float64Array;
}

/** Numbers that are held at once, and rows of a group at most: both decide the file's bytes. */
const GROUP = { numbers: 2 ** 20, rows: 10_000 } as const;

/** SHA-256 of what the values depend on, beside the file's name for what they are. */
export interface ValuesFacts {
  readonly model: string;
  readonly table: string;
  readonly space: string;
}

/**
 * Writes rows as Parquet: `row`, and a column for each number of the layout, with a null where
 * there is none. What it holds in memory does not grow with the rows.
 */
export async function writeParquet(
  path: string,
  layout: Layout,
  { rows, facts }: { readonly rows: AsyncIterable<ValuesRow>; readonly facts: ValuesFacts },
): Promise<void> {
  const names = namesOf(layout);
  const width = widthOf(layout);
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: [
      { name: 'root', num_children: names.length + 1 },
      { name: 'row', type: 'INT32', repetition_type: 'REQUIRED' },
      ...names.map((name) => ({ name, type: 'DOUBLE', repetition_type: 'OPTIONAL' }) as const),
    ],
    kvMetadata: [
      { key: 'oriel.schema', value: 'oriel.values/1' },
      ...Object.entries(facts).map(([key, value]) => ({ key: `oriel.${key}`, value })),
    ],
    createdBy: 'oriel',
  });
  const most = Math.max(1, Math.min(GROUP.rows, Math.floor(GROUP.numbers / (width + 1))));
  let group: ValuesRow[] = [];
  const flush = async (): Promise<void> => {
    if (group.length === 0) return;
    const rows = group;
    group = [];
    const columnData: ColumnSource[] = [
      { name: 'row', data: Int32Array.from(rows, ({ row }) => row) },
      ...names.map((name, at) => ({
        name,
        data: rows.map(({ values }) => (Number.isNaN(values[at]) ? null : values[at])),
      })),
    ];
    await writer.write({ columnData, rowGroupSize: most });
  };
  for await (const row of rows) {
    group.push(row);
    if (group.length === most) await flush();
  }
  await flush();
  await writer.finish();
}
