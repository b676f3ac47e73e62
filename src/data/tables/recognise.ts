import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { Feature } from '../card.ts';
import { isNumber, type RawTable } from './csv.ts';
import type { Column, Table } from './table.ts';

/** A table made from its text, with what there is to say about it. */
interface Recognised {
  readonly table: Table;
  /** What the user should know about the table. */
  readonly notices: readonly Message[];
  /** Numeric columns of few distinct whole numbers, which the user may declare to be categories. */
  readonly maybeCategorical: readonly string[];
}

const MISSING = new Set(['', '?', 'na', 'n/a', 'nan', 'null']);
/** Up to this many distinct whole numbers, a column may hold codes of categories. */
const FEW = 10;
/** float32 holds every whole number up to this one. */
const EXACT = 16777216;
/** Levels above which a column looks like names or row numbers rather than categories. */
const MANY_LEVELS = 50;
/** Levels that an error lists. */
const LEVELS_NAMED = 12;

const isMissing = (cell: string): boolean => MISSING.has(cell.toLowerCase());

/**
 * Turns a table's text into numbers: float32 values and codes, with NaN for missing cells (empty,
 * NA, NaN, null, ?).
 *
 * Columns that a card's features describe are read as the card says, where a category may be given
 * by its level's name or its code. Other columns are recognised: numeric if every cell is a number,
 * else categorical with sorted levels. Without features, a column of numbers with a few texts in it
 * throws `data-not-numeric`; with features it is categorical, since the model does not take it.
 * Also throws `data-missing-columns`, `data-unknown-level`, and `data-too-big` for numbers beyond
 * float32's range.
 */
export function tableFrom(raw: RawTable, features: readonly Feature[] | null): Recognised {
  const known = new Map(features?.map((feature) => [feature.name, feature]));
  const absent = [...known.keys()].filter((name) => !raw.header.includes(name));
  if (absent.length > 0)
    throw new OrielError('data-missing-columns', { file: raw.file, columns: absent, count: absent.length });

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
      data[row * width + index] = isPresent(cells[row], column) ? read(row) : Number.NaN;
    if (!feature && column.kind === 'numeric' && hasFewWholeNumbers(cells)) maybeCategorical.push(name);
  }
  const table: Table = { file: raw.file, columns, rows: { count, columns: width, data } };
  return { table, notices: noticesFor(table), maybeCategorical };
}

/**
 * Throws `data-not-exact` where a column holds a number too large for float32 to keep exactly; for
 * models that take integers.
 */
export function requireExact(raw: RawTable, column: string): void {
  const wrong = raw.cells[raw.header.indexOf(column)]?.find((cell) => isNumber(cell) && Math.abs(Number(cell)) > EXACT);
  if (wrong !== undefined) throw new OrielError('data-not-exact', { column, text: wrong });
}

/** Whether a cell is present; a text such as "NA" counts where it is the name of a level. */
const isPresent = (cell: string, column: Column): boolean =>
  !isMissing(cell) || (column.levels?.includes(cell) ?? false);

/** A column's kind and levels, from its feature or else from its cells. */
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

/** Whether the texts among a column's numbers are so few that they are mistakes, not categories. */
const areStrayTexts = (texts: number, cells: number): boolean =>
  texts <= Math.max(1, 0.05 * cells) && cells - texts >= 3 * texts;

/**
 * Sorts numbers by size and before texts, and texts by code unit, as scikit-learn's encoders do.
 */
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
 * Reads a level's name as its code. With `codes`, a cell may also hold the code itself ("3",
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
    const named = levels.length > LEVELS_NAMED ? [...levels.slice(0, LEVELS_NAMED), '…'] : levels;
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

function noticesFor({ columns, rows }: Table): Message[] {
  const notices: Message[] = [];
  let incomplete = 0;
  for (let row = 0; row < rows.count; row++) {
    if (rows.data.subarray(row * rows.columns, (row + 1) * rows.columns).some(Number.isNaN)) incomplete++;
  }
  if (incomplete > 0) notices.push(message('data.missingRows', { rows: incomplete }));
  for (const { name, levels } of columns) {
    if (levels && levels.length > MANY_LEVELS)
      notices.push(message('data.manyLevels', { column: name, levels: levels.length }));
  }
  return notices;
}
