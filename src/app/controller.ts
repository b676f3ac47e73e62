import { createEngineInUse } from '../library/engine-in-use.ts';
import { createSession } from '../library/session.ts';
import { SILENCE_SECONDS } from '../limits.ts';
import { formatAddress, parseAddress } from './address.ts';
import { type Blanks, createBlanks } from './blanks.ts';
import { type Changes, createChanges } from './changes.ts';
import { type Changing, createChanging } from './changing/changing.ts';
import { type Checking, createChecking } from './checking/checking.ts';
import { type Choices, createChoices } from './choices.ts';
import { type Comparing, createComparing } from './explaining/comparing.ts';
import { createExplaining, messageOf } from './explaining/explaining.ts';
import { createKeeping, type Keeping } from './keeping/keeping.ts';
import { removeTraces } from './keeping/traces.ts';
import { languageFor } from './language.ts';
import { askBeforeLeaving } from './leaving.ts';
import { createOfflineUse, type OfflineUse } from './offline/use.ts';
import { createBrought } from './opening/brought.ts';
import { loadExamples } from './opening/examples.ts';
import { createOpening, type Opening } from './opening/opening.ts';
import { createRecovery, type Recovery } from './recovery.ts';
import { createReporting, type Reporting } from './reporting.ts';
import { defaultSettings } from './settings.ts';
import { type ForeignNote, initialState, type PageView, type Theme, type Topic } from './state.ts';
import type { Store } from './store.ts';
import { createLooking, type Looking } from './table/looking.ts';
import { keepTheme } from './theme.ts';
import { createInspecting, type Inspecting } from './whole/inspecting.ts';
import { samePlace, type WholePlace } from './whole/place.ts';

/** An engine that has not heard of a cancel by then hears nothing. */
const hearing = 1_000;

/** What the browser's history has of a place on the page beside its address. */
interface HistoryMark {
  /** Of own files: how often all was forgotten before, and the number of row and photo. */
  readonly own?: number | null;
  readonly at?: number;
  readonly place?: WholePlace;
}

/** Everything a person can do on the page. */
export interface Controller
  extends Pick<
      Opening,
      'chooseExample' | 'chooseOwn' | 'chooseRow' | 'choosePhoto' | 'openFiles' | 'answer' | 'editCard' | 'accept'
    >,
    Omit<Changes, 'mark' | 'setValues'>,
    Choices,
    Blanks,
    Looking,
    Comparing,
    Changing,
    Checking,
    Inspecting,
    Keeping,
    Omit<OfflineUse, 'lookForOffline'>,
    Reporting {
  /** Takes the language that the address asks for, else the browser's. */
  readLanguage(): Promise<void>;
  start(): Promise<void>;
  /** By its tag; nothing else on the page changes. */
  chooseLanguage(tag: string): Promise<void>;
  /** Kept for the next time. */
  chooseTheme(theme: Theme): void;
  /** Stops the explanation and keeps the estimate so far. */
  cancel(): void;
  /** Stops whatever is being read or explained, with the engine that does it. */
  stop(): void;
  again(): void;
  dismiss(id: number): void;
  dismissForeign(note: ForeignNote): void;
  /** Puts a saved record away. */
  closeRecord(): void;
  /** Shows the model on show as a whole. */
  showModel(): Promise<void>;
  /** Back to the explanation; of another row where one is given. */
  showDecision(row?: number): Promise<void>;
  /** Shows what is kept. */
  showKept(): Promise<void>;
  /** Back to the explanation. */
  leaveKept(): void;
  forget(): Promise<void>;
}

