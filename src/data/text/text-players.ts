import type { Tokens } from './tokenizer.ts';

/**
 * What one player is: a word, all occurrences of a word, one of the model's tokens, or a sentence.
 */
export type PlayerKind = 'words' | 'distinct' | 'tokens' | 'sentences';

/** Parts of a text that can be present or absent. */
interface TextPlayers {
  readonly names: readonly string[];
  /**
   * Where each player is in the text, in UTF-16 units; in several places where equal words are one.
   */
  readonly spans: readonly (readonly (readonly [number, number])[])[];
  /** Player of each token; −1 for special tokens in the text, which are always present. */
  readonly playerOf: readonly number[];
}

/** Scripts without spaces between words, in which each token is a player of its own. */
const SPACELESS = [
  ...['Script=Han', 'scx=Hiragana', 'scx=Katakana'],
  ...['Script=Thai', 'Script=Lao', 'Script=Khmer', 'Script=Myanmar'],
]
  .map((script) => `\\p{${script}}`)
  .join('');
const LETTER = `(?:(?![${SPACELESS}])[\\p{L}\\p{M}\\p{N}_])`;
const URL_LIKE = `(?:https?://|www\\.)[^\\s]*[^\\s.,;:!?)\\]}'"»”’]`;
const MAIL_ADDRESS = '[^\\s@]+@[^\\s@]+\\.\\p{L}+';
/** Within a word: an apostrophe or a hyphen before a letter, a point or a comma between digits. */
const JOINT = `(?:['’‑-](?=\\p{L})|(?<=\\p{N})[.,](?=\\p{N}))`;
/** An address, or letters and digits with what joins them: "don't", "well-known", "3.14". */
const WORDS = new RegExp(`${URL_LIKE}|${MAIL_ADDRESS}|${LETTER}+(?:${JOINT}${LETTER}+)*`, 'gu');
/**
 * The end of a sentence: a mark and closing quotes before a space, an ideographic mark, or a line
 * end.
 */
const SENTENCE_ENDS = /[.!?…]+["'”’»)\]]*(?=\s)|[。！？]+[」』”]?|\n+/gu;
/** Marks, joiners and modifiers that belong to the character before them. */
const TAIL = /\p{M}|\u200d|[\u{1f3fb}-\u{1f3ff}]|[\u{e0020}-\u{e007f}]/u;

/** Splits a text into players, in order. Every token except special ones belongs to one. */
export function textPlayers(text: string, tokens: Tokens, kind: PlayerKind): TextPlayers {
  const parts = kind === 'sentences' ? sentences(text) : kind === 'tokens' ? [] : words(text);
  const playerOf: number[] = [];
  const spans: [number, number][] = [];
  let last = -1;
  let part = 0;
  /** Tokens without characters of their own, such as a space before a word: they join the next. */
  let waiting = 0;
  const settle = (player: number): void => {
    for (; waiting > 0; waiting--) playerOf[playerOf.length - waiting] = player;
  };
  for (const [at, id] of tokens.ids.entries()) {
    const [start, end] = [tokens.starts[at], tokens.ends[at]];
    if (tokens.special[at]) {
      settle(last);
      playerOf.push(-1);
      last = -1;
      continue;
    }
    if (start >= end) {
      playerOf.push(-1);
      waiting += 1;
      continue;
    }
    while (part < parts.length && parts[part][1] <= start) part += 1;
    const inside = part < parts.length && parts[part][0] <= start;
    const before = spans.at(-1);
    const repeated =
      kind !== 'tokens' &&
      at > 0 &&
      id === tokens.ids[at - 1] &&
      before?.[1] === start &&
      !/[\p{L}\p{N}]/u.test(text.slice(start, end));
    const joined = before !== undefined && (start < before[1] || repeated || (inside && before[0] >= parts[part][0]));
    if (last >= 0 && joined) before[1] = Math.max(before[1], tail(text, end));
    else {
      last = spans.length;
      spans.push([start, tail(text, end)]);
    }
    settle(last);
    playerOf.push(last);
  }
  settle(last);
  const found: TextPlayers = {
    names: spans.map(([start, end]) => text.slice(start, end)),
    spans: spans.map((span) => [span]),
    playerOf,
  };
  return kind === 'distinct' ? together(found) : found;
}

/** Joins equal words into one player, at the place of the first. */
function together({ names, spans, playerOf }: TextPlayers): TextPlayers {
  const distinct = [...new Set(names)];
  const place = new Map(distinct.map((name, at) => [name, at]));
  return {
    names: distinct,
    spans: distinct.map((name) => spans.flatMap((each, at) => (names[at] === name ? each : []))),
    playerOf: playerOf.map((player) => (player < 0 ? player : (place.get(names[player]) as number))),
  };
}

const words = (text: string): [number, number][] =>
  [...text.matchAll(WORDS)].map(({ 0: word, index }) => [index, index + word.length]);

function sentences(text: string): [number, number][] {
  const ends = [...text.matchAll(SENTENCE_ENDS)].map(({ 0: mark, index }) => index + mark.length);
  const bounds = [...new Set([0, ...ends, text.length])];
  return bounds.slice(1).map((end, at) => [bounds[at], end]);
}

/** The end of a character together with the marks and joiners that belong to it. */
function tail(text: string, end: number): number {
  for (let to = end; ; ) {
    const next = text.codePointAt(to);
    if (next === undefined || !TAIL.test(String.fromCodePoint(next))) return to;
    to += next > 0xffff ? 2 : 1;
    // A joiner also joins the next character.
    const joined = next === 0x200d ? text.codePointAt(to) : undefined;
    if (joined !== undefined) to += joined > 0xffff ? 2 : 1;
  }
}
