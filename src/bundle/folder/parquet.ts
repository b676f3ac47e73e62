import { type ColumnSource, fileWriter, ParquetWriter } from 'hyparquet-writer';
import { type Layout, namesOf, widthOf } from '../row-values.ts';

/** Numbers that are held at once, and rows of a group at most: both decide the file's bytes. */
const GROUP = { numbers: 2 ** 20, rows: 10_000 } as const;

/**
 * Values of a column that are worth a list of their own, of which each row then names one in a
 * byte. Attributions are either constant or hardly ever repeat: looking at more of them for a list
 * gains nothing. It decides the file's bytes, too.
 */
const FEW = 256;

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
 * attributions hardly can be; a column of few values takes next to no room. Least and greatest
 * values stand by groups of rows and answers alone: of the others they differ little from group to
 * group, so that no reader could pass one over.
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
      { name: 'row', data: numbers.subarray(0, count), encoding: 'PLAIN' },
      ...names.map((name, at) => columnOf(name, columns[at].subarray(0, count))),
    ];
    // A page a column: a group is far smaller than the pages that the writer would look for.
    writer.write({ columnData, rowGroupSize: most, pageSize: 0 });
    count = 0;
  }

  return {
    add(rows, values) {
      for (let done = 0; done < rows.length; ) {
        const size = Math.min(most - count, rows.length - done);
        numbers.set(rows.subarray(done, done + size), count);
        // Row by row, as the values lie in memory.
        for (let row = 0, from = done * width; row < size; row++, from += width)
          for (let at = 0; at < width; at++) columns[at][count + row] = values[from + at];
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

const columnOf = (name: string, column: Float64Array): ColumnSource => ({
  name,
  data: nullable(column),
  encoding: hasFew(column) ? 'RLE_DICTIONARY' : 'PLAIN',
  statistics: name.startsWith('prediction.'),
});

// Every number of a bundle passes these two: a callback for each would be a tenth of the writing.

function nullable(column: Float64Array): ColumnSource['data'] {
  for (let at = 0; at < column.length; at++)
    if (Number.isNaN(column[at])) return Array.from(column, (value) => (Number.isNaN(value) ? null : value));
  return column;
}

/** Whether a column has values, and so few that a list of them takes less room. */
function hasFew(column: Float64Array): boolean {
  const most = Math.min(FEW, column.length / 2);
  const seen = new Set<number>();
  let last = Number.NaN;
  for (let at = 0; at < column.length; at++) {
    const value = column[at];
    if (value === last || Number.isNaN(value)) continue;
    last = value;
    seen.add(value);
    if (seen.size > most) return false;
  }
  return seen.size > 0;
}
