/** How good a model is, what it goes by, whom it treats how. */
export const wholeParts = ['good', 'by', 'whom'] as const;
export type WholePart = (typeof wholeParts)[number];

/** What is looked at of a whole model. */
export interface WholePlace {
  readonly part: WholePart;
  /** The picture on show by its name; null: the part's first. */
  readonly picture: string | null;
  /** The column or class that is looked at; null: the first that there is. */
  readonly of: string | null;
  /** The mark whose rows are listed, by its key (see `charts/whole/mark-key.ts`). */
  readonly rows: string | null;
}

export const firstPlace: WholePlace = { part: 'good', picture: null, of: null, rows: null };

/** The rows that a model gets most wrong, beside the marks of pictures. */
export const WORST = 'worst';

export const samePlace = (a: WholePlace, b: WholePlace): boolean =>
  a.part === b.part && a.picture === b.picture && a.of === b.of && a.rows === b.rows;
