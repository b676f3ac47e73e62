import { canKeep, isKept } from '../../offline/can-keep.ts';
import { CONFIG } from '../../offline/file-list.ts';
import type { KeepOptions, Offline } from '../../offline/offline.ts';
import { messageOf } from '../explaining/explaining.ts';
import type { AppState } from '../state.ts';
import type { Store } from '../store.ts';
import { watchIdle } from './idle.ts';
import type { OfflineState } from './offline-state.ts';

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
    const update = () => void offline.update();
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

  return {
    async lookForOffline() {
      // Of a page in a frame, the one around it keeps both.
      if (!import.meta.env.PROD || window !== window.top || !canKeep()) return;
      set({});
      try {
        const [site, kept] = await Promise.all([wantedBySite(scope), isKept(scope)]);
        if (!site && !kept) return;
        const offline = await open();
        set({ status: await offline.status() });
        const { by } = await offline.status();
        if (site) await offline.keep({ by: 'site', ...site });
        // A site that wants it no longer leaves it to the person.
        else if (by === 'site') await offline.keep({ by: 'person' });
        await begin(offline);
      } catch {
        // The page goes on as it would without, and tries again the next time.
      }
    },

    showOffline: () =>
      attempt(async (offline) => {
        set({ open: true, status: await offline.status(), size: await offline.size() });
      }),

    keepOffline: () =>
      attempt(async (offline) => {
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

/**
 * What the site's configuration wants kept, where it wants anything: of a kiosk, the examples that
 * it shows.
 */
async function wantedBySite(scope: string): Promise<Pick<KeepOptions, 'examples'> | null> {
  const response = await fetch(new URL(CONFIG, scope)).catch(() => null);
  const text = response?.ok ? await response.text() : '';
  if (!/"(offline|kiosk)"/.test(text)) return null;
  const { parseConfig } = await import('../../config/config.ts');
  try {
    const { offline, kiosk } = parseConfig(text);
    if (!offline) return null;
    const isKiosk = Object.hasOwn(JSON.parse(text), 'kiosk');
    return isKiosk ? { examples: kiosk.examples.map((named) => named.split('/')[0]) } : {};
  } catch {
    return null; // the server says what is wrong
  }
}

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
