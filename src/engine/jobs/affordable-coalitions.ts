import { coalitionsOf } from '../../games/coalitions.ts';
import type { Pool, PreparedGame } from '../pool/pool.ts';
import type { Subject } from '../subjects/subject.ts';
import type { LimitedTime } from './limited-time.ts';

/**
 * Part of the time left that coalitions may take; the rest is for solving, and for slower moments.
 */
const PLANNED_SHARE = 0.5;
/** Coalitions of the first probe; each probe doubles them. */
const FIRST_PROBE = 2;
/** A probe that took longer says what more of the same will take. */
const PROBE_MILLISECONDS = 30;
/** More tell nothing else about what one of them costs. */
const MOST_UNITS = 1 << 20;
/** Probes go on while they take less than one part in this many of the time left. */
const PROBE_SHARE = 8;

interface Priced {
  readonly time: LimitedTime;
  readonly subject: Pick<Subject, 'players' | 'rowsPerCoalition'>;
  readonly pool: Pick<Pool, 'milliseconds'>;
}

export interface AffordableOptions extends Priced {
  readonly pool: Pick<Pool, 'value' | 'milliseconds'>;
  readonly game: PreparedGame;
  /** Told the model rows that measuring took: none where earlier calls have shown the cost. */
  readonly used: (rows: number) => void;
}

/**
 * Coalitions that surely fit in limited time, by what calls have cost. Where those before say too
 * little, as a first call on a single row does, larger and larger asks are tried: the first ones
 * may still be slow. None where the time is up before that is known.
 */
export async function affordableCoalitions(options: AffordableOptions): Promise<number> {
  const timer = options.time.until(0);
  try {
    return await Promise.race([measured(options), timer.passed.then(() => 0)]);
  } finally {
    timer.clear();
  }
}

/** The same by what calls have cost so far alone; Infinity while that is not known. */
export function affordableSoFar({ time, subject, pool }: Priced): number {
  let found = Number.POSITIVE_INFINITY;
  for (let units = 1; units <= MOST_UNITS; units *= 2) {
    const cost = pool.milliseconds(units * subject.rowsPerCoalition);
    if (cost === null) break;
    found = bought(time, units, cost);
    if (cost >= PROBE_MILLISECONDS) break;
  }
  return found;
}

/** Units that the time left allows, where some cost so much. */
const bought = (time: LimitedTime, units: number, milliseconds: number): number =>
  Math.max(0, Math.floor((time.left() * PLANNED_SHARE * units) / Math.max(0.05, milliseconds)));

async function measured(options: AffordableOptions): Promise<number> {
  const { time, subject, pool, game, used } = options;
  const { players, rowsPerCoalition } = subject;
  const { signal } = new AbortController();
  for (let units = FIRST_PROBE; ; units *= 2) {
    const cost = pool.milliseconds(units * rowsPerCoalition);
    if (cost !== null && cost >= PROBE_MILLISECONDS) return bought(time, units, cost);
    // What is known of small calls promises room for larger ones.
    if (cost !== null && PROBE_SHARE * cost < time.left()) continue;
    if (cost !== null) return bought(time, units, cost);
    const before = time.now();
    await pool.value(game, coalitionsOf(players.length, units), signal);
    used(units * rowsPerCoalition);
    const took = time.now() - before;
    if (took >= PROBE_MILLISECONDS && units > FIRST_PROBE) return bought(time, units, took);
    if (PROBE_SHARE * took >= time.left()) return bought(time, units, took);
  }
}
