import { english } from '../catalogue/english.ts';
import type { Language } from '../catalogue/language.ts';
import type { Message } from '../catalogue/message.ts';
import type { Card } from '../data/card.ts';
import type { Example, Names } from '../data/example-list.ts';
import type { PlayerKind } from '../data/text/text-players.ts';
import type {
  BackgroundChoice,
  Cell,
  OpenedModel,
  OpenedTable,
  OpenedVocabulary,
  Prediction,
  Progress,
  Study,
} from '../engine/protocol.ts';
import type { OptionValues } from '../explainers/explainer.ts';
import type { Space } from '../games/game.ts';
import type { BackendWish } from '../models/model.ts';
import type { Explanation } from '../records/record.ts';

/** A picture that can be explained. `handle` is null until the engine has opened it. */
export interface Photo {
  readonly name: string;
  /** For the thumbnail: an address of the origin, or a blob: one. */
  readonly url: string;
  readonly data: Blob | null;
  readonly handle: string | null;
}

export type Origin =
  | { readonly kind: 'example'; readonly example: string; readonly model: string }
  | { readonly kind: 'own' };

/** What is being explained: a study with the row, photo or text chosen in it. */
export interface Topic {
  readonly origin: Origin;
  readonly title: Names;
  readonly study: Study;
  /** Row number; the row as it is in the data; the row as the person left it. Empty for images. */
  readonly row: number;
  readonly values: readonly Cell[];
  readonly edited: readonly Cell[];
  /** The row's true outcome, null where it is not known. */
  readonly target: Cell;
  readonly photos: readonly Photo[];
  readonly photo: number;
  /** The text as it stands in the box; empty for other models. */
  readonly text: string;
}

/** How to explain. Null: left to Oriel. */
export interface Settings {
  readonly explainer: string;
  /** Options set by the person, by explainer. */
  readonly options: Readonly<Record<string, OptionValues>>;
  readonly samples: number | null;
  readonly milliseconds: number | null;
  /** Largest standard error over the sum of absolute attributions to stop at; 0 never stops. */
  readonly error: number | null;
  readonly background: { readonly method: BackgroundChoice['method']; readonly rows: number };
  readonly space: Space;
  readonly seed: number;
  readonly backend: BackendWish;
  readonly segments: number;
  readonly fill: string;
  /** Texts: what counts as one player, how words are hidden, which part is explained. */
  readonly players: PlayerKind;
  readonly hide: 'auto' | 'mask' | 'remove' | 'pad';
  readonly window: number;
  /** Kind of chart, or auto. */
  readonly chart: string;
}

/** The explanation on show and the study it belongs to, which may be older than the topic's. */
export interface Shown {
  readonly record: Explanation;
  readonly study: Study;
}

/** A person's own files, as far as they have been brought. */
export interface OwnFiles {
  readonly model: OpenedModel | null;
  readonly table: OpenedTable | null;
  readonly photos: readonly Photo[];
  readonly vocabulary: OpenedVocabulary | null;
  readonly card: Card | null;
  readonly answers: Readonly<Record<string, string>>;
  /** The files themselves, for a new engine to open again; photos hold their own. */
  readonly files: Readonly<Partial<Record<'model' | 'table' | 'vocabulary' | 'card', File>>>;
  /** Files beside the model's, which hold its weights. */
  readonly parts: readonly File[];
}

export interface AppState {
  readonly status: 'loading' | 'explaining' | 'done' | 'error';
  /** Names of what is being opened; empty where it takes no time worth a word. */
  readonly opening: readonly string[] | null;
  /** What the page is written in. */
  readonly language: Language;
  /** Its tag as the person or the address chose it; null: the browser's choice. */
  readonly chosenLanguage: string | null;
  readonly examples: readonly Example[];
  readonly topic: Topic | null;
  readonly own: OwnFiles;
  readonly settings: Settings;
  /** Class to explain as the person chose it; null: the default one. */
  readonly chosenClass: string | null;
  readonly prediction: Prediction | null;
  readonly shown: Shown | null;
  /** True while `shown` belongs to an earlier request than the one running. */
  readonly stale: boolean;
  readonly progress: Omit<Progress, 'record' | 'note'> | null;
  readonly notes: readonly Message[];
  readonly alerts: readonly { readonly id: number; readonly message: Message }[];
  readonly notices: readonly Message[];
  /** Requests seen since the page was opened, and those of them to another origin. */
  readonly requests: { readonly count: number; readonly foreign: number };
}

export const defaultSettings: Settings = {
  explainer: 'auto',
  options: {},
  samples: null,
  milliseconds: null,
  error: null,
  background: { method: 'sample', rows: 100 },
  space: 'output',
  seed: 0,
  backend: 'auto',
  segments: 50,
  fill: 'blur',
  players: 'words',
  hide: 'auto',
  window: 0,
  chart: 'auto',
};

export const noFiles: OwnFiles = {
  model: null,
  table: null,
  photos: [],
  vocabulary: null,
  card: null,
  answers: {},
  files: {},
  parts: [],
};

export const initialState: AppState = {
  status: 'loading',
  opening: null,
  language: english,
  chosenLanguage: null,
  examples: [],
  topic: null,
  own: noFiles,
  settings: defaultSettings,
  chosenClass: null,
  prediction: null,
  shown: null,
  stale: false,
  progress: null,
  notes: [],
  alerts: [],
  notices: [],
  requests: { count: 0, foreign: 0 },
};

export interface Store {
  get(): AppState;
  set(change: Partial<AppState>): void;
  /** Changes the topic, if there is one. */
  setTopic(change: Partial<Topic>): void;
  alert(message: Message): void;
  dismiss(id: number): void;
  /** Calls `listener` after every change; returns a function that stops it. */
  subscribe(listener: (state: AppState) => void): () => void;
}

const sameMessage = (a: Message, b: Message): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The page's state: plain data in one place, changed through the functions of the store alone. */
export function createStore(initial: AppState = initialState): Store {
  let state = initial;
  let lastAlert = 0;
  const listeners = new Set<(state: AppState) => void>();
  const set = (change: Partial<AppState>) => {
    state = { ...state, ...change };
    for (const listener of listeners) listener(state);
  };
  return {
    get: () => state,
    set,
    setTopic: (change) => state.topic && set({ topic: { ...state.topic, ...change } }),
    // The same mistake made twice is one line, not two.
    alert: (message) =>
      set({
        alerts: [...state.alerts.filter((alert) => !sameMessage(alert.message, message)), { id: ++lastAlert, message }],
      }),
    dismiss: (id) => set({ alerts: state.alerts.filter((alert) => alert.id !== id) }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** By column, whether the person changed the row's value. */
export const editedColumns = (topic: Topic): readonly boolean[] =>
  topic.values.map((value, column) => value !== topic.edited[column]);
