import type { EngineApi } from '../engine/protocol.ts';
import type { Connection } from '../engine/workers/connection.ts';
import { spawnEngine } from '../engine/workers/spawn.ts';
import { pageWords } from '../words/en.ts';
import { formatAddress, parseAddress } from './address.ts';
import { fits } from './explaining/explainer-choice.ts';
import { createExplaining, messageOf } from './explaining/explaining.ts';
import { loadExamples } from './opening/examples.ts';
import { createOpening, type Opening } from './opening/opening.ts';
import { type Cell, defaultSettings, editedColumns, initialState, type Settings, type Store } from './state.ts';
import { classChoices } from './wording/classes.ts';

/** Edits closer together than this are one. */
const editDelay = 150;
/** Letters typed closer together than this are one change. */
const typingDelay = 200;
/** An engine that dies this soon after it was started is not started again. */
const tooSoon = 10_000;

/** Everything a person can do on the page. */
export interface Controller
  extends Pick<Opening, 'chooseExample' | 'chooseOwn' | 'chooseRow' | 'choosePhoto' | 'openFiles' | 'answer'> {
  start(): Promise<void>;
  /** A class by its label; null for the default one. */
  chooseClass(label: string | null): void;
  changeSettings(change: Partial<Settings>): void;
  /** What only changes the drawing. */
  chooseChart(chart: string): void;
  editValue(column: number, value: Cell): void;
  resetValues(column?: number): void;
  /**
   * The text to explain, as it is typed or chosen; the explanation follows after `delay`
   * milliseconds without another.
   */
  editText(text: string, typing?: boolean): void;
  cancel(): void;
  again(): void;
  dismiss(id: number): void;
  forget(): Promise<void>;
}

/**
 * Turns what a person does into state and calls to the engine, and keeps the page's address in
 * step.
 */
export function createController(store: Store): Controller {
  let started = 0;
  let connection: Connection<EngineApi> = connectEngine();
  const engine = () => connection.api;
  const explaining = createExplaining(store, engine);
  const opening = createOpening(store, engine, explaining, (push) => writeAddress(push));

  function connectEngine(): Connection<EngineApi> {
    started = performance.now();
    const fresh = spawnEngine();
    void fresh.died.then((reason) => {
      if (connection !== fresh) return;
      const soon = performance.now() - started < tooSoon;
      store.alert(soon ? messageOf(reason) : pageWords.notices.restarted(messageOf(reason)));
      if (soon) store.set({ status: 'error', progress: null });
      else void restart();
    });
    return fresh;
  }

  /** A new engine knows nothing: what was on show is opened again, own files by their bytes. */
  async function restart(): Promise<void> {
    explaining.drop();
    connection.close();
    connection = connectEngine();
    await opening.reopen();
  }

  function writeAddress(push = false): void {
    const state = store.get();
    const mark = { own: state.subject?.origin.kind === 'own' };
    const address = formatAddress(state);
    if (push && (address !== location.search || mark.own)) history.pushState(mark, '', address || location.pathname);
    else history.replaceState(mark, '', address || location.pathname);
  }

  async function readAddress(): Promise<void> {
    const address = parseAddress(location.search);
    store.set({ settings: { ...defaultSettings, ...address.settings }, chosenClass: address.class ?? null });
    await opening.openAddress(address);
  }

  return {
    ...opening,
    async start() {
      addEventListener('popstate', (event) => {
        // Own files are not in the address; going back to them is a matter of this page's memory.
        if ((event.state as { own?: boolean } | null)?.own) opening.chooseOwn(false);
        else void readAddress();
      });
      try {
        store.set({ examples: await loadExamples() });
      } catch (thrown) {
        store.alert(messageOf(thrown));
        store.set({ status: 'error' });
        return;
      }
      await readAddress();
    },

    chooseClass(label) {
      const { subject } = store.get();
      if (label !== null && subject && !classChoices(subject.study).some((choice) => choice.label === label)) return;
      store.set({ chosenClass: label });
      writeAddress();
      explaining.ensureClass();
    },

    changeSettings(change) {
      const settings = { ...store.get().settings, ...change };
      const { subject } = store.get();
      if (subject && !fits(settings.explainer, subject.study)) return;
      store.set({ settings });
      writeAddress();
      if (subject) explaining.start({ newInput: false, delay: editDelay });
    },

    chooseChart(chart) {
      store.set({ settings: { ...store.get().settings, chart } });
      writeAddress();
    },

    editValue(column, value) {
      const { subject } = store.get();
      if (!subject || Object.is(subject.edited[column], value)) return;
      store.setSubject({ edited: subject.edited.map((old, index) => (index === column ? value : old)) });
      explaining.start({ newInput: true, delay: editDelay });
    },

    resetValues(column) {
      const { subject } = store.get();
      if (!subject || !editedColumns(subject).some(Boolean)) return;
      store.setSubject({
        edited:
          column === undefined
            ? subject.values
            : subject.edited.map((old, index) => (index === column ? subject.values[column] : old)),
      });
      explaining.start({ newInput: true, delay: editDelay });
    },

    editText(text, typing = false) {
      const { subject, settings } = store.get();
      if (subject?.study.card.input.kind !== 'text' || subject.text === text) return;
      store.setSubject({ text });
      if (settings.window !== 0) store.set({ settings: { ...settings, window: 0 } });
      writeAddress();
      explaining.start({ newInput: true, delay: typing ? typingDelay : 0 });
    },

    cancel: () => explaining.cancel(),
    again: () => explaining.start({ newInput: false }),
    dismiss: (id) => store.dismiss(id),

    async forget() {
      explaining.drop();
      const { examples, own, subject, requests } = store.get();
      for (const photo of [...own.photos, ...(subject?.photos ?? [])]) if (photo.data) URL.revokeObjectURL(photo.url);
      store.set({ ...initialState, examples, requests });
      history.replaceState(null, '', location.pathname);
      await engine()
        .reset()
        .catch((thrown: unknown) => store.alert(messageOf(thrown)));
      await forgetStorage();
      await opening.openAddress(parseAddress(''));
    },
  };
}

/**
 * Nothing is stored today; what an earlier version stored goes too. Frames may be refused their
 * storage: then there is none.
 */
async function forgetStorage(): Promise<void> {
  try {
    localStorage.clear();
    sessionStorage.clear();
    for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name);
    for (const name of await caches.keys()) await caches.delete(name);
  } catch {
    return;
  }
}
