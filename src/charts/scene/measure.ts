import { isolatedLines, withoutMiddle } from '../../catalogue/isolate.ts';
import { fontFamily } from './scene.ts';

/** Width of a text in pixels, by font size in pixels and weight. */
export type Measure = (text: string, size: number, weight?: number) => number;

/** A font, and how wide a text in it is. */
export interface Font {
  readonly measure: Measure;
  readonly size: number;
  readonly weight?: number;
}

/**
 * Widths of a common sans serif by class of letter: good to a few percent, and the same everywhere.
 * For Node and tests.
 */
export const estimateWidth: Measure = (text, size, weight = 400) => {
  let ems = 0;
  for (const letter of text) {
    if (/\p{Cf}/u.test(letter)) continue;
    if (/[ijl.,:;'|!()[\] ft\u00a0]/.test(letter)) ems += 0.3;
    else if (/[mwMW@%…]/.test(letter)) ems += 0.86;
    else if (/[A-Z]/.test(letter)) ems += 0.66;
    else if (letter > '\u2e80') ems += 1;
    else ems += 0.556;
  }
  return ems * size * (weight >= 600 ? 1.06 : 1);
};

/**
 * Widths as the browser draws them, remembered: each redraw asks for the same few hundred texts.
 */
export function browserMeasure(font = fontFamily): Measure {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return estimateWidth;
  const known = new Map<string, number>();
  return (text, size, weight = 400) => {
    const key = `${weight} ${size} ${text}`;
    let width = known.get(key);
    if (width === undefined) {
      context.font = `${weight} ${size}px ${font}`;
      width = context.measureText(text).width;
      if (known.size > 5000) known.clear();
      known.set(key, width);
    }
    return width;
  };
}

/**
 * The text, shortened with an ellipsis in its middle to fit: names often begin alike, and tell
 * themselves apart at their ends.
 */
export function ellipsis(text: string, width: number, { measure, size, weight }: Font): string {
  if (measure(text, size, weight) <= width) return text;
  const letters = [...text];
  const around = (count: number): string =>
    withoutMiddle(letters, Math.ceil(count / 2), letters.length - Math.floor(count / 2));
  let low = 0;
  let high = letters.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(around(middle), size, weight) <= width) low = middle;
    else high = middle - 1;
  }
  return around(low);
}

/**
 * Texts that are shortened to fit, each into its own width. Different ones that come out alike get
 * numbers in their order; `numbered` says how a number is written.
 */
export function distinctEllipses(
  texts: readonly { readonly text: string; readonly width: number }[],
  numbered: (number: number) => string,
  font: Font,
): string[] {
  const short = texts.map(({ text, width }) => ellipsis(text, width, font));
  const alike = new Map<string, Set<string>>();
  for (const [at, { text }] of texts.entries())
    alike.set(short[at], (alike.get(short[at]) ?? new Set<string>()).add(text));
  const confused = (at: number) => (alike.get(short[at])?.size ?? 0) > 1;
  const count = new Set(texts.filter((_, at) => confused(at)).map(({ text }) => text)).size;
  if (count === 0) return short;
  const room = font.measure(` ${numbered(count)}`, font.size, font.weight);
  // Shorter still, further ones may come out alike: they are numbered together.
  const stems = new Map<string, string[]>();
  return texts.map(({ text, width }, at) => {
    if (!confused(at)) return short[at];
    const stem = ellipsis(text, width - room, font);
    const known = stems.get(stem) ?? [];
    if (!known.includes(text)) known.push(text);
    stems.set(stem, known);
    return `${stem} ${numbered(known.indexOf(text) + 1)}`;
  });
}

/** The text in lines that fit, broken at spaces; a single long word is shortened. */
export function wrap(text: string, width: number, font: Font): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || font.measure(longer, font.size, font.weight) <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  if (line !== '') lines.push(line);
  return isolatedLines(lines).map((each) => ellipsis(each, width, font));
}
