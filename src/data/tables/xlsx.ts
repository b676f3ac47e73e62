import { message } from '../../catalogue/message.ts';
import { foreign, OrielError } from '../../errors.ts';
import { unzip } from '../archive.ts';
import type { RawTable } from './csv.ts';
import { isPlainNumber } from './numbers.ts';
import { textColumn } from './text-column.ts';
import { rawFrom } from './typed-table.ts';
import { type Cells, readSheet } from './xlsx-sheet.ts';
import { readSharedTexts, readStyles, readWorkbook, type Workbook } from './xlsx-workbook.ts';

/** Rows above the header (a title, a note) that are looked for. */
const MOST_ABOVE = 10;

/**
 * Reads a workbook of Excel or LibreOffice as the CSV file of a sheet would read: numbers with all
 * their digits, days and times as ISO 8601, results of formulas, nothing where a cell holds an
 * error. The sheet is the first with a table; `sheets` opens the others. Throws `data-unreadable`,
 * `data-sheet`, `data-too-large`, `data-empty`, `data-no-header` and `data-duplicate-column`.
 */
export function parseXlsx(bytes: Uint8Array, file: string): RawTable {
  const workbook = readable(file, () =>
    readWorkbook(unzip(bytes, file, (path) => /(^|\/)workbook\.xml(\.rels)?$/.test(path))),
  );
  if (!workbook || workbook.sheets.length === 0) throw notASheet(file);
  const names = workbook.sheets.map(({ name }) => name);
  const open = (name: string): RawTable => {
    const sheet = workbook.sheets.find((each) => each.name === name);
    if (!sheet) throw new OrielError('data-sheet', { file, sheet: name, sheets: names });
    return { ...tableOf(bytes, file, workbook, sheet.path), ...others(name) };
  };
  const others = (chosen: string) => (names.length > 1 ? { sheets: { names, chosen, open } } : {});
  let first: unknown = null;
  for (const name of names) {
    try {
      return open(name);
    } catch (error) {
      // An empty sheet, or one of notes: the next may hold the table.
      first ??= error;
    }
  }
  throw first;
}

const notASheet = (file: string) =>
  new OrielError('data-unreadable', { file, format: 'XLSX', text: message('data.noSheet') });

function tableOf(bytes: Uint8Array, file: string, workbook: Workbook, path: string): RawTable {
  const cells = readable(file, () => {
    const wanted = [path, workbook.texts, workbook.styles];
    const parts = unzip(bytes, file, (each) => wanted.includes(each));
    if (!parts[path]) throw notASheet(file);
    const texts = workbook.texts ? readSharedTexts(parts[workbook.texts]) : [];
    const styles = workbook.styles ? readStyles(parts[workbook.styles]) : [];
    return readSheet(parts[path], { texts, isTime: styles, from1904: workbook.from1904, file });
  });
  return fromCells(cells, file);
}

function readable<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof OrielError) throw error;
    throw new OrielError('data-unreadable', { file, format: 'XLSX', text: foreign(error) }, { cause: error });
  }
}

/** The header is the first row that holds more than a title. */
function fromCells({ rows, lines, width, errors, error, unanswered }: Cells, file: string): RawTable {
  let head = 0;
  const filled = (row: number) => rows[row].filter((cell) => cell).length;
  while (head < Math.min(MOST_ABOVE, rows.length - 2) && filled(head) <= 1 && filled(head + 1) > 1) head++;
  if (rows.length < head + 2) throw new OrielError('data-empty', { file });
  const names = Array.from({ length: width }, (_, at) => rows[head][at] ?? '');
  const named = names.filter((name) => name !== '');
  if (named.length > 0 && named.every(isPlainNumber) && !isCounting(named))
    throw new OrielError('data-no-header', { file });
  const body = rows.slice(head + 1);
  const cells = names.map((_, at) => textColumn(body.map((row) => row[at] ?? '')));
  const notices = [
    ...(head > 0 ? [message('data.rowsAbove', { rows: head })] : []),
    ...(errors > 0 ? [message('data.sheetErrors', { cells: errors, text: error })] : []),
    ...(unanswered > 0 ? [message('data.sheetFormulas', { cells: unanswered })] : []),
  ];
  return rawFrom({ file, names, cells, lines: Int32Array.from(lines.slice(head + 1)), notices });
}

/** Whether names are 0, 1, 2, …, as pandas names columns that have none. */
const isCounting = (names: readonly string[]): boolean =>
  names.length > 1 && names.every((name, at) => Number(name) === Number(names[0]) + at);
