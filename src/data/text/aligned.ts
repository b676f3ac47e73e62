/**
 * A text made from another one, and where each of its UTF-16 units begins and ends in the other.
 */
export interface Aligned {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * Replaces each piece of a text that `pieces` finds by its `change`, and drops what lies between.
 */
export function mapPieces(text: string, pieces: RegExp, change: (piece: string) => string): Aligned {
  const starts: number[] = [];
  const ends: number[] = [];
  let made = '';
  for (const { 0: piece, index } of text.matchAll(pieces)) {
    const one = change(piece);
    for (let i = 0; i < one.length; i++) {
      starts.push(index);
      ends.push(index + piece.length);
    }
    made += one;
  }
  return { text: made, starts, ends };
}

/**
 * What normal forms of Unicode join or reorder: a character with its marks, or a run of Hangul
 * letters.
 */
const CLUSTERS = /[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]+\p{M}*|\P{M}\p{M}*|\p{M}+/gu;
const CHARACTERS = /[\s\S]/gu;
/** How far ahead to look for a unit where the two differ. */
const AHEAD = 16;

/** The text that `normalize` makes of the whole, aligned by what it makes of the parts. */
export function normalized(text: string, normalize: (text: string) => string): Aligned {
  const parts = mapPieces(text, CLUSTERS, normalize);
  const whole = normalize(text);
  if (parts.text === whole) return parts;
  const starts: number[] = [];
  const ends: number[] = [];
  let made = '';
  let at = 0;
  for (const each of whole) {
    // JavaScript lower-cases a sigma at the end of a word to ς; tokenizers lower-case letter by
    // letter.
    const unit = each === 'ς' && parts.text[at] === 'σ' ? 'σ' : each;
    const found = parts.text.indexOf(unit, at);
    const here = found >= 0 && found - at <= AHEAD;
    if (here) at = found;
    for (let i = 0; i < unit.length; i++) {
      // A unit without a counterpart was inserted, so it covers no part of the text.
      starts.push(here ? parts.starts[at + i] : (parts.starts[at] ?? text.length));
      ends.push(here ? parts.ends[at + i] : (parts.starts[at] ?? text.length));
    }
    if (here) at += unit.length;
    made += unit;
  }
  return { text: made, starts, ends };
}

/** How BERT normalises a text. */
interface BertOptions {
  readonly clean: boolean;
  readonly ideographs: boolean;
  readonly stripAccents: boolean;
  readonly lowercase: boolean;
}

const isIdeograph = (code: number): boolean =>
  (code >= 0x4e00 && code <= 0x9fff) ||
  (code >= 0x3400 && code <= 0x4dbf) ||
  (code >= 0x20000 && code <= 0x2a6df) ||
  (code >= 0x2a700 && code <= 0x2b81f) ||
  (code >= 0x2b920 && code <= 0x2ceaf) ||
  (code >= 0xf900 && code <= 0xfaff) ||
  (code >= 0x2f800 && code <= 0x2fa1f);

/**
 * BERT's own normalisation, character by character: the BasicTokenizer of google-research/bert,
 * with the ranges of ideographs of tokenizers' BertNormalizer.
 */
export function bertNormalized(text: string, { clean, ideographs, stripAccents, lowercase }: BertOptions): Aligned {
  return mapPieces(text, CHARACTERS, (character) => {
    let one = character;
    if (clean) {
      if (!/[\t\n\r]/.test(one) && /[\p{C}\ufffd]/u.test(one)) return '';
      if (/\p{White_Space}/u.test(one)) return ' ';
    }
    if (ideographs && isIdeograph(one.codePointAt(0) as number)) one = ` ${one} `;
    if (stripAccents) one = one.normalize('NFD').replace(/\p{Mn}/gu, '');
    return lowercase ? one.toLowerCase() : one;
  });
}
