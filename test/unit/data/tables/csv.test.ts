import { readFileSync } from 'node:fs';
import { encode as encodePng } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { message } from '../../../../src/catalogue/message.ts';
import { parseCsv } from '../../../../src/data/tables/csv.ts';
import { tableLimits } from '../../../../src/limits.ts';
import { errorOf } from '../../support/errors.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (text: string) => parseCsv(bytes(text), 'x.csv');
const errorFor = (input: string | Uint8Array) =>
  errorOf(() => parseCsv(typeof input === 'string' ? bytes(input) : input, 'x.csv'));

describe('what is read', () => {
  test.each([
    ['credit', 1000, 21],
    ['breast-cancer', 569, 31],
    ['penguins', 333, 7],
    ['diabetes', 442, 11],
  ])('%s', (name, rows, columns) => {
    const path = `public/examples/${name}/data.csv`;
    const table = parseCsv(readFileSync(path), path);
    expect(table.header).toHaveLength(columns);
    expect(table.cells.map((column) => column.length)).toEqual(new Array(columns).fill(rows));
    expect([...table.lines]).toEqual(Array.from({ length: rows }, (_, row) => row + 2));
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(table.cells.map((column) => column.at(17)).join(',')).toBe(lines[18]);
  });

  test.each([
    ['comma', 'a,b\n1,2\n3,4\n'],
    ['semicolon', 'a;b\n1;2\n3;4\n'],
    ['tab', 'a\tb\n1\t2\n3\t4'],
    ['CRLF', 'a,b\r\n1,2\r\n3,4\r\n'],
    ['CR', 'a,b\r1,2\r3,4\r'],
    ['byte order mark', '\uFEFFa,b\n1,2\n3,4\n'],
    ['quotes', '"a","b"\n"1","2"\n3,"4"\n'],
    ['white space', ' a , b\n1 ,2\n 3,\t4\n'],
    ['empty lines at the end', 'a,b\n1,2\n3,4\n\n\n  \n'],
    ['rows of delimiters at the end', 'a,b\n1,2\n3,4\n,\n,\n'],
    ['a nameless column without cells', 'a,b,\n1,2,\n3,4,\n'],
  ])('%s', (_, text) => {
    const table = parse(text);
    expect(table.header).toEqual(['a', 'b']);
    expect(table.cells.map((cells) => [...cells])).toEqual([
      ['1', '3'],
      ['2', '4'],
    ]);
  });

  test('a decimal comma stays in its cell', () => {
    expect(parse('a;b\n1,5;2,5\n3,5;4,5\n').cells.map((cells) => [...cells])).toEqual([
      ['1,5', '3,5'],
      ['2,5', '4,5'],
    ]);
  });

  test('delimiters, doubled quotes and line breaks in quotes, and the lines rows begin on', () => {
    const table = parse('a,b\n"x, ""y""\nz",1\n\nu,2\n\n\n"v\n\nw",3\nt,4\n');
    expect([...table.cells[0]]).toEqual(['x, "y"\nz', 'u', 'v\n\nw', 't']);
    expect([...table.lines]).toEqual([2, 5, 8, 11]);
  });

  test('a blank line in quotes counts as a line, and is no row', () => {
    const table = parse('a\n""\nu\n\nv\n');
    expect(table.cells.map((cells) => [...cells])).toEqual([['u', 'v']]);
    expect([...table.lines]).toEqual([3, 5]);
  });

  test('one column, empty cells, and a column without a name', () => {
    expect(parse('a\n1\n2\n').cells.map((cells) => [...cells])).toEqual([['1', '2']]);
    expect(parse('a,b\n,1\n2,\n').cells.map((cells) => [...cells])).toEqual([
      ['', '2'],
      ['1', ''],
    ]);
    expect(parse(',b\n0,1\n1,5\n').header).toEqual(['column 1', 'b']);
  });

  test('counted column names, as pandas writes them', () => {
    expect(parse('0,1,2\n5,6,7\n').header).toEqual(['0', '1', '2']);
  });
});

