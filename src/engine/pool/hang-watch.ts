import { hungAfter, type Slot } from './slot.ts';
import { noAnswer, STEP_MILLISECONDS } from './with-timeout.ts';

/**
 * Gives up calls that have had no answer for too long, also those that nobody waits for any more.
 * The function it returns is called when a call begins.
 */
export function createHangWatch(slots: () => readonly Slot[]): () => void {
  let watching = false;

  function watch(): void {
    if (!watching) setTimeout(look, STEP_MILLISECONDS);
    watching = true;
  }

  function look(): void {
    watching = false;
    for (const slot of slots()) {
      const [oldest] = slot.calls;
      if (!oldest) continue;
      slot.waited += STEP_MILLISECONDS;
      const limit = hungAfter(slot, oldest);
      if (slot.waited >= limit) oldest.giveUp(noAnswer(limit));
      watch();
    }
  }

  return watch;
}
