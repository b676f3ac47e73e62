import { afterEach, expect, test } from 'vitest';
import { passRequestsOn, REQUESTS_MADE, reportRequests } from '../../../../src/engine/workers/requests.ts';

// test/e2e/privacy.test.ts compares what real workers say with what a browser's own recording has.
const scope = globalThis as unknown as Record<string, unknown>;
const { dispatchEvent, postMessage, PerformanceObserver: Observer } = scope;
afterEach(() => {
  Object.assign(scope, { dispatchEvent, postMessage, PerformanceObserver: Observer });
  delete scope.document;
});

const report = { requests: [{ name: 'https://a.example/x' }], since: 1 };

test('a worker hands on what its own workers say, as it is, and a page tells whoever listens', () => {
  const posted: unknown[] = [];
  scope.postMessage = (data: unknown) => posted.push(data);
  passRequestsOn(report);
  expect(posted).toEqual([report]);

  const heard: unknown[] = [];
  scope.document = {};
  scope.dispatchEvent = ({ type, detail }: CustomEvent) => heard.push([type, detail]);
  passRequestsOn(report);
  expect([posted, heard]).toEqual([[report], [[REQUESTS_MADE, report]]]);
});

test.each([null, 'oriel-life:1', { id: 1, type: 'RAW', value: 2 }, [report]])('%o is none of it', (posted) => {
  scope.postMessage = () => expect.unreachable();
  passRequestsOn(posted);
});

test('each request is told with the beginning of the clock, those before it among them', () => {
  let tell: ((list: unknown) => void) | null = null;
  let asked: unknown = null;
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
  expect(posted).toEqual([{ requests: [{ name: 'x' }], since: performance.timeOrigin }]);
});

test('where nothing is noted, nothing is told', () => {
  delete scope.PerformanceObserver;
  expect(() => reportRequests(() => expect.unreachable())).not.toThrow();
});
