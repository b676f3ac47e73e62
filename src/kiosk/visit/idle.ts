/** Milliseconds in which a touch has ended, after the finger was lifted. */
export const TOUCH = 150;

export interface IdleParts {
  /** Seconds without a touch, and those that are then counted down. */
  readonly idle: number;
  readonly countdown: number;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  /** Whole seconds that are left, as they are counted down; null where they are not. */
  readonly left: (seconds: number | null) => void;
  readonly over: () => void;
}

/** Watches whether a visitor is still there. */
export interface Idle {
  /** A visitor has begun, or touched something. */
  touch(): void;
  /** A touch has begun: no more is counted down, and what is said of it stays until its end. */
  hold(): void;
  /** To be called several times a second. */
  tick(): void;
  /** Nobody is there who could leave. */
  rest(): void;
}

export function createIdle({ idle, countdown, now, left, over }: IdleParts): Idle {
  let touched: number | null = null;
  let told: number | null = null;

  function tell(seconds: number | null): void {
    if (seconds === told) return;
    told = seconds;
    left(seconds);
  }

  return {
    touch() {
      touched = now();
      tell(null);
    },
    hold() {
      if (touched !== null) touched = now();
    },
    tick() {
      if (touched === null) return;
      const seconds = idle + countdown - (now() - touched) / 1000;
      if (seconds > countdown) return;
      if (seconds > 0) return tell(Math.ceil(seconds));
      touched = null;
      over();
    },
    rest() {
      touched = null;
      tell(null);
    },
  };
}
