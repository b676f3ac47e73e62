/** Words for a missing value, whatever their case: pandas' own and "?". */
const MISSING = new Set([
  ...['', '?', 'na', 'n/a', 'nan', '-nan', 'null', '<na>', '#na', '#n/a', '#n/a n/a'],
  ...['1.#ind', '-1.#ind', '1.#qnan', '-1.#qnan'],
]);
/** What stands for a missing value among numbers, and may be a category of its own among texts. */
const MARKS = new Set(['None', '-', '--', '–', '—', '.', 'n.a.']);

/** Words for false and true, by language, in lower case. */
const PAIRS = [
  ['false', 'true'],
  ['no', 'yes'],
  ['falsch', 'wahr'],
  ['nein', 'ja'],
  ['faux', 'vrai'],
  ['non', 'oui'],
] as const;
const TRUTHS = new Map<string, number>(PAIRS.flatMap((pair) => pair.map((word, truth) => [word, truth] as const)));
const OPPOSITES = new Map<string, string>(PAIRS.flatMap(([no, yes]) => [[no, yes] as const, [yes, no] as const]));
const LONGEST = Math.max(...[...MISSING, ...TRUTHS.keys()].map((word) => word.length));

export const isMissing = (cell: string): boolean => cell.length <= LONGEST && MISSING.has(cell.toLowerCase());

/** Whether a cell is missing where the other cells of its column are numbers. */
export const isMark = (cell: string): boolean => MARKS.has(cell);

/** 0 for a word that says no, 1 for one that says yes, null for any other. */
export const truthOf = (cell: string): number | null =>
  cell.length <= LONGEST ? (TRUTHS.get(cell.toLowerCase()) ?? null) : null;

/** The opposite of a word of `truthOf`, in the same kind of letters: FALSE for TRUE. */
export function oppositeOf(word: string): string {
  const opposite = OPPOSITES.get(word.toLowerCase()) ?? word;
  if (word === word.toUpperCase()) return opposite.toUpperCase();
  return word[0] === word[0].toUpperCase() ? opposite[0].toUpperCase() + opposite.slice(1) : opposite;
}

/** Whether levels are a word for no and one for yes, so that their codes are what they say. */
export const saysNoAndYes = (levels: readonly string[]): boolean =>
  levels.length === 2 && truthOf(levels[0]) === 0 && truthOf(levels[1]) === 1;

const INFINITE = /^[+-]?(inf|infinity|∞)$/i;
export const isInfinite = (cell: string): boolean => INFINITE.test(cell.replace('\u2212', '-'));
