import { OrielError } from '../../errors.ts';
import { dataWords } from '../../words/en.ts';
import type { Feature } from '../card.ts';
import type { RawTable } from './csv.ts';
import type { Column, Table } from './table.ts';

/** What was made of a table's text. */
export interface Recognised {
  readonly table: Table;
  /** Things the person should know. */
  readonly notices: readonly string[];
  /**
   * Numeric columns of few distinct whole numbers, which may be codes of categories: the page
   * offers the choice.
   */
  readonly maybeCategorical: readonly string[];
}

const MISSING = new Set(['', '?', 'na', 'n/a', 'nan', 'null']);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
/** Distinct whole numbers up to which a column may be codes of categories. */
const FEW = 10;
/** Largest whole number up to which float32 holds them all. */
const EXACT = 16777216;
const LEVELS_NAMED = 12;

const isMissing = (cell: string): boolean => MISSING.has(cell.toLowerCase());
const isNumber = (cell: string): boolean => NUMBER.test(cell);

/**
 * Makes numbers of a table's text: float32 values and codes, NaN where a cell is missing (empty,
 * NA, NaN, null, ?).
 *
 * With a card's features, their columns are read as the card says: a category may be given by its
 * level's name or its code. Throws `data-missing-columns`, `data-not-numeric`,
 * `data-unknown-level`, naming column and line. Columns no feature describes (the target) are
 * recognised: numeric if every cell is a number, else categorical with sorted levels. A column of
 * numbers with a few texts in it is an error where it may matter (`data-not-numeric`, without
 * features) and categorical otherwise. Numbers beyond float32's range throw `data-too-big`.
 */
export function tableFrom(raw: RawTable, features: readonly Feature[] | null): Recognised {
  const known = new Map(features?.map((feature) => [feature.name, feature]));
  const absent = [...known.keys()].filter((name) => !raw.header.includes(name));
  if (absent.length > 0)
    throw new OrielError('data-missing-columns', { file: raw.file, columns: absent.join(', '), count: absent.length });

  const width = raw.header.length;
  const count = raw.lines.length;
  const data = new Float32Array(count * width);
  const columns: Column[] = [];
  const maybeCategorical: string[] = [];
  for (const [index, name] of raw.header.entries()) {
    const feature = known.get(name);
    const column = columnFor(raw, index, feature, features === null);
    columns.push(column);
    const read = column.levels
      ? codeReader(raw, index, column.levels, feature !== undefined)
      : numberReader(raw, index);
    const cells = raw.cells[index];
    for (let row = 0; row < count; row++)
      data[row * width + index] = isLevel(cells[row], column) ? read(row) : Number.NaN;
    if (!feature && column.kind === 'numeric' && hasFewWholeNumbers(cells)) maybeCategorical.push(name);
  }
  const table: Table = { file: raw.file, columns, rows: { count, columns: width, data } };
  return { table, notices: noticesFor(table), maybeCategorical };
}

/**
 * Throws `data-not-exact` where a column holds a whole number that float32 would change: for models
 * that take integers.
 */
export function requireExact(raw: RawTable, column: string): void {
  const wrong = raw.cells[raw.header.indexOf(column)]?.find((cell) => isNumber(cell) && Math.abs(Number(cell)) > EXACT);
  if (wrong !== undefined) throw new OrielError('data-not-exact', { column, text: wrong });
}

/** Whether a cell says something: "NA" may be the name of a level. */
const isLevel = (cell: string, column: Column): boolean => !isMissing(cell) || (column.levels?.includes(cell) ?? false);

/** Kind and levels of a column: as its feature says, else as its cells look. */
function columnFor(raw: RawTable, index: number, feature: Feature | undefined, strict: boolean): Column {
  const name = raw.header[index];
  if (feature?.kind === 'numeric') return { name, kind: 'numeric', levels: null };
  if (feature?.levels) return { name, kind: 'categorical', levels: feature.levels };
  const cells = raw.cells[index].filter((cell) => !isMissing(cell));
  const texts = cells.filter((cell) => !isNumber(cell));
  if (!feature && (texts.length === 0 || (strict && areStrayTexts(texts.length, cells.length))))
    return { name, kind: 'numeric', levels: null };
  return { name, kind: 'categorical', levels: [...new Set(cells)].sort(byNumberThenText) };
}

/** So few texts among numbers that they are slips, not categories. */
const areStrayTexts = (texts: number, cells: number): boolean =>
  texts <= Math.max(1, 0.05 * cells) && cells - texts >= 3 * texts;

/** Numbers by size and before texts; texts by code point, as scikit-learn's encoders sort them. */
function byNumberThenText(a: string, b: string): number {
  if (isNumber(a) && isNumber(b)) return Number(a) - Number(b);
  if (isNumber(a) !== isNumber(b)) return isNumber(a) ? -1 : 1;
  return a < b ? -1 : Number(a > b);
}

function numberReader(raw: RawTable, index: number): (row: number) => number {
  const column = raw.header[index];
  return (row) => {
    const text = raw.cells[index][row];
    if (!isNumber(text))
      throw new OrielError('data-not-numeric', { file: raw.file, column, line: raw.lines[row], text });
    const value = Math.fround(Number(text));
    if (!Number.isFinite(value))
      throw new OrielError('data-too-big', { file: raw.file, column, line: raw.lines[row], text });
    return value;
  };
}

/**
 * Codes of level names; where a card names the levels, a whole number from 0 is a code itself ("3",
 * "3.0").
 */
function codeReader(raw: RawTable, index: number, levels: readonly string[], codes: boolean): (row: number) => number {
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const column = raw.header[index];
  return (row) => {
    const text = raw.cells[index][row];
    const code = codeOf.get(text);
    if (code !== undefined) return code;
    const number = codes && isNumber(text) ? Number(text) : -1;
    if (Number.isInteger(number) && number >= 0 && number < levels.length) return number;
    const named = levels.slice(0, LEVELS_NAMED).join(', ') + (levels.length > LEVELS_NAMED ? ', …' : '');
    throw new OrielError('data-unknown-level', { file: raw.file, column, line: raw.lines[row], text, levels: named });
  };
}

function hasFewWholeNumbers(cells: readonly string[]): boolean {
  const values = new Set<number>();
  for (const cell of cells) {
    if (isMissing(cell)) continue;
    const value = Number(cell);
    if (!Number.isInteger(value)) return false;
    values.add(value);
    if (values.size > FEW) return false;
  }
  return values.size > 0;
}

function noticesFor({ columns, rows }: Table): string[] {
  const notices: string[] = [];
  let incomplete = 0;
  for (let row = 0; row < rows.count; row++) {
    if (rows.data.subarray(row * rows.columns, (row + 1) * rows.columns).some(Number.isNaN)) incomplete++;
  }
  if (incomplete > 0) notices.push(dataWords.missingRows(incomplete));
  for (const { name, levels } of columns) {
    if (levels && levels.length > 50) notices.push(dataWords.manyLevels(name, levels.length));
  }
  return notices;
}
