/**
 * Tells listeners, each for itself: what one throws fails neither the work nor the others, and is
 * its own error, uncaught.
 */
export function tell<T>(listeners: Iterable<(told: T) => void>, told: T): void {
  for (const listener of [...listeners])
    try {
      listener(told);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
}
