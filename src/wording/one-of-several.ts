import type { Counterfactual } from '../records/counterfactual.ts';

type Way = Pick<Counterfactual['ways'][number], 'changes' | 'values'>;

/** The row as it is, and columns that change as one. */
interface Before {
  readonly input: Pick<Counterfactual['input'], 'columns' | 'values'>;
  readonly limits: Pick<Counterfactual['limits'], 'together'>;
}

/** A change of columns of which each stands for a level of one thing. */
export interface ChangedLevel {
  readonly columns: readonly string[];
  /** Those that change. */
  readonly changed: readonly string[];
  /** "housing" of `housing_own` and `housing_rent`. */
  readonly name: string;
  /** "rent" and "own"; null: none of them. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Where the first part of a name may end. */
const ENDS = /[_=.:\s]/;

/**
 * Of columns that change as one, those of which at most one is 1, before and after, where their
 * names begin alike: they read as one thing that has another level.
 */
export function changedLevels(
  { input, limits }: Before,
  { changes, values }: Way,
  nameOf: (column: string) => string,
): ChangedLevel[] {
  return limits.together.flatMap((columns): ChangedLevel[] => {
    const changed = changes.map(({ column }) => column).filter((column) => columns.includes(column));
    if (changed.length === 0) return [];
    const setIn = (row: readonly unknown[]): readonly string[] | null => {
      const cells = columns.map((column) => row[input.columns.indexOf(column)]);
      const isFlags = cells.every((cell) => cell === 0 || cell === 1);
      const set = columns.filter((_, at) => cells[at] === 1);
      return isFlags && set.length <= 1 ? set : null;
    };
    const [before, after] = [setIn(input.values), setIn(values)];
    const names = columns.map(nameOf);
    const stem = stemOf(names);
    if (!before || !after || stem === '') return [];
    const level = ([column]: readonly string[]): string | null =>
      column === undefined ? null : names[columns.indexOf(column)].slice(stem.length);
    const name = stem.replace(/[_=.:\s]+$/u, '').replaceAll('_', ' ');
    return [{ columns, changed, name, from: level(before), to: level(after) }];
  });
}

/** What all names begin with, as far as a part of them ends; empty where there is nothing. */
function stemOf([first, ...others]: readonly string[]): string {
  let length = 0;
  for (let at = 1; at < first.length; at++) {
    const stem = first.slice(0, at);
    if (!others.every((name) => name.startsWith(stem) && name.length > at)) break;
    if (ENDS.test(first[at - 1])) length = at;
  }
  const stem = first.slice(0, length);
  return /[^_=.:\s]/u.test(stem) ? stem : '';
}
