import { OrielError } from '../../errors.ts';
import type { Ask, Attribution, Explainer, Values } from '../../explainers/explainer.ts';
import { NO_VALUES, unitsOf } from '../../explainers/shared/overlap.ts';
import type { LimitedTime } from './limited-time.ts';
import { createSolving, type Solvable } from './solving.ts';
import type { StoppingRule } from './stopping-rule.ts';

export type Stopped = 'done' | 'samples' | 'deadline' | 'error-target' | 'cancelled';

export interface RunOptions {
  readonly explainer: Explainer;
  /** Values an ask; rejects when `signal` aborts. */
  readonly value: (ask: Ask, signal: AbortSignal) => Promise<Values>;
  /** Told of each ask whose values the explainer was given. */
  readonly used: (ask: Ask) => void;
  /** Resolves to stop early: for a deadline, or because the person cancels. */
  readonly halt: Promise<'deadline' | 'cancelled'>;
  /** Stops the run once the error is small enough. */
  readonly rule: StoppingRule;
  /** Told of each estimate and of the time it took to solve for it, while the next ask is out. */
  readonly estimated: (estimate: Attribution, milliseconds: number) => void;
  /** Whether an estimate is wanted just now; solving is skipped where nobody would see it. */
  readonly due: () => boolean;
  /** Absent: there is no limit of time. */
  readonly limited?: {
    readonly time: LimitedTime;
    /** What can be said where the time was up before there was any estimate. */
    readonly nothing: () => Promise<Attribution>;
    /** Milliseconds that finding that out takes. Default: none. */
    readonly ending?: () => number;
  } | null;
}

export interface Outcome {
  readonly attribution: Attribution;
  readonly stopped: Stopped;
  /** Set where the attribution is what `nothing` said. */
  readonly nothing?: true;
}

/** An ask whose values are to come. */
interface Asked {
  readonly ask: Ask;
  readonly answer: Promise<Values>;
}

/** Part of the time left that asking ahead may take before answers are looked at. */
const AHEAD_SHARE = 0.05;

/**
 * Drives an explainer to its end, or to the first limit reached. Limited time ends when no more is
 * left than solving takes; where nothing can be said by then, a first estimate may be a little
 * late. Halted by a cancellation before there is an estimate, it throws `failure-cancelled`; by a
 * deadline without `limited`, it waits for the first one.
 */