describe('what is refused', () => {
  test.each([
    ['no bytes', ''],
    ['white space', ' \n\n\r\n\t'],
    ['a header alone', 'a,b\n'],
    ['a header and empty lines', 'a,b\n\n\n,\n'],
  ])('empty: %s', (_, text) => expect(errorFor(text).code).toBe('data-empty'));

  test('what is not text', () => {
    expect(errorFor(encodePng({ width: 2, height: 2, data: new Uint8Array(12), channels: 3 })).code).toBe(
      'data-binary',
    );
    expect(errorFor(readFileSync('public/examples/credit/mlp.onnx')).code).toBe('data-binary');
    expect(errorFor(Uint8Array.of(97, 44, 98, 10, 0xe9, 1, 44, 49, 10)).code).toBe('data-binary');
    expect(errorFor(Uint8Array.of(0xff, 0xfe, 97, 0, 44, 0, 1, 0, 98, 0)).code).toBe('data-binary');
    expect(errorFor(Uint8Array.of(0xff, 0xfe, 97, 0, 0, 0xd8, 98, 0)).code).toBe('data-binary');
  });

  test('10 MB on one line, without reading on', () => {
    const long = new Uint8Array(10_000_000).fill(49);
    expect(errorFor(long)).toMatchObject({ code: 'data-line-too-long', details: { line: 1, limit: 1_000_000 } });
    const second = bytes('a,b\n1,2\n').length;
    const table = new Uint8Array(2_000_000).fill(49);
    table.set(bytes('a,b\n1,2\n'));
    expect(errorFor(table)).toMatchObject({ code: 'data-line-too-long', details: { line: 3 } });
    expect(parseCsv(table.subarray(0, second), 'x.csv').cells.map((cells) => [...cells])).toEqual([['1'], ['2']]);
  });

  test('the limit counts characters, and a line of just that many is read', () => {
    const row = 'é'.repeat(999_998);
    expect(parse(`a,b\n${row},1\n`).cells[0].at(0)).toHaveLength(999_998);
    expect(errorFor(`a,b\n${row}é,1\n`).code).toBe('data-line-too-long');
  });

  test('ragged rows, by their line', () => {
    expect(errorFor('a,b,c\n1,2,3\n\n4,5\n')).toMatchObject({
      code: 'data-ragged',
      details: { line: 4, found: 2, expected: 3 },
    });
    expect(errorFor('a,b\n1,"x\ny"\n1,2,3\n')).toMatchObject({
      code: 'data-ragged',
      details: { line: 4, found: 3, expected: 2 },
    });
  });

  test('a column named twice', () => {
    expect(errorFor('a,b,a\n1,2,3\n')).toMatchObject({ code: 'data-duplicate-column', details: { column: 'a' } });
  });

  test('more than fits into memory, at once', () => {
    const names = Array.from({ length: 120_000 }, (_, n) => n.toString(36)).join(',');
    expect(errorFor(`${names}\n${'1,'.repeat(119_999)}1\n`)).toMatchObject({
      code: 'data-too-large',
      details: { text: message('data.size.columns', { columns: 120_000, limit: tableLimits.columns }) },
    });
    expect(errorFor(`a,b\n${'1,2\n'.repeat(9_000_000)}`)).toMatchObject({
      code: 'data-too-large',
      details: { text: message('data.size.cells', { rows: 9_000_000, columns: 2, limit: 5_000_000 }) },
    });
    expect(errorFor(new Uint8Array(tableLimits.megabytes * 2 ** 20 + 1)).code).toBe('data-too-large');
  });

  test('quotes that do not match, by their line', () => {
    expect(errorFor('a,b\n1,2\n3,"x\n5,6\n')).toMatchObject({ code: 'data-quotes', details: { line: 3 } });
    expect(errorFor('a,b\n1,2\n3,4\n"x"y,6\n7,8\n')).toMatchObject({ code: 'data-quotes', details: { line: 4 } });
  });

  test('numbers where names should be', () => {
    expect(errorFor('1.5,2,7\n3,4,5\n').code).toBe('data-no-header');
    expect(errorFor('6\n148\n').code).toBe('data-no-header');
  });
});

