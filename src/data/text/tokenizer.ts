/**
 * Tokens of a text, without those that a tokenizer adds at its ends. Spans count UTF-16 units of
 * what the person typed, spaces left out.
 */
export interface Tokens {
  readonly ids: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Special tokens that the person wrote out, such as "[MASK]". */
  readonly special: readonly boolean[];
}

/** What makes a text into the numbers a model takes. */
export interface TextTokenizer {
  encode(text: string): Tokens;
  /** Special tokens before and after every text. */
  readonly prefix: readonly number[];
  readonly suffix: readonly number[];
  /** What stands for a hidden word; null where the model knows none. */
  readonly mask: number | null;
  /** What fills up a text that is shorter than others. */
  readonly pad: number;
  readonly padding: 'left' | 'right';
  /** Most tokens the model takes, special ones included; null where nothing says. */
  readonly length: number | null;
}

/** Bounds without the white space at either end; null where there is nothing else. */
export function trimmed(text: string, start: number, end: number): readonly [number, number] | null {
  const part = text.slice(start, end);
  const from = start + (part.length - part.trimStart().length);
  const to = end - (part.length - part.trimEnd().length);
  return from < to ? [from, to] : null;
}
