import { OrielError } from '../../errors.ts';
import type { Ask, Attribution, Explainer, Values } from '../../explainers/explainer.ts';
import { NO_VALUES, unitsOf } from '../../explainers/shared/overlap.ts';
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
}

export interface Outcome {
  readonly attribution: Attribution;
  readonly stopped: Stopped;
}

/**
 * Drives an explainer to its end, or to the first limit reached. Where it is halted before there is
 * an estimate, a deadline waits for the first one and a cancellation throws `failure-cancelled`.
 */
export async function runExplainer(options: RunOptions): Promise<Outcome> {
  const { explainer, rule } = options;
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
  let last: (() => Attribution) | undefined;
  let solved: Attribution | null = null; // what `last` gives, if it was called since the last values came
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
    const looks = absorbed && rule.isDue(known);
    if (absorbed && estimate && (looks || options.due())) {
      const before = performance.now();
      const found = solve(estimate);
      options.estimated(found, performance.now() - before);
      if (looks && rule.isMet(found)) return stop('error-target', found);
    }
    if (unitsOf(ask) > 0 && out.length <= (ask.ahead ?? 0)) {
      absorbed = false;
      step = explainer.next(NO_VALUES);
      continue;
    }
    const oldest = out[0];
    const values = await Promise.race([oldest.answer, halt]);
    // Without anything to show yet, a deadline waits for the first estimate, and a cancellation
    // does not.
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
