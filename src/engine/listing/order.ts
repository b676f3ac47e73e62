import type { TextColumn } from '../../data/tables/text-column.ts';
import type { RowCondition, RowKey, RowsQuery } from '../protocol.ts';

/** What rows are looked for in. */
export interface Sought {
  readonly rows: number;
  readonly header: readonly string[];
  /** The text of each cell, by column. */
  readonly cells: readonly TextColumn[];
  /** By row what a key stands for; all of it NaN where that is not known. */
  keys(key: RowKey): Float64Array;
  /** By row whether the answer is wrong: 1, 0 or NaN. */
  wrong(): Float64Array;
}

/** The rows that a query keeps, in its order. */
export function orderOf(
  sought: Sought,
  { find = '', words = {}, conditions = [], sort = null }: RowsQuery,
): Int32Array {
  const kept = keptRows(sought, conditions);
  const text = find.trim();
  const found = text === '' ? kept : foundRows(sought, kept, { text, words, exactFirst: sort === null });
  if (!sort) return found;
  const keys = sought.keys(sort.by);
  const sign = sort.descending ? -1 : 1;
  // What is missing comes last in both directions, equal rows in the order of the table.
  return found.sort((a, b) => {
    const [x, y] = [keys[a], keys[b]];
    if (x === y) return a - b;
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
    return x < y ? -sign : sign;
  });
}

function keptRows(sought: Sought, conditions: readonly RowCondition[]): Int32Array {
  let kept = Int32Array.from({ length: sought.rows }, (_, row) => row);
  for (const condition of conditions) kept = kept.filter(test(sought, condition));
  return kept;
}

function test(sought: Sought, { about, least, most, text, words = [], wrong }: RowCondition): (row: number) => boolean {
  if (wrong !== undefined) {
    const found = sought.wrong();
    return (row) => found[row] === Number(wrong);
  }
  if (text !== undefined && about.of === 'column') {
    const holds = holding(text);
    const cells = sought.cells[sought.header.indexOf(about.name)];
    const also = new Set(words);
    const isFound = (cells?.texts ?? []).map((cell) => holds.test(cell) || also.has(cell));
    return (row) => (cells ? isFound[cells.codes[row]] : holds.test(''));
  }
  const keys = sought.keys(about);
  const [low, high] = [least ?? Number.NEGATIVE_INFINITY, most ?? Number.POSITIVE_INFINITY];
  return (row) => keys[row] >= low && keys[row] <= high;
}

interface Wanted {
  readonly text: string;
  readonly words: NonNullable<RowsQuery['words']>;
  /** Whether rows with a cell of exactly this text go before those that only hold it. */
  readonly exactFirst: boolean;
}

/** Rows with the text in any cell, or as their number. */
function foundRows({ header, cells }: Sought, kept: Int32Array, { text, words, exactFirst }: Wanted): Int32Array {
  const holds = holding(text);
  const whole = text.toLowerCase();
  const also = header.map((name) => new Set(Object.hasOwn(words, name) ? words[name] : []));
  const exact: number[] = [];
  const others: number[] = [];
  for (const row of kept) {
    let found = String(row) === text ? 2 : 0;
    for (let column = 0; column < cells.length && found < 2; column++) {
      const cell = cells[column].at(row) ?? '';
      if (holds.test(cell))
        found = Math.max(found, cell.length === text.length && cell.toLowerCase() === whole ? 2 : 1);
      else if (found === 0 && also[column].has(cell)) found = 1;
    }
    if (found > 0) (found === 2 && exactFirst ? exact : others).push(row);
  }
  return Int32Array.from([...exact, ...others]);
}

/** Whatever the case of its letters. */
const holding = (text: string): RegExp => new RegExp(text.trim().replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'), 'i');
