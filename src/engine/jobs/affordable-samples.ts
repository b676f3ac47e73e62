import { coalitionsOf } from '../../games/coalitions.ts';
import { CALL_MILLISECONDS } from '../pool/chunk-size.ts';
import type { Pool, PreparedGame } from '../pool/pool.ts';
import type { Subject } from '../subjects/subject.ts';

/**
 * Part of a time budget that sampling is planned to take; the rest is for solving and for what
 * happened before.
 */
const PLANNED_SHARE = 0.9;
/**
 * At least this much is planned, even where less is left: half of what a call takes, in which a
 * quick model can say something about the players.
 */
const LEAST_MILLISECONDS = CALL_MILLISECONDS / 2;
/** A probe that took less than this says little about the speed. */
const PROBE_MILLISECONDS = 30;
/** Further probes, as long as each takes less than one part in PROBE_SHARE of the time left. */
const MORE_PROBES = 2;
const PROBE_SHARE = 8;

export interface AffordableOptions {
  /** Whether samples are drawn rows rather than coalitions. */
  readonly byRow: boolean;
  /** The budget, counted from `start` (by performance.now()). */
  readonly milliseconds: number;
  readonly start: number;
  readonly subject: Subject;
  readonly pool: Pool;
  readonly game: PreparedGame;
  /**
   * Told the model rows that measuring took: none where earlier calls have shown the speed and
   * little time is left.
   */
  readonly used: (rows: number) => void;
}

/** Samples that fit in limited time by measured speed, and always a few. */
export async function affordableSamples(options: AffordableOptions): Promise<number> {
  const { byRow, milliseconds, start, subject, pool, game, used } = options;
  const { instance, players, rowsPerCoalition } = subject;
  const { signal } = new AbortController();
  const rowsPerUnit = byRow ? 1 : rowsPerCoalition;
  /** Milliseconds that an ask takes. */
  const probe = async (units: number): Promise<number> => {
    const before = performance.now();
    if (byRow) {
      const rows = new Float32Array(units * instance.length);
      for (let row = 0; row < units; row++) rows.set(instance, row * instance.length);
      await pool.predict({ count: units, columns: instance.length, data: rows }, game.outputs, signal);
    } else {
      await pool.value(game, coalitionsOf(players.length, units), signal);
    }
    used(units * rowsPerUnit);
    return Math.max(0.05, performance.now() - before);
  };
  const left = () => milliseconds - (performance.now() - start);

  /** Units, and the milliseconds they take. */
  let units: number;
  let took: number;
  const rate = pool.rate();
  if (rate !== null) {
    units = Math.max(2, Math.ceil((PROBE_MILLISECONDS * rate) / rowsPerUnit));
    took = (units * rowsPerUnit) / rate;
  } else {
    units = byRow ? 256 : 2;
    took = await probe(units);
    while (took < PROBE_MILLISECONDS && left() > 2 * took) {
      units *= 2;
      took = await probe(units);
    }
  }
  // One slow call says little: the machine may be busy for a moment. The deadline cuts too many
  // samples short, but too few would end early.
  for (let more = 0; more < MORE_PROBES && left() > PROBE_SHARE * took; more++)
    took = Math.min(took, await probe(units));
  // Just after the first evaluator has opened the model, others still open it: the plan counts on
  // all of them.
  const bought = Math.floor((Math.max(LEAST_MILLISECONDS, left() * PLANNED_SHARE) * units * pool.growth()) / took);
  return Math.max(byRow ? 64 : 2, bought - (bought % 2));
}
