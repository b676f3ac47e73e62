import type { Aligned } from './aligned.ts';

/** A word as the model's algorithm is given it: what each of its UTF-16 units comes from. */
export interface Pretoken {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

const utf8 = new TextEncoder();
/** What stands for a space in many vocabularies. */
const SPACE = '▁';

/**
 * Finds the words a pre-tokenizer cut a normalised text into. They come in order; white space
 * between them may be gone.
 */
export function locate(words: readonly string[], source: Aligned, bytes: boolean): Pretoken[] {
  const { text, starts, ends } = source;
  let at = 0;
  const origin = (unit: number): readonly [number, number] =>
    unit < text.length ? [starts[unit], ends[unit]] : [ends.at(-1) ?? 0, ends.at(-1) ?? 0];

  const byCharacters = (word: string): Pretoken => {
    const from: number[] = [];
    const to: number[] = [];
    for (const unit of word) {
      const spelled = unit === SPACE && text[at] !== SPACE ? ' ' : unit;
      const found = text.indexOf(spelled, at);
      // A space that was put in front stands for nothing.
      const put = spelled !== unit && found !== at;
      if (!put && found >= 0) at = found;
      for (let i = 0; i < unit.length; i++) {
        const [start, end] = origin(at + (put ? 0 : i));
        from.push(start);
        to.push(put ? start : end);
      }
      if (!put) at += unit.length;
    }
    return { text: word, starts: from, ends: to };
  };

  /** Each unit of the word is a byte of the text's UTF-8. */
  const byBytes = (word: string): Pretoken => {
    const from: number[] = [];
    const to: number[] = [];
    while (from.length < word.length) {
      const character = at < text.length ? String.fromCodePoint(text.codePointAt(at) as number) : '';
      // A space put in front of the text is not in it.
      const put = word[from.length] === 'Ġ' && character !== ' ';
      const [start] = origin(at);
      const [, end] = put ? origin(at) : origin(at + Math.max(0, character.length - 1));
      for (let left = put || character === '' ? 1 : utf8.encode(character).length; left > 0; left--) {
        from.push(start);
        to.push(put ? start : end);
      }
      if (!put) at += character.length;
    }
    return { text: word, starts: from, ends: to };
  };

  return words.map(bytes ? byBytes : byCharacters);
}

/** What cuts a word into the vocabulary's pieces, as far as it matters for finding them again. */
export interface PieceStyle {
  readonly unknown: string | undefined;
  /** Before pieces that continue a word ("##"). */
  readonly continuing: string;
  /** Behind the last piece of a word ("</w>"). */
  readonly ending: string;
}

/**
 * For each piece of a word the units it covers, `[from, to)`. A byte that a vocabulary lacks a
 * piece for ("<0xE2>") is part of a character.
 */
export function spread(
  pieces: readonly string[],
  { text }: Pretoken,
  style: PieceStyle,
): (readonly [number, number])[] {
  let at = 0;
  let bytes = 0;
  return pieces.map((piece, index): readonly [number, number] => {
    const from = at;
    const character = at < text.length ? String.fromCodePoint(text.codePointAt(at) as number) : '';
    if (/^<0x[0-9A-F]{2}>$/.test(piece) && !text.startsWith(piece, at)) {
      bytes += 1;
      if (bytes === utf8.encode(character).length) {
        bytes = 0;
        at += character.length;
      }
      return [from, from + character.length];
    }
    if (piece === style.unknown && !text.startsWith(piece, at))
      at = pieces.length === 1 ? text.length : at + character.length;
    else {
      let length = piece.length;
      if (index > 0 && style.continuing && piece.startsWith(style.continuing)) length -= style.continuing.length;
      if (style.ending && piece.endsWith(style.ending)) length -= style.ending.length;
      at = Math.min(text.length, at + length);
    }
    return [from, at];
  });
}
