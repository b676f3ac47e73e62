import { type Message, message } from '../../catalogue/message.ts';
import type { Prediction } from '../../engine/protocol.ts';
import { asOrielError, OrielError } from '../../errors.ts';
import type { JobStatus } from '../../library/job.ts';
import type { About, Shown, Store } from './state.ts';

/** Milliseconds after which a person is told that something is under way, and sees estimates. */
const SLOW = 500;
/** Milliseconds between two estimates on show: more only flicker. */
const BETWEEN_ESTIMATES = 100;

/** Brings one piece of work on show; does nothing any more once another has begun. */
export interface Turn {
  predicted(prediction: Prediction): void;
  /** How far it is. */
  news(status: JobStatus): void;
  /** Whether it came on show. */
  done(shown: Shown, live?: boolean): boolean;
  /** It came to nothing; what was on show stays. */
  failed(thrown: unknown): void;
  /** Nothing is under way any more. */
  rests(): void;
}

export interface Showing {
  /** A model is being opened; what is on show stays as it is. */
  opens(): Turn;
  /** Something is explained; what is on show is of something before. */
  explains(about: About, chosen: string | null): Turn;
}

export const isCancel = (thrown: unknown): boolean =>
  thrown instanceof OrielError && thrown.code === 'failure-cancelled';

/** One piece of work is on show at a time: the newest. */
export function createShowing(store: Store): Showing {
  let turn = 0;
  let slow: ReturnType<typeof setTimeout> | undefined;

  function begin(change: Parameters<Store['set']>[0]): Turn {
    const mine = ++turn;
    clearTimeout(slow);
    store.set({ problem: null, note: null, progress: null, slow: false, ...change });
    slow = setTimeout(() => mine === turn && store.set({ slow: true }), SLOW);

    // To draw one costs what the answer, and those of other frames of its page, then wait for.
    let next = performance.now() + SLOW;
    const current = (): boolean => mine === turn;
    const end = (last: Parameters<Store['set']>[0]): boolean => {
      if (!current()) return false;
      clearTimeout(slow);
      turn++; // what comes later is late
      store.set({ progress: null, slow: false, ...last });
      return true;
    };
    return {
      predicted(prediction) {
        if (current()) store.set({ prediction });
      },
      news({ done, total, milliseconds, estimate }) {
        if (!current()) return;
        const { about, chosen } = store.get();
        const now = performance.now();
        const due = now >= next;
        if (estimate && due) next = now + BETWEEN_ESTIMATES;
        store.set({
          progress: { done, total, milliseconds },
          ...(estimate &&
            about &&
            due && { shown: { record: estimate, about, chosen, unfinished: true }, stale: false, live: false }),
        });
      },
      done(result, live = false) {
        const stopped: Message | null = result.record.stopped === 'cancelled' ? message('page.answer.cancelled') : null;
        return end({ status: 'done', shown: result, stale: false, live, note: stopped });
      },
      failed(thrown) {
        if (isCancel(thrown)) end({ status: 'done', note: message('page.answer.cancelledEmpty') });
        else end({ status: 'error', problem: asOrielError(thrown).said });
      },
      rests: () => void end({ status: 'done' }),
    };
  }

  return {
    opens: () => begin({ status: 'loading' }),
    explains: (about, chosen) =>
      begin({
        status: 'explaining',
        about,
        chosen,
        prediction: null,
        invites: false,
        stale: store.get().shown !== null,
      }),
  };
}
