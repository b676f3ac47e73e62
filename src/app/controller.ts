import { message } from '../catalogue/message.ts';
import type { Cell, EngineApi } from '../engine/protocol.ts';
import type { Connection } from '../engine/workers/connection.ts';
import { spawnEngine } from '../engine/workers/spawn.ts';
import { formatAddress, parseAddress } from './address.ts';
import { fits } from './explaining/explainer-choice.ts';
import { createExplaining, messageOf } from './explaining/explaining.ts';
import { languageFor } from './language.ts';
import { loadExamples } from './opening/examples.ts';
import { createOpening, type Opening } from './opening/opening.ts';
import { defaultSettings, editedColumns, initialState, type Settings, type Store } from './state.ts';
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
  /** Takes the language that the address asks for, else the browser's. */
  readLanguage(): Promise<void>;
  start(): Promise<void>;
  /** By its tag; nothing else on the page changes. */
  chooseLanguage(tag: string): Promise<void>;
  /** A class by its label; null for the default one. */
  chooseClass(label: string | null): void;
  changeSettings(change: Partial<Settings>): void;
  /** Changes the drawing alone. */
  chooseChart(chart: string): void;
  editValue(column: number, value: Cell): void;
  resetValues(column?: number): void;
  /** The text to explain; while it is typed, the explanation waits for a pause. */
  editText(text: string, typing?: boolean): void;
  cancel(): void;
  again(): void;
  dismiss(id: number): void;
  forget(): Promise<void>;
}

/** Turns what a person does into state and calls to the engine, and keeps the address in step. */
export function createController(store: Store): Controller {
  let started = 0;
  let connection: Connection<EngineApi> = connectEngine();
  const engine = () => connection.api;
  const explaining = createExplaining(store, engine);
  const opening = createOpening({ store, engine, explaining, writeAddress });
  let wantedLanguage: string | null = null;

  function connectEngine(): Connection<EngineApi> {
    started = performance.now();
    const fresh = spawnEngine();
    void fresh.died.then((reason) => {
      if (connection !== fresh) return;
      const soon = performance.now() - started < tooSoon;
      store.alert(soon ? messageOf(reason) : message('page.notices.restarted', { text: messageOf(reason) }));
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
    const mark = { own: state.topic?.origin.kind === 'own' };
    const address = formatAddress(state);
    if (push && (address !== location.search || mark.own)) history.pushState(mark, '', address || location.pathname);
    else history.replaceState(mark, '', address || location.pathname);
  }

  async function readAddress(): Promise<void> {
    const address = parseAddress(location.search);
    const language = address.language ?? null;
    if (language !== store.get().chosenLanguage) await speak(language);
    store.set({ settings: { ...defaultSettings, ...address.settings }, chosenClass: address.class ?? null });
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

  return {
    ...opening,

    readLanguage: () => speak(parseAddress(location.search).language ?? null),

    async chooseLanguage(tag) {
      await speak(tag);
      writeAddress();
    },

    async start() {
      addEventListener('popstate', (event) => {
        // Own files are not in the address: only this page's memory leads back to them.
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
      const { topic } = store.get();
      if (label !== null && topic && !classChoices(topic.study).some((choice) => choice.label === label)) return;
      store.set({ chosenClass: label });
      writeAddress();
      explaining.ensureClass();
    },

    changeSettings(change) {
      const settings = { ...store.get().settings, ...change };
      const { topic } = store.get();
      if (topic && !fits(settings.explainer, topic.study)) return;
      store.set({ settings });
      writeAddress();
      if (topic) explaining.start({ newInput: false, delay: editDelay });
    },

    chooseChart(chart) {
      store.set({ settings: { ...store.get().settings, chart } });
      writeAddress();
    },

    editValue(column, value) {
      const { topic } = store.get();
      if (!topic || Object.is(topic.edited[column], value)) return;
      store.setTopic({ edited: topic.edited.map((old, index) => (index === column ? value : old)) });
      explaining.start({ newInput: true, delay: editDelay });
    },

    resetValues(column) {
      const { topic } = store.get();
      if (!topic || !editedColumns(topic).some(Boolean)) return;
      store.setTopic({
        edited:
          column === undefined
            ? topic.values
            : topic.edited.map((old, index) => (index === column ? topic.values[column] : old)),
      });
      explaining.start({ newInput: true, delay: editDelay });
    },

    editText(text, typing = false) {
      const { topic, settings } = store.get();
      if (topic?.study.card.input.kind !== 'text' || topic.text === text) return;
      store.setTopic({ text });
      if (settings.window !== 0) store.set({ settings: { ...settings, window: 0 } });
      writeAddress();
      explaining.start({ newInput: true, delay: typing ? typingDelay : 0 });
    },

    cancel: () => explaining.cancel(),
    again: () => explaining.start({ newInput: false }),
    dismiss: (id) => store.dismiss(id),

    async forget() {
      explaining.drop();
      const { examples, language, chosenLanguage, own, topic, requests } = store.get();
      for (const photo of [...own.photos, ...(topic?.photos ?? [])]) if (photo.data) URL.revokeObjectURL(photo.url);
      opening.forget();
      store.set({ ...initialState, examples, language, chosenLanguage, requests });
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
 * Nothing is stored today; what an earlier version stored goes too. Where a frame is refused
 * storage, there is none.
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
