/** Requests that a page was seen to make, and those among them that went to another address. */
export interface Requests {
  readonly count: number;
  readonly foreign: number;
}

/**
 * Counts the requests the browser has seen this page make, its own document included; blob: and
 * data: addresses are memory, not requests. `tell` hears of more.
 */
export function watchRequests(tell: (requests: Requests) => void): void {
  if (typeof PerformanceObserver === 'undefined') return;
  let seen: Requests = { count: 0, foreign: 0 };
  const observer = new PerformanceObserver((list) => {
    const addresses = list.getEntries().map(({ name }) => name);
    const requests = addresses.filter((address) => /^https?:/.test(address));
    if (requests.length === 0) return;
    const foreign = requests.filter((address) => new URL(address).origin !== location.origin).length;
    seen = { count: seen.count + requests.length, foreign: seen.foreign + foreign };
    tell(seen);
  });
  observer.observe({ type: 'navigation', buffered: true });
  observer.observe({ type: 'resource', buffered: true });
}
