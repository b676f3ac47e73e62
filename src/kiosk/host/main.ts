import './host.css';
import { type Config, parseConfig } from '../../config/config.ts';
import { parseExamples } from '../../data/example-list.ts';
import { KIOSK_PAGES_MINUTES } from '../../limits.ts';
import { closeDoors } from '../closed-doors.ts';
import { curated } from '../curated.ts';
import { faultOf, watchFaults } from '../fault.ts';
import type { FromVisit } from '../protocol.ts';
import { createJournal, type Shelf } from './journal.ts';
import { type Kept, keepPage } from './kept.ts';
import { createLock } from './lock.ts';
import { nightAt } from './night.ts';
import { createRenewal } from './renewal.ts';
import { createScreen } from './screen.ts';
import { createVisitors } from './visitors.ts';
import { createWatchdog } from './watchdog.ts';

/** Milliseconds between two looks at whether something is due. */
const HOUSEKEEPING = 15_000;

/** Milliseconds in which a server is expected to answer. */
const ANSWER = 30_000;

/** What the site says; the defaults where it says nothing that can be used. */
async function settingsOf(): Promise<Config> {
  try {
    const response = await fetch(new URL('oriel.config.json', document.baseURI));
    if (response.ok) return parseConfig(await response.text());
  } catch {
    // Whoever serves the page is told what is wrong, by the server.
  }
  return parseConfig('{}');
}

/** The examples that visitors are offered, as the settings name them. */
async function offeredNames(wanted: readonly string[]): Promise<readonly string[]> {
  const response = await fetch(new URL('examples/index.json', document.baseURI), {
    signal: AbortSignal.timeout(ANSWER),
  });
  return curated(parseExamples(await response.json()), wanted).map(({ name }) => name);
}

/** Whether the page can be had, from the server or as it is kept. */
const isThere = async (): Promise<boolean> =>
  (await fetch(location.href, { cache: 'no-store', signal: AbortSignal.timeout(ANSWER) })).ok;

function browserShelf(): Shelf | null {
  try {
    return localStorage;
  } catch {
    return null; // it is denied
  }
}

/**
 * The page around the visitors: it has the screen, the watchdog and the journal, and nothing of any
 * visitor.
 */
export async function startKiosk(): Promise<void> {
  const { kiosk: settings, offline } = await settingsOf();
  const { pin, nightly, stuckSeconds, ...toVisit } = settings;
  const shelf = browserShelf();
  const journal = createJournal(shelf);
  const lock = pin === null ? null : createLock(pin, shelf);
  const screen = createScreen(document, navigator);
  const place = document.createElement('main');
  place.className = 'kiosk';
  document.body.replaceChildren(place);
  closeDoors(document);
  watchFaults(journal.fault);

  /** A visitor is there, or whoever looks after the kiosk. */
  let visiting = false;
  let caring = false;
  let offered: readonly string[] = settings.examples;
  let kept: Kept | null = null;
  let since = performance.now();
  const watchdog = createWatchdog(() => {
    journal.fault({ kind: 'stuck', code: 'Stuck', at: null });
    next();
  });
  const visitors = createVisitors({ place, settings: toVisit, hear, alive: watchdog.hear });

  function next(): void {
    visiting = false;
    kept?.visited(false);
    since = performance.now();
    watchdog.watch(stuckSeconds);
    visitors.next();
    document.documentElement.dataset.orielState = 'done';
  }

  function hear(message: FromVisit): void {
    switch (message.type) {
      case 'touched':
        screen.fill();
        screen.stayAwake();
        break;
      case 'began':
        visiting = true;
        kept?.visited(true);
        journal.visit();
        break;
      case 'opened':
        // A name of none that is offered would be somebody's own.
        if (offered.includes(message.example)) journal.opened(message.example);
        break;
      case 'over':
        next();
        break;
      case 'care':
        void care();
        break;
      case 'fault':
        journal.fault(message.fault);
    }
  }

  /** Instead of a visitor's page, which ends once all is there that comes in its place. */
  async function care(): Promise<void> {
    if (!lock || caring) return;
    caring = true;
    try {
      const { loadCare } = await import('./care.ts');
      const show = await loadCare({ place, lock, journal, settings, kept, close });
      visiting = true;
      visitors.end();
      watchdog.rest();
      show();
    } catch (thrown) {
      caring = false;
      journal.fault(faultOf(thrown));
    }
  }

  function close(): void {
    caring = false;
    next();
  }

  const renewal = createRenewal({
    night: () => nightAt(new Date(), nightly),
    isFree: () => !visiting,
    update: async () => kept?.update(),
    isThere,
    reload: () => location.reload(),
  });

  function keepHouse(): void {
    screen.stayAwake();
    void renewal.look();
    if (!visiting && performance.now() - since > KIOSK_PAGES_MINUTES * 60_000) next();
  }

  document.addEventListener('visibilitychange', () => {
    watchdog.look(!document.hidden);
    screen.stayAwake();
  });
  setInterval(keepHouse, HOUSEKEEPING);
  screen.stayAwake();
  next();
  offered = await offeredNames(settings.examples).catch(() => settings.examples);
  if (!offline) return;
  kept = await keepPage(offered).catch(() => null);
  kept?.visited(visiting);
}
