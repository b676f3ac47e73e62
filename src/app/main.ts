import '../charts/elements/index.ts';
import './styles/page.css';
import './styles/controls.css';
import './styles/question.css';
import './styles/answer.css';
import './styles/evidence.css';
import './app.ts';
import { createController } from './controller.ts';
import { showLanguage } from './language.ts';
import { countRequests } from './network.ts';
import { createStore } from './state.ts';

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
countRequests(store);

const app = document.createElement('oriel-app');
app.store = store;
app.controller = createController(store);
// Before anything is drawn, so that no English flashes up on a page in another language.
await app.controller.readLanguage();
document.body.append(app);
void app.controller.start();
