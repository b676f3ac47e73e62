/**
 * Tokens of a text, without those that the tokenizer adds at its ends. Starts and ends count UTF-16
 * units of the text as typed, without the spaces around a token.
 */
export interface Tokens {
  readonly ids: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Whether the token is a special one that the text spells out, such as "[MASK]". */
  readonly special: readonly boolean[];
}

/** Turns a text into the token ids that a model takes. */
export interface TextTokenizer {
  encode(text: string): Tokens;
  /** Special tokens before every text, and after it. */
  readonly prefix: readonly number[];
  readonly suffix: readonly number[];
  /** Id of the token for a hidden word; null where the model has none. */
  readonly mask: number | null;
  /** Id of the token that fills up shorter texts. */
  readonly pad: number;
  readonly padding: 'left' | 'right';
  /** Most tokens that the model takes, including special ones; null where it is unknown. */
  readonly length: number | null;
}

/** A span without the white space at its ends; null where nothing else is in it. */
export function trimmedSpan(text: string, start: number, end: number): readonly [number, number] | null {
  const part = text.slice(start, end);
  const from = start + (part.length - part.trimStart().length);
  const to = end - (part.length - part.trimEnd().length);
  return from < to ? [from, to] : null;
}
