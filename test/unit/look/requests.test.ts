import { afterEach, expect, test } from 'vitest';
import { REQUESTS_MADE } from '../../../src/engine/workers/requests.ts';
import { type Requests, watchRequests } from '../../../src/look/requests.ts';

const scope = globalThis as unknown as Record<string, unknown>;
const before = { PerformanceObserver, addEventListener: scope.addEventListener, location: scope.location };
afterEach(() => Object.assign(scope, before));

const entry = (name: string, more: object = {}) => ({
  ...{ name, initiatorType: 'script', startTime: 5, duration: 2, transferSize: 900, decodedBodySize: 600 },
  ...more,
});

function watching() {
  const told: Requests[] = [];
  let observe = (_: readonly object[]): void => {};
  const hear: Record<string, (event: object) => void> = {};
  const kinds: unknown[] = [];
  scope.location = new URL('https://a.example/');
  scope.addEventListener = (type: string, listener: (event: object) => void) => {
    hear[type] = listener;
  };
  scope.PerformanceObserver = class {
    constructor(tell: (list: object) => void) {
      observe = (entries) => tell({ getEntries: () => entries });
    }
    observe(what: object): void {
      kinds.push(what);
    }
  };
  watchRequests((requests) => told.push(requests));
  expect(kinds).toEqual([
    { type: 'navigation', buffered: true },
    { type: 'resource', buffered: true },
  ]);
  const worker = (requests: readonly object[], later: number) =>
    hear[REQUESTS_MADE]({ detail: { requests, since: performance.timeOrigin + later } });
  const workerRefused = (address: string, later: number) =>
    hear[REQUESTS_MADE]({
      detail: { requests: [], since: performance.timeOrigin + later, refused: { address, at: 9 } },
    });
  const refuse = (blockedURI: string) =>
    hear.securitypolicyviolation({ blockedURI, disposition: 'enforce', timeStamp: 9 });
  return { told, page: (entries: readonly object[]) => observe(entries), worker, workerRefused, refuse };
}

test("the page's requests and its workers' are one list, in the order in which they began", () => {
  const { told, page, worker } = watching();
  page([entry('https://a.example/', { initiatorType: 'navigation', startTime: 0 }), entry('https://a.example/p.js')]);
  worker([entry('https://a.example/w.js')], 100);
  page([entry('https://a.example/late.js', { startTime: 90 })]);
  const last = told.at(-1);
  expect(last?.all.map(({ address }) => address.slice('https://a.example/'.length))).toEqual([
    '',
    'p.js',
    'late.js',
    'w.js',
  ]);
  expect(last?.all.at(-1)?.at).toBeCloseTo(105, 6);
  expect([last?.count, last?.foreign]).toEqual([4, 0]);
});

test('sizes say whether anything came over the line, and are unknown where another origin hides them', () => {
  const { told, page } = watching();
  page([
    entry('https://a.example/new.js'),
    entry('https://a.example/here.js', { transferSize: 0 }),
    entry('https://b.example/x', { transferSize: 0, decodedBodySize: 0 }),
  ]);
  expect(told.at(-1)?.all.map(({ bytes, wasHere, foreign }) => [bytes, wasHere, foreign])).toEqual([
    [900, false, false],
    [0, true, false],
    [null, false, true],
  ]);
  expect(told.at(-1)?.foreign).toBe(1);
});

test('what is in memory is no request', () => {
  const { told, page } = watching();
  page([entry('blob:https://a.example/1'), entry('data:text/plain,1')]);
  expect(told).toEqual([]);
});

test('a document that is noted a second time is one request', () => {
  const { told, page } = watching();
  for (let time = 0; time < 2; time++)
    page([
      entry('https://a.example/', { initiatorType: 'navigation', startTime: 0 }),
      entry(`https://a.example/${time}`),
    ]);
  expect(told.at(-1)?.count).toBe(3);
});

test('what the policy refused is no request, whether the browser says so before or after it', () => {
  const { told, page, refuse } = watching();
  page([entry('https://b.example/1'), entry('https://a.example/p.js')]);
  refuse('https://b.example/1');
  refuse('https://b.example/2');
  page([entry('https://b.example/2')]);
  refuse('inline');
  expect([told.at(-1)?.count, told.at(-1)?.foreign]).toEqual([1, 0]);
});

test('each refusal takes one request away, in a worker as on the page', () => {
  const { told, page, worker, workerRefused, refuse } = watching();
  const count = () => told.at(-1)?.count;
  workerRefused('https://b.example/1', 10);
  worker([entry('https://b.example/1')], 10);
  expect(count()).toBe(0);
  worker([entry('https://b.example/2')], 10);
  expect(count()).toBe(1);
  workerRefused('https://b.example/2', 10);
  expect(count()).toBe(0);
  // The same address, asked for where it is allowed: as an image, say.
  refuse('https://b.example/3');
  page([entry('https://b.example/3')]);
  page([entry('https://b.example/3', { startTime: 20 })]);
  expect([count(), told.at(-1)?.foreign, told.at(-1)?.all[0].at]).toEqual([1, 1, 20]);
});

test('what was asked for after a refusal, or of this origin, stays', () => {
  const { told, page, refuse } = watching();
  // The browser does not note a `fetch` that the policy refused.
  refuse('https://b.example/1');
  refuse('https://a.example/led-elsewhere');
  page([entry('https://b.example/1', { startTime: 20 }), entry('https://a.example/led-elsewhere')]);
  expect([told.at(-1)?.count, told.at(-1)?.foreign]).toEqual([2, 1]);
});
