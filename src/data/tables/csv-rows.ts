import Papa from 'papaparse';
import { ownText, type TextColumn, textColumnOf } from './text-column.ts';

/** Rows of a CSV file, without blank lines and without empty rows at the end. */
export interface CsvRows {
  /** Cells of the first row; none where there is no row. */
  readonly names: readonly string[];
  /** Cells of the rows after it, without the white space around them. */
  readonly columns: readonly TextColumn[];
  /** The line (1-based) on which each of these rows begins. */
  readonly lines: Int32Array;
  /** Number of columns, without those at the end that have neither a name nor a value. */
  readonly width: number;
  /** The first row with more or fewer cells than the first one; no columns are to be used then. */
  readonly ragged: { readonly line: number; readonly found: number } | null;
  /** Where in the text a quote stands that should not; null where none does. */
  readonly wrongQuote: number | null;
}

/**
 * Takes a text apart row by row: of a long table each different cell is held once, and no row.
 * Yields now and then, so that others may go on meanwhile. `most`: no fewer than the rows after the
 * first.
 */
export function* readRows(text: string, delimiter: string, most: number): Generator<void, CsvRows> {
  const read = yield* rowsOf(partsOf(text), delimiter, most);
  // Quotes that stand where they should not may have misled about where rows end.
  return read.wrongQuote === null ? read : yield* rowsOf([text], delimiter, most);
}

/** @param parts are texts that each end where a row does. */
function* rowsOf(parts: Iterable<string>, delimiter: string, most: number): Generator<void, CsvRows> {
  let names: readonly string[] | null = null;
  let columns: ReturnType<typeof textColumnOf>[] = [];
  const lines = new Int32Array(most);
  let [count, width] = [0, 1];
  let ragged = null as CsvRows['ragged'];
  let wrongQuote = null as number | null;
  /** Rows of nothing but delimiters: spreadsheets leave them at the end. */
  let empty: { readonly row: readonly string[]; readonly line: number }[] = [];

  function keep(row: readonly string[], line: number): void {
    for (let at = row.length - 1; at >= width; at--) if (row[at] !== '') width = at + 1;
    if (!names) {
      names = row.map(ownText);
      columns = row.map(() => textColumnOf(most));
      return;
    }
    if (row.length !== names.length) ragged ??= { line, found: row.length };
    if (ragged) return;
    for (let at = 0; at < row.length; at++) columns[at].add(row[at]);
    lines[count++] = line;
  }

  let next = 1;
  for (const part of parts) {
    // Without quotes no cell holds a line break.
    const mayBreak = part.includes('"');
    Papa.parse<string[]>(part, {
      delimiter,
      newline: '\n',
      step({ data: row, errors }) {
        wrongQuote ??= errors.find(({ type }) => type === 'Quotes')?.index ?? null;
        const line = next++;
        let isEmpty = true;
        for (let at = 0; at < row.length; at++) {
          if (mayBreak) next += breaksIn(row[at]);
          // In place: a copy of every row is a large part of the time that a long table takes.
          row[at] = row[at].trim();
          isEmpty &&= row[at] === '';
        }
        if (isEmpty) {
          if (row.length > 1) empty.push({ row, line });
          return;
        }
        for (const one of empty) keep(one.row, one.line);
        if (empty.length > 0) empty = [];
        keep(row, line);
      },
    });
    yield;
  }
  return {
    names: names ?? [],
    columns: columns.map((column) => column.end()),
    lines: count < most ? lines.slice(0, count) : lines,
    width,
    ragged,
    wrongQuote,
  };
}

/** Characters that are taken apart at once: what is made of them is gone before the next come. */
const PART = 2 ** 18;

/** A text cut at ends of lines that stand outside of quotes. */
function* partsOf(text: string): Generator<string> {
  let from = 0;
  let isQuoted = false;
  let quote = text.indexOf('"');
  for (let end = text.indexOf('\n', PART); end >= 0; end = text.indexOf('\n', Math.max(end + 1, from + PART))) {
    for (; quote >= 0 && quote < end; quote = text.indexOf('"', quote + 1)) isQuoted = !isQuoted;
    if (isQuoted) continue;
    yield text.slice(from, end);
    from = end + 1;
  }
  yield text.slice(from);
}

function breaksIn(cell: string): number {
  let breaks = 0;
  for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) breaks++;
  return breaks;
}
