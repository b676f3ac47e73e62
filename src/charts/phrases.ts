import type { Explanation } from '../records/record.ts';
import type { View } from './view.ts';

/** A stretch of the text: a player's, or what lies between players. */
export interface Piece {
  readonly text: string;
  /** Index of the player; −1 between players. */
  readonly player: number;
  /** Whether it lies beyond the part that the model was given. */
  readonly outside: boolean;
}

/** The text in its order, cut where players begin and end. */
export function piecesOf(record: Explanation): Piece[] {
  const { input } = record;
  if (input.kind !== 'text' || input.text === null) return [];
  const { text, spans, part } = input;
  const [first, last] = part ?? [0, text.length];
  const marked = spans
    .flatMap((own, player) => own.map(([start, end]) => ({ start, end, player })))
    .sort((a, b) => a.start - b.start);
  const pieces: Piece[] = [];
  let at = 0;
  const between = (to: number): void => {
    for (const end of [first, last, to].filter((bound) => bound > at && bound <= to)) {
      pieces.push({ text: text.slice(at, end), player: -1, outside: at < first || at >= last });
      at = end;
    }
  };
  for (const { start, end, player } of marked) {
    between(start);
    pieces.push({ text: text.slice(start, end), player, outside: false });
    at = end;
  }
  between(text.length);
  return pieces;
}

/** Whether a text runs from right to left: its first letter decides. */
export const isRightToLeft = (text: string): boolean =>
  /^[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(
    /\p{L}/u.exec(text)?.[0] ?? '',
  );

/**
 * The players as a tree. Nodes below the number of players are players, the others phrases
 * (games/hierarchy.ts).
 */
export interface Phrases {
  /** The phrase each node is in; −1 for the whole text. */
  readonly parent: readonly number[];
  readonly children: (node: number) => readonly [number, number] | null;
  /** Players of a node, in reading order. */
  readonly members: (node: number) => readonly number[];
  /** Players in reading order. */
  readonly order: readonly number[];
}

const known = new WeakMap<object, Phrases>();

export function phrasesOf(record: Explanation): Phrases | null {
  const { input, players } = record;
  if (input.kind !== 'text') return null;
  const found = known.get(input);
  if (found) return found;
  const { left, right } = input.phrases;
  const count = players.length;
  const parent = new Array<number>(count + left.length).fill(-1);
  for (const [at, node] of left.entries()) parent[node] = parent[right[at]] = count + at;
  const order = Array.from(players.keys()).sort(
    (a, b) => (input.spans[a][0]?.[0] ?? 0) - (input.spans[b][0]?.[0] ?? 0),
  );
  const rank = new Map(order.map((player, at) => [player, at]));
  const children = (node: number): readonly [number, number] | null =>
    node < count ? null : [left[node - count], right[node - count]];
  const under = (node: number): number[] => (children(node) ?? []).flatMap(under).concat(node < count ? node : []);
  const members = (node: number): number[] =>
    under(node).sort((a, b) => (rank.get(a) as number) - (rank.get(b) as number));
  const phrases = { parent, children, members, order };
  known.set(input, phrases);
  return phrases;
}

/** What the words of a node do together; the error is that of a sum of independent errors. */
export function effectOf(
  view: View,
  members: readonly number[],
): { readonly value: number; readonly error: number | null } {
  const own = view.players.filter(({ index }) => members.includes(index));
  const value = own.reduce((sum, player) => sum + player.value, 0);
  const known = own.every(({ error }) => error !== null);
  return { value, error: known ? Math.sqrt(own.reduce((sum, { error }) => sum + (error ?? 0) ** 2, 0)) : null };
}

/** The words of a node as they stand in the text, on one line. */
export function wordingOf(record: Explanation, members: readonly number[]): string {
  const { input } = record;
  if (input.kind !== 'text' || input.text === null || members.length === 1) return record.players[members[0]] ?? '';
  const spans = members.map((player) => input.spans[player][0]);
  const [start, end] = [Math.min(...spans.map(([from]) => from)), Math.max(...spans.map(([, to]) => to))];
  return input.text.slice(start, end).replace(/\s+/gu, ' ');
}
