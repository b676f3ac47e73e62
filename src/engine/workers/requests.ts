/** What a worker says of requests: what the browser noted of each, as `toJSON` gives it. */
export interface RequestsMade {
  readonly requests: readonly PerformanceResourceTiming[];
  /** When their clock began, in milliseconds since 1970. */
  readonly since: number;
  readonly refused?: Refused;
}

/** A request that the policy refused: most of them the browser notes all the same. */
export interface Refused {
  readonly address: string;
  /** When that was said, by the same clock: it began before. */
  readonly at: number;
}

/** The event by which a page hears of its workers' requests. */
export const REQUESTS_MADE = 'oriel-requests';

/** Tells of each request that the policy refuses here. */
export function onRefused(tell: (refused: Refused) => void): void {
  addEventListener('securitypolicyviolation', ({ blockedURI: address, disposition, timeStamp: at }) => {
    if (disposition === 'enforce' && /^https?:/.test(address)) tell({ address, at });
  });
}

/** How this worker tells whoever made it; null where that is not Oriel, who alone would listen. */
let report: ((made: RequestsMade) => void) | null = null;

/**
 * In a worker, once: tells whoever made it of each request that it makes. An observer hears also of
 * those before it, and of those for which the browser's own list has no room.
 */
export function reportRequests(post: (made: RequestsMade) => void): void {
  report = post;
  if (typeof PerformanceObserver === 'undefined') return;
  const since = performance.timeOrigin;
  onRefused((refused) => post({ requests: [], since, refused }));
  new PerformanceObserver((list) =>
    post({ requests: list.getEntries().map((entry) => entry.toJSON()), since }),
  ).observe({ type: 'resource', buffered: true });
}

/** Hands on what a worker said of requests: from worker to worker, up to the page. */
export function passRequestsOn(posted: unknown): void {
  if (typeof posted !== 'object' || posted === null || !('requests' in posted)) return;
  if (typeof document === 'undefined') report?.(posted as RequestsMade);
  else dispatchEvent(new CustomEvent(REQUESTS_MADE, { detail: posted }));
}
