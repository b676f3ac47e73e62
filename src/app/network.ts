import type { Store } from './state.ts';

/**
 * Counts the requests the browser has seen this page make, its own document included; blob: and
 * data: addresses are memory, not requests.
 */
export function countRequests(store: Store): void {
  if (typeof PerformanceObserver === 'undefined') return;
  const observer = new PerformanceObserver((list) => {
    const addresses = list.getEntries().map(({ name }) => name);
    const requests = addresses.filter((address) => /^https?:/.test(address));
    if (requests.length === 0) return;
    const foreign = requests.filter((address) => new URL(address).origin !== location.origin).length;
    const before = store.get().requests;
    store.set({ requests: { count: before.count + requests.length, foreign: before.foreign + foreign } });
  });
  observer.observe({ type: 'navigation', buffered: true });
  observer.observe({ type: 'resource', buffered: true });
}
