/** How often the other side is asked for a sign of life. */
const EVERY_MILLISECONDS = 1_000;

export interface SilenceWatch {
  /** Resolves when the other side answers, whatever it answers. */
  readonly ask: () => Promise<unknown>;
  /** Whether anything is waited for: an idle engine is left in peace. */
  readonly busy: () => boolean;
  /** Told true once it has been silent for `patience`, and false once it answers again. */
  readonly tell: (silent: boolean) => void;
  /** Milliseconds. */
  readonly patience: number;
}

/**
 * Notices a worker that is alive and hears nothing: one step of what it does, such as a pattern
 * that is tried on a text, may take for ever. Returns a function that ends the watch.
 */
export function watchSilence({ ask, busy, tell, patience }: SilenceWatch): () => void {
  let askedAt: number | null = null;
  let silent = false;
  const answered = (): void => {
    askedAt = null;
    if (silent) tell(false);
    silent = false;
  };
  const timer = setInterval(() => {
    if (askedAt === null) {
      if (!busy()) return;
      askedAt = performance.now();
      // One that is gone is not silent; those who called it are told.
      ask().then(answered, answered);
    } else if (!silent && performance.now() - askedAt >= patience) {
      silent = true;
      tell(true);
    }
  }, EVERY_MILLISECONDS);
  return () => {
    clearInterval(timer);
    answered();
  };
}
