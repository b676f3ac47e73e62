// Answers the page's requests from what is kept (`answer.ts`). It fetches and changes nothing by
// itself: the page does (`offline.ts`). It must go on serving versions that an older or a newer
// build has kept.

import { answer } from './answer.ts';
import { FRESH, LIST } from './file-list.ts';
import { createShelf, type Wanted } from './shelf.ts';
import { exchange, taken } from './versions.ts';

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Scope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly unknown[]>;
  };
  addEventListener(type: 'activate', listener: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
}

const worker = globalThis as unknown as Scope;
const { scope } = worker.registration;
const shelf = createShelf(scope);

// The page that wanted it has its requests answered as well.
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(scope)) return;
  const { pathname, searchParams } = new URL(request.url);
  const path = pathname.slice(new URL(scope).pathname.length);
  const opens = request.mode === 'navigate';
  if (path === LIST || (!opens && searchParams.has(FRESH))) return;
  event.respondWith(
    answer(
      { request, path, opens },
      { shelf, fetch: (asked) => fetch(asked), afterwards: (work) => event.waitUntil(work), takeWhereNobodyIs },
    ),
  );
});

/** A browser that was just started opens the newer version. */
async function takeWhereNobodyIs(wanted: Wanted): Promise<Wanted> {
  const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (windows.length === 0) await exchange(shelf, taken).catch(() => undefined);
  return (await shelf.wanted()) ?? wanted;
}
