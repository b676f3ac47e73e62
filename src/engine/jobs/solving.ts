import type { Ask, Attribution } from '../../explainers/explainer.ts';
import { relativeError } from '../../explainers/shared/relative-error.ts';
import type { LimitedTime } from './limited-time.ts';

/** Part of the limit that the last solution may take, and is left for it. */
const LAST_SHARE = 0.5;
/**
 * With nothing left to ask, a solution is tried even if it should take this many times the time
 * left. Times so far may be those of cold code, which is several times slower, and a solution that
 * does take too long is broken off.
 */
const SPARE_SHARE = 4;
/** Part of the time left that a solution on the way may take. */
const SHOWN_SHARE = 0.05;
const MOST_SHARE = { look: 0.25, shown: SHOWN_SHARE, kept: 1, trial: 0.1 };
/** Multiplications in a millisecond before any solution was timed: a slow machine's. */
const FIRST_SPEED = 1.6e5;
/**
 * Less effort says little about the speed: it mostly shows that code runs for the first time. It
 * shows that the machine is no slower than that.
 */
const TELLING_EFFORT = 1e7;
/**
 * What the first solution takes at least, in milliseconds and as a part of the limit: its code is
 * compiled while the model's own is, too.
 */
const COLD = 20;
const COLD_SHARE = 0.1;
/**
 * A trial is made at this many times as many values as the one before. It shows what solving takes,
 * and where there is no time for the last one after all, the error of what there is is not much
 * larger. It is broken off once it has taken this many times as long as it may be expected to.
 */
const TRIAL_GROWTH = 3;
const TRIAL_PATIENCE = 3;
/** What takes less effort than this needs none: there always is time for it. */
const TRIAL_EFFORT = 1e6;
/** Part of the time left that it may take to find out what a rough estimate takes. */
const ROUGH_TRIAL_SHARE = 0.1;
/** Times as much as is expected to be left for the last one. */
const SAFETY = 1.25;
/** More values than are known come seldom, and would be taken in again where there is time. */
const MOST_GROWTH = 2;
/** The last solution may be this much of the grace late. */
const LATE_SHARE = 0.25;
/** There is time for more where this many times the time that solving again takes is left. */
const AGAIN = 1.5;

const noiseOf = (found: Attribution, known: number): number => relativeError(found) * Math.sqrt(known);

/** An ask that has an estimate. */
export type Solvable = Ask & { readonly estimate: () => Attribution };

/**
 * Has estimates solved. In limited time it keeps account of what solving takes. Where there is no
 * time for the full estimate it takes a rough one or the latest full one of fewer values, whichever
 * has the smaller error; what takes longer than expected is broken off, where the explainer allows
 * it. Without a limit all are full.
 */
export interface Solving {
  /** The full estimate for a purpose, with what it took; null where it would take too long. */
  full(ask: Solvable, known: number, purpose: Purpose): Solved | null;
  /**
   * Why a full estimate is worth its time on the way, whoever looks at it: it is to be kept, since
   * there will be no time for it with more values; or it is a trial, in case the last one takes
   * longer than expected. Null where it is not. Finds out now and then what a rough one takes.
   */
  whyNow(ask: Solvable, known: number): 'kept' | 'trial' | null;
  /** The rough estimate; null where there is none, or no time for it. */
  rough(ask: Solvable, known: number): Solved | null;
  /**
   * The estimate to end with; `spare`: nothing is left to ask, so it may take all the time. Null
   * where it is the first, was begun late and would be later than an answer may be.
   */
  last(ask: Solvable, known: number, spare?: boolean): Attribution | null;
  /**
   * Milliseconds to leave for it where `coming` values are next, which take an explainer `making`
   * milliseconds until it has made its next ask of them.
   */
  reserve(ask: Solvable, known: number, next: { readonly making: number; readonly coming: number }): number;
  /** Whether `last` took so little that there is time to ask for more and to solve again. */
  again(ask: Solvable, known: number, making: number): boolean;
  /** Whether an estimate is not of all values, since there was no time to solve for these. */
  isOlder(found: Attribution): boolean;
  /** More values came: what was solved is of yesterday. */
  forget(): void;
}

/** To look at the error, to be shown, to be kept for the end, or to be kept in case. */
type Purpose = 'look' | 'shown' | 'kept' | 'trial';

export interface Solved {
  readonly found: Attribution;
  readonly milliseconds: number;
}

