import { trustedAddress } from '../engine/workers/make-worker.ts';
import { fetchList, json, keepConfig } from './asked.ts';
import { DownloadError, download } from './download.ts';
import { WORKER } from './file-list.ts';
import { createInUse } from './in-use.ts';
import { runtimeParts } from './machine.ts';
import { createNews } from './news.ts';
import { inTime } from './patience.ts';
import { createShelf, nothingWanted, type Problem, type Wanted } from './shelf.ts';
import { filesOf, type OfflineStatus, sum } from './status.ts';
import { type Change, edit, exchange, rolledBack, taken } from './versions.ts';

export type { OfflineStatus } from './status.ts';
export type { Change } from './versions.ts';

export interface KeepOptions {
  readonly by: Wanted['by'];
  /**
   * By their names, as a kiosk's settings have them (`credit`, or `credit/mlp.onnx`); left out:
   * all.
   */
  readonly examples?: readonly string[];
}

/** Keeping the page for use without a network. */
export interface Offline {
  status(): Promise<OfflineStatus>;
  /** Hears of every change, in whatever tab it is made; returns a function that stops it. */
  subscribe(listener: (status: OfflineStatus) => void): () => void;
  /** Keeps the page from now on, and resolves once all of it is there or something is missing. */
  keep(options: KeepOptions): Promise<void>;
  /** Bytes that keeping these examples would take; null where the server cannot be asked. */
  size(examples?: readonly string[]): Promise<number | null>;
  /** Fetches what is missing, and a newer version where the server has one. */
  update(): Promise<void>;
  /** Stops what is being fetched. A version that was whole before stays. */
  cancel(): Promise<void>;
  /** Removes all of it. */
  forget(): Promise<void>;
  /**
   * Says whether somebody uses this page. While one does, in any tab, the version is not changed.
   * A page that keeps or updates and has said nothing is in use; one that does neither is not.
   */
  setInUse(inUse: boolean): Promise<void>;
  /** Puts the newer version in use, for pages that are opened from then on. */
  take(): Promise<Change>;
  /** Goes back to the version before, in the same way. */
  rollBack(): Promise<Change>;
  close(): void;
}

export interface OfflineOptions {
  /** Address of the page's folder, with a slash at its end. */
  readonly scope?: string;
  /** The version was changed, here or in another tab: loading the page anew opens the other one. */
  readonly changed?: () => void;
}

/** The folder that an address is in. */
const HERE = './';

/** Under this name lies with which configuration the pages of which version were last fetched. */
const PAGES = 'pages';

/** Milliseconds, at least, between two reports of how many bytes have arrived. */
const NEWS_MILLISECONDS = 200;

/**
 * Only where `canKeep` (`can-keep.ts`). Nothing is kept, asked for or made before something here is
 * called.
 */
