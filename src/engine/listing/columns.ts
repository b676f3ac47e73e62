import { isMark, isMissing } from '../../data/tables/cell-words.ts';
import type { RawTable } from '../../data/tables/csv.ts';
import { toNumber } from '../../data/tables/numbers.ts';
import type { ListedColumn } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';

/** What the rows of a table sort by in one column. */
export interface ColumnKeys {
  /** Whether its cells are numbers. */
  readonly numeric: boolean;
  /** By row: its number, or its text's place among all texts; NaN where it is missing. */
  readonly keys: Float64Array;
}

/** The same on every machine, whatever its language. */
const collator = new Intl.Collator('en', { numeric: true });

export function columnKeys({ cells, styles }: RawTable, column: number): ColumnKeys {
  return numbersOf(cells[column], styles[column]) ?? { numeric: false, keys: ranksOf(cells[column]) };
}

/** Null where some cells are texts, or none is a number. */
function numbersOf(cells: readonly string[], style: RawTable['styles'][number]): ColumnKeys | null {
  const keys = new Float64Array(cells.length);
  let found = false;
  for (const [row, cell] of cells.entries()) {
    keys[row] = toNumber(cell, style);
    if (!Number.isNaN(keys[row])) found = true;
    else if (!isMissing(cell) && !isMark(cell)) return null;
  }
  return found ? { numeric: true, keys } : null;
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
