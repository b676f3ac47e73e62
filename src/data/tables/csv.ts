import Papa from 'papaparse';
import { english } from '../../catalogue/english.ts';
import { OrielError } from '../../errors.ts';

/** A table's text, column by column: `cells[column][row]`, without the white space around it. */
export interface RawTable {
  readonly file: string;
  readonly header: readonly string[];
  readonly cells: readonly (readonly string[])[];
  /** Line of the file (1-based) on which each row begins. */
  readonly lines: Int32Array;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Whether a cell holds a number. */
export const isNumber = (cell: string): boolean => NUMBER.test(cell);

/** Characters that a line may have; a file with longer lines is unlikely to be a table. */
const LINE_LIMIT = 1_000_000;
const DELIMITERS = [',', ';', '\t'];

/**
 * Reads a CSV file in UTF-8 with a header line. The delimiter is guessed among comma, semicolon and
 * tab, cells may be quoted, and blank lines and empty rows at the end are left out. Throws
 * `data-empty`, `data-binary`, `data-line-too-long`, `data-quotes`, `data-no-header`, `data-ragged`
 * and `data-duplicate-column`.
 */
export function parseCsv(bytes: Uint8Array, file: string): RawTable {
  checkBytes(bytes, file);
  const text = decode(bytes, file);
  const parsed = Papa.parse<string[]>(text, {
    delimiter: '',
    delimitersToGuess: DELIMITERS,
    newline: '\n',
    skipEmptyLines: true,
  });
  const { rows, lines } = trimmedRows(parsed.data, text);
  const quotes = parsed.errors.find((error) => error.type === 'Quotes');
  if (quotes) throw new OrielError('data-quotes', { file, line: lineAt(text, quotes.index ?? 0) });
  if (rows.length < 2) throw new OrielError('data-empty', { file });

  const names = rows[0];
  const width = widthOf(rows);
  for (let row = 1; row < rows.length; row++) {
    if (rows[row].length !== names.length) {
      throw new OrielError('data-ragged', { file, line: lines[row], found: rows[row].length, expected: names.length });
    }
  }
  const header = names
    .slice(0, width)
    .map((name, index) => name || english.say('data.unnamedColumn', { n: index + 1 }));
  if (holdsNumbers(header)) throw new OrielError('data-no-header', { file });
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice !== undefined) throw new OrielError('data-duplicate-column', { file, column: twice });

  const cells = header.map((_, column) => rows.slice(1).map((row) => row[column]));
  return { file, header, cells, lines: Int32Array.from(lines.slice(1)) };
}

/** Refuses what cannot be a table in one pass over the bytes, before anything is parsed. */
function checkBytes(bytes: Uint8Array, file: string): void {
  let line = 1;
  let length = 0;
  let blank = true;
  for (const byte of bytes) {
    if (byte === 0) throw new OrielError('data-binary', { file });
    if (byte === 10 || byte === 13) {
      // Either character ends the line, but only the line feed of a pair counts it.
      if (byte === 10) line++;
      length = 0;
      continue;
    }
    if (byte > 32) blank = false;
    if ((byte & 0xc0) !== 0x80 && ++length > LINE_LIMIT)
      throw new OrielError('data-line-too-long', { file, line, limit: LINE_LIMIT });
  }
  if (blank) throw new OrielError('data-empty', { file });
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  } catch (cause) {
    throw new OrielError('data-binary', { file }, { cause });
  }
}

/**
 * Rows with trimmed cells, and the line on which each begins, without blank lines and empty rows.
 */
function trimmedRows(data: readonly string[][], text: string): { rows: string[][]; lines: number[] } {
  const starts = rowStarts(data, text);
  const rows: string[][] = [];
  const lines: number[] = [];
  for (const [index, cells] of data.entries()) {
    const row = cells.map((cell) => cell.trim());
    if (row.length === 1 && row[0] === '') continue;
    rows.push(row);
    lines.push(starts[index]);
  }
  // Spreadsheets leave rows of nothing but delimiters at the end.
  while (rows.length > 0 && rows[rows.length - 1].every((cell) => cell === '')) rows.pop();
  return { rows, lines };
}

/**
 * The line of each row; blank lines may lie between rows, and quoted cells may hold line breaks.
 */
function rowStarts(data: readonly string[][], text: string): number[] {
  const blank = blankLines(text);
  let line = 1;
  return data.map((row) => {
    while (blank.has(line)) line++;
    const start = line;
    line++;
    for (const cell of row) for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) line++;
    return start;
  });
}

function blankLines(text: string): Set<number> {
  const blank = new Set<number>();
  let line = 1;
  for (let at = 0; at < text.length; line++) {
    const end = text.indexOf('\n', at);
    if (end === at) blank.add(line);
    if (end < 0) break;
    at = end + 1;
  }
  return blank;
}

/** Number of columns, without those at the end that have neither a name nor a value. */
function widthOf(rows: readonly string[][]): number {
  let width = rows[0].length;
  while (width > 1 && rows.every((row) => (row[width - 1] ?? '') === '')) width--;
  return width;
}

/**
 * Whether the first line is a row of numbers rather than a header. Consecutive numbers (0, 1, 2, …,
 * as pandas names columns) are a header.
 */
function holdsNumbers(header: readonly string[]): boolean {
  if (!header.every(isNumber)) return false;
  const first = Number(header[0]);
  return header.length === 1 || !header.every((name, index) => Number(name) === first + index);
}

function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
