import type { Card } from '../data/card.ts';
import type { Example } from '../data/examples.ts';
import type { PlayerKind } from '../data/text/players.ts';
import type {
  BackgroundChoice,
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

/** A cell of a row as a person reads it: a number, a level's name, or nothing. */
export type Cell = number | string | null;

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
export interface Subject {
  readonly origin: Origin;
  readonly title: string;
  readonly study: Study;
  /** Row number; the row as it is in the data; the row as the person left it. Empty for images. */
  readonly row: number;
  readonly values: readonly Cell[];
  readonly edited: readonly Cell[];
  /** What is known to be true of the row, null where nothing is. */
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
  /**
   * What of a text counts as one, how words are hidden, and which part of a long text is explained.
   */
  readonly players: PlayerKind;
  readonly hide: 'auto' | 'mask' | 'remove' | 'pad';
  readonly window: number;
  /** Kind of chart, or auto. */
  readonly chart: string;
}

/**
 * The explanation on show with the study it belongs to, which may be an earlier one than the
 * subject's.
 */
export interface Shown {
  readonly record: Explanation;
  readonly study: Study;
}

/** A person's own files, as far as they have come. */
export interface OwnFiles {
  readonly model: OpenedModel | null;
  readonly table: OpenedTable | null;
  readonly photos: readonly Photo[];
  readonly vocabulary: OpenedVocabulary | null;
  readonly card: Card | null;
  readonly answers: Readonly<Record<string, string>>;
  /**
   * The files themselves, to open them again when the engine had to be replaced; photos hold their
   * own.
   */
  readonly files: Readonly<Partial<Record<'model' | 'table' | 'vocabulary' | 'card', File>>>;
  /** Files beside the model's, which hold its weights. */
  readonly parts: readonly File[];
}

export interface AppState {
  readonly status: 'loading' | 'explaining' | 'done' | 'error';
  /**
   * What is being opened just now, for the person to read; empty where it takes no time worth a
   * word.
   */
  readonly opening: string | null;
  readonly examples: readonly Example[];
  readonly subject: Subject | null;
  readonly own: OwnFiles;
  readonly settings: Settings;
  /** Class to explain as the person chose it; null: the default one. */
  readonly chosenClass: string | null;
  readonly prediction: Prediction | null;
  readonly shown: Shown | null;
  /** True while `shown` belongs to an earlier request than the one running. */
  readonly stale: boolean;
  readonly progress: Omit<Progress, 'record' | 'note'> | null;
  readonly notes: readonly string[];
  readonly alerts: readonly { readonly id: number; readonly text: string }[];
  readonly notices: readonly string[];
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
  examples: [],
  subject: null,
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
  /** Changes the subject, if there is one. */
  setSubject(change: Partial<Subject>): void;
  alert(text: string): void;
  dismiss(id: number): void;
  /** Calls `listener` after every change; returns the way to stop. */
  subscribe(listener: (state: AppState) => void): () => void;
}

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
    setSubject: (change) => state.subject && set({ subject: { ...state.subject, ...change } }),
    // The same mistake made twice is one line, not two.
    alert: (text) =>
      set({ alerts: [...state.alerts.filter((alert) => alert.text !== text), { id: ++lastAlert, text }] }),
    dismiss: (id) => set({ alerts: state.alerts.filter((alert) => alert.id !== id) }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Whether a row was changed by the person, by column. */
export const editedColumns = (subject: Subject): readonly boolean[] =>
  subject.values.map((value, column) => value !== subject.edited[column]);
