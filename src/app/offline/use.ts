import { canKeep, isKept, newsOf } from '../../offline/can-keep.ts';
import { CONFIG } from '../../offline/file-list.ts';
import type { Offline } from '../../offline/offline.ts';
import { messageOf } from '../explaining/explaining.ts';
import type { AppState } from '../state.ts';
import type { Store } from '../store.ts';
import { watchIdle } from './idle.ts';
import type { OfflineState } from './offline-state.ts';
import { type SiteWish, siteWish } from './site-wish.ts';

/** The server is asked for a newer version so often. */
const UPDATES = 6 * 3_600_000;

/** What a person can do about using the page without a network. */
export interface OfflineUse {
  /** Finds out whether it can be, is to be or is kept, and goes on with that. */
  lookForOffline(): Promise<void>;
  showOffline(): Promise<void>;
  keepOffline(): Promise<void>;
  stopOffline(): Promise<void>;
  /** Fetches what is missing. */
  completeOffline(): Promise<void>;
  forgetOffline(): Promise<void>;
  /** Opens the newer version, where no other tab is in use. */
  takeNewVersion(): Promise<void>;
}

const nothing: OfflineState = { status: null, open: false, size: null, waits: false };

/** Whether loading the page anew would lose what a person has on it. */
export const holdsSomething = (state: AppState): boolean =>
  !['done', 'error'].includes(state.status) ||
  state.opening !== null ||
  Object.keys(state.own.files).length > 0 ||
  state.own.photos.length > 0 ||
  Object.keys(state.edits).length > 0 ||
  state.checked !== null ||
  state.openedRecord !== null ||
  // A text is in no address.
  (state.topic?.study.card.input.kind === 'text' && isOwnText(state));

const isOwnText = ({ topic, language }: AppState): boolean =>
  ![...(topic?.study.card.samples ?? []), language.say('page.text.first')].map(String).includes(topic?.text ?? '');

export function createOfflineUse({ store }: { store: Store }): OfflineUse {
  const scope = new URL('./', document.baseURI).href;
  let opened: Promise<Offline> | null = null;
  /** Whether nobody uses the page. */
  let idle = false;

  const set = (change: Partial<OfflineState>): void => {
    store.set({ offline: { ...(store.get().offline ?? nothing), ...change } });
  };

  /** Its code is loaded once it is wanted. */
  function open(): Promise<Offline> {
    opened ??= load().catch((error) => {
      opened = null;
      throw error;
    });
    return opened;
  }

  async function load(): Promise<Offline> {
    const { createOffline } = await import('../../offline/offline.ts');
    const offline = createOffline({
      scope,
      changed: () => {
        if (!holdsSomething(store.get())) location.reload();
      },
    });
    offline.subscribe((status) => {
      set({ status });
      if (idle && status.ready) void takeQuietly(offline);
    });
    return offline;
  }

  /** Keeps up with the server, and changes the version while nobody is there. */
  async function follow(offline: Offline): Promise<void> {
    linkManifest(store);
    await offline.setInUse(true);
    watchIdle(
      () => holdsSomething(store.get()),
      (now) => {
        idle = now;
        void offline.setInUse(!now).then(() => (now ? takeQuietly(offline) : undefined));
      },
    );
    // What it cannot do now, it tries again.
    const update = () => void offline.update().catch(() => {});
    setInterval(update, UPDATES);
    addEventListener('online', update);
    set({ status: await offline.status() });
    update();
  }

  async function takeQuietly(offline: Offline): Promise<void> {
    const { ready } = await offline.status();
    if (ready && (await offline.take()) === 'done') location.reload();
  }

  let following = false;
  async function begin(offline: Offline): Promise<void> {
    if (following) return;
    following = true;
    await follow(offline);
  }

  /** What cannot be done is said. */
  const attempt = async (act: (offline: Offline) => Promise<void>): Promise<void> => {
    try {
      await act(await open());
    } catch (error) {
      store.alert(messageOf(error));
    }
  };

  async function lookForOffline(): Promise<void> {
    // Of a page in a frame, the one around it keeps both.
    if (!import.meta.env.PROD || window !== window.top || !canKeep()) return;
    set({});
    try {
      const [wish, kept] = await Promise.all([askSite(scope), isKept(scope)]);
      if (typeof wish === 'string' && !kept) return awaitKeeping();
      const offline = await open();
      set({ status: await offline.status() });
      const { by } = await offline.status();
      if (typeof wish === 'object') await offline.keep({ by: 'site', ...wish });
      // A site that wants it no longer leaves it to the person.
      else if (wish === 'nothing' && by === 'site') await offline.keep({ by: 'person' });
      await begin(offline);
    } catch {
      // The page goes on as it would without, and tries again the next time.
    }
  }

  let news: BroadcastChannel | null = null;
  /** Another tab may begin to keep it: then this one is in use too, and has to say so. */
  function awaitKeeping(): void {
    news = new BroadcastChannel(newsOf(scope));
    news.addEventListener('message', () => {
      news?.close();
      void lookForOffline();
    });
  }

  return {
    lookForOffline,

    showOffline: () =>
      attempt(async (offline) => {
        set({ open: true, status: await offline.status(), size: await offline.size() });
      }),

    keepOffline: () =>
      attempt(async (offline) => {
        news?.close();
        await offline.keep({ by: 'person' });
        await begin(offline);
      }),

    stopOffline: () => attempt((offline) => offline.cancel()),
    completeOffline: () => attempt((offline) => offline.update()),

    async forgetOffline() {
      const { status } = store.get().offline ?? nothing;
      // What a site keeps is nobody's own, and its page may have no network to come back by.
      if (status && status.state !== 'off' && status.by === 'person') await attempt((offline) => offline.forget());
    },

    takeNewVersion: () =>
      attempt(async (offline) => {
        const outcome = await offline.take();
        set({ waits: outcome === 'in-use' });
        if (outcome === 'done') location.reload();
      }),
  };
}

const askSite = (scope: string): Promise<SiteWish> =>
  fetch(new URL(CONFIG, scope))
    .catch(() => null)
    .then(siteWish);

/** Where the page is kept, it can be installed too, under its name in the person's language. */
function linkManifest(store: Store): void {
  const link = document.createElement('link');
  link.rel = 'manifest';
  const update = () => {
    const tag = store.get().language.tag.split('-')[0];
    const name = `./manifest.${tag}.webmanifest`;
    if (link.getAttribute('href') !== name) link.setAttribute('href', name);
  };
  update();
  store.subscribe(update);
  document.head.append(link);
}
