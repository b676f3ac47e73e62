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
  const found = numbersOf(own.texts, styles[column]);
  const numeric = found !== null && (given || !areCodes(own.texts, found, styles[column]));
  const keys = numeric ? found : found ? codeRanksOf(own.texts, styles[column]) : ranksOf(own.texts);
  let ofRows: Float64Array | null = null;
  return {
    numeric,
    // Few columns are ever sorted by or compared.
    get keys() {
      ofRows ??= byRow(own.codes, keys);
      return ofRows;
    },
  };
}

function byRow(codes: ArrayLike<number>, keys: Float64Array): Float64Array {
  const found = new Float64Array(codes.length);
  for (let row = 0; row < found.length; row++) found[row] = keys[codes[row]];
  return found;
}

type Style = RawTable['styles'][number];

/** The number of each text; null where some are none, or all are missing. */
function numbersOf(texts: readonly string[], style: Style): Float64Array | null {
  const keys = new Float64Array(texts.length);
  let found = false;
  for (const [code, text] of texts.entries()) {
    keys[code] = toNumber(text, style);
    if (!Number.isNaN(keys[code])) found = true;
    else if (!isMissing(text) && !isMark(text)) return null;
  }
  return found ? keys : null;
}

const LEADING_ZERO = /^[+-]?0\d/;

/** Whether all of a column's numbers are whole, and doubles would not tell some from others. */
function areCodes(texts: readonly string[], keys: Float64Array, style: Style): boolean {
  let inexact = false;
  for (const [code, text] of texts.entries()) {
    if (Number.isNaN(keys[code])) continue;
    const whole = Number.isInteger(keys[code]) || !Number.isFinite(keys[code]) ? wholeOf(text, style) : null;
    if (whole === null) return false;
    inexact ||= LEADING_ZERO.test(text) || !Number.isSafeInteger(keys[code]);
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
function codeRanksOf(all: readonly string[], style: Style): Float64Array {
  const codes = [...new Set(all)].flatMap((text) => {
    const size = wholeOf(text, style);
    return size === null ? [] : [{ text, size }];
  });
  codes.sort((a, b) => (a.size === b.size ? Number(a.text > b.text) - 0.5 : a.size < b.size ? -1 : 1));
  const ranks = new Map(codes.map(({ text }, rank) => [text, rank]));
  return Float64Array.from(all, (text) => ranks.get(text) ?? Number.NaN);
}

function ranksOf(all: readonly string[]): Float64Array {
  const texts = [...new Set(all)].filter((text) => !isMissing(text)).sort(collator.compare);
  const ranks = new Map(texts.map((text, rank) => [text, rank]));
  return Float64Array.from(all, (text) => ranks.get(text) ?? Number.NaN);
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
