import './host.css';
import { type Config, parseConfig } from '../../config/config.ts';
import { KIOSK_PAGES_MINUTES } from '../../limits.ts';
import { closeDoors } from '../closed-doors.ts';
import { watchFaults } from '../fault.ts';
import type { FromVisit } from '../protocol.ts';
import { createJournal, type Shelf } from './journal.ts';
import { type Kept, keepPage } from './kept.ts';
import { createLock } from './lock.ts';
import { nightAt } from './night.ts';
import { createScreen } from './screen.ts';
import { createVisitors } from './visitors.ts';
import { createWatchdog } from './watchdog.ts';

/** Milliseconds between two looks at whether something is due. */
const HOUSEKEEPING = 15_000;

/** The night in which everything was loaded anew last. */
const NIGHT = 'oriel.kiosk.night';

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

  let visiting = false;
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
        // A name that the settings do not have would be somebody's own.
        if (settings.examples.includes(message.example)) journal.opened(message.example);
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

  /** Instead of a visitor's page, which ends. */
  async function care(): Promise<void> {
    if (!lock) return;
    const { openCare } = await import('./care.ts');
    visiting = true;
    visitors.end();
    watchdog.rest();
    await openCare({ place, lock, journal, settings, kept, close: next });
  }

  function keepHouse(): void {
    screen.stayAwake();
    if (visiting) return;
    const night = nightAt(new Date(), nightly);
    if (night !== null && shelf && shelf.getItem(NIGHT) !== night) {
      shelf.setItem(NIGHT, night);
      void renew();
    } else if (performance.now() - since > KIOSK_PAGES_MINUTES * 60_000) next();
  }

  /** With the newest version, where there is one to be had. */
  async function renew(): Promise<void> {
    await kept?.update().catch(() => {}); // there is no network, and what is kept serves
    if (!visiting) location.reload();
  }

  document.addEventListener('visibilitychange', () => {
    watchdog.look(!document.hidden);
    screen.stayAwake();
  });
  setInterval(keepHouse, HOUSEKEEPING);
  screen.stayAwake();
  next();
  if (!offline) return;
  kept = await keepPage(settings.examples).catch(() => null);
  kept?.visited(visiting);
}
