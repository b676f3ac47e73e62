import { OrielError } from '../../errors.ts';
import type { Desk } from './desk.ts';
import { inputOf, offeredBy, questionOf } from './questions.ts';
import type { State, Store, TurningPage } from './state.ts';

/** Of each example at most so many questions are explained. */
const EACH = 2;

/** Seconds until it is tried again, where nothing could be explained. */
const AGAIN = 20;

/** Turns pages through real explanations while nobody is there. */
export interface Attract {
  /** Resolves once a visitor has begun. */
  run(): Promise<void>;
  stop(): void;
}

/**
 * Each page is explained once, while the one before is on show. What cannot be explained is passed
 * over; `fault` hears of it.
 */
export function createAttract(store: Store, desk: Desk, fault: (thrown: unknown) => void): Attract {
  let stopped = false;
  let wake = () => {};

  const rest = (seconds: number) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, 1000 * seconds);
    });

  async function* pages(): AsyncGenerator<TurningPage> {
    const made: TurningPage[] = [];
    // One of each example first, for variety.
    for (let number = 0; number < EACH; number++)
      for (const of of store.get().examples) {
        if (stopped) return;
        const page = await explained(of, number);
        if (!page) continue;
        made.push(page);
        yield page;
      }
    while (!stopped && made.length > 0) yield* made;
  }

  async function explained(of: State['examples'][number], number: number): Promise<TurningPage | null> {
    try {
      const model = await desk.open(of);
      if (stopped || number >= offeredBy(of, model)) return null;
      const input = inputOf(await questionOf(of, model, number));
      if (stopped || input === null) return null;
      const record = await desk.explain(model, input, { answered: () => {}, progress: () => {} });
      return { record, facts: model.facts, of };
    } catch (thrown) {
      const isCancel = stopped || (thrown instanceof OrielError && thrown.code === 'failure-cancelled');
      if (!isCancel) fault(thrown);
      return null;
    }
  }

  return {
    async run() {
      let next = performance.now();
      while (!stopped) {
        for await (const page of pages()) {
          await rest(Math.max(0, next - performance.now()) / 1000);
          if (stopped) return;
          store.set({ page });
          next = performance.now() + 1000 * store.get().settings.pageSeconds;
        }
        // Nothing could be explained; it may be possible later.
        await rest(AGAIN);
      }
    },
    stop() {
      stopped = true;
      wake();
    },
  };
}
