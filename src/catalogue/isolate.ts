/** Keep text of the other direction from reordering what stands around it. */
const [ISOLATE, POP] = ['\u2068', '\u2069'];

/** Letters that run from right to left. Digits and signs near one would follow it. */
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/**
 * A name or a number that is to stand in a line without reordering it: "name = −0.2" keeps its
 * sign where it is, whatever the name is written in. Unchanged where nothing could be reordered.
 */
export const isolated = (text: string, direction: 'ltr' | 'rtl'): string =>
  direction === 'rtl' || RIGHT_TO_LEFT.test(text) ? ISOLATE + text + POP : text;

/** Lines broken from one text, each to be drawn alone: its isolates are closed within it. */
export function isolatedLines(lines: readonly string[]): string[] {
  let open = 0;
  return lines.map((line) => {
    const before = open;
    for (const [mark] of line.matchAll(/[\u2066-\u2069]/gu)) open = Math.max(0, open + (mark === POP ? -1 : 1));
    return ISOLATE.repeat(before) + line + POP.repeat(open);
  });
}