export function createOffline(options: OfflineOptions = {}): Offline {
  const scope = options.scope ?? new URL(HERE, document.baseURI).href;
  const shelf = createShelf(scope);
  const inUse = createInUse(shelf.lock('in use'));
  /** Updates of this page, those included that wait for others. */
  const updates = new Set<AbortController>();
  const stop = (): void => {
    for (const update of updates) update.abort();
  };
  const news = createNews(shelf, { stop, changed: () => options.changed?.() });

  async function registered(): Promise<ServiceWorkerRegistration | undefined> {
    const found = await navigator.serviceWorker.getRegistration(scope);
    return found?.scope === scope ? found : undefined; // it may be that of a folder above
  }

  async function register(): Promise<void> {
    if (await registered()) return;
    const address = trustedAddress(new URL(WORKER, scope).href);
    await navigator.serviceWorker.register(address, { scope, updateViaCache: 'none' });
  }

  /** One tab fetches at a time. */
  async function update(): Promise<void> {
    const controller = new AbortController();
    updates.add(controller);
    try {
      await navigator.locks.request(shelf.lock('fetching'), () => updateNow(controller.signal));
    } finally {
      updates.delete(controller);
    }
  }

  async function updateNow(signal: AbortSignal): Promise<void> {
    if (signal.aborted || !(await shelf.wanted())) return;
    if (!said) await setInUse(true);
    try {
      await inTime(register(), signal);
      await fetchWanted(signal);
    } catch (error) {
      if (!signal.aborted) await failed(problemOf(error));
    } finally {
      news.tell({ type: 'status' });
    }
  }

  async function fetchWanted(signal: AbortSignal): Promise<void> {
    const list = await fetchList(scope, signal);
    const wanted = await shelf.wanted();
    if (!wanted) return;
    const config = await keepConfig(shelf, signal);
    if (list.version === wanted.refused) return;
    const isNew = list.version !== wanted.current && list.version !== wanted.ready;
    await shelf.keepList(list);
    const pages = JSON.stringify([list.version, config]);
    const configured = config !== null && (await (await shelf.getOther(PAGES))?.text()) !== pages;
    if (isNew) await edit(shelf, (now) => ({ ...now, getting: list.version }));
    const all = filesOf(list, wanted.parts);
    // What a site configures is sent with pages.
    const missing = new Set(await shelf.missing(all, list.version));
    const files = all.filter((file) => missing.has(file) || (configured && file.path.endsWith('.html')));
    const before = sum(all) - sum(files);
    let told = 0;
    await download({
      shelf,
      version: list.version,
      files,
      signal,
      tell(bytes) {
        if (performance.now() - told < NEWS_MILLISECONDS) return;
        told = performance.now();
        news.tell({ type: 'bytes', kept: before + bytes });
      },
    });
    signal.throwIfAborted();
    if (configured) await shelf.keepOther(PAGES, new Response(pages, json));
    await edit(shelf, (now) => ({
      ...now,
      getting: null,
      problem: null,
      // The first is what the server has and every page is from.
      ...(isNew && (now.current === null ? { current: list.version } : { ready: list.version })),
    }));
    await tidy();
  }

  /**
   * What was had of an update goes; of the first version it stays, to be gone on with. Where the
   * disk is full, there is room to write so only once it is gone.
   */
  async function failed(problem: Problem | null): Promise<void> {
    const without = (now: Wanted): Wanted => ({ ...now, problem, getting: now.current === null ? now.getting : null });
    try {
      await tidy(without);
    } finally {
      await edit(shelf, without);
    }
  }

  /** Deletes what nothing needs, or will once what is wanted has changed. */
  async function tidy(change = (now: Wanted): Wanted => now): Promise<void> {
    const wanted = await shelf.wanted();
    if (wanted) await shelf.clean(change(wanted));
  }

  async function change(how: (wanted: Wanted) => Wanted | null): Promise<Change> {
    const was = inUse.now;
    await inUse.set(false);
    let outcome: Change | null = null;
    try {
      outcome = await exchange(shelf, how);
    } finally {
      if (was && outcome !== 'done') await inUse.set(true);
    }
    news.tell({ type: outcome === 'done' ? 'changed' : 'status' });
    return outcome;
  }

  /** Does it once whoever fetches, in whatever tab, has stopped. */
  async function stopped(then: () => Promise<void>): Promise<void> {
    news.tell({ type: 'stop' });
    await navigator.locks.request(shelf.lock('fetching'), then);
    news.tell({ type: 'status' });
  }

  const forget = (): Promise<void> =>
    stopped(async () => {
      await navigator.locks.request(shelf.lock('wanted'), () => shelf.remove());
      await (await registered())?.unregister();
    });

  async function cancel(): Promise<void> {
    const wanted = await shelf.wanted();
    await (wanted?.current === null ? forget() : stopped(() => failed(null)));
  }

  /** Whether somebody has said whether the page is in use. */
  let said = false;
  function setInUse(now: boolean): Promise<void> {
    said = true;
    return inUse.set(now);
  }

  return {
    status: news.status,
    subscribe: news.subscribe,
    async keep({ by, examples }) {
      const parts = await partsFor(examples);
      await navigator.locks.request(shelf.lock('wanted'), async () => {
        await shelf.write({ ...((await shelf.wanted()) ?? nothingWanted), by, parts });
      });
      // Where space is short, browsers keep longer what they were asked to keep.
      void navigator.storage.persist?.().catch(() => false);
      news.begin();
      await update();
    },
    async size(examples) {
      try {
        return sum(filesOf(await fetchList(scope, new AbortController().signal), await partsFor(examples)));
      } catch {
        return null;
      }
    },
    update,
    cancel,
    forget,
    setInUse,
    take: () => change(taken),
    rollBack: () => change(rolledBack),
    close() {
      stop();
      news.close();
      void inUse.set(false);
    },
  };
}

async function partsFor(examples?: readonly string[]): Promise<string[]> {
  // All models of an example are kept with it.
  const wanted = examples ? new Set(examples.map((name) => `example/${name.split('/')[0]}`)) : ['example/*'];
  return ['page', ...(await runtimeParts()), ...wanted];
}

const problemOf = (error: unknown): Problem => {
  if (error instanceof DownloadError) return error.problem;
  const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
  return { kind: isFull ? 'room' : 'network', file: null };
};
