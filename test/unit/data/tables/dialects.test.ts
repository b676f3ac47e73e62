import { describe, expect, test } from 'vitest';
import { type Message, message } from '../../../../src/catalogue/message.ts';
import { parseCsv } from '../../../../src/data/tables/csv.ts';
import { tableFrom } from '../../../../src/data/tables/recognise.ts';
import { errorOf } from '../../support/errors.ts';

type Cell = number | string | null;
type Dialect = readonly [name: string, file: string | Uint8Array, rows: readonly (readonly Cell[])[], notices?: string];

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const latin = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const wide = (text: string, order: 'LE' | 'BE'): Uint8Array => {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), order === 'LE');
  return bytes;
};

/** Numbers as float32, texts by their level, null where a cell is missing. */
function read(file: string | Uint8Array): { rows: Cell[][]; header: readonly string[]; notices: readonly Message[] } {
  const raw = parseCsv(typeof file === 'string' ? utf8(file) : file, 'x.csv');
  const { table, notices } = tableFrom(raw, null);
  const { count, columns, data } = table.rows;
  const rows = Array.from({ length: count }, (_, row) =>
    table.columns.map(({ levels }, at) => {
      const value = data[row * columns + at];
      return Number.isNaN(value) ? null : levels ? levels[value] : value;
    }),
  );
  return { rows, header: raw.header, notices };
}

const plain = [
  [1.25, 3.5],
  [2.5, -1],
];
const column = (...cells: string[]): string => `a;b\n${cells.map((cell) => `${cell};0\n`).join('')}`;
const numbers = (...cells: Cell[]): Cell[][] => cells.map((cell) => [cell, 0]);
const quoted = (...cells: string[]): string => `a,b\n${cells.map((cell) => `"${cell}",0\n`).join('')}`;

