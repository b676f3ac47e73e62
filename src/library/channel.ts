/** Hands things over from who pushes to who iterates; a push resolves once it is taken. */
export interface Channel<T> extends AsyncIterable<T> {
  push(thing: T): Promise<void>;
  end(error?: unknown): void;
}

export function createChannel<T>(): Channel<T> {
  const waiting: { readonly thing: T; readonly taken: () => void }[] = [];
  let left = false;
  let ended: { readonly error: unknown } | null = null;
  let wake = (): void => {};
  return {
    push: (thing) =>
      new Promise((taken) => {
        if (left) return taken();
        waiting.push({ thing, taken });
        wake();
      }),
    end(error) {
      ended = { error };
      wake();
    },
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          const next = waiting.shift();
          if (next) {
            // The next one is made while this is looked at.
            next.taken();
            yield next.thing;
          } else if (ended) {
            if (ended.error !== undefined) throw ended.error;
            return;
          } else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      } finally {
        // Nobody waits for one who has left.
        left = true;
        for (const { taken } of waiting.splice(0)) taken();
      }
    },
  };
}
