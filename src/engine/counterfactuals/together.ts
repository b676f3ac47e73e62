import type { Column } from '../../data/tables/table.ts';
import type { TabularStudy } from '../studies/study.ts';
import { columnFacts } from './column-facts.ts';

/** Columns of which each row has a level in one: by their places, with the patterns that occur. */
export interface OneHot {
  readonly columns: readonly number[];
  readonly patterns: readonly (readonly number[])[];
}

/** Where a name's first part ends: `housing_own`, `housing=own`, `housing.own`, `housing: own`. */
const ENDS = /[_=.:\s]/;
/** Fewer flags of which at most one is set may well be independent of each other. */
const LEAST_FLAGS = 3;

/**
 * Groups of columns with 0 and 1, side by side and with the same first part in their names, of
 * which in every row exactly one is 1; or, of three and more, at most one.
 */
export function oneHotGroups(study: TabularStudy): OneHot[] {
  const { columns, rows } = study.usable();
  const facts = columnFacts(study);
  const isFlag = (at: number): boolean =>
    columns[at].levels === null && facts[at].seen.length === 2 && facts[at].least === 0 && facts[at].most === 1;
  const found: OneHot[] = [];
  for (let from = 0; from < columns.length; ) {
    const stem = stemOf(columns[from]);
    let to = from + 1;
    while (stem !== null && isFlag(from) && to < columns.length && isFlag(to) && stemOf(columns[to]) === stem) to++;
    const group = Array.from({ length: to - from }, (_, at) => from + at);
    from = to;
    if (group.length < 2) continue;
    const patterns = new Map<string, readonly number[]>();
    let [least, most] = [1, 1];
    for (let row = 0; row < rows.count; row++) {
      const pattern = group.map((column) => rows.data[row * rows.columns + column]);
      const ones = pattern.reduce((sum, value) => sum + value, 0);
      // A missing flag makes the sum NaN: no group.
      [least, most] = [Math.min(least, ones), Math.max(most, ones)];
      patterns.set(pattern.join(), pattern);
    }
    if (most === 1 && (least === 1 || (least === 0 && group.length >= LEAST_FLAGS)))
      found.push({ columns: group, patterns: [...patterns.values()] });
  }
  return found;
}

/** The name up to the last place where it may end; null where there is none. */
function stemOf({ name }: Column): string | null {
  const parts = name.split(ENDS);
  return parts.length < 2 ? null : name.slice(0, name.length - (parts.at(-1) ?? '').length);
}
