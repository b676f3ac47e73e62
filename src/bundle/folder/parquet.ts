import { type ColumnSource, fileWriter, ParquetWriter } from 'hyparquet-writer';
import { type Layout, namesOf, widthOf } from '../row-values.ts';

/** Numbers that are held at once, and rows of a group at most: both decide the file's bytes. */
const GROUP = { numbers: 2 ** 20, rows: 10_000 } as const;

/** SHA-256 of what the values depend on, beside the file's name for what they are. */
export interface ValuesFacts {
  readonly model: string;
  readonly table: string;
  readonly space: string;
}

/** A file of values that is being written. Its bytes depend on its rows, not on their blocks. */
export interface ValuesFile {
  /** Adds rows by their numbers in the table, and the numbers of each, one row after the other. */
  add(rows: Int32Array, values: Float64Array): void;
  /** To be called when there are no more. */
  end(): void;
}

/**
 * Writes rows as Parquet: `row`, and a column for each number of the layout, with a null where
 * there is none. What it holds in memory does not grow with the rows. Nothing is compressed, since
 * attributions hardly can be; a column that is nearly always the same takes next to no room.
 */
export function createValuesFile(path: string, layout: Layout, facts: ValuesFacts): ValuesFile {
  const names = namesOf(layout);
  const width = widthOf(layout);
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    codec: 'UNCOMPRESSED',
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
  const numbers = new Int32Array(most);
  const columns = names.map(() => new Float64Array(most));
  let count = 0;

  function flush(): void {
    if (count === 0) return;
    const columnData: ColumnSource[] = [
      { name: 'row', data: numbers.slice(0, count), encoding: 'PLAIN' },
      ...names.map((name, at) => ({ name, data: nullable(columns[at].slice(0, count)) })),
    ];
    writer.write({ columnData, rowGroupSize: most });
    count = 0;
  }

  return {
    add(rows, values) {
      for (let done = 0; done < rows.length; ) {
        const size = Math.min(most - count, rows.length - done);
        numbers.set(rows.subarray(done, done + size), count);
        for (const [at, column] of columns.entries())
          for (let row = 0; row < size; row++) column[count + row] = values[(done + row) * width + at];
        done += size;
        count += size;
        if (count === most) flush();
      }
    },
    end() {
      flush();
      writer.finish();
    },
  };
}

const nullable = (column: Float64Array): ColumnSource['data'] =>
  column.some(Number.isNaN) ? Array.from(column, (value) => (Number.isNaN(value) ? null : value)) : column;
