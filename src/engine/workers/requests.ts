/** What a worker says of requests: what the browser noted of each, as `toJSON` gives it. */
export interface RequestsMade {
  readonly requests: readonly PerformanceResourceTiming[];
  /** When their clock began, in milliseconds since 1970. */
  readonly since: number;
}

/** The event by which a page hears of its workers' requests. */
export const REQUESTS_MADE = 'oriel-requests';

/**
 * In a worker, once: tells whoever made it of each request that it makes. An observer hears also of
 * those before it, and of those for which the browser's own list has no room.
 */
export function reportRequests(post: (report: RequestsMade) => void): void {
  if (typeof PerformanceObserver === 'undefined') return;
  new PerformanceObserver((list) =>
    post({ requests: list.getEntries().map((entry) => entry.toJSON()), since: performance.timeOrigin }),
  ).observe({ type: 'resource', buffered: true });
}

/** Hands on what a worker said of requests: from worker to worker, up to the page. */
export function passRequestsOn(posted: unknown): void {
  if (typeof posted !== 'object' || posted === null || !('requests' in posted)) return;
  if (typeof document === 'undefined') (globalThis as unknown as Worker).postMessage(posted);
  else dispatchEvent(new CustomEvent(REQUESTS_MADE, { detail: posted }));
}
