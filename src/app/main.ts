import './styles/page.css';
import './styles/question.css';
import './styles/answer.css';
import './styles/evidence.css';
import './styles/forced-colours.css';
import { watchRequests } from '../look/requests.ts';
import { parseAddress } from './address.ts';
import { languageFor, showLanguage } from './language.ts';
import { drawShell } from './shell.ts';
import { createStore } from './store.ts';
import { showTheme } from './theme.ts';

async function startPage(): Promise<void> {
  const store = createStore();
  const root = document.documentElement;
  window.oriel = { record: null };
  // For hosts and tests: what the page is doing, and the record on show.
  store.subscribe(({ status, opening, shown }) => {
    const seen = opening === null ? status : 'loading';
    if (root.dataset.orielState !== seen) root.dataset.orielState = seen;
    window.oriel = { record: shown?.record ?? null };
  });
  showLanguage(store);
  showTheme(store);
  watchRequests((requests) => store.set({ requests }));

  // Before anything is drawn, so that no English flashes up on a page in another language.
  const { language: chosenLanguage = null, view = 'decision' } = parseAddress(location.search);
  const language = await languageFor(chosenLanguage).catch(() => null);
  store.set({ view });
  if (language) store.set({ language, chosenLanguage });
  const shell = drawShell(store.get(), 'page.answer.loading');
  document.body.append(shell);

  const { createController } = await import('./page.ts').catch((error: unknown) => {
    store.set({ status: 'error' });
    shell.replaceWith(drawShell(store.get(), 'page.answer.notLoaded'));
    throw error;
  });
  const app = document.createElement('oriel-app');
  app.store = store;
  app.controller = createController(store);
  // Says so where there is a language that could not be loaded.
  if (!language) await app.controller.readLanguage();
  await app.prepare();
  shell.replaceWith(app);
  void app.controller.start();
}

// A kiosk has pages of its own, and nothing of this one.
if (new URLSearchParams(location.search).has('kiosk'))
  await import('../kiosk/host/main.ts').then(({ startKiosk }) => startKiosk());
else await startPage();
