import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCsv } from '../../../../src/data/tables/csv.ts';
import { firstLines } from '../../../../src/data/tables/first-lines.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const lines = (count: number, of: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => `${of(at)}\n`).join('');

/** How many rows there are, which say what they say in the whole file. */
function compared(file: Uint8Array, head: number): number {
  const first = firstLines(file.slice(0, head));
  if (!first) throw new Error('there are none');
  const [some, all] = [first, file].map((each) => parseCsv(each, 'x.csv'));
  const rows = some.lines.length;
  const told = ({ header, cells, lines: begin }: typeof some) => ({
    header,
    cells: cells.map((column) => Array.from({ length: rows }, (_, row) => column.at(row))),
    lines: [...begin.slice(0, rows)],
  });
  expect(told(some)).toEqual(told(all));
  return rows;
}

interface Written {
  readonly header: string;
  readonly row: (at: number) => string;
  readonly head: number;
}

describe('the first rows of a file say what these rows of the whole file say', () => {
  test.each<[string, Written]>([
    ['of a file of many', { header: 'a,b\n', row: (at) => `${at},text ${at % 7}\n`, head: 40_000 }],
    ['of one that is cut in a line', { header: 'a,b\n', row: (at) => `${at},text ${at % 7}\n`, head: 12_345 }],
    ['with carriage returns', { header: 'a;b\r\n', row: (at) => `${at};1,5\r\n`, head: 9000 }],
    ['named by a first line', { header: 'sep=;\na;b\n', row: (at) => `${at};x\n`, head: 9000 }],
    ['with line breaks in quotes', { header: '"a","b"\n', row: (at) => `${at},"one\n""two"" \n3"\n`, head: 20_000 }],
    ['of letters of several bytes', { header: 'é,ß\n', row: (at) => `${at},größe €\n`, head: 20_001 }],
  ])('%s', (_, { header, row, head }) => {
    const rows = Array.from({ length: 3000 }, (_, at) => row(at));
    const file = bytes(header + rows.join(''));
    const ends = rows.map(
      (
        (end) => (text: string) =>
          (end += bytes(text).length)
      )(bytes(header).length),
    );
    expect(compared(file, head)).toBe(Math.min(2000, ends.filter((end) => end <= head).length));
  });

  test('of a table that was made longer', () => {
    const text = readFileSync('public/examples/credit/data.csv', 'utf8');
    const rows = text.slice(text.indexOf('\n') + 1);
    expect(compared(bytes(text + rows.repeat(4)), 2 ** 20)).toBe(2000);
  });
});

describe('there are none', () => {
  test.each([
    ['where there are too few', bytes(lines(500, () => 'a,b'))],
    ['of lines that end with carriage returns alone', bytes('a,b\r'.repeat(3000))],
    ['where a quote stays open', bytes(`a,b\n"1,2\n${lines(3000, () => '1,2')}`)],
    [
      'of UTF-16',
      new Uint8Array(new Uint16Array([...lines(3000, () => '1,2')].map((sign) => sign.charCodeAt(0))).buffer),
    ],
    ['of Parquet', bytes(`PAR1${lines(3000, () => '1,2')}`)],
    ['of a zip', bytes(`PK\x03\x04${lines(3000, () => '1,2')}`)],
  ])('%s', (_, head) => expect(firstLines(head)).toBeNull());
});
