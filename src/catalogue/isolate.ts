/**
 * Keep text of the other direction from reordering what stands around it: from left to right, from
 * right to left, as its first letter goes; and the end of each.
 */
const [FORWARD, BACKWARD, OWN, POP] = ['\u2066', '\u2067', '\u2068', '\u2069'];

/** Letters that run from right to left. Digits and signs near one would follow it. */
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** A text without what is isolated in it, and how many such pieces there are. */
function around(text: string): { readonly rest: string; readonly pieces: number } {
  let open = 0;
  let rest = '';
  let pieces = 0;
  for (const part of text.split(/([\u2066-\u2069])/u)) {
    if (part === POP) open = Math.max(0, open - 1);
    else if (/^[\u2066-\u2068]$/u.test(part)) {
      if (open === 0) pieces++;
      open++;
    } else if (open === 0) rest += part;
  }
  return { rest, pieces };
}

/**
 * A name or a number that is to stand in a line without reordering it: "name = −0.2" keeps its
 * sign where it is, whatever the name is written in. Unchanged where nothing could be reordered.
 */
export function isolated(text: string, direction: 'ltr' | 'rtl'): string {
  if (direction === 'ltr') return RIGHT_TO_LEFT.test(text) ? OWN + text + POP : text;
  const { rest, pieces } = around(text);
  if (pieces === 0) return OWN + text + POP;
  if (pieces === 1 && rest === '') return text;
  // Isolated names and numbers with signs between them, as "name: 71 %": no letter in sight says
  // which way they go, and they go as the language does.
  return (/\p{L}/u.test(rest) ? OWN : BACKWARD) + text + POP;
}

/** A number with its signs and units, which goes from left to right in every language: "<1 %". */
export const forward = (number: string, direction: 'ltr' | 'rtl'): string =>
  direction === 'rtl' ? FORWARD + number + POP : number;

/**
 * A text of a language from right to left, in which signs stay before the Latin letters that they
 * belong to, as in ".onnx" and "--help".
 */
export const guarded = (text: string): string =>
  text.replace(/(?<![\p{L}\p{N}./~-]|[A-Za-z] )[./~-]+(?=[A-Za-z])/gu, (signs) => `\u200e${signs}`);

/** Lines broken from one text, each to be drawn alone: its isolates are closed within it. */
export function isolatedLines(lines: readonly string[]): string[] {
  const open: string[] = [];
  return lines.map((line) => {
    const before = open.join('');
    for (const [mark] of line.matchAll(/[\u2066-\u2069]/gu)) {
      if (mark === POP) open.pop();
      else open.push(mark);
    }
    return before + line + POP.repeat(open.length);
  });
}

/** Where in a text of letters what is isolated before a place, and not yet ended there, begins. */
function openAt(letters: readonly string[], end: number): number[] {
  const open: number[] = [];
  for (let at = 0; at < end; at++) {
    if (letters[at] === POP) open.pop();
    else if (/^[\u2066-\u2068]$/u.test(letters[at])) open.push(at);
  }
  return open;
}

/**
 * A text with an ellipsis for its letters from `from` to `to`. What is isolated on one side of it
 * ends and begins there; what reaches over it stays one.
 */
export function withoutMiddle(letters: readonly string[], from: number, to: number): string {
  const [before, after] = [openAt(letters, from), openAt(letters, to)];
  const shared = before.filter((at, depth) => after[depth] === at).length;
  const head = letters.slice(0, from).join('').trimEnd() + POP.repeat(before.length - shared);
  const begun = after.slice(shared).map((at) => letters[at]);
  return `${head}…${begun.join('')}${letters.slice(to).join('').trimStart()}`;
}
