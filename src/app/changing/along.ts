import type { Cell, Study } from '../../library/index.ts';

/** Numbers along a column at which the model is asked, the row's own beside them. */
const POINTS = 50;

/** Cells of a column at which the model is asked, in their order, and where the row's own is. */
export interface Cells {
  readonly cells: readonly Cell[];
  /** -1 where it is missing. */
  readonly own: number;
}

/** All levels of a column, or numbers from the least to the greatest of the table. */
export function cellsAlong({ columns, ranges }: Study, column: number, now: Cell): Cells {
  const { levels } = columns[column];
  if (levels) return { cells: levels, own: typeof now === 'string' ? levels.indexOf(now) : -1 };
  const own = now === null || now === '' ? Number.NaN : Number(now);
  const [low, high] = ranges[column] ?? [own, own];
  const [least, most] = Number.isNaN(own) ? [low, high] : [Math.min(low, own), Math.max(high, own)];
  if (Number.isNaN(least)) return { cells: [], own: -1 };
  const isWhole = [low, high, own].every((value) => Number.isNaN(value) || Number.isInteger(value));
  const at = (place: number): number => {
    const value = least + ((most - least) * place) / (POINTS - 1);
    return isWhole ? Math.round(value) : short(value, (most - least) / (POINTS - 1));
  };
  const between = Array.from({ length: POINTS - 2 }, (_, place) => at(place + 1));
  const numbers = new Set([least, ...between, most, ...(Number.isNaN(own) ? [] : [own])]);
  const sorted = [...numbers].sort((a, b) => a - b);
  return { cells: sorted, own: sorted.indexOf(own) };
}

/** A number with the digits that tell it from its neighbours, and one more. */
function short(value: number, gap: number): number {
  if (!(gap > 0)) return value;
  const digits = Math.max(0, Math.min(20, 1 - Math.floor(Math.log10(gap))));
  return Number(value.toFixed(digits));
}

/** The row with another cell in one column. */
export const rowWith = (row: readonly Cell[], column: number, cell: Cell): readonly Cell[] =>
  row.map((old, at) => (at === column ? cell : old));

/** A row with what a way changes, cell by cell: all else stays as a person left it. */
export function rowAfter(
  row: readonly Cell[],
  { columns }: Study,
  changes: readonly { readonly column: string; readonly to: Cell }[],
): readonly Cell[] {
  const after = columns.map(({ name }, at) => {
    const change = changes.find(({ column }) => column === name);
    return change ? change.to : row[at];
  });
  return after;
}
