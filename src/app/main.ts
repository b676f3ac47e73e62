import './styles/page.css';
import './styles/question.css';
import './styles/own.css';
import './styles/answer.css';
import './styles/evidence.css';
import './styles/forced-colours.css';
import './styles/print.css';
import './styles/table.css';
import './styles/beside.css';
import { watchRequests } from '../look/requests.ts';
import { parseAddress } from './address.ts';
import { languageFor, showLanguage } from './language.ts';
import { drawShell } from './shell.ts';
import { createStore } from './store.ts';
import { showTheme } from './theme.ts';

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