const dialects: readonly Dialect[] = [
  // Delimiters.
  ['comma', 'a,b\n1.25,3.5\n2.5,-1\n', plain],
  ['semicolon', 'a;b\n1.25;3.5\n2.5;-1\n', plain],
  ['tab', 'a\tb\n1.25\t3.5\n2.5\t-1\n', plain],
  ['bar', 'a|b\n1.25|3.5\n2.5|-1\n', plain],
  [
    'bar, with commas in texts',
    'a|b\nx,y|1\nz|2\n',
    [
      ['x,y', 1],
      ['z', 2],
    ],
  ],
  ['sep=;', 'sep=;\na;b\n1.25;3.5\n2.5;-1\n', plain],
  ['sep=; in quotes, CRLF', '"sep=;"\r\na;b\r\n1.25;3.5\r\n2.5;-1\r\n', plain],
  ['SEP=|', 'SEP=|\na|b\n1.25|3.5\n2.5|-1', plain],
  ['sep=:, which is not guessed', 'sep=:\na:b\n1.25:3.5\n2.5:-1', plain],
  [
    'sep=, where a semicolon is likelier',
    'sep=,\na;x,b;y\n1;2,3\n4;5,6\n',
    [
      ['1;2', 3],
      ['4;5', 6],
    ],
  ],
  ['one column', 'a\n1.5\n2\n', [[1.5], [2]]],
  // Lines.
  ['CRLF', 'a,b\r\n1.25,3.5\r\n2.5,-1\r\n', plain],
  ['CR', 'a,b\r1.25,3.5\r2.5,-1', plain],
  ['a last row of commas', 'a,b\n1.25,3.5\n2.5,-1\n,\n', plain],
  ['a last row of semicolons', 'a;b\n1,25;3,5\n2,5;-1\n;\n', plain, 'decimalComma'],
  ['a last row of too many delimiters', 'a;b\n1.25;3.5\n2.5;-1\n;;;;\n', plain],
  ['last rows of bars and white space', 'a|b\n1.25|3.5\n2.5|-1\n | \n|\n', plain],
  // Encodings.
  ['UTF-8 with a mark', '\ufeffa,b\n1.25,3.5\n2.5,-1\n', plain],
  ['UTF-16 LE', wide('\ufeffa\tb\n1.25\t3.5\n2.5\t-1\n', 'LE'), plain],
  ['UTF-16 BE', wide('\ufeffa\tb\r\n1.25\t3.5\r\n2.5\t-1\r\n', 'BE'), plain],
  ['UTF-16 LE without a mark', wide('a,b\n1.25,3.5\n2.5,-1\n', 'LE'), plain, 'encoding'],
  ['UTF-16 BE without a mark', wide('a,b\n1.25,3.5\n2.5,-1\n', 'BE'), plain, 'encoding'],
  [
    'UTF-16 with texts beyond it',
    wide('\ufeffa,b\n😀,1\nŁódź,2\n', 'LE'),
    [
      ['😀', 1],
      ['Łódź', 2],
    ],
  ],
  [
    'Windows-1252',
    latin('a;b\n\xe9t\xe9;1\n\x80 5;2\n'),
    [
      ['été', 1],
      ['€ 5', 2],
    ],
    'encoding',
  ],
  ['Windows-1252 with decimal commas', latin('a;b\n1,25;3,5\n2,5;-1\n;\xa0\n'), plain, 'encoding decimalComma'],
  // The decimal sign.
  ['decimal commas', 'a;b\n1,25;3,5\n2,5;-1\n', plain, 'decimalComma'],
  ['decimal commas after tabs', 'a\tb\n1,25\t3,5\n2,5\t-1\n', plain, 'decimalComma'],
  ['decimal commas after bars', 'a|b\n1,25|3,5\n2,5|-1\n', plain, 'decimalComma'],
  ['decimal commas in quotes', 'a;b\n"1,25";"3,5"\n"2,5";"-1"\n', plain, 'decimalComma'],
  ['a comma first or last', column(',5', '5,', '-,25', '1,5e2'), numbers(0.5, 5, -0.25, 150), 'decimalComma'],
  ['three decimals after a 0', column('0,123', '0,5'), numbers(0.123, 0.5), 'decimalComma'],
  ['three decimals beside other commas', column('1,234', '2,5'), numbers(1.234, 2.5), 'decimalComma'],
  ['three decimals beside long numbers', column('1,234', '20000'), numbers(1.234, 20000), 'decimalComma'],
  [
    'commas among few texts stay texts',
    'a;b\nx 1,5;1\ny 2,5;2\n',
    [
      ['x 1,5', 1],
      ['y 2,5', 2],
    ],
  ],
  [
    'commas in texts beside points',
    'a;b\n1,5 x;1.5\n2,5 y;2.5\n',
    [
      ['1,5 x', 1.5],
      ['2,5 y', 2.5],
    ],
  ],
  [
    'both signs: the point',
    'a;b\n1,5;1.5\n2,5;2.5\n',
    [
      ['1,5', 1.5],
      ['2,5', 2.5],
    ],
    'decimalMixed',
  ],
  ['1.234 alone: the point', column('1.234', '5.678'), numbers(1.234, 5.678), 'decimalUnclear'],
  ['1,234 alone: the point', column('1,234', '5,678'), numbers(1234, 5678), 'decimalUnclear thousands'],
  ['1.234 beside a point', column('1.234', '5.6'), numbers(1.234, 5.6)],
  ['1.234 after commas', 'a,b\n1.234,0\n5.678,0\n', numbers(1.234, 5.678)],
  [
    'commas in quotes after commas',
    quoted('1,5', '1,2'),
    [
      ['1,5', 0],
      ['1,2', 0],
    ],
  ],
  // Thousands.
  ['1.234,5', column('1.234,5', '12.345.678,25', '7'), numbers(1234.5, 12345678.25, 7), 'decimalComma thousands'],
  ['1.234 beside decimal commas', column('1.234', '5,5'), numbers(1234, 5.5), 'decimalComma thousands'],
  [
    '1.234 beside 1234,5 is no number',
    column('1.234', '1234,5', '2345,5', '3456,5'),
    [
      ['1.234', 0],
      ['1234,5', 0],
      ['2345,5', 0],
      ['3456,5', 0],
    ],
    'decimalMixed',
  ],
  ['1,234.5', column('1,234.5', '12,345,678.25', '7'), numbers(1234.5, 12345678.25, 7), 'thousands'],
  ['1,234.5 after commas', quoted('1,234.5', '2,500', '999'), numbers(1234.5, 2500, 999), 'thousands'],
  ['1,234,567', quoted('1,234,567', '-1,000'), numbers(1234567, -1000), 'thousands'],
  ['spaces', column('1 234,5', '12 345 678', '7,5'), numbers(1234.5, 12345678, 7.5), 'decimalComma thousands'],
  ['no-break spaces', column('1\u00a0234,5', '7,5'), numbers(1234.5, 7.5), 'decimalComma thousands'],
  ['narrow no-break spaces', column('1\u202f234.5', '7.5'), numbers(1234.5, 7.5), 'thousands'],
  ['thin spaces', column('1\u2009234', '2\u2009345'), numbers(1234, 2345), 'thousands'],
  ['apostrophes', column("1'234.5", '2’345.5'), numbers(1234.5, 2345.5), 'thousands'],
  [
    'groups of two are texts',
    column('12 34', '1 2345'),
    [
      ['12 34', 0],
      ['1 2345', 0],
    ],
  ],
  [
    'two kinds of signs are a text',
    column('1 234.567,8', '1.5', '2.5', 'x'),
    [
      ['1 234.567,8', 0],
      ['1.5', 0],
      ['2.5', 0],
      ['x', 0],
    ],
  ],
  // Signs.
  ['a minus of its own', column('\u22121.5', '1e\u22122', '+3'), numbers(-1.5, 0.01, 3)],
  ['a minus of its own before a decimal comma', column('\u22121,5', '2,5'), numbers(-1.5, 2.5), 'decimalComma'],
  [
    'a minus before thousands',
    column('-1.234,5', '\u22122.345,5'),
    numbers(-1234.5, -2345.5),
    'decimalComma thousands',
  ],
  ['exponents', column('1e3', '1E-2', '2.5E+01'), numbers(1000, 0.01, 25)],
  // Missing values.
  ['empty', column('1.5', '', '2'), numbers(1.5, null, 2), 'missingRows'],
  ['#N/A', column('1.5', '#N/A', '2'), numbers(1.5, null, 2), 'missingRows'],
  ['<NA>', column('1.5', '<NA>', '2'), numbers(1.5, null, 2), 'missingRows'],
  ['NaN, nan, -nan', column('1.5', 'NaN', 'nan', '-nan'), numbers(1.5, null, null, null), 'missingRows'],
  ['NULL, null, NA, n/a', column('1', 'NULL', 'null', 'NA', 'n/a'), numbers(1, null, null, null, null), 'missingRows'],
  ['None', column('1.5', 'None', '2'), numbers(1.5, null, 2), 'marks missingRows'],
  ['a dash', column('1.5', '-', '–', '2'), numbers(1.5, null, null, 2), 'marks missingRows'],
  ['a point', column('1.5', '.', '2'), numbers(1.5, null, 2), 'marks missingRows'],
  ['a dash among decimal commas', column('1,5', '-', '2'), numbers(1.5, null, 2), 'decimalComma marks missingRows'],
  [
    'a dash among texts is a text',
    column('x', '-', 'y'),
    [
      ['x', 0],
      ['-', 0],
      ['y', 0],
    ],
  ],
  [
    'None among texts is a text',
    column('x', 'None', '#N/A'),
    [
      ['x', 0],
      ['None', 0],
      [null, 0],
    ],
    'missingRows',
  ],
  [
    'None among True and False',
    column('True', 'None', 'False'),
    [
      ['True', 0],
      [null, 0],
      ['False', 0],
    ],
    'missingRows',
  ],
  [
    'dashes alone are texts',
    column('-', '-'),
    [
      ['-', 0],
      ['-', 0],
    ],
  ],
  // Texts.
  [
    'percentages stay texts',
    column('12 %', '12,5%'),
    [
      ['12 %', 0],
      ['12,5%', 0],
    ],
    'decimalComma',
  ],
  [
    'a date is a text',
    column('01.05.2024', '2024-05-01'),
    [
      ['01.05.2024', 0],
      ['2024-05-01', 0],
    ],
  ],
  ['codes with a leading 0 are numbers', column('007', '010'), numbers(7, 10)],
];

