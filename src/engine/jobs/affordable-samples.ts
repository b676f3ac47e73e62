import { coalitionsOf } from '../../games/coalitions.ts';
import type { Pool, PreparedGame } from '../pool/pool.ts';
import { CALL_MILLISECONDS } from '../pool/scheduler.ts';
import type { Subject } from '../subjects/subject.ts';

/**
 * Part of a time budget that sampling is planned to take; the rest is for solving and what went
 * before.
 */
const PLANNED_SHARE = 0.9;
/**
 * So much is planned where less is left, half of what a call takes: a quick model has something to
 * say of the players then.
 */
const LEAST_MILLISECONDS = CALL_MILLISECONDS / 2;
/** A probe that took less than this says little of the speed. */
const PROBE_MILLISECONDS = 30;
/** Further probes, where each takes less than so great a part of the time left. */
const MORE_PROBES = 2;
const PROBE_SHARE = 8;

/** A budget in milliseconds, counted from `start` (as performance.now() counts). */
export interface TimeBudget {
  readonly milliseconds: number;
  readonly start: number;
}

/**
 * Coalitions that fit in limited time by measured speed; drawn rows where `byRow`. It is never less
 * than a few. `used` is told of the model rows that measuring took: none where earlier calls have
 * shown the speed and there is little time.
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
  const rowsPerUnit = byRow ? 1 : rowsPerCoalition;
  /** Milliseconds that an ask takes. */
  const probe = async (units: number): Promise<number> => {
    const before = performance.now();
    if (byRow) {
      const rows = new Float32Array(units * instance.length);
      for (let row = 0; row < units; row++) rows.set(instance, row * instance.length);
      await pool.predict(rows, units, game.outputs, signal);
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
  // One slow call says little, of a machine that is busy for a moment: too many samples are cut by
  // the deadline, too few end early.
  for (let more = 0; more < MORE_PROBES && left() > PROBE_SHARE * took; more++)
    took = Math.min(took, await probe(units));
  // Evaluators still open the model just after the first has: samples are planned for all of them.
  const bought = Math.floor((Math.max(LEAST_MILLISECONDS, left() * PLANNED_SHARE) * units * pool.growth()) / took);
  return Math.max(byRow ? 64 : 2, bought - (bought % 2));
}