/** Turns what a person does into state and calls to the engine, and keeps the address in step. */
export function createController(store: Store): Controller {
  const brought = createBrought();
  const engine = createEngineInUse({
    busy: () => store.get().opening !== null || ['loading', 'explaining'].includes(store.get().status),
    died: (reason) => recovery.died(reason),
    silent: (silent) => store.set({ silent }),
    patience: 1000 * SILENCE_SECONDS.page,
    options: { compareAfterwards: true },
  });
  const session = createSession({
    engine,
    kept: () => keptPlace(),
    keepsUnderWay: (model) => store.get().kept.models.some(({ sha256 }) => sha256 === model),
    tell: (message) => store.alert(message),
  });
  const explaining = createExplaining({ store, session, settled: (record) => logShown(record) });
  const { forgetChecked, ...checking } = createChecking({ store, session, kept: () => keptPlace() });
  const { check } = checking;
  const { stay, bringBack, ...opening } = createOpening({
    ...{ store, session, explaining, brought, check, writeAddress },
  });
  const recovery: Recovery = createRecovery({ store, session, explaining, opening, brought });
  const { mark, setValues, ...changes } = createChanges({
    ...{ store, explaining, explain, stay, writeAddress },
    openModel: opening.chooseExample,
  });
  const blanks = createBlanks({ store, session, setValues, chooseRow });
  const {
    place: keptPlace,
    forget: forgetKept,
    logShown,
    ...keeping
  } = createKeeping({ app: store, session, bringBack });
  const { lookForOffline, ...offline } = createOfflineUse({ store });
  const { forgetInspected, ...inspecting } = createInspecting({ store, session, writeAddress });
  let views = 0;
  let wantedLanguage: string | null = null;

  function writeAddress(push = false): void {
    const state = store.get();
    // Own files are not in the address, nor is anything of them here: the mark leads back to what
    // this page has not forgotten since.
    const own = state.topic?.origin.kind === 'own';
    const { place } = state.whole;
    const mark = own ? { own: brought.forgotten, at: brought.place(state.topic, push), place } : { own: null, place };
    const address = formatAddress(state);
    if (push && (address !== location.search || own)) history.pushState(mark, '', address || location.pathname);
    else history.replaceState(mark, '', address || location.pathname);
  }

  /** What the page shows; a kept explanation is put away with the list of them. */
  function setView(view: PageView): void {
    const { openedRecord } = store.get();
    const isKept = openedRecord?.file === null;
    store.set({ view, openedRecord: isKept && view !== 'kept' ? null : openedRecord });
  }

  /** Of two choices the later one wins. */
  async function showView(view: PageView): Promise<boolean> {
    const mine = ++views;
    if (view === 'kept') await keeping.readKept();
    if (mine === views) setView(view);
    return mine === views;
  }

  /**
   * Takes from the browser's history what the page shows; whether nothing else of it differs.
   * @param at row and photo of own files there.
   */
  function comeBack(view: PageView, place: WholePlace, at: Pick<Topic, 'row' | 'photo'> | null): boolean {
    const before = store.get();
    const whole = view === 'model' ? { ...before.whole, place } : before.whole;
    const differs = view !== before.view || !samePlace(whole.place, before.whole.place);
    const { topic } = before;
    const isThere = !at || (at.row === topic?.row && at.photo === topic.photo);
    if (whole !== before.whole) store.set({ whole });
    void showView(view);
    return differs && isThere && formatAddress({ ...before, view, whole }) === location.search;
  }

  async function readAddress(): Promise<void> {
    const address = parseAddress(location.search);
    const language = address.language ?? null;
    if (language !== store.get().chosenLanguage) await speak(language);
    store.set({
      settings: { ...defaultSettings, ...address.settings },
      chosenClass: address.class ?? null,
      tab: address.tab ?? 'why',
      whole: { ...store.get().whole, place: address.place },
    });
    await opening.openAddress(address);
  }

  /** Changes the language; of two choices the later one wins. */
  async function speak(tag: string | null): Promise<void> {
    wantedLanguage = tag;
    try {
      const language = await languageFor(tag);
      if (wantedLanguage === tag) store.set({ language, chosenLanguage: tag });
    } catch (thrown) {
      store.alert(messageOf(thrown));
    }
  }

  /** Explains what is chosen; where there is no engine that has opened it, it is opened first. */
  function explain(choice: Parameters<typeof explaining.start>[0]): void {
    if (!recovery.retry()) explaining.start(choice);
  }

  async function chooseRow(row: number): Promise<void> {
    mark();
    if (!recovery.lost()) return opening.chooseRow(row);
    store.setTopic({ row });
    recovery.retry();
  }

  return {
    ...opening,
    ...changes,
    ...createChoices({ store, explaining, explain, mark, writeAddress }),
    ...blanks,
    ...createLooking({ store, session }),
    ...createComparing({ store, session }),
    ...inspecting,
    ...createChanging({ store, session, setValues, writeAddress }),
    ...checking,
    ...keeping,
    ...offline,
    ...createReporting({ session }),
    chooseRow,

    chooseExample(id, model) {
      mark();
      return opening.chooseExample(id, model);
    },

    openFiles(files) {
      mark();
      return opening.openFiles(files);
    },

    choosePhoto(photo) {
      mark();
      if (!recovery.lost()) return opening.choosePhoto(photo);
      store.setTopic({ photo });
      recovery.retry();
    },

    readLanguage: () => speak(parseAddress(location.search).language ?? null),

    async chooseLanguage(tag) {
      await speak(tag);
      writeAddress();
    },

    chooseTheme(theme) {
      keepTheme(theme);
      store.set({ theme });
    },

    async start() {
      askBeforeLeaving(store);
      addEventListener('popstate', (event) => {
        const { own = null, at, place } = (event.state ?? {}) as HistoryMark;
        const { view = 'decision', tab = 'why', place: addressed } = parseAddress(location.search);
        const there = own !== null && own === brought.forgotten ? brought.placeAt(at) : null;
        if (comeBack(view, place ?? addressed, there)) return;
        if (own === brought.forgotten && (brought.topic || brought.unseen)) {
          store.set({ tab });
          opening.backToOwn(at);
        } else void readAddress();
      });
      const stop = store.subscribe(({ opening, status }) => {
        if (opening !== null || (status !== 'done' && status !== 'error')) return;
        stop();
        void keeping.lookForKept();
        void lookForOffline();
      });
      // Another window may be the first to keep something.
      addEventListener('focus', () => void keeping.lookForKept());
      try {
        store.set({ examples: await loadExamples() });
      } catch (thrown) {
        store.alert(messageOf(thrown));
        store.set({ status: 'error' });
        return;
      }
      await readAddress();
    },

    cancel() {
      explaining.cancel();
      const deaf = setTimeout(recovery.stop, hearing);
      const heard = () => clearTimeout(deaf);
      session.alive().then(heard, heard);
    },

    stop: recovery.stop,

    again: () => explain({ newInput: false }),
    dismiss: (id) => store.dismiss(id),
    closeRecord: () => store.set({ openedRecord: null }),
    dismissForeign: (note) => store.set({ foreign: store.get().foreign.filter((other) => other !== note) }),

    async showModel() {
      if (store.get().view === 'model') return;
      if (await showView('model')) writeAddress(true);
    },

    async showDecision(row) {
      const { topic } = store.get();
      void showView('decision');
      if (row === undefined || row === topic?.row) writeAddress(true);
      else await chooseRow(row);
    },

    async showKept() {
      if (store.get().view === 'kept') return;
      if (await showView('kept')) writeAddress(true);
    },

    leaveKept() {
      void showView('decision');
      writeAddress(true);
    },

    async forget() {
      views++;
      const kept = forgetKept();
      explaining.drop();
      forgetInspected();
      forgetChecked();
      session.forget();
      opening.forget();
      const { examples, language, chosenLanguage, requests, offline: shown } = store.get();
      store.set({ ...initialState, examples, language, chosenLanguage, requests, offline: shown });
      history.replaceState({ own: null }, '', location.pathname);
      // Whatever an engine holds goes with it.
      session.end();
      await kept;
      await offline.forgetOffline();
      await removeTraces();
      await opening.openAddress(parseAddress(''));
    },
  };
}
