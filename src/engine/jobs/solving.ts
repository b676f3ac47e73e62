import type { Ask, Attribution } from '../../explainers/explainer.ts';
import type { LimitedTime } from './limited-time.ts';

/** Part of the limit that the last solution may take, and is left for it. */
const LAST_SHARE = 0.25;
/** Part of the time left that it may be expected to take where nothing is left to ask. */
const SPARE_SHARE = 0.8;
/** Part of the time left that may go into looking at the error, and into showing an estimate. */
const LOOK_SHARE = 0.25;
const SHOWN_SHARE = 0.05;
/** Multiplications in a millisecond before any solution was timed: a slow machine's. */
const FIRST_SPEED = 1.6e5;
/** Less effort says little about the speed: it mostly shows that code runs for the first time. */
const TELLING_EFFORT = 1e7;
/** The last solution may be this much of the grace late. */
const LATE_SHARE = 0.5;

/** An ask that has an estimate. */
export type Solvable = Ask & { readonly estimate: () => Attribution };

/**
 * Has estimates solved. In limited time it keeps account of what solving takes, and takes a rough
 * estimate where there is no time for the full one; without a limit all are full.
 */
export interface Solving {
  /** The full estimate for a purpose, with what it took; null where it would take too long. */
  full(ask: Solvable, known: number, purpose: 'look' | 'shown'): Solved | null;
  /** The rough estimate; null where there is none. */
  rough(ask: Solvable): Solved | null;
  /** The estimate to end with; `spare`: nothing is left to ask, so it may take all the time. */
  last(ask: Solvable, known: number, spare?: boolean): Attribution;
  /** Milliseconds to leave for it. */
  reserve(ask: Solvable, known: number): number;
  /** More values came: what was solved is of yesterday. */
  forget(): void;
}

export interface Solved {
  readonly found: Attribution;
  readonly milliseconds: number;
}

export function createSolving(time: LimitedTime | null): Solving {
  const now = time ? time.now : () => performance.now();
  let solved: Attribution | null = null; // the full estimate, if it was solved since the last values came
  let rough: Attribution | null = null;
  let speed = FIRST_SPEED;
  let roughly = 0; // milliseconds that the latest rough estimate took
  /** The latest solution of an explainer that does not tell its effort. */
  let latest = { milliseconds: 0, known: 1 };

  const expected = ({ hurried }: Solvable, known: number): number =>
    hurried ? hurried.effort() / speed : latest.milliseconds * Math.max(1, known / latest.known);

  function solve(ask: Solvable, known: number): Solved {
    if (solved) return { found: solved, milliseconds: 0 };
    const effort = time && ask.hurried ? ask.hurried.effort() : 0;
    const before = now();
    const found = ask.estimate();
    const milliseconds = now() - before;
    if (effort >= TELLING_EFFORT) speed = effort / Math.max(1, milliseconds);
    latest = { milliseconds, known: Math.max(1, known) };
    solved = found;
    return { found, milliseconds };
  }

  const solveRoughly = ({ hurried }: Solvable): Attribution | null => {
    if (rough || !hurried) return rough;
    const before = now();
    rough = hurried.rough();
    roughly = now() - before;
    return rough;
  };

  return {
    full(ask, known, purpose) {
      if (!time || solved) return solve(ask, known);
      const share = expected(ask, known) / Math.max(1, time.left());
      if (share > (purpose === 'look' ? LOOK_SHARE : SHOWN_SHARE)) return null;
      // Where the rough estimate has no errors yet, the full one has none to look at either.
      if (purpose === 'look' && share > SHOWN_SHARE && solveRoughly(ask)?.standardErrors === null) return null;
      return solve(ask, known);
    },
    rough(ask) {
      const before = now();
      const found = solveRoughly(ask);
      return found && { found, milliseconds: now() - before };
    },
    last(ask, known, spare = false) {
      if (!time || !ask.hurried || solved) return solve(ask, known).found;
      const left = Math.max(0, time.left()) + LATE_SHARE * time.grace;
      const most = spare ? SPARE_SHARE * left : Math.min(LAST_SHARE * time.limit, left);
      if (expected(ask, known) <= most) return solve(ask, known).found;
      return solveRoughly(ask) ?? solve(ask, known).found;
    },
    reserve(ask, known) {
      if (!time || solved) return 0;
      const full = expected(ask, known);
      const most = LAST_SHARE * time.limit;
      return full <= most ? full : Math.min(roughly, most);
    },
    forget() {
      solved = null;
      rough = null;
    },
  };
}