describe('dialects', () => {
  test.each(dialects.map((dialect) => [dialect[0], dialect] as const))('%s', (_, dialect) => {
    const [, file, rows, notices = ''] = dialect;
    const found = read(file);
    expect(found.rows).toEqual(rows);
    expect(found.notices.map(({ key }) => key)).toEqual(
      notices.split(' ').flatMap((key) => (key ? [`data.${key}`] : [])),
    );
  });

  test('are more than sixty', () => expect(dialects.length).toBeGreaterThan(60));

  test('names in Windows-1252 and UTF-16', () => {
    expect(read(latin('gr\xf6\xdfe,b\n1,2\n')).header).toEqual(['größe', 'b']);
    expect(read(wide('größe,b\n1,2\n', 'BE')).header).toEqual(['größe', 'b']);
  });

  test('lines are counted from the first, sep= included', () => {
    const table = parseCsv(utf8('sep=;\na;b\n1;2\n\n3;4\n'), 'x.csv');
    expect([...table.lines]).toEqual([3, 5]);
    expect(errorOf(() => parseCsv(utf8('sep=;\na;b\n1;2\n3\n'), 'x.csv')).details).toMatchObject({ line: 4 });
    expect(errorOf(() => parseCsv(utf8('sep=;\na;b\n1;2\n3;"x\n'), 'x.csv')).details).toMatchObject({ line: 4 });
  });

  test('notices name a cell, and say what it is and what it could have been', () => {
    expect(read(column('1.234', '5.678')).notices).toEqual([
      message('data.decimalUnclear', { text: '1.234', value: '1.234', other: '1234' }),
    ]);
    expect(read(column('1.234,5', '2,5')).notices).toEqual([
      message('data.decimalComma', { text: '1.234,5' }),
      message('data.thousands', { text: '1.234,5', value: '1234,5' }),
    ]);
  });
});

describe('a cell that cannot be read', () => {
  test.each([
    ['inf', column('1', '2', '3', 'inf'), 'inf', 5, 'data.advice.infinite'],
    ['-Infinity', column('1', '2', '-Infinity', '4', '5'), '-Infinity', 4, 'data.advice.infinite'],
    ['a decimal comma beside points', column('1.5', '2.5', '3.5', '4,5'), '4,5', 5, 'data.advice.decimalComma'],
    ['a text', column('1', '-', 'x', '4', '5', '6'), null, 0, ''],
    ['a text among numbers', column('1', '3', 'x', '4', '5', '6'), 'x', 4, 'data.advice.text'],
  ])('%s is named with its line, and what to do', (_, file, text, line, advice) => {
    if (text === null) {
      expect(read(file).rows[2]).toEqual(['x', 0]);
      return;
    }
    expect(errorOf(() => read(file))).toMatchObject({
      code: 'data-not-numeric',
      details: { column: 'a', file: 'x.csv', text, line, advice: { key: advice } },
    });
  });
});
