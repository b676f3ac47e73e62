import { widgetLimits } from '../limits.ts';

/** Tells whether the other side still lives; a port does not tell it in time. */
export interface Heartbeat {
  /** Something came from the other side. */
  heard(): void;
  /**
   * To be called every `widgetLimits.pingSeconds`: whether it is gone, else it is to be asked.
   * Missed answers are counted instead of time, since browsers let a hidden page's clock tick once
   * a minute.
   */
  gone(): boolean;
}

export function createHeartbeat(): Heartbeat {
  let missed = 0;
  return {
    heard() {
      missed = 0;
    },
    gone() {
      missed += 1;
      return missed > widgetLimits.missedPings;
    },
  };
}