export function createSolving(time: LimitedTime | null): Solving {
  const now = time ? time.now : () => performance.now();
  let solved: Attribution | null = null; // the full estimate, if it was solved since the last values came
  let before: Attribution | null = null; // the latest full one
  let rough: Attribution | null = null;
  let speed = FIRST_SPEED;
  let lately = Number.POSITIVE_INFINITY; // the full one's effort when it was last looked at
  let kept = 0; // values of the latest full one that took some effort
  const cold = time ? Math.min(COLD, COLD_SHARE * time.limit) : 0;
  /** What the latest rough estimate took, of so much work. */
  let roughly: { readonly milliseconds: number; readonly work: number } | null = null;
  let latest: { readonly milliseconds: number; readonly known: number; readonly effort: number } | null = null;
  let spent = 0; // milliseconds that solving took so far
  /** Errors of the latest full and rough estimate, if they had been of one value. */
  const noise = { full: Number.NaN, rough: Number.NaN };

  /** It takes no less than the latest one did, even where that ran cold. */
  const expected = ({ hurried }: Solvable, known: number): number => {
    if (!hurried) return latest ? latest.milliseconds * Math.max(1, known / latest.known) : 0;
    const effort = hurried.effort();
    const least = latest ?? { milliseconds: cold, effort: 0 };
    return Math.max(effort / speed, effort >= least.effort ? least.milliseconds : 0);
  };

  /** What a rough one of all values and `coming` more goes through. */
  const roughWork = ({ hurried }: Solvable, known: number, coming = 0): number =>
    Math.max(1, hurried?.roughEffort?.(coming) ?? known + coming);

  /** With more work it takes longer; after little, no longer than a slow machine would take. */
  const expectedRough = ({ hurried }: Solvable, work: number): number => {
    if (!roughly) return cold;
    const { milliseconds } = roughly;
    const expects = milliseconds * Math.max(1, work / roughly.work);
    const isTelling = !hurried?.roughEffort || roughly.work >= TELLING_EFFORT;
    return isTelling ? expects : Math.max(milliseconds, Math.min(expects, work / FIRST_SPEED));
  };

  function solve(ask: Solvable, known: number): Solved {
    if (solved) return { found: solved, milliseconds: 0 };
    const effort = time && ask.hurried ? ask.hurried.effort() : 0;
    const start = now();
    const found = ask.estimate();
    const milliseconds = now() - start;
    spent += milliseconds;
    noise.full = noiseOf(found, known);
    const shown = effort / Math.max(1, milliseconds);
    speed = effort >= TELLING_EFFORT ? shown : Math.max(speed, shown);
    if (effort >= TRIAL_EFFORT) kept = known;
    latest = { milliseconds, known: Math.max(1, known), effort };
    solved = found;
    if (!found.endsOnly) before = found;
    return { found, milliseconds };
  }

  /** Solves, if that is done before no more than `left` milliseconds are left. */
  function solveBefore(left: number, ask: Solvable, known: number): Solved | null {
    if (!time) return solve(ask, known);
    const start = now();
    const found = time.within(left, () => solve(ask, known));
    // It would have taken at least this long.
    if (!found) {
      spent += now() - start;
      const { milliseconds, ...of } = latest ?? { milliseconds: 0, known: Math.max(1, known), effort: 0 };
      latest = { ...of, milliseconds: Math.max(milliseconds, now() - start) };
    }
    return found;
  }

  const solveRoughly = (ask: Solvable, known: number): Attribution | null => {
    if (rough || !ask.hurried?.rough) return rough;
    const start = now();
    rough = ask.hurried.rough();
    const milliseconds = now() - start;
    spent += milliseconds;
    roughly = { milliseconds, work: roughWork(ask, known) };
    noise.rough = noiseOf(rough, known);
    return rough;
  };

  /**
   * Whether the estimate that was just solved is the best there will be: there is no time to solve
   * for more values, and a rough one of all that there is time for would have the larger error.
   */
  const isBest = (ask: Solvable, known: number, growth: number): boolean => {
    if (!time || !Number.isFinite(noise.full) || growth * expected(ask, known) <= time.left()) return false;
    const asking = Math.max(1, time.limit - time.left() - spent);
    const most = known * (1 + time.left() / asking);
    return noise.rough / Math.sqrt(most) >= noise.full / Math.sqrt(known);
  };

  /**
   * Finds out what a rough estimate takes, so that enough time is left for the last one, and no
   * more. The one before may have run cold: of three times as much work this one is not expected to
   * take longer.
   */
  const tryRoughly = (ask: Solvable, known: number): void => {
    const work = roughWork(ask, known);
    if (!time || (roughly && work < TRIAL_GROWTH * roughly.work)) return;
    if (expectedRough(ask, work / TRIAL_GROWTH) <= ROUGH_TRIAL_SHARE * time.left()) solveRoughly(ask, known);
  };

  return {
    full(ask, known, purpose) {
      if (!time || solved) return solve(ask, known);
      const share = expected(ask, known) / Math.max(1, time.left());
      if (share > MOST_SHARE[purpose]) return null;
      // Where the rough estimate has no errors yet, most full ones have none to look at either.
      const isDear = purpose === 'look' && share > SHOWN_SHARE && !ask.hurried?.errorsFirst;
      if (isDear && solveRoughly(ask, known)?.standardErrors === null) return null;
      // A trial is no use to whoever has no time for the rest.
      const spared = purpose === 'trial' ? (1 - TRIAL_PATIENCE * MOST_SHARE.trial) * time.left() : 0;
      return solveBefore(Math.max(expectedRough(ask, roughWork(ask, known)), spared), ask, known);
    },
    whyNow(ask, known) {
      if (!time || solved || !ask.hurried) return null;
      const [full, most] = [expected(ask, known), LAST_SHARE * time.limit];
      const effort = ask.hurried.effort();
      const growth = effort / lately;
      lately = effort;
      if (effort >= TRIAL_EFFORT) tryRoughly(ask, known);
      if (ask.hurried.rough && full <= most && growth * full > most) return 'kept';
      const isDue = effort >= TRIAL_EFFORT && known >= TRIAL_GROWTH * kept;
      return isDue && full <= MOST_SHARE.trial * time.left() ? 'trial' : null;
    },
    rough(ask, known) {
      if (time && expectedRough(ask, roughWork(ask, known)) > time.left()) return null;
      const start = now();
      const found = solveRoughly(ask, known);
      return found && { found, milliseconds: now() - start };
    },
    last(ask, known, spare = false) {
      if (!time || solved) return solve(ask, known).found;
      const late = LATE_SHARE * time.grace;
      if (!ask.hurried?.rough) {
        // Without anything else to say, it takes what it takes.
        const found = before ? solveBefore(-late, ask, known) : solve(ask, known);
        return found?.found ?? before ?? solve(ask, known).found;
      }
      const left = Math.max(0, time.left()) + late;
      const most = spare ? SPARE_SHARE * left : Math.min(LAST_SHARE * time.limit, left);
      const expects = expected(ask, known);
      if (spare && expects > left) solveRoughly(ask, known); // so that it is there when the time is up
      const rest = expectedRough(ask, roughWork(ask, known)) - late;
      const full = expects <= most ? solveBefore(rest, ask, known) : null;
      if (full) return full.found;
      const roughly = () => solveRoughly(ask, known) ?? solve(ask, known).found;
      const found = time.left() > 0 ? roughly() : time.within(-late, roughly);
      return !found || (before && relativeError(before) < relativeError(found)) ? before : found;
    },
    reserve(ask, known, { making, coming }) {
      if (!time) return 0;
      const before = Math.max(0, making - LATE_SHARE * time.grace);
      // What comes must be solved for, too.
      const growth = Math.min(MOST_GROWTH, 1 + coming / Math.max(1, known));
      if (solved) return isBest(ask, known, growth) ? Number.POSITIVE_INFINITY : before;
      const full = expected(ask, known);
      if (!ask.hurried) return before + full;
      // There is no other way to an answer: the more is asked, the longer it takes.
      if (!ask.hurried.rough) return before + SAFETY * growth * full;
      const most = LAST_SHARE * time.limit;
      const rough = expectedRough(ask, roughWork(ask, known, (growth - 1) * known));
      return before + Math.min(full <= most ? SAFETY * growth * full : rough, most);
    },
    again(ask, known, making) {
      if (!time || !solved) return false;
      return time.left() > Math.max(time.grace, making + AGAIN * expected(ask, known));
    },
    isOlder: (found) => found === before && found !== solved,
    forget() {
      solved = null;
      rough = null;
    },
  };
}
