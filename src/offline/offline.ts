import { trustedAddress } from '../engine/workers/make-worker.ts';
import { fetchList, json, keepConfig } from './asked.ts';
import { newsOf } from './can-keep.ts';
import { DownloadError, download } from './download.ts';
import { type FileList, type ListedFile, WORKER } from './file-list.ts';
import { createInUse } from './in-use.ts';
import { runtimeParts } from './machine.ts';
import { inTime } from './patience.ts';
import { createShelf, nothingWanted, type Problem, type Shelf, type Wanted } from './shelf.ts';
import { type Change, edit, exchange, rolledBack, taken } from './versions.ts';

export type { Change } from './versions.ts';

/** A build, by its list. */
export interface Version {
  readonly id: string;
  /** When it was built, as ISO 8601. */
  readonly created: string;
}

/** What is kept in this browser, so that the page opens without a network. */
export interface OfflineStatus {
  /**
   * `off`: nobody wanted it. `getting`: files arrive. `ready`: all that is wanted is kept.
   * `incomplete`: some of it is missing.
   */
  readonly state: 'off' | 'getting' | 'ready' | 'incomplete';
  readonly by: Wanted['by'];
  /** Bytes of what is wanted, and of those the ones that are kept. */
  readonly bytes: { readonly wanted: number; readonly kept: number };
  readonly current: Version | null;
  /** The version before, for `rollBack`. */
  readonly previous: Version | null;
  /** A newer version, whole, for `take`. */
  readonly ready: Version | null;
  /** What kept the last files from being had. */
  readonly problem: Problem | null;
}

export const off: OfflineStatus = {
  state: 'off',
  by: 'person',
  bytes: { wanted: 0, kept: 0 },
  current: null,
  previous: null,
  ready: null,
  problem: null,
};

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

type News = { readonly type: 'status' | 'changed' | 'stop' } | { readonly type: 'bytes'; readonly kept: number };

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
  const channel = new BroadcastChannel(newsOf(scope));
  const listeners = new Set<(status: OfflineStatus) => void>();
  /** Updates of this page, those included that wait for others. */
  const updates = new Set<AbortController>();
  const stop = (): void => {
    for (const update of updates) update.abort();
  };
  /** Bytes of what is wanted that arrived so far, while another tab or this one fetches them. */
  let arriving: number | null = null;

  channel.addEventListener('message', ({ data }: MessageEvent<News>) => hear(data));
  const tell = (news: News): void => {
    channel.postMessage(news);
    hear(news, true);
  };
  function hear(news: News, own = false): void {
    arriving = news.type === 'bytes' ? news.kept : null;
    if (news.type === 'stop') stop();
    if (news.type === 'changed' && !own) options.changed?.();
    void draw();
  }
  let drawing = false;
  let drawAgain = false;
  /** One at a time: what was found out earlier may not arrive after what is so now. */
  async function draw(): Promise<void> {
    drawAgain = true;
    if (drawing || listeners.size === 0) return;
    drawing = true;
    try {
      while (drawAgain) {
        drawAgain = false;
        const now = await status();
        for (const listener of listeners) listener(now);
      }
    } finally {
      drawing = false;
    }
  }

  async function status(): Promise<OfflineStatus> {
    const wanted = await shelf.wanted();
    if (!wanted) return off;
    const list = await shelf.list(wanted.current ?? wanted.getting);
    const files = filesOf(list, wanted.parts);
    const missing = list ? sum(await shelf.missing(files, list.version)) : 0;
    const whole = wanted.current !== null && missing === 0;
    const isGetting = arriving !== null;
    return {
      state: whole ? 'ready' : isGetting ? 'getting' : 'incomplete',
      by: wanted.by,
      bytes: { wanted: sum(files), kept: whole || arriving === null ? sum(files) - missing : arriving },
      current: await version(shelf, wanted.current),
      previous: await version(shelf, wanted.previous),
      ready: await version(shelf, wanted.ready),
      problem: wanted.problem,
    };
  }

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
      tell({ type: 'status' });
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
        tell({ type: 'bytes', kept: before + bytes });
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
    tell({ type: outcome === 'done' ? 'changed' : 'status' });
    return outcome;
  }

  /** Does it once whoever fetches, in whatever tab, has stopped. */
  async function stopped(then: () => Promise<void>): Promise<void> {
    tell({ type: 'stop' });
    await navigator.locks.request(shelf.lock('fetching'), then);
    tell({ type: 'status' });
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
    status,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async keep({ by, examples }) {
      const parts = await partsFor(examples);
      await navigator.locks.request(shelf.lock('wanted'), async () => {
        await shelf.write({ ...((await shelf.wanted()) ?? nothingWanted), by, parts });
      });
      // Where space is short, browsers keep longer what they were asked to keep.
      void navigator.storage.persist?.().catch(() => false);
      arriving = 0;
      void draw();
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
      listeners.clear();
      channel.close();
      void inUse.set(false);
    },
  };
}

async function version(shelf: Shelf, id: string | null): Promise<Version | null> {
  const list = await shelf.list(id);
  return list && { id: list.version, created: list.created };
}

async function partsFor(examples?: readonly string[]): Promise<string[]> {
  // All models of an example are kept with it.
  const wanted = examples ? new Set(examples.map((name) => `example/${name.split('/')[0]}`)) : ['example/*'];
  return ['page', ...(await runtimeParts()), ...wanted];
}

const filesOf = (list: FileList | null, parts: readonly string[]): ListedFile[] =>
  (list?.files ?? []).filter(
    ({ part }) => parts.includes(part) || (part.startsWith('example/') && parts.includes('example/*')),
  );

const sum = (files: readonly ListedFile[]): number => files.reduce((total, { bytes }) => total + bytes, 0);

const problemOf = (error: unknown): Problem => {
  if (error instanceof DownloadError) return error.problem;
  const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
  return { kind: isFull ? 'room' : 'network', file: null };
};
