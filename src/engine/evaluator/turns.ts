import { createInTurn, type InTurn } from '../../models/in-turn.ts';
import type { Answered } from '../protocol.ts';
import { yieldToMessages } from '../workers/yield-to-messages.ts';

/** Nobody changes their mind during a part of work that takes no longer than this. */
const SHORT_MILLISECONDS = 10;

/** The order of an evaluator's calls: the model sees one at a time. */
export interface Turns {
  readonly inTurn: InTurn;
  /**
   * Answers a part of some work, unless it is skipped. The next call may have its turn once `begin`
   * resolves; what that resolves to waits for the values.
   */
  answered(begin: () => Promise<() => Promise<Float64Array>>): Promise<Answered>;
  /** Skips the parts of work that have not begun. */
  skip(): void;
}

export function createTurns(): Turns {
  const inTurn = createInTurn();
  /** Parts of work asked for so far, and how many of those are no longer wanted. */
  let asked = 0;
  let unwanted = 0;
  /** When the latest answer was there, and the milliseconds it took. */
  let finished = 0;
  let took = 0;
  return {
    inTurn,
    async answered(begin) {
      const own = ++asked;
      let start = 0;
      const answer = await inTurn(async () => {
        if (took > SHORT_MILLISECONDS) await yieldToMessages();
        if (own <= unwanted) return null;
        start = performance.now();
        return begin();
      });
      if (answer === null) return { values: null, milliseconds: 0 };
      const values = await answer();
      const now = performance.now();
      // On a device the work on several answers overlaps: time counts from the one before.
      const milliseconds = now - Math.max(start, finished);
      finished = now;
      took = milliseconds;
      return { values, milliseconds };
    },
    skip() {
      unwanted = asked;
    },
  };
}
