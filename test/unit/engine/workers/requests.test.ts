import { afterEach, expect, test } from 'vitest';
import { passRequestsOn, REQUESTS_MADE, reportRequests } from '../../../../src/engine/workers/requests.ts';

// test/e2e/privacy.test.ts compares what real workers say with what a browser's own recording has.
const scope = globalThis as unknown as Record<string, unknown>;
const { addEventListener, dispatchEvent, postMessage, PerformanceObserver: Observer } = scope;
afterEach(() => {
  Object.assign(scope, { addEventListener, dispatchEvent, postMessage, PerformanceObserver: Observer });
  delete scope.document;
});

/** As in a worker in which there is nothing to report. */
function reportNowhere(): void {
  delete scope.PerformanceObserver;
  reportRequests(() => expect.unreachable());
}

const report = { requests: [{ name: 'https://a.example/x' }], since: 1 };

test("Oriel's workers hand on what their own workers say, as it is, no others do; a page tells whoever listens", () => {
  const posted: unknown[] = [];
  scope.postMessage = () => expect.unreachable();
  passRequestsOn(report);
  delete scope.PerformanceObserver;
  reportRequests((one) => posted.push(one));
  passRequestsOn(report);
  expect(posted).toEqual([report]);

  const heard: unknown[] = [];
  scope.document = {};
  scope.dispatchEvent = ({ type, detail }: CustomEvent) => heard.push([type, detail]);
  passRequestsOn(report);
  expect([posted, heard]).toEqual([[report], [[REQUESTS_MADE, report]]]);
});

test.each([null, 'oriel-life:1', { id: 1, type: 'RAW', value: 2 }, [report]])('%o is none of it', (posted) => {
  reportNowhere();
  passRequestsOn(posted);
});

test('each request is told with the beginning of the clock, those before it among them', () => {
  let tell: ((list: unknown) => void) | null = null;
  let asked: unknown = null;
  const hear: Record<string, (event: object) => void> = {};
  scope.addEventListener = (type: string, listener: (event: object) => void) => {
    hear[type] = listener;
  };
  scope.PerformanceObserver = class {
    constructor(told: typeof tell) {
      tell = told;
    }
    observe(what: unknown): void {
      asked = what;
    }
  };
  const posted: unknown[] = [];
  reportRequests((one) => posted.push(one));
  expect(asked).toEqual({ type: 'resource', buffered: true });
  tell!({ getEntries: () => [{ toJSON: () => ({ name: 'x' }) }] });
  const since = performance.timeOrigin;
  expect(posted).toEqual([{ requests: [{ name: 'x' }], since }]);
  // The policy's refusals, too: not what it would only report, and what was not asked of an address.
  hear.securitypolicyviolation({ blockedURI: 'https://b.example/1', disposition: 'report' });
  hear.securitypolicyviolation({ blockedURI: 'inline', disposition: 'enforce' });
  hear.securitypolicyviolation({ blockedURI: 'https://b.example/2', disposition: 'enforce', timeStamp: 7 });
  expect(posted.slice(1)).toEqual([{ requests: [], since, refused: { address: 'https://b.example/2', at: 7 } }]);
});

test('where nothing is noted, nothing is told', () => {
  expect(reportNowhere).not.toThrow();
});
