/** Whether something gives signs of life. */
export interface Silence {
  /** There is something to watch from now on. */
  watch(): void;
  beat(): void;
  /** A second has passed. */
  tick(): void;
  /** There is nothing to watch. */
  rest(): void;
}

/**
 * Calls `stuck`, once, after so many ticks without a sign of life. Ticks are counted, not time: a
 * machine that was asleep has heard nothing, and nothing was stuck.
 */
export function createSilence(patience: number, stuck: () => void): Silence {
  let silent: number | null = null;
  return {
    watch() {
      silent = 0;
    },
    beat() {
      if (silent !== null) silent = 0;
    },
    tick() {
      if (silent === null || ++silent <= patience) return;
      silent = null;
      stuck();
    },
    rest() {
      silent = null;
    },
  };
}
