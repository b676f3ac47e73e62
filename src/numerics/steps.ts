/** Work that is done bit by bit: it yields where others may go on for a moment. */
export type Steps<T> = Generator<void, T>;

/** Does all of it at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
