import Papa from 'papaparse';
import { english } from '../../catalogue/english.ts';
import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { MEGABYTE, tableLimits } from '../../limits.ts';
import { atOnce, type Steps } from '../../numerics/steps.ts';
import { alikeNames } from './column-names.ts';
import { readRows } from './csv-rows.ts';
import { decodeText } from './decode-text.ts';
import { numberStyles } from './number-styles.ts';
import { isPlainNumber, type NumberStyle } from './numbers.ts';
import type { TextColumn } from './text-column.ts';

/** A table's text, column by column, without the white space around it. */
export interface RawTable {
  readonly file: string;
  readonly header: readonly string[];
  readonly cells: readonly TextColumn[];
  /** How each column writes its numbers. */
  readonly styles: readonly NumberStyle[];
  /** Whether each column has no name of its own in the file. */
  readonly unnamed: readonly boolean[];
  /** Line of the file (1-based) on which each row begins. */
  readonly lines: Int32Array;
  /** How the file was read, where that is not plain. */
  readonly notices: readonly Message[];
  /** The sheets of its file, where there are several. */
  readonly sheets?: Sheets;
}

/** Sheets with a table each, by their names. */
export interface Sheets {
  readonly names: readonly string[];
  readonly chosen: string;
  readonly open: (name: string) => RawTable;
}

/** Characters that a line may have; a file with longer lines is unlikely to be a table. */
const LINE_LIMIT = 1_000_000;
const DELIMITERS = [',', ';', '\t', '|'];
/** Room that a row takes in memory besides its cells, in cells. */
const ROOM_OF_A_ROW = 4;
/** Rows by which the delimiter is found, and about how many characters they may have. */
const SAMPLE = { rows: 50, characters: 1_000_000 };
const SEPARATOR_LINE = /^"?sep=(.)"?\n/i;

/**
 * Reads a CSV file with a header line, in UTF-8, UTF-16 or Windows-1252. The delimiter is guessed
 * among comma, semicolon, tab and bar, or named by a first line `sep=;`. Cells may be quoted; blank
 * lines and empty rows at the end are left out. Throws `data-empty`, `data-binary`,
 * `data-too-large`, `data-line-too-long`, `data-quotes`, `data-no-header`, `data-ragged` and
 * `data-duplicate-column`.
 */
export function parseCsv(bytes: Uint8Array, file: string): RawTable {
  return atOnce(readCsv(bytes, file));
}

/** As `parseCsv`; yields now and then, so that others may go on meanwhile. */
export function* readCsv(bytes: Uint8Array, file: string): Steps<RawTable> {
  checkBytes(bytes, file);
  yield;
  const { text: whole, notices } = decodeText(bytes, file);
  yield;
  const named = SEPARATOR_LINE.exec(whole);
  const text = named ? whole.slice(named[0].length) : whole;
  const skipped = named ? 1 : 0;
  const delimiter = named?.[1] ?? delimiterOf(text);
  const most = checkSize(text, delimiter, file);
  yield;
  const { names, columns, lines, width, ragged, wrongQuote } = yield* readRows(text, delimiter, most);
  if (wrongQuote !== null) throw new OrielError('data-quotes', { file, line: lineAt(text, wrongQuote) + skipped });
  if (lines.length === 0 && !ragged) throw new OrielError('data-empty', { file });
  if (ragged)
    throw new OrielError('data-ragged', {
      file,
      line: ragged.line + skipped,
      found: ragged.found,
      expected: names.length,
    });
  const own = names.slice(0, width);
  const header = own.map((name, index) => name || english.say('data.unnamedColumn', { n: index + 1 }));
  if (holdsNumbers(header)) throw new OrielError('data-no-header', { file });
  const seen = new Set<string>();
  for (const name of header) {
    if (seen.has(name)) throw new OrielError('data-duplicate-column', { file, column: name });
    seen.add(name);
  }

  const cells = columns.slice(0, width);
  const found = numberStyles(cells, delimiter);
  const alike = alikeNames(header);
  return {
    file,
    header,
    cells,
    styles: found.styles,
    unnamed: own.map((name) => name === ''),
    lines: skipped === 0 ? lines : lines.map((line) => line + skipped),
    notices: [
      ...notices,
      ...found.notices,
      ...(alike ? [message('data.alikeColumns', { one: alike[0], other: alike[1] })] : []),
    ],
  };
}

