import './frame.css';
import { version } from '../../../package.json';
import { asSpoken, loadLanguage } from '../../catalogue/languages.ts';
import { type Message, message } from '../../catalogue/message.ts';
import { watchRequests } from '../../look/requests.ts';
import { createStore } from '../../look/store.ts';
import type { FrameSide } from '../frame-side.ts';
import { configuration } from './configuration.ts';
import { inDrawing } from './drawing.ts';
import { greet } from './greeting.ts';
import { tellHeight } from './height.ts';
import { type Theme, wear } from './look.ts';
import { type FrameState, initialState } from './state.ts';
import { titleOf } from './title.ts';
import { waitForPage } from './waiting.ts';

const engine = `oriel ${version}`;
const base = document.baseURI;
const root = document.documentElement;
/** The language in the frame's own address. */
const own = new URLSearchParams(location.search).get('lang');
const arriving = import('./page.ts');
const configured = configuration(base);
const languageFor = (tag: string | null) =>
  loadLanguage(
    tag === null ? navigator.languages : [asSpoken(tag, navigator.languages)],
    async () => (await configured).lang,
  );
// Before anything is drawn, so that no English flashes up in another language.
const language = await languageFor(own);
const store = createStore(initialState(language));
const say = (words: Message): string => store.get().language.text(words);

/** The first words, until there is more to see. */
const first = document.createElement('main');
const words = document.createElement('p');
words.className = 'sentence';
first.append(words);
document.body.append(first);
let told = message('widget.frame.waiting');
const tell = (text: Message): void => {
  told = text;
  words.textContent = say(text);
};

const drawing = inDrawing(store);
const draw = (state: FrameState): void => {
  const { status, shown } = state;
  root.dataset.orielState = status;
  root.lang = state.language.regional;
  root.dir = state.language.direction;
  document.title = titleOf(state);
  words.textContent = say(told);
  window.oriel = { record: shown?.record ?? null };
};
draw(store.get());
drawing.subscribe(draw);
watchRequests((requests) => store.set({ requests }));

let side: FrameSide | null = null;
let height = 0;
tellHeight((pixels) => {
  height = pixels;
  side?.resize(pixels);
});

const answer: FrameSide['answer'] = (given, transfer) => side?.answer(given, transfer) ?? false;
const page = arriving.then(
  ({ createPage }) =>
    createPage({ store, drawing, side: { answer, tell: (result) => side?.tell(result) }, engine, base, first }),
  () => {
    store.set({ status: 'error' });
    tell(message('page.answer.notLoaded'));
    return null;
  },
);

/** The newest theme counts. */
let worn: Theme = {};
async function dress(theme: Theme): Promise<void> {
  // Another colour takes nothing from the visitor, who may have chosen a chart.
  if (theme.chart !== worn.chart) store.set({ chart: theme.chart ?? null });
  worn = theme;
  wear(theme);
  const spoken = await languageFor(theme.lang ?? own).catch(() => null);
  if (worn === theme && spoken) store.set({ language: spoken });
}

const { hosts, shareInput } = await configured;
store.set({ shares: shareInput });
const greeted = greet({
  host: parent,
  place: { ancestors: location.ancestorOrigins && [...location.ancestorOrigins], own: location.origin, hosts },
  fragment: location.hash,
  acts: {
    ...waitForPage({ page, answer, say }),
    begin: () => side?.resize(height),
    theme: (theme) => void dress(theme),
  },
  answered(found) {
    side = found;
  },
  engine,
  say,
});
if (greeted !== 'greeted') {
  await page;
  document.body.replaceChildren(first);
  const { origin } = location;
  tell(greeted === 'alone' ? message('widget.frame.alone') : message('widget.frame.refused', { origin }));
  store.set({ status: 'error' });
}
