import { onRefused, REQUESTS_MADE, type Refused, type RequestsMade } from '../engine/workers/requests.ts';

/** A request as the browser noted it. */
export interface Request {
  readonly address: string;
  /** What asked for it: `script`, `fetch`, `img`, … (Resource Timing's initiator type). */
  readonly by: string;
  /** When it began, in milliseconds after the page did. */
  readonly at: number;
  /** How long it took, in milliseconds. */
  readonly took: number;
  /** What came over the line, with its headers; null where another origin hides it. */
  readonly bytes: number | null;
  /** Whether the file was still here from before, so that nothing was asked for. */
  readonly wasHere: boolean;
  readonly foreign: boolean;
}

/** Requests that a page and its workers were seen to make, and how many went to another origin. */
export interface Requests {
  readonly count: number;
  readonly foreign: number;
  /** Each of them, in the order in which they began. */
  readonly all: readonly Request[];
}

export const noRequests: Requests = { count: 0, foreign: 0, all: [] };

/** blob: and data: addresses are memory, not requests. */
const isRequest = ({ name }: PerformanceEntry): boolean => /^https?:/.test(name);

function requestOf(entry: PerformanceResourceTiming, later: number): Request {
  const { name, initiatorType, startTime, duration, transferSize, decodedBodySize } = entry;
  const known = transferSize > 0 || decodedBodySize > 0;
  return {
    address: name,
    by: initiatorType,
    at: Math.max(0, startTime + later),
    took: duration,
    bytes: known ? transferSize : null,
    wasHere: transferSize === 0 && decodedBodySize > 0,
    foreign: new URL(name).origin !== location.origin,
  };
}

/**
 * Collects the requests the browser has seen this page make, its own document included, and those
 * that its workers tell of. `tell` hears of more.
 */
export function watchRequests(tell: (requests: Requests) => void): void {
  if (typeof PerformanceObserver === 'undefined') return;
  let all: readonly Request[] = [];
  // Much of what the policy refused, the browser notes as if it had been asked for: each of these
  // takes one away that began before, and is there or still to be noted. Of this origin, it is one
  // that was asked for, and led elsewhere.
  let refused: readonly Refused[] = [];
  const change = (changed: readonly Request[]) => {
    const left = [...changed];
    refused = refused.filter(({ address, at }) => {
      const place = left.findLastIndex((one) => one.foreign && one.address === address && one.at <= at);
      if (place >= 0) left.splice(place, 1);
      return place < 0;
    });
    all = left;
    tell({ count: all.length, foreign: all.filter(({ foreign }) => foreign).length, all });
  };
  const take = (entries: readonly PerformanceEntry[], later: number) => {
    const requests = entries.filter(isRequest).map((entry) => requestOf(entry as PerformanceResourceTiming, later));
    if (requests.length === 0) return;
    // A document is noted when it has come, and again when all that it needs has.
    const isNew = requests.some(({ by }) => by === 'navigation');
    const before = isNew ? all.filter(({ by }) => by !== 'navigation') : all;
    change([...before, ...requests].sort((one, other) => one.at - other.at));
  };
  const refuse = ({ address, at }: Refused, later = 0) => {
    refused = [...refused, { address, at: at + later }];
    change(all);
  };
  addEventListener(REQUESTS_MADE, (event) => {
    const { requests, since, refused } = (event as CustomEvent<RequestsMade>).detail;
    const later = since - performance.timeOrigin;
    if (refused) refuse(refused, later);
    take(requests, later);
  });
  onRefused((one) => refuse(one));
  const observer = new PerformanceObserver((list) => take(list.getEntries(), 0));
  observer.observe({ type: 'navigation', buffered: true });
  observer.observe({ type: 'resource', buffered: true });
}
