import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { plainName } from './column-names.ts';

/** Names for which the nearest one is looked for, and those it is looked for among. */
const MOST_WANTED = 5;
const MOST_NAMES = 2000;
/** Letters of a name that are compared. */
const MOST_LETTERS = 60;
/** Share of the longer name's letters that may differ between near names. */
const NEAR = 0.45;
/** How much that counts of which a name is longer than another that it begins with. */
const BEGINS = 0.2;
/** Columns that an error lists. */
const LISTED = 12;

interface Missing {
  readonly file: string;
  /** The table's own columns. */
  readonly header: readonly string[];
  /** Those that were not found, and how many were looked for. */
  readonly names: readonly string[];
  readonly of: number;
}

/** What to say where a table lacks columns: with the names in it that are nearest. */
export function missingColumns({ file, header, names, of }: Missing): OrielError {
  const near = names.slice(0, MOST_WANTED).flatMap((wanted): Message | readonly [] => {
    const found = nearestName(wanted, header);
    return found === null ? [] : message('data.nearName', { wanted, found });
  });
  const columns = names.length > LISTED ? [...names.slice(0, LISTED), '…'] : names;
  const details = { file, columns, count: names.length, near: near.length > 0 ? near : null };
  if (names.length < of || of < 2) return new OrielError('data-missing-columns', details);
  return new OrielError('data-no-columns', details);
}

/** The name that differs in the fewest letters; null where all differ in too many. */
export function nearestName(wanted: string, names: readonly string[]): string | null {
  const own = plainName(wanted).slice(0, MOST_LETTERS);
  let nearest: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const name of names.slice(0, MOST_NAMES)) {
    const other = plainName(name).slice(0, MOST_LETTERS);
    const longer = Math.max(own.length, other.length);
    const shorter = Math.min(own.length, other.length);
    // A name that begins with the other is near: "age" and "age_at_admission".
    const begins = shorter >= 3 && (own.startsWith(other) || other.startsWith(own));
    const share = longer === 0 ? 1 : begins ? BEGINS * (1 - shorter / longer) : distance(own, other) / longer;
    if (share > NEAR || share >= least) continue;
    least = share;
    nearest = name;
  }
  return nearest;
}

/** Letters to change, add or take away to make one text of the other (Levenshtein). */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++)
      row.push(Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + Number(a[i - 1] !== b[j - 1])));
    above = row;
  }
  return above[b.length];
}
