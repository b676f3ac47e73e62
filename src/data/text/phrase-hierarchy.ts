import type { Hierarchy } from '../../games/hierarchy.ts';

/** A word of up to this many letters belongs to the next one: "not good", "of the year". */
const SHORT = 3;

const WORD = /[\p{L}\p{N}]/u;
/** Marks that belong to what follows. */
const OPENING = /^[\p{Ps}\p{Pi}¿¡]+$/u;

/**
 * How strongly two consecutive words are separated: by what lies between them, by the marks at the
 * end of the first, and by whether one belongs to the other.
 */
function gap(text: string, [from, end]: readonly [number, number], [start, to]: readonly [number, number]): number {
  const between = text.slice(end, start);
  const [word, next] = [text.slice(from, end), text.slice(start, to)];
  if (/\n\s*\n/.test(between)) return 8;
  if (/\n/.test(between) || /[.!?…。！？]["'”’»)\]]*$/u.test(word)) return 7;
  if (OPENING.test(word)) return 1;
  if (/[;:–—]$/u.test(word)) return 6;
  if (OPENING.test(next) || !WORD.test(word)) return 5;
  if (!WORD.test(next)) return 4;
  if (between === '') return 1;
  return word.length <= SHORT && /^\p{L}+$/u.test(word) ? 2 : 3;
}

/**
 * A tree of phrases over the words of a text. Each node is split at its widest gap (between
 * paragraphs, sentences, clauses, words), or at the one nearest its middle among equally wide ones.
 * `spans` holds each word's first occurrence.
 */
export function phraseHierarchy(text: string, spans: readonly (readonly [number, number])[]): Hierarchy {
  const players = spans.length;
  const order = spans.map((_, at) => at).sort((a, b) => spans[a][0] - spans[b][0]);
  const gaps = order.slice(1).map((player, at) => gap(text, spans[order[at]], spans[player]));
  const left: number[] = [];
  const right: number[] = [];
  /** Makes the node of the words from `from` to `to` (exclusive). */
  const node = (from: number, to: number): number => {
    if (to - from === 1) return order[from];
    const middle = (from + to) / 2;
    let best = from + 1;
    for (let at = from + 2; at < to; at++) {
      const more = gaps[at - 1] - gaps[best - 1];
      if (more > 0 || (more === 0 && Math.abs(at - middle) < Math.abs(best - middle))) best = at;
    }
    const [a, b] = [node(from, best), node(best, to)];
    left.push(a);
    right.push(b);
    return players + left.length - 1;
  };
  if (players > 0) node(0, players);
  return { players, left: Int32Array.from(left), right: Int32Array.from(right) };
}
