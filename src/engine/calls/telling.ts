/**
 * Tells a listener of progress, who may live in another thread. What a listener throws is its own:
 * it neither fails the work nor is left unhandled here. `told` resolves once the latest was taken.
 */
export function telling<P>(progress: (update: P) => unknown): {
  readonly tell: (update: P) => void;
  readonly told: () => Promise<unknown>;
} {
  let latest: Promise<unknown> = Promise.resolve();
  const hand = async (update: P): Promise<unknown> => progress(update);
  return {
    tell(update) {
      latest = hand(update).catch(() => {});
    },
    told: () => latest,
  };
}
