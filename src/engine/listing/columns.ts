import { isMark, isMissing } from '../../data/tables/cell-words.ts';
import type { RawTable } from '../../data/tables/csv.ts';
import { groupSign, toNumber } from '../../data/tables/numbers.ts';
import type { ListedColumn } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';

/** What the rows of a table sort by in one column. */
export interface ColumnKeys {
  /** Whether its cells are numbers, and each of them is exactly what its cell says. */
  readonly numeric: boolean;
  /**
   * By row: its number, or the place of its text among all texts, those that are codes by their
   * size; NaN where it is missing.
   */
  readonly keys: Float64Array;
}

/** The same on every machine, whatever its language. */
const collator = new Intl.Collator('en', { numeric: true });

/**
 * A column that the model is given as numbers is looked through by these. In any other, whole
 * numbers are codes where doubles cannot tell them apart: 01234 and 1234, ids beyond 2^53.
 */
export function columnKeys({ cells, styles }: RawTable, column: number, given = false): ColumnKeys {
  const own = cells[column];
  const found = numbersOf(own, styles[column]);
  if (found && (given || !areCodes(own, found.keys, styles[column]))) return found;
  return { numeric: false, keys: found ? codeRanksOf(own, styles[column]) : ranksOf(own) };
}

type Style = RawTable['styles'][number];

/** Null where some cells are texts, or none is a number. */
function numbersOf(cells: readonly string[], style: Style): ColumnKeys | null {
  const keys = new Float64Array(cells.length);
  let found = false;
  for (const [row, cell] of cells.entries()) {
    keys[row] = toNumber(cell, style);
    if (!Number.isNaN(keys[row])) found = true;
    else if (!isMissing(cell) && !isMark(cell)) return null;
  }
  return found ? { numeric: true, keys } : null;
}

const LEADING_ZERO = /^[+-]?0\d/;

/** Whether all of a column's numbers are whole, and doubles would not tell some from others. */
function areCodes(cells: readonly string[], keys: Float64Array, style: Style): boolean {
  let inexact = false;
  for (const [row, cell] of cells.entries()) {
    if (Number.isNaN(keys[row])) continue;
    const whole = Number.isInteger(keys[row]) || !Number.isFinite(keys[row]) ? wholeOf(cell, style) : null;
    if (whole === null) return false;
    inexact ||= LEADING_ZERO.test(cell) || !Number.isSafeInteger(keys[row]);
  }
  return inexact;
}

/** The whole number that a cell writes digit by digit, whatever its size; null for any other. */
function wholeOf(cell: string, style: Style): bigint | null {
  const sign = groupSign(cell, style);
  const text = (sign === null ? cell : cell.split(sign).join('')).replace('\u2212', '-');
  return /^[+-]?\d+$/.test(text) ? BigInt(text) : null;
}

/** By size; codes of the same size, 7 and 007, by their texts. */
function codeRanksOf(cells: readonly string[], style: Style): Float64Array {
  const codes = [...new Set(cells)].flatMap((text) => {
    const size = wholeOf(text, style);
    return size === null ? [] : [{ text, size }];
  });
  codes.sort((a, b) => (a.size === b.size ? Number(a.text > b.text) - 0.5 : a.size < b.size ? -1 : 1));
  const ranks = new Map(codes.map(({ text }, rank) => [text, rank]));
  return Float64Array.from(cells, (cell) => ranks.get(cell) ?? Number.NaN);
}

function ranksOf(cells: readonly string[]): Float64Array {
  const texts = [...new Set(cells)].filter((text) => !isMissing(text)).sort(collator.compare);
  const ranks = new Map(texts.map((text, rank) => [text, rank]));
  return Float64Array.from(cells, (cell) => ranks.get(cell) ?? Number.NaN);
}

/** The columns of a study's file: those the model is given, the target, and all others. */
export function listedColumns(
  { whole, study }: Pick<TabularStudy, 'whole' | 'study'>,
  keys: (column: number) => ColumnKeys,
): ListedColumn[] {
  const given = new Set(study.columns.map(({ name }) => name));
  return whole.header.map((name, column) => {
    const role = given.has(name) ? 'given' : name === study.card.target ? 'target' : 'other';
    return { name, numeric: keys(column).numeric, role };
  });
}
