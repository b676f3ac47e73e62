import { OrielError } from '../../errors.ts';
import type { Ask, Attribution, Explainer, Values } from '../../explainers/explainer.ts';
import { NO_VALUES, unitsOf } from '../../explainers/shared/overlap.ts';
import { relativeError } from '../../explainers/shared/relative-error.ts';

export type Stopped = 'done' | 'samples' | 'deadline' | 'error-target' | 'cancelled';

export interface RunOptions {
  readonly explainer: Explainer;
  /** Values an ask; rejects when `signal` aborts. */
  readonly value: (ask: Ask, signal: AbortSignal) => Promise<Values>;
  /** Told of each ask whose values the explainer was given. */
  readonly used: (ask: Ask) => void;
  /** Resolves to stop early: a deadline, or the person's wish. */
  readonly halt: Promise<'deadline' | 'cancelled'>;
  /**
   * Stops once the largest standard error over the sum of absolute attributions is at most this. It
   * is looked at whenever a quarter more values are in, so that where an explanation stops depends
   * on its values alone.
   */
  readonly errorTarget: number | null;
  /** Told of each estimate and of the time it took to solve for it, while the next ask is out. */
  readonly estimated: (estimate: Attribution, milliseconds: number) => void;
  /** Whether an estimate is wanted just now; solving is skipped where nobody would see it. */
  readonly due: () => boolean;
}

export interface Outcome {
  readonly attribution: Attribution;
  readonly stopped: Stopped;
}

/**
 * How many more values, relative to those at the last look, are worth another look at the error.
 */
const LOOK = 1.25;

/**
 * Drives an explainer to its end, or to the first limit reached. Where it is halted before there is
 * an estimate, a deadline waits for the first one and a cancellation throws `failure-cancelled`.
 */
export async function run(options: RunOptions): Promise<Outcome> {
  const { explainer } = options;
  const abort = new AbortController();
  let halted: 'deadline' | 'cancelled' | null = null;
  const halt = options.halt.then((reason) => {
    halted = reason;
    return reason;
  });
  const stop = (stopped: Stopped, attribution: Attribution): Outcome => {
    abort.abort();
    explainer.return(attribution);
    return { attribution, stopped };
  };

  const out: { readonly ask: Ask; readonly answer: Promise<Values> }[] = []; // answers to come, the oldest first
  let known = 0; // coalitions or rows whose values the explainer has
  let look = 1;
  let last: (() => Attribution) | undefined;
  let solved: Attribution | null = null; // what `last` gives, where it was asked since the last values came
  const solve = (estimate: () => Attribution): Attribution => {
    solved ??= estimate();
    return solved;
  };
  let absorbed = true;
  let step = explainer.next();
  while (!step.done) {
    const ask = step.value;
    const { estimate } = ask;
    if (halted && estimate) return stop(halted, solve(estimate));
    if (unitsOf(ask) > 0) {
      const answer = options.value(ask, abort.signal);
      answer.catch(() => {}); // abandoned when halted
      out.push({ ask, answer });
    }
    last = estimate ?? last;
    const looks = absorbed && options.errorTarget !== null && known >= look;
    if (looks) look = LOOK * known;
    if (absorbed && estimate && (looks || options.due())) {
      const before = performance.now();
      const found = solve(estimate);
      options.estimated(found, performance.now() - before);
      if (looks && options.errorTarget !== null && relativeError(found) <= options.errorTarget)
        return stop('error-target', found);
    }
    if (unitsOf(ask) > 0 && out.length <= (ask.ahead ?? 0)) {
      absorbed = false;
      step = explainer.next(NO_VALUES);
      continue;
    }
    const oldest = out[0];
    const values = await Promise.race([oldest.answer, halt]);
    // A deadline with nothing to show yet waits for the first estimate; a person who cancels does
    // not.
    if (halted === 'cancelled' && !last) {
      abort.abort();
      throw new OrielError('failure-cancelled');
    }
    if (halted && last) return stop(halted, solve(last));
    const arrived = typeof values === 'string' ? await oldest.answer : values;
    out.shift();
    known += unitsOf(oldest.ask);
    options.used(oldest.ask);
    absorbed = true;
    solved = null;
    step = explainer.next(arrived);
  }
  return { attribution: step.value, stopped: step.value.complete ? 'done' : 'samples' };
}
