import { coalitionsOf } from '../games/coalitions.ts';
import type { Pool, PreparedGame } from './pool.ts';
import type { Subject } from './subject.ts';

/** Part of a time budget that sampling is planned to take; the rest is for solving and what went before. */
const PLANNED_SHARE = 0.9;
/** A probe that took less than this says little of the speed. */
const PROBE_MILLISECONDS = 30;

/** A budget in milliseconds, counted from `start` (as performance.now() counts). */
export interface TimeBudget {
  readonly milliseconds: number;
  readonly start: number;
}

/**
 * Coalitions that fit in limited time by measured speed; drawn rows where `byRow`. It is never less than what a first
 * estimate takes. `used` is told of the model rows that measuring took.
 */
export async function affordableSamples(
  byRow: boolean,
  { milliseconds, start }: TimeBudget,
  { instance, players, rowsPerCoalition }: Subject,
  pool: Pool,
  game: PreparedGame,
  used: (rows: number) => void,
): Promise<number> {
  const { signal } = new AbortController();
  for (let units = byRow ? 256 : 2; ; units *= 2) {
    const before = performance.now();
    if (byRow) {
      const rows = new Float32Array(units * instance.length);
      for (let row = 0; row < units; row++) rows.set(instance, row * instance.length);
      await pool.predict(rows, units, game.outputs, signal);
    } else {
      await pool.value(game, coalitionsOf(players.length, units), signal);
    }
    used(units * (byRow ? 1 : rowsPerCoalition));
    const took = performance.now() - before;
    const left = milliseconds - (performance.now() - start);
    if (took < PROBE_MILLISECONDS && left > 2 * took) continue;
    const affordable = Math.floor((Math.max(0, left) * PLANNED_SHARE * units) / Math.max(0.05, took));
    const least = byRow ? 64 : 2 * players.length;
    return Math.max(least, affordable - (affordable % 2));
  }
}