export async function runExplainer(options: RunOptions): Promise<Outcome> {
  const { explainer, rule, limited = null } = options;
  const time = limited?.time ?? null;
  const { nothing, ending = () => 0 } = limited ?? { nothing: cannotSay };
  /** Asked for shortly before the time is up, where there is no estimate by then. */
  let ends: Promise<Attribution> | null = null;
  const sayNothing = (): Promise<Attribution> => {
    ends ??= nothing();
    ends.catch(() => {}); // not needed where an estimate comes after all
    return ends;
  };
  const solving = createSolving(time);
  let abort = new AbortController();
  let halted = null as 'deadline' | 'cancelled' | null;
  const halt = options.halt.then((reason) => {
    halted ??= reason;
    return halted;
  });
  const stop = (stopped: Stopped, attribution: Attribution): Outcome => {
    abort.abort();
    explainer.return(attribution);
    return { attribution, stopped };
  };
  const stopWithNothing = async (): Promise<Outcome> => {
    abort.abort();
    return { ...stop('deadline', await sayNothing()), nothing: true };
  };

  const stopWith = async (stopped: Stopped, attribution: Attribution | null): Promise<Outcome> =>
    attribution ? stop(stopped, attribution) : stopWithNothing();

  const out: Asked[] = []; // answers to come, the oldest first
  const asked = (ask: Ask): Asked => {
    const answer = options.value(ask, abort.signal);
    answer.catch(() => {}); // abandoned when halted
    return { ask, answer };
  };
  /** The estimate to end with. Whatever is out is let go first: solving wants the cores. */
  const solveLast = (ask: Solvable, spare = false): Attribution | null => {
    abort.abort();
    return solving.last(ask, known, spare);
  };
  let known = 0; // coalitions or rows whose values the explainer has
  let last: Solvable | undefined; // its estimate is from all of them
  let absorbed = true;
  let asking = 0; // milliseconds that it took to make the asks since the last answer
  let making = 0; // milliseconds that it took to make the one that followed it
  // The first ask may take a while to make: it is not, where the start alone took all the time.
  if (time && time.left() <= 0) return stopWithNothing();
  const began = time?.now() ?? 0;
  const first = time ? time.within(0, () => explainer.next()) : explainer.next();
  if (!first) return stopWithNothing();
  let ahead = (time?.now() ?? 0) - began; // milliseconds that it took to make the latest ask of no new values
  let step = first;
  while (!step.done) {
    const ask = step.value;
    const solvable = isSolvable(ask) ? ask : undefined;
    if (halted && solvable) return stopWith(halted, solveLast(solvable));
    if (unitsOf(ask) > 0) out.push(asked(ask));
    else if (out.length === 0 && solvable) {
      const attribution = solveLast(solvable, true);
      if (!attribution) return stopWithNothing();
      if (solving.isOlder(attribution)) return stop('deadline', attribution);
      return stop(attribution.complete ? 'done' : 'samples', attribution);
    }
    last = solvable ?? last;
    const looks = absorbed && !ask.unfinished && rule.isDue(known);
    const now = absorbed && solvable && !ask.unfinished ? solving.whyNow(solvable, known) : null;
    if (absorbed && solvable && (looks || now || options.due())) {
      const full = solving.full(solvable, known, now ?? (looks ? 'look' : 'shown'));
      const shown = full ?? (options.due() ? solving.rough(solvable, known) : null);
      if (shown) options.estimated(shown.found, shown.milliseconds);
      if (looks && full && rule.isMet(full.found)) return stop('error-target', full.found);
    }
    const oldest = out[0];
    const reserve = last ? solving.reserve(last, known, { making, coming: unitsOf(oldest.ask) }) : ending();
    const slow = time !== null && (asking > AHEAD_SHARE * time.left() || ahead > time.left() - (last ? reserve : 0));
    if (unitsOf(ask) > 0 && out.length <= (ask.ahead ?? 0) && !slow) {
      absorbed = false;
      const before = time?.now() ?? 0;
      step = explainer.next(NO_VALUES);
      ahead = (time?.now() ?? 0) - before;
      asking += ahead;
      continue;
    }
    const isUp = time !== null && last !== undefined && time.left() <= reserve;
    let values = isUp ? ('deadline' as const) : await firstOf(oldest.answer, halt, time?.until(reserve));
    if (values === 'deadline' && !halted) {
      if (last) {
        // It is time to solve. Where that took less than expected, the rest of the time is used.
        const attribution = solveLast(last);
        if (!solving.again(last, known, making)) return stopWith('deadline', attribution);
        abort = new AbortController();
        out.splice(0, out.length, ...out.map(({ ask: each }) => asked(each)));
      } else sayNothing();
      values = await firstOf(out[0].answer, halt, time?.until(0));
    }
    if (values === 'deadline') halted ??= 'deadline';
    // Without anything to show yet, a deadline waits for the first estimate, if not for long; a
    // cancellation does not.
    if (halted === 'cancelled' && !last) {
      abort.abort();
      throw new OrielError('failure-cancelled');
    }
    if (halted && last) return stopWith(halted, solveLast(last));
    const late = typeof values === 'string';
    const inVain = late && (ask.wanting ?? 0) > 0;
    const arrived = late && !inVain ? await firstOf(out[0].answer, null, time?.until(-time.patience)) : values;
    if (typeof arrived === 'string' || (late && time && time.left() < -time.patience)) return stopWithNothing();
    out.shift();
    known += unitsOf(oldest.ask);
    options.used(oldest.ask);
    absorbed = true;
    solving.forget();
    asking = 0;
    const before = time?.now() ?? 0;
    const more = () => explainer.next(arrived);
    // Nothing is lost by breaking off what is not enough to say anything.
    const next = time && (oldest.ask.wanting ?? 0) > 0 ? time.within(0, more) : more();
    if (!next) return stopWithNothing();
    making = (time?.now() ?? 0) - before;
    step = next;
  }
  return { attribution: step.value, stopped: step.value.complete ? 'done' : 'samples' };
}

const cannotSay = (): Promise<Attribution> => Promise.reject(new OrielError('failure-cancelled'));

const isSolvable = (ask: Ask): ask is Solvable => ask.estimate !== undefined;

type Timer = ReturnType<LimitedTime['until']> | undefined;

/** The answer, or what comes before it. */
async function firstOf(
  answer: Promise<Values>,
  halt: Promise<'deadline' | 'cancelled'> | null,
  timer: Timer,
): Promise<Values | 'deadline' | 'cancelled'> {
  try {
    return await Promise.race([answer, ...(halt ? [halt] : []), ...(timer ? [timer.passed] : [])]);
  } finally {
    timer?.clear();
  }
}