describe('names', () => {
  test('10,000 of sixty letters that begin alike, from right to left, or of emoji', () => {
    const begin = 'the mean concentration of something in the blood, sample ';
    const names = Array.from({ length: 10_000 }, (_, n) => `${['', 'מדידה ', '🧪🧫 ', 'القياس '][n % 4]}${begin}${n}`);
    const header = names.map((name) => `"${name}"`).join(',');
    const table = parse(`${header}\n${names.map((_, n) => n / 2).join(',')}\n`);
    expect(table.header).toEqual(names);
    expect([...table.cells[9_999]]).toEqual(['4999.5']);
    expect(table.notices).toEqual([]);
    const row = `${names.map((_, n) => n / 2).join(',')}`;
    expect(errorFor(`"${names[7]}",${header}\n0,${row}\n`)).toMatchObject({
      code: 'data-duplicate-column',
      details: { column: names[7] },
    });
  });

  test.each([
    ['Age', 'age'],
    ['body mass', 'body  mass'],
    ['h\u00f6he', 'ho\u0308he'],
  ])('"%s" and "%s" stay two columns, and a notice says so', (one, other) => {
    const { header, notices } = parse(`${one},${other}\n1,2\n`);
    expect(header).toEqual([one, other]);
    expect(notices).toEqual([message('data.alikeColumns', { one, other })]);
  });
});

test('a long file reads the same with a quote in it, without which it is read in parts', () => {
  const long = 'x'.repeat(200);
  const row = (at: number): string => `${at},${at % 7 === 0 ? '' : `${long} ${at % 1000}`},${at / 8}`;
  const rows = Array.from({ length: 15_000 }, (_, at) => row(at) + (at % 1000 === 999 ? '\n\n,,' : ''));
  const [plain, quoted] = ['a,b', '"a",b'].map((names) => parse(`${names},c\n${rows.join('\n')}\n,,\n`));
  expect([plain.lines, plain.cells.map(({ length }) => length)]).toEqual([
    quoted.lines,
    quoted.cells.map(({ length }) => length),
  ]);
  for (const [at, cells] of plain.cells.entries()) expect(cells.texts).toEqual(quoted.cells[at].texts);
  for (const [at, cells] of plain.cells.entries()) expect(cells.codes).toEqual(quoted.cells[at].codes);
});

test('a long file of cells with line breaks reads as it is written, also where other quotes stand in cells', () => {
  const rows = Array.from({ length: 20_000 }, (_, at) => ({
    // A quote within a cell says nothing: two of them make it look as if those in between were closed.
    size: at % 5000 === 1 ? '5" pipe' : String(at),
    text: at % 3 === 0 ? `first "${at}"\n\nsecond, ${'x'.repeat(1 + (at % 40))}` : 'plain',
  }));
  const quoted = (text: string) => (text === 'plain' ? text : `"${text.replaceAll('"', '""')}"`);
  const table = parse(`"size",text\n${rows.map(({ size, text }) => `${size},${quoted(text)}\n`).join('')}`);
  expect(table.header).toEqual(['size', 'text']);
  expect([...table.cells[0]]).toEqual(rows.map(({ size }) => size));
  expect([...table.cells[1]]).toEqual(rows.map(({ text }) => text));
  let line = 2;
  const lines = rows.map(({ text }) => {
    const own = line;
    line += text === 'plain' ? 1 : 3;
    return own;
  });
  expect([...table.lines]).toEqual(lines);
});

test('quotes that do not match far down a long file, by their line', () => {
  const lines = Array.from({ length: 60_000 }, (_, at) => `"${at}",${at % 10}`);
  lines[50_000] = '"50000,0';
  expect(errorFor(`"a",b\n${lines.join('\n')}\n`)).toMatchObject({ code: 'data-quotes', details: { line: 50_002 } });
});
