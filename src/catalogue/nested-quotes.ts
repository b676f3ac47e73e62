/** Quotation marks of a language, and those that stand within others. */
type Marks = readonly [open: string, close: string, innerOpen: string, innerClose: string];

const MARKS: Readonly<Record<string, Marks>> = {
  en: ['“', '”', '‘', '’'],
  de: ['„', '“', '‚', '‘'],
  fr: ['«', '»', '“', '”'],
  es: ['«', '»', '“', '”'],
  ar: ['«', '»', '“', '”'],
};

/**
 * A text in which marks within others are inner ones: what is quoted may have been given with marks
 * of its own ("“yes” for readmitted").
 */
export function withNestedQuotes(text: string, tag: string): string {
  const [open, close, innerOpen, innerClose] = MARKS[tag.slice(0, 2)] ?? MARKS.en;
  if (text.indexOf(open) === text.lastIndexOf(open)) return text;
  let depth = 0;
  let written = '';
  for (const sign of text) {
    if (sign === open) written += ++depth > 1 ? innerOpen : open;
    else if (sign === close && depth > 0) written += depth-- > 1 ? innerClose : close;
    else written += sign;
  }
  // French sets its outer marks apart, and not its inner ones.
  return tag.startsWith('fr') ? written.replace(/“\s|\s”/g, (mark) => mark.trim()) : written;
}
