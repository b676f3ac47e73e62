import type { Aligned } from './aligned.ts';

/** A word as the model's algorithm gets it, and what each of its UTF-16 units comes from. */
interface Pretoken {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

const utf8 = new TextEncoder();
/** The character that stands for a space in many vocabularies. */
const SPACE = '▁';

/**
 * Finds, in a normalised text, the words that a pre-tokenizer made of it. They come in order, and
 * the white space between them may be missing. With `bytes`, each unit of a word is a byte of the
 * text's UTF-8.
 */
export function locatePretokens(words: readonly string[], source: Aligned, bytes: boolean): Pretoken[] {
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
      // A space that the pre-tokenizer inserted is not in the text.
      const inserted = spelled !== unit && found !== at;
      if (!inserted && found >= 0) at = found;
      for (let i = 0; i < unit.length; i++) {
        const [start, end] = origin(at + (inserted ? 0 : i));
        from.push(start);
        to.push(inserted ? start : end);
      }
      if (!inserted) at += unit.length;
    }
    return { text: word, starts: from, ends: to };
  };

  const byBytes = (word: string): Pretoken => {
    const from: number[] = [];
    const to: number[] = [];
    while (from.length < word.length) {
      const character = at < text.length ? String.fromCodePoint(text.codePointAt(at) as number) : '';
      const inserted = word[from.length] === 'Ġ' && character !== ' ';
      const [start] = origin(at);
      const [, end] = inserted ? origin(at) : origin(at + Math.max(0, character.length - 1));
      for (let left = inserted || character === '' ? 1 : utf8.encode(character).length; left > 0; left--) {
        from.push(start);
        to.push(inserted ? start : end);
      }
      if (!inserted) at += character.length;
    }
    return { text: word, starts: from, ends: to };
  };

  return words.map(bytes ? byBytes : byCharacters);
}

/** How a vocabulary spells the pieces of words. */
export interface PieceStyle {
  readonly unknown: string | undefined;
  /** Prefix of pieces that continue a word ("##"). */
  readonly continuing: string;
  /** Suffix of the last piece of a word ("</w>"). */
  readonly ending: string;
}

/**
 * The units that each piece of a word covers, `[from, to)`. A piece for a single byte ("<0xE2>"),
 * which stands for a character that the vocabulary lacks, covers the whole character.
 */
export function pieceSpans(
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
