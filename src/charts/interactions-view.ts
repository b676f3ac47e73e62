import { max } from 'd3-array';
import type { Explanation } from '../records/record.ts';
import { type Formatter, formatter } from './format.ts';
import type { PlayerView, View } from './view.ts';

/** What two players do together; where both are one, what that player does alone. */
export interface PairView {
  readonly a: PlayerView;
  readonly b: PlayerView;
  /** In the record's space; sign changed by a flip. */
  readonly value: number;
  /** Standard error where there is one: for pairs of sampled explanations. */
  readonly error: number | null;
}

/** One output's interactions, ready for drawing. */
export interface InteractionsView {
  /** Largest sum of absolute interactions first; ties by the size of their values. */
  readonly players: readonly PlayerView[];
  /**
   * The cell of two players; where both are one, its main effect (value less half of its
   * interactions).
   */
  cell(a: PlayerView, b: PlayerView): PairView;
  /** Every pair of two, the largest first. */
  readonly pairs: readonly PairView[];
  readonly format: Formatter;
}

/** Whether a record has interactions, and two players to have them. */
export const hasInteractions = (record: Explanation): boolean =>
  record.interactions !== undefined && record.players.length > 1;

/** Main effects and pairs i < j of an output sum to prediction − base, where the values do. */
export function interactionsOf(view: View): InteractionsView {
  const matrix = view.record.interactions?.[view.output] ?? [];
  const at = (a: PlayerView, b: PlayerView): number => view.sign * (matrix[a.index]?.[b.index] ?? 0) + 0;
  const sum = (a: PlayerView, of: (value: number) => number): number =>
    view.players.reduce((all, b) => all + of(at(a, b)), 0);
  const totals = new Map(view.players.map((player) => [player, sum(player, Math.abs)]));
  const total = (player: PlayerView): number => totals.get(player) ?? 0;
  const players = view.players.toSorted((a, b) => total(b) - total(a));
  // The error of the pair known least stands for all in records without each pair's own.
  const measured = view.record.fidelity.interactionError;
  const one = Array.isArray(measured) ? measured[view.output] : measured;
  const errors = view.record.interactionErrors?.[view.output];
  const positive = (error: unknown): number | null => (typeof error === 'number' && error > 0 ? error : null);
  const errorOf = (a: PlayerView, b: PlayerView): number | null => positive(errors ? errors[a.index]?.[b.index] : one);
  const cell = (a: PlayerView, b: PlayerView): PairView =>
    a === b
      ? { a, b, value: a.value - sum(a, (value) => value / 2), error: null }
      : { a, b, value: at(a, b), error: errorOf(a, b) };
  const pairs = players.flatMap((a, rank) => players.slice(0, rank).map((b) => cell(b, a)));
  pairs.sort((p, q) => Math.abs(q.value) - Math.abs(p.value));
  const mains = players.map((player) => Math.abs(cell(player, player).value));
  const largest = Math.max(max(mains) ?? 0, Math.abs(pairs[0]?.value ?? 0));
  return { players, cell, pairs, format: formatter(view.unit, largest, positive(one), view.language) };
}
