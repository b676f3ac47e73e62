import { tableKind } from './table-kind.ts';

/** Rows that a first look needs, and has at most. */
const ROWS = { least: 500, most: 2000 } as const;

const [LINE_FEED, QUOTE] = [10, 34];

/**
 * The first rows of a CSV file with its header, as a file of their own. Null where its beginning
 * does not tell for certain where a row ends, such as in UTF-16, or holds too few of them.
 * @param head is how the file begins; its last line may be cut short.
 */
export function firstLines(head: Uint8Array): Uint8Array | null {
  if (tableKind(head) !== 'csv' || head.includes(0)) return null;
  let [lines, end, isQuoted] = [0, 0, false];
  for (let at = 0; at < head.length && lines <= ROWS.most; at++) {
    if (head[at] === QUOTE) isQuoted = !isQuoted;
    else if (head[at] === LINE_FEED && !isQuoted) {
      lines++;
      end = at + 1;
    }
  }
  return lines > ROWS.least ? head.slice(0, end) : null;
}
