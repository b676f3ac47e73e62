/** How good a model is, what it goes by, whom it treats how; against another table. */
export const wholeParts = ['good', 'by', 'whom', 'against'] as const;
export type WholePart = (typeof wholeParts)[number];

/** What is looked at of a whole model. */
export interface WholePlace {
  readonly part: WholePart;
  /** The picture on show by its name; null: the part's first. */
  readonly picture: string | null;
  /** The column or class that is looked at; null: the first that there is. */
  readonly of: string | null;
  /** A second column by which groups are divided; null: none. */
  readonly across: string | null;
  /** The class of several that groups are decided for; null: the one that is explained. */
  readonly decided: string | null;
  /** The mark whose rows are listed, by its key (see `charts/whole/mark-key.ts`). */
  readonly rows: string | null;
  /** The rows that are looked at by themselves, as `cohort-text.ts` writes them; null: all. */
  readonly cohort: string | null;
}

export const firstPlace: WholePlace = {
  part: 'good',
  picture: null,
  of: null,
  across: null,
  decided: null,
  rows: null,
  cohort: null,
};

/** The rows that a model gets most wrong, beside the marks of pictures. */
export const WORST = 'worst';

/** The class that answers are judged by; null: the one that is explained, as its gaps are. */
export function classJudged({ part, picture, of, decided }: WholePlace): string | null {
  if (part === 'good') return of;
  return part === 'whom' && picture !== 'gap' ? decided : null;
}

export const samePlace = (a: WholePlace, b: WholePlace): boolean =>
  (Object.keys(firstPlace) as (keyof WholePlace)[]).every((key) => a[key] === b[key]);

/** More characters of a cohort make an address that some servers refuse. */
export const LONGEST_COHORT = 4000;