/**
 * The delimiter by which the first rows have the most cells, all of them as many as the header;
 * else the one that Papa Parse finds likeliest.
 */
function delimiterOf(text: string): string {
  const sample = text.length > SAMPLE.characters ? text.slice(0, text.lastIndexOf('\n', SAMPLE.characters) + 1) : text;
  const parse = (delimiter: string, delimitersToGuess?: string[]) =>
    Papa.parse<string[]>(sample || text, {
      delimiter,
      delimitersToGuess,
      newline: '\n',
      skipEmptyLines: true,
      preview: SAMPLE.rows,
    });
  const likely = parse('', DELIMITERS.slice(0, 3));
  const isEven = ({ data }: { readonly data: readonly string[][] }): boolean =>
    data[0]?.length > 1 &&
    data.every((row) => row.length === data[0].length || row.every((cell) => cell.trim() === ''));
  let best = likely.meta.delimiter;
  if (isEven(likely)) return best;
  let most = 1;
  for (const delimiter of DELIMITERS) {
    const parsed = parse(delimiter);
    if (!isEven(parsed) || parsed.data[0].length <= most) continue;
    most = parsed.data[0].length;
    best = delimiter;
  }
  return best;
}

/**
 * Refuses what would not fit into memory, before anything is taken apart. Returns how many rows
 * there are at most.
 */
function checkSize(text: string, delimiter: string, file: string): number {
  const end = text.indexOf('\n');
  const columns = text.slice(0, end < 0 ? text.length : end).split(delimiter).length;
  let rows = 0;
  for (let at = end; at >= 0 && at < text.length - 1; at = text.indexOf('\n', at + 1)) rows++;
  const { columns: mostColumns, cells: mostCells } = tableLimits;
  const tooLarge = (text: Message) => new OrielError('data-too-large', { file, text });
  if (columns > mostColumns) throw tooLarge(message('data.size.columns', { columns, limit: mostColumns }));
  const mostRows = Math.floor(mostCells / (columns + ROOM_OF_A_ROW));
  if (rows > mostRows) throw tooLarge(message('data.size.cells', { rows, columns, limit: mostRows }));
  return rows;
}

/** Refuses what cannot be a table in one pass over the bytes, before anything is parsed. */
function checkBytes(bytes: Uint8Array, file: string): void {
  const megabytes = Math.ceil(bytes.length / MEGABYTE);
  if (megabytes > tableLimits.megabytes)
    throw new OrielError('data-too-large', {
      file,
      text: message('data.size.megabytes', { megabytes, limit: tableLimits.megabytes }),
    });
  let line = 1;
  let length = 0;
  let blank = true;
  for (const byte of bytes) {
    if (byte === 10 || byte === 13) {
      // Either character ends the line, but only the line feed of a pair counts it.
      if (byte === 10) line++;
      length = 0;
      continue;
    }
    // Of a character of UTF-16 that is ASCII, one byte is 0.
    if (byte === 0) continue;
    if (byte > 32) blank = false;
    if ((byte & 0xc0) !== 0x80 && ++length > LINE_LIMIT)
      throw new OrielError('data-line-too-long', { file, line, limit: LINE_LIMIT });
  }
  if (blank) throw new OrielError('data-empty', { file });
}

/**
 * Whether the first line is a row of numbers rather than a header. Consecutive numbers (0, 1, 2, …,
 * as pandas names columns) are a header.
 */
function holdsNumbers(header: readonly string[]): boolean {
  if (!header.every(isPlainNumber)) return false;
  const first = Number(header[0]);
  return header.length === 1 || !header.every((name, index) => Number(name) === first + index);
}

function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
