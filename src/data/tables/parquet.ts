import { gunzipSync } from 'fflate';
import { decompress } from 'fzstd';
import { type Compressors, type FileMetaData, parquetMetadata, parquetReadObjects, snappyUncompress } from 'hyparquet';
import { message } from '../../catalogue/message.ts';
import { foreign, OrielError } from '../../errors.ts';
import { MEGABYTE, UNPACKED_MEGABYTES } from '../../limits.ts';
import type { RawTable } from './csv.ts';
import { isoDay, isoTime } from './iso-time.ts';
import { type TextColumn, textColumnOf } from './text-column.ts';
import { checkExtent, rawFrom } from './typed-table.ts';

/** How pandas names the columns that it keeps a table's index in. */
const INDEX = /^__index_level_\d+__$/;

const KINDS: readonly string[] = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'ZSTD'];

/** Makes room for what a page claims to hold, unless that is more than any real one's. */
function room(bytes: number): Uint8Array {
  if (!(bytes >= 0 && bytes <= UNPACKED_MEGABYTES * MEGABYTE)) throw new RangeError(String(bytes));
  return new Uint8Array(bytes);
}

const compressors: Compressors = {
  SNAPPY(input, length) {
    const output = room(length);
    snappyUncompress(input, output);
    return output;
  },
  GZIP: (input, length) => gunzipSync(input, { out: room(length) }),
  ZSTD: (input, length) => decompress(input, room(length)),
};

const parsers = {
  dateFromDays: isoDay,
  timestampFromMilliseconds: (time: bigint) => isoTime(time, 1000n),
  timestampFromMicroseconds: (time: bigint) => isoTime(time, 1_000_000n),
  timestampFromNanoseconds: (time: bigint) => isoTime(time, 1_000_000_000n),
};

/**
 * Reads a Parquet file as the CSV file of the same cells would read: whole numbers of any size by
 * their digits, days and times as ISO 8601, nothing where a value is null or no number. Columns of
 * lists, structs or bytes are left out, and the index that pandas adds. Throws `data-unreadable`,
 * `data-too-large`, `data-empty` and `data-duplicate-column`.
 */
export async function parseParquet(bytes: Uint8Array, file: string): Promise<RawTable> {
  const { buffer, byteOffset, byteLength } = bytes;
  const whole = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  try {
    const metadata = parquetMetadata(whole, { parsers, geoparquet: false });
    const codec = codecOf(metadata);
    if (codec !== null) throw new OrielError('data-compression', { file, codec });
    const names = flatColumns(metadata);
    const left = metadata.schema.slice(1).filter(({ name }) => INDEX.test(name));
    const rows = Number(metadata.num_rows);
    checkExtent(rows, names.flat.length, file);
    const cells: TextColumn[] = [];
    const parts = partsOf(metadata);
    for (const name of names.flat) cells.push(await columnOf(whole, parts, { name, rows }));
    const notices = [
      ...left.map(({ name }) => message('data.counter', { column: name })),
      ...(names.nested.length > 0
        ? [message('data.nestedColumns', { columns: names.nested, count: names.nested.length })]
        : []),
    ];
    const lines = Int32Array.from({ length: rows }, (_, row) => row + 1);
    return rawFrom({ file, names: names.flat, cells, lines, notices });
  } catch (error) {
    if (error instanceof OrielError) throw error;
    throw new OrielError('data-unreadable', { file, format: 'Parquet', text: foreign(error) }, { cause: error });
  }
}

/** Rows that are read together, in whole groups: each reading looks through its groups anew. */
const ROWS_OF_A_PART = 2 ** 16;

/** Groups of rows that follow each other, as files of their own. */
function partsOf(metadata: FileMetaData): FileMetaData[] {
  const parts: FileMetaData[] = [];
  let row_groups: FileMetaData['row_groups'] = [];
  let rows = 0;
  const end = (): void => {
    if (rows > 0) parts.push({ ...metadata, row_groups, num_rows: BigInt(rows) });
    row_groups = [];
    rows = 0;
  };
  for (const group of metadata.row_groups) {
    const more = Number(group.num_rows);
    if (!(more > 0)) continue;
    if (rows + more > ROWS_OF_A_PART) end();
    row_groups.push(group);
    rows += more;
  }
  end();
  return parts;
}

/** A column's cells, read in parts: only a part's values are in memory besides the texts. */
async function columnOf(
  whole: ArrayBuffer,
  parts: readonly FileMetaData[],
  { name, rows }: { readonly name: string; readonly rows: number },
): Promise<TextColumn> {
  const column = textColumnOf(rows);
  let start = 0;
  for (const metadata of parts) {
    const count = Math.min(rows - start, Number(metadata.num_rows));
    const found = await parquetReadObjects({
      file: { byteLength: whole.byteLength, slice: (from, to) => whole.slice(from, to) },
      metadata,
      columns: [name],
      rowStart: 0,
      rowEnd: count,
      compressors,
      parsers,
      geoparquet: false,
    });
    for (let row = 0; row < count; row++) column.add(textOf(found[row]?.[name]));
    start += count;
    if (start === rows) break;
  }
  for (; start < rows; start++) column.add('');
  return column.end();
}

/** A kind of compression that is not read; null where there is none. */
function codecOf({ row_groups: groups }: FileMetaData): string | null {
  for (const { columns } of groups)
    for (const { meta_data: facts } of columns) if (facts && !KINDS.includes(facts.codec)) return facts.codec;
  return null;
}

/** Names of the columns with one value a row, and of those with lists, structs or bytes. */
function flatColumns({ schema }: FileMetaData): { readonly flat: string[]; readonly nested: string[] } {
  const flat: string[] = [];
  const nested: string[] = [];
  const [root] = schema;
  let at = 1;
  const skip = (): void => {
    const children = schema[at++]?.num_children ?? 0;
    for (let child = 0; child < children && at < schema.length; child++) skip();
  };
  for (let column = 0; column < (root?.num_children ?? 0) && at < schema.length; column++) {
    const { name, num_children: children, repetition_type: repetition, type } = schema[at];
    const isFlat = !children && repetition !== 'REPEATED' && (type !== 'FIXED_LEN_BYTE_ARRAY' || isNumber(schema[at]));
    if (!INDEX.test(name)) (isFlat ? flat : nested).push(name);
    skip();
  }
  return { flat, nested };
}

/** Whether bytes of a fixed number stand for a number or an identifier. */
const isNumber = ({ converted_type: kind, logical_type: logical }: FileMetaData['schema'][number]): boolean =>
  kind === 'DECIMAL' || ['DECIMAL', 'FLOAT16', 'UUID'].includes(logical?.type ?? '');

/** A value as text. A number that is none is a missing value, as it is to pandas. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string' || typeof value === 'bigint') return String(value).trim();
  return JSON.stringify(value) ?? '';
}
