import { cacheNameOf } from '../../offline/can-keep.ts';
import { isOfSite } from '../../offline/shelf.ts';
import { STORE_NAME } from '../../store/name.ts';

/**
 * Whether the browser keeps something for this page, or denies it: without the code that could read
 * it, and without making anything.
 */
export async function traces(): Promise<'some' | 'none' | 'denied'> {
  if (nowhere()) return 'denied';
  try {
    if (typeof indexedDB.databases !== 'function') return (await exists(STORE_NAME)) ? 'some' : 'none';
    return (await indexedDB.databases()).some(({ name }) => name === STORE_NAME) ? 'some' : 'none';
  } catch {
    return 'denied';
  }
}

/**
 * Whether this is a sandboxed frame, which no storage belongs to. Chromium's `databases` not only
 * throws there, but also rejects a promise that nobody can get hold of.
 */
const nowhere = (): boolean => globalThis.origin === 'null';

/** Whether there is a database, where the browser does not list them. */
function exists(name: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    let made = false;
    request.addEventListener('upgradeneeded', () => {
      // One that is being made is not made after all.
      made = true;
      request.transaction?.abort();
    });
    request.addEventListener('success', () => {
      request.result.close();
      resolve(true);
    });
    request.addEventListener('error', () => (made ? resolve(false) : reject(request.error)));
  });
}

/**
 * Removes whatever the browser keeps for this page, also what an earlier version left: not the page
 * itself where its site has it kept, for nothing of it is a person's.
 */
export async function removeTraces(): Promise<void> {
  // Where a frame is refused one of them, there is nothing of it, and the others still go.
  const attempts = [removeStorage, removeDatabases, removeFiles, removeCaches, removeWorkers];
  await Promise.allSettled(attempts.map(async (attempt) => attempt()));
}

function removeStorage(): void {
  localStorage.clear();
  sessionStorage.clear();
}

async function removeDatabases(): Promise<void> {
  if (nowhere()) return;
  const found = typeof indexedDB.databases === 'function' ? await indexedDB.databases() : [{ name: STORE_NAME }];
  await Promise.all(
    found.map(
      ({ name = '' }) =>
        new Promise<void>((resolve) => {
          const request = indexedDB.deleteDatabase(name);
          // One that another tab holds goes once that has let go of it.
          for (const event of ['success', 'error', 'blocked']) request.addEventListener(event, () => resolve());
        }),
    ),
  );
}

async function removeFiles(): Promise<void> {
  const folder = await navigator.storage.getDirectory();
  const names: string[] = [];
  for await (const name of (folder as unknown as { keys(): AsyncIterable<string> }).keys()) names.push(name);
  for (const name of names) await folder.removeEntry(name, { recursive: true });
}

async function removeCaches(): Promise<void> {
  for (const name of await caches.keys()) if (!(await isOfSite(name, location.origin))) await caches.delete(name);
}

async function removeWorkers(): Promise<void> {
  for (const worker of await navigator.serviceWorker.getRegistrations())
    if (!(await isOfSite(cacheNameOf(worker.scope), location.origin))) await worker.unregister();
}
