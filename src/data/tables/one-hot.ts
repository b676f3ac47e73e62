/** Columns of which each row has a level in one: by their places, with the patterns that occur. */
export interface OneHot {
  readonly columns: readonly number[];
  /** What their names begin alike with: `housing_`. */
  readonly stem: string;
  readonly patterns: readonly (readonly number[])[];
}

/** Columns and rows to look at. */
export interface Looked {
  readonly names: readonly string[];
  readonly rows: number;
  /** Whether a column holds 0 and 1, both, and nothing else. */
  readonly isFlag: (column: number) => boolean;
  /** NaN where it is missing. */
  readonly value: (row: number, column: number) => number;
}

/** Where a name's first part ends: `housing_own`, `housing=own`, `housing.own`, `housing: own`. */
const ENDS = /[_=.:\s]/;
/** Fewer flags of which at most one is set may well be independent of each other. */
const LEAST_FLAGS = 3;

/**
 * Groups of columns with 0 and 1, side by side and with the same first part in their names, of
 * which in every row exactly one is 1; or, of three and more, at most one.
 */
export function oneHotColumns({ names, rows, isFlag, value }: Looked): OneHot[] {
  const found: OneHot[] = [];
  for (let from = 0; from < names.length; ) {
    const stem = stemOf(names[from]);
    let to = from + 1;
    while (stem !== null && isFlag(from) && to < names.length && isFlag(to) && stemOf(names[to]) === stem) to++;
    const group = Array.from({ length: to - from }, (_, at) => from + at);
    from = to;
    if (group.length < 2 || stem === null) continue;
    const patterns = new Map<string, readonly number[]>();
    let [least, most] = [1, 1];
    for (let row = 0; row < rows; row++) {
      const pattern = group.map((column) => value(row, column));
      const ones = pattern.reduce((sum, each) => sum + each, 0);
      // A missing flag makes the sum NaN: no group.
      [least, most] = [Math.min(least, ones), Math.max(most, ones)];
      patterns.set(pattern.join(), pattern);
    }
    if (most === 1 && (least === 1 || (least === 0 && group.length >= LEAST_FLAGS)))
      found.push({ columns: group, stem, patterns: [...patterns.values()].sort(byFirstSet) });
  }
  return found;
}

/** The one that sets the earlier column first, whatever the order of the rows. */
const byFirstSet = (a: readonly number[], b: readonly number[]): number => {
  const [one, other] = [a.indexOf(1), b.indexOf(1)].map((at) => (at < 0 ? a.length : at));
  return one - other;
};

/** The name up to the last place where it may end; null where there is none. */
function stemOf(name: string): string | null {
  const parts = name.split(ENDS);
  return parts.length < 2 ? null : name.slice(0, name.length - (parts.at(-1) ?? '').length);
}
