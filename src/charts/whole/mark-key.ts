/** What a mark stands for. */
export type MarkMeaning =
  /** Rows with at least this score are taken for the class. */
  | { readonly kind: 'threshold'; readonly class: string; readonly threshold: number }
  /** Rows whose score is above `from` (or at it, where it is the least), up to `to`. */
  | { readonly kind: 'scores'; readonly class: string; readonly from: number; readonly to: number }
  /** Rows of a known class for which another was answered: indices into the classes. */
  | { readonly kind: 'confusion'; readonly truth: number; readonly answer: number }
  /** This share of the rows, those with the largest scores of the class. */
  | { readonly kind: 'top'; readonly class: string; readonly share: number }
  /** Rows with answers from one number to another, of a regression. */
  | { readonly kind: 'answers'; readonly from: number; readonly to: number }
  /** A column of the model. */
  | { readonly kind: 'column'; readonly column: string }
  /** Rows in which a column counts for most. */
  | { readonly kind: 'leader'; readonly column: string }
  /** A group: `fairness[division].groups[group]`. */
  | { readonly kind: 'group'; readonly division: number; readonly group: number }
  /** What a column carries of a group's difference to all other rows. */
  | { readonly kind: 'carrier'; readonly division: number; readonly group: number; readonly column: string }
  /** A value of a column: a place in the grid of its curve. */
  | { readonly kind: 'grid'; readonly column: string; readonly at: number }
  /** Rows with values of two columns from one number to another. */
  | {
      readonly kind: 'cell';
      readonly columns: readonly [string, string];
      readonly from: readonly [number, number];
      readonly to: readonly [number, number];
    }
  /** A part of the error tree: which of the parts, from the root on. */
  | { readonly kind: 'part'; readonly path: readonly number[] }
  /** A row, by its number in the table; of one column where the mark stands for its value. */
  | { readonly kind: 'row'; readonly row: number; readonly column: string | null }
  /** Two columns together. */
  | { readonly kind: 'pair'; readonly columns: readonly [string, string] };

/** A key that a mark can carry. */
export const writeKey = (meaning: MarkMeaning): string => JSON.stringify(meaning);

/** What stands for all rows alike: nothing is narrowed by it. */
const OF_ALL: readonly MarkMeaning['kind'][] = ['column', 'pair'];

/** Whether a mark's rows can be looked at by themselves. */
export function narrows(key: string): boolean {
  const meaning = readKey(key);
  return meaning !== null && !OF_ALL.includes(meaning.kind);
}

/** What a key stands for; null where it is none that `writeKey` wrote. */
export function readKey(key: string): MarkMeaning | null {
  try {
    const meaning: unknown = JSON.parse(key);
    return typeof meaning === 'object' && meaning !== null && 'kind' in meaning ? (meaning as MarkMeaning) : null;
  } catch {
    return null;
  }
}
