import { type Message, message } from '../../catalogue/message.ts';
import type { Feature } from '../card.ts';
import { isMark, isMissing } from './cell-words.ts';
import { matchNames } from './column-names.ts';
import { lineOf, namedReading, readingOf } from './column-reading.ts';
import type { RawTable } from './csv.ts';
import { missingColumns } from './missing-columns.ts';
import { isNumber } from './numbers.ts';
import type { Column, Table } from './table.ts';
import { completeRows, type NumberColumn, TableRows } from './table-rows.ts';

/** A table made from its text, with what there is to say about it. */
interface Recognised {
  readonly table: Table;
  /** What the user should know about the table. */
  readonly notices: readonly Message[];
  /** Numeric columns of few distinct whole numbers, which the user may declare to be categories. */
  readonly maybeCategorical: readonly string[];
}

/** Up to this many distinct whole numbers, a column may hold codes of categories. */
const FEW = 10;
/** Levels above which a column looks like names or row numbers rather than categories. */
const MANY_LEVELS = 50;
/**
 * Turns a table's text into numbers: float64 values and codes, with NaN for missing cells (empty,
 * NA, NaN, null, ?; among numbers also None, "-" and ".").
 *
 * Columns that a card's features describe are read as the card says, where a category may be given
 * by its level's name or its code. Other columns are recognised: numeric if every cell is a number,
 * else categorical with sorted levels. Without features, a column of numbers with a few texts in it
 * throws `data-not-numeric`; with features it is categorical, since the model does not take it.
 * Columns in `named` hold nothing but names of these levels.
 * Also throws `data-missing-columns`, `data-unknown-level`, and `data-too-big` for numbers beyond
 * float64's range.
 */
export function tableFrom(
  table: RawTable,
  features: readonly Feature[] | null,
  named: ReadonlyMap<string, readonly string[]> = new Map(),
): Recognised {
  const raw = namedAs(table, features?.map(({ name }) => name) ?? []);
  const known = new Map(features?.map((feature) => [feature.name, feature]));
  const there = new Set(raw.header);
  const absent = [...known.keys()].filter((name) => !there.has(name));
  if (absent.length > 0) throw missingColumns({ file: raw.file, header: raw.header, names: absent, of: known.size });

  const count = raw.lines.length;
  const numbers: NumberColumn[] = [];
  const columns: Column[] = [];
  const maybeCategorical: string[] = [];
  const notices: Message[] = [...raw.notices];
  for (const [index, name] of raw.header.entries()) {
    const feature = known.get(name);
    const levels = named.get(name);
    const reading = levels ? namedReading(raw, index, levels) : readingOf(raw, index, feature, features === null);
    const { column, read, isMissing: missing, notice } = reading;
    columns.push(column);
    if (notice) notices.push(notice);
    const { texts, codes } = raw.cells[index];
    const own = new Float64Array(texts.length);
    for (let code = 0; code < own.length; code++)
      own[code] = missing(texts[code]) ? Number.NaN : read(texts[code], code);
    numbers.push({ codes, numbers: own });
    if (!feature && column.kind === 'numeric' && areFewWholeNumbers(own)) maybeCategorical.push(name);
  }
  const rows = new TableRows({ count, columns: numbers, precision: 'float64', chosen: null });
  const made: Table = { file: raw.file, columns, rows };
  return { table: made, notices: [...notices, ...noticesFor(made)], maybeCategorical };
}

/**
 * The table with these names for the columns that have them but for case, spaces or the way accents
 * are written.
 */
export function namedAs(raw: RawTable, names: readonly string[]): RawTable {
  const header = [...raw.header];
  for (const [index, at] of matchNames(names, raw.header).found.entries()) if (at >= 0) header[at] = names[index];
  return { ...raw, header };
}

/**
 * The first cell of a column that is no number where numbers should stand, with its line; null
 * where there is none. Among numbers, marks such as "-" are missing values.
 */
export function firstText(raw: RawTable, column: string): { readonly text: string; readonly line: number } | null {
  const at = raw.header.indexOf(column);
  if (at < 0) return null;
  const { texts } = raw.cells[at];
  const code = texts.findIndex((text) => !isMissing(text) && !isMark(text) && !isNumber(text, raw.styles[at]));
  return code < 0 ? null : { text: texts[code], line: lineOf(raw, at, code) };
}

/** The levels of a column of texts, sorted; null for numbers and for texts that say numbers. */
export function textLevels(raw: RawTable, index: number): readonly string[] | null {
  const { column } = readingOf(raw, index, undefined, true);
  return column.says ? null : column.levels;
}

function areFewWholeNumbers(numbers: Float64Array): boolean {
  const values = new Set<number>();
  for (const value of numbers) {
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value)) return false;
    values.add(value);
    if (values.size > FEW) return false;
  }
  return values.size > 0;
}

function noticesFor({ columns, rows }: Table): Message[] {
  const notices: Message[] = [];
  const incomplete = rows.count - completeRows(rows).length;
  if (incomplete > 0) notices.push(message('data.missingRows', { rows: incomplete }));
  for (const { name, levels, says } of columns) {
    if (levels && !says && levels.length > MANY_LEVELS)
      notices.push(message('data.manyLevels', { column: name, levels: levels.length }));
  }
  return notices;
}
