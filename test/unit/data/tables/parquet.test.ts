import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { parseParquet } from '../../../../src/data/tables/parquet.ts';
import { failureOf } from '../../../support/failure.ts';

type Columns = Parameters<typeof parquetWriteBuffer>[0]['columnData'];
const bytesOf = (columnData: Columns, options: object = {}) =>
  new Uint8Array(parquetWriteBuffer({ columnData, ...options }));

const columns: Columns = [
  { name: 'age', data: [64, null, 41], type: 'INT32', nullable: true },
  { name: 'id', data: [9007199254740993n, -5n, 0n], type: 'INT64' },
  { name: 'dose', data: [0.1, Number.NaN, 1e-7], type: 'DOUBLE' },
  { name: 'single', data: [0.5, 0.1, 3], type: 'FLOAT' },
  { name: 'smokes', data: [true, false, null], type: 'BOOLEAN', nullable: true },
  { name: 'ward', data: ['Süd', 'Nord', 'Süd'], type: 'STRING' },
  {
    name: 'seen',
    data: [new Date('2023-04-14T00:00:00Z'), new Date('2023-04-14T18:30:00.250Z'), new Date('1969-12-31T23:59:59Z')],
    type: 'TIMESTAMP',
  },
];

const expected = [
  ['64', '', '41'],
  ['9007199254740993', '-5', '0'],
  ['0.1', '', '1e-7'],
  ['0.5', '0.10000000149011612', '3'],
  ['True', 'False', ''],
  ['Süd', 'Nord', 'Süd'],
  ['2023-04-14', '2023-04-14T18:30:00.25', '1969-12-31T23:59:59'],
];

test.each(['SNAPPY', 'UNCOMPRESSED'] as const)(
  'a Parquet file reads as the CSV of its cells would: %s',
  async (codec) => {
    const table = await parseParquet(bytesOf(columns, { codec }), 'table.parquet');
    expect(table.header).toEqual(columns.map(({ name }) => name));
    expect(table.cells.map((cells) => [...cells])).toEqual(expected);
    expect([...table.lines]).toEqual([1, 2, 3]);
    expect(table.notices).toEqual([]);
  },
);

test('several groups of rows follow each other', async () => {
  const data = Array.from({ length: 2500 }, (_, at) => at);
  const bytes = bytesOf([{ name: 'a', data, type: 'INT32' }], { rowGroupSize: 1000 });
  expect([...(await parseParquet(bytes, 't.parquet')).cells[0]]).toEqual(data.map(String));
});

test('many small groups, nulls in some of them and other texts in each, read like one', async () => {
  const rows = Array.from({ length: 3000 }, (_, at) => at);
  const columns: Columns = [
    {
      name: 'a',
      data: rows.map((at) => (at > 1500 && at % 3 === 0 ? null : `level ${at >> 6}`)),
      type: 'STRING',
      nullable: true,
    },
    { name: 'b', data: rows.map((at) => at / 8), type: 'DOUBLE' },
  ];
  const [one, many] = await Promise.all(
    [5000, 7].map((rowGroupSize) => parseParquet(bytesOf(columns, { rowGroupSize }), 't.parquet')),
  );
  expect(many.cells.map((cells) => [...cells])).toEqual(one.cells.map((cells) => [...cells]));
  expect(many.cells[0].at(1503)).toBe('');
  expect(many.cells[0].at(1504)).toBe('level 23');
});

test('the index of pandas is left out, and that is said', async () => {
  const bytes = bytesOf([
    { name: 'a', data: [1, 2], type: 'INT32' },
    { name: '__index_level_0__', data: [7n, 8n], type: 'INT64' },
  ]);
  const table = await parseParquet(bytes, 't.parquet');
  expect(table.header).toEqual(['a']);
  expect(table.notices).toEqual([{ key: 'data.counter', values: { column: '__index_level_0__' } }]);
});

test('refused: damaged files, wherever the damage is', async () => {
  const whole = bytesOf(columns);
  for (let cut = 4; cut < whole.length; cut += 37) {
    const error = await failureOf(() => parseParquet(whole.subarray(0, cut), 't.parquet'));
    expect(error).toMatchObject({ code: 'data-unreadable' });
  }
});

test('refused: more rows than memory holds, before any is read', async () => {
  const bytes = bytesOf([{ name: 'a', data: [1n], type: 'INT64' }]);
  const footer = bytes.length - 8 - new DataView(bytes.buffer).getUint32(bytes.length - 8, true);
  // Thrift's field 3 of the file's metadata, an int64, holds the number of rows: 1, as zigzag.
  const at = bytes.findIndex((byte, index) => index > footer + 8 && byte === 0x16 && bytes[index + 1] === 2);
  const grown = [0x16, 0xfe, 0xff, 0xff, 0xff, 0x0f];
  const bomb = Uint8Array.from([...bytes.subarray(0, at), ...grown, ...bytes.subarray(at + 2)]);
  new DataView(bomb.buffer).setUint32(bomb.length - 8, bomb.length - 8 - footer, true);
  expect(await failureOf(() => parseParquet(bomb, 't.parquet'))).toMatchObject({ code: 'data-too-large' });
});
