import { eastAsianWidth } from 'get-east-asian-width';
import { isolated } from '../catalogue/isolate.ts';

// Names, cells and errors come from files. A terminal takes some characters for orders: to move the
// cursor, to change its title, to answer with something typed. None of them may reach it.

const CONTROLS = /[\p{Cc}\u2028\u2029]|\p{Surrogate}/gu;
/** Turn the direction of everything that follows, other people's words included. */
const TURNING = /[\u202a-\u202e]/gu;
const ISOLATES = /[\u2066-\u2069]/gu;
const UNKNOWN = '\ufffd';

/**
 * A text as one line may show it: white space as spaces, other control characters as their
 * pictures. It only reads like the one given; nothing in it acts.
 */
export function harmless(text: string): string {
  const still = text.replace(CONTROLS, picture).replace(TURNING, UNKNOWN);
  return balanced(still) ? still : still.replace(ISOLATES, UNKNOWN);
}

function picture(character: string): string {
  const code = character.codePointAt(0) as number;
  if (/[\t-\r\u0085\u2028\u2029]/u.test(character)) return ' ';
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '\u2421' : UNKNOWN;
}

/** Whether every isolate is closed within the text, so that it cannot reach beyond it. */
function balanced(text: string): boolean {
  let open = 0;
  for (const [mark] of text.matchAll(ISOLATES)) {
    open += mark === '\u2069' ? -1 : 1;
    if (open < 0) return false;
  }
  return open === 0;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const INVISIBLE = /^[\p{Mark}\p{Cf}\p{Default_Ignorable_Code_Point}]+$/u;
/** Drawn as a picture two columns wide, also where its first character alone would be narrow. */
const PICTURE = /\p{Emoji_Presentation}|\ufe0f/u;

function columns(grapheme: string): number {
  if (INVISIBLE.test(grapheme)) return 0;
  if (PICTURE.test(grapheme)) return 2;
  // The marks of half-width katakana belong to the letter before them, and take a column.
  const marks = grapheme.slice(1).match(/[\uff9e\uff9f]/g)?.length ?? 0;
  return eastAsianWidth(grapheme.codePointAt(0) as number) + marks;
}

/** Columns that a text takes on a terminal: letters of Chinese, Japanese and Korean take two. */
export function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += columns(segment);
  return width;
}

export const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));
export const padStart = (text: string, width: number): string => ' '.repeat(Math.max(0, width - widthOf(text))) + text;

/**
 * A text of at most `width` columns, shortened in the middle: names of columns often begin alike,
 * and tell themselves apart at their ends.
 */
export function shorten(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const parts = [...graphemes.segment(text)].map(({ segment }) => segment);
  const room = Math.max(0, width - 1);
  const head = fitting(parts, Math.ceil(room / 2)).join('');
  const tail = fitting(parts.reverse(), room - widthOf(head))
    .reverse()
    .join('');
  return width < 1 ? '' : `${head.trimEnd()}…${tail.trimStart()}`;
}

/** The first graphemes, as many as `width` columns hold. */
function fitting(parts: readonly string[], width: number): string[] {
  const found: string[] = [];
  let left = width;
  for (const part of parts) {
    left -= columns(part);
    if (left < 0) break;
    found.push(part);
  }
  return found;
}

/** What stands in a table's first column. */
export interface Entry {
  readonly label: string;
  /** What it has in the row, null where there is nothing to show. */
  readonly cell: string | null;
}

/**
 * Entries of at most `width` columns each. A value stays whole as long as it leaves half of the
 * width to its label. Different labels that would look alike are numbered.
 */
export function fitted(entries: readonly Entry[], width: number): string[] {
  const clean = entries.map(({ label, cell }) => ({
    label: harmless(label),
    value: cell === null ? '' : ` = ${harmless(cell)}`,
  }));
  const shown = clean.map((entry) => fitEntry(entry.label, entry.value, { width, mark: '' }));
  return shown.map(({ label, text }, at) => {
    const alike = shown.flatMap((other, index) => (other.label === label ? [index] : []));
    if (alike.every((index) => clean[index].label === clean[at].label)) return text;
    return fitEntry(clean[at].label, clean[at].value, { width, mark: ` (${alike.indexOf(at) + 1})` }).text;
  });
}

/** A label and its value, shortened to a width; `mark` stays behind the label. */
function fitEntry(
  label: string,
  value: string,
  { width, mark }: { readonly width: number; readonly mark: string },
): { readonly label: string; readonly text: string } {
  const room = Math.max(Math.floor(width / 2), width - widthOf(value)) - mark.length;
  // What was cut off may have closed what is left open.
  const short = harmless(shorten(label, room)) + mark;
  return {
    label: short,
    text: isolated(short, 'ltr') + valueText(value, width - widthOf(short)),
  };
}

/** A value behind a label: its own direction does not reach the sign of equality before it. */
function valueText(value: string, width: number): string {
  const short = harmless(shorten(value, width));
  const sign = /^ = /.exec(short)?.[0] ?? '';
  return sign + (short === '' ? '' : isolated(short.slice(sign.length), 'ltr'));
}
