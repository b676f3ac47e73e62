import './visit.css';
import './attract.css';
import './visitor.css';
import './over.css';
import './upright.css';
import { asSpoken, languages, loadLanguage } from '../../catalogue/languages.ts';
import { learnLater } from '../../catalogue/later.ts';
import { parseExamples } from '../../data/example-list.ts';
import { createStore } from '../../look/store.ts';
import { closeDoors } from '../closed-doors.ts';
import { curated } from '../curated.ts';
import { faultOf, watchFaults } from '../fault.ts';
import { type FromVisit, GREETING, type ToVisit } from '../protocol.ts';
import { createBeats } from './beats.ts';
import { createGesture } from './gesture.ts';
import { createIdle, TOUCH } from './idle.ts';
import type { Offered, State } from './state.ts';

// By itself it is nobody's: the page around has what it needs.
if (parent === self) location.replace(new URL('./?kiosk', document.baseURI));

const root = document.documentElement;
closeDoors(document);

/** The page around: what is said to it, and its answer, the settings. */
const talk = new MessageChannel();
const life = new MessageChannel();
const told = new Promise<ToVisit>((resolve) => {
  talk.port1.onmessage = ({ data }) => resolve(data);
});
parent.postMessage(GREETING, location.origin, [talk.port2, life.port2]);
const beats = createBeats(() => life.port1.postMessage(0));
setInterval(beats.tick, 1000);
const tell = (message: FromVisit): void => talk.port1.postMessage(message);
const fault = (thrown: unknown): void => tell({ type: 'fault', fault: faultOf(thrown) });
watchFaults((found) => tell({ type: 'fault', fault: found }));

/** Resolves once a visitor may begin. */
async function start(): Promise<void> {
  const [settings, { startVisit }] = await Promise.all([told, import('./page.ts')]);
  const tags = settings.languages ?? Object.keys(languages);
  const spoken = tags.map((tag) => asSpoken(tag, navigator.languages));
  const first = await loadLanguage(settings.languages ? spoken : [...navigator.languages, ...spoken]);
  await learnLater(first);

  async function offered(wanted: string): Promise<Offered> {
    const language = await loadLanguage([wanted]);
    await learnLater(language);
    const { tag, direction } = language;
    const name = tag in languages ? languages[tag as keyof typeof languages].name : tag;
    return { tag, wanted, name, start: language.say('kiosk.start'), direction };
  }

  /** Of two regions of a language, which read the same but for numbers, the first is offered. */
  const isFirst = ({ tag }: Offered, at: number, all: readonly Offered[]): boolean =>
    all.findIndex((one) => one.tag === tag) === at;

  const store = createStore<State>({
    ...{ settings, language: first, languages: [], examples: [], stage: 'attract', page: null, of: null, facts: null },
    ...{ question: null, status: 'loading', prediction: null, shown: null, stale: false, part: null, problem: null },
    ...{ choosing: null, showsAll: false, camera: false, left: null },
  });
  const dress = ({ language, stage, status }: ReturnType<typeof store.get>): void => {
    root.lang = language.regional;
    root.dir = language.direction;
    document.title = language.say('page.name');
    root.dataset.orielState = status;
    root.dataset.stage = stage;
  };
  store.subscribe(dress);
  dress(store.get());

  const idle = createIdle({
    idle: settings.idleSeconds,
    countdown: settings.countdownSeconds,
    now: () => performance.now(),
    left: (left) => store.set({ left }),
    over: () => tell({ type: 'over' }),
  });
  setInterval(idle.tick, 250);
  const isGesture = createGesture();
  addEventListener(
    'pointerdown',
    ({ clientX, clientY, timeStamp }) => {
      tell({ type: 'touched' });
      const rtl = root.dir === 'rtl';
      if (isGesture({ x: clientX, y: clientY, time: timeStamp, width: innerWidth, rtl })) tell({ type: 'care' });
    },
    true,
  );
  // Until somebody begins, nobody is there who could leave.
  let begun = false;
  function touch({ type }: Event): void {
    if (!begun) return;
    // The question goes away with the whole of a touch: its end would meet what lies beneath.
    if (type === 'pointerdown' && store.get().left !== null) idle.hold();
    else idle.touch();
  }
  for (const kind of ['pointerdown', 'click', 'keydown', 'input', 'wheel']) addEventListener(kind, touch, true);
  // A finger that was moved makes no click.
  for (const end of ['pointerup', 'pointercancel'])
    addEventListener(end, () => begun && setTimeout(idle.touch, TOUCH), true);
  store.subscribe(({ stage }) => {
    if (begun || stage === 'attract') return;
    begun = true;
    idle.touch();
  });

  const [list, starts] = await Promise.all([
    fetch(new URL('examples/index.json', document.baseURI)).then((response) => response.json()),
    Promise.all(spoken.map(offered)),
  ]);
  store.set({ examples: curated(parseExamples(list), settings.examples), languages: starts.filter(isFirst) });
  startVisit({ store, tell, fault });
}

start().then(beats.started, (thrown) => {
  fault(thrown);
  beats.failed();
});
