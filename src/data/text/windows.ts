import type { Tokens } from './tokenizer.ts';

/** The share of a window that may be given up so that it ends between two words. */
const SLACK = 0.25;

/** The tokens `[from, to)`, which the model takes at one time. */
type Window = readonly [number, number];

/**
 * Splits a text's tokens into windows of at most `most`, between words where a gap is near. Where
 * all tokens fit, there is one window, which may be empty.
 */
export function windowsOf(text: string, tokens: Tokens, most: number): Window[] {
  const count = tokens.ids.length;
  const windows: Window[] = [];
  for (let from = 0; from < count || windows.length === 0; ) {
    let to = Math.min(count, from + most);
    if (to < count) {
      let back = to;
      while (back > to - most * SLACK && !/\s/.test(text.slice(tokens.ends[back - 1], tokens.starts[back]))) back--;
      if (back > from && back > to - most * SLACK) to = back;
    }
    windows.push([from, to]);
    from = Math.max(to, from + 1);
  }
  return windows;
}

/** The tokens of one window. */
export const tokensIn = (tokens: Tokens, [from, to]: Window): Tokens => ({
  ids: tokens.ids.slice(from, to),
  starts: tokens.starts.slice(from, to),
  ends: tokens.ends.slice(from, to),
  special: tokens.special.slice(from, to),
});
