import { english } from '../catalogue/english.ts';
import type { Language } from '../catalogue/language.ts';
import type { Message } from '../catalogue/message.ts';
import type { Card } from '../data/card.ts';
import type { Example, Names } from '../data/example-list.ts';
import type { PlayerKind } from '../data/text/text-players.ts';
import type { OptionValues } from '../explainers/explainer.ts';
import type { Space } from '../games/game.ts';
import type {
  Cell,
  JobStatus,
  OpenedModel,
  OpenedPicture,
  OpenedTable,
  OpenedVocabulary,
  Prediction,
  SequencePlayers,
  Study,
} from '../library/index.ts';
import type { ForeignKind } from '../models/foreign/foreign-file.ts';
import type { BackendWish } from '../models/model.ts';
import type { Explanation } from '../records/record.ts';

/** A picture that can be explained. `opened` is null until it has been read. */
export interface Photo {
  readonly name: string;
  /** For the thumbnail: an address of the origin, or a blob: one. */
  readonly url: string;
  readonly data: Blob | null;
  readonly opened: OpenedPicture | null;
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
  readonly background: { readonly method: 'sample' | 'k-means'; readonly rows: number };
  readonly space: Space;
  readonly seed: number;
  readonly backend: BackendWish;
  readonly segments: number;
  readonly fill: string;
  /** Texts: what counts as one player, how words are hidden, which part is explained. */
  readonly players: PlayerKind;
  readonly hide: 'auto' | 'mask' | 'remove' | 'pad';
  readonly window: number;
  /** Sequences: what counts as one player. */
  readonly sequencePlayers: SequencePlayers;
  /** Kind of chart, or auto. */
  readonly chart: string;
}

/** The explanation on show and the study it belongs to, which may be older than the topic's. */
export interface Shown {
  readonly record: Explanation;
  readonly study: Study;
  /** Whether it is an estimate that more was to come after. */
  readonly unfinished?: boolean;
  /** When it was kept, where it is shown as it was then, in milliseconds since 1970. */
  readonly kept?: number;
  /** Where it is from, where it was asked for. */
  readonly source?: Source;
}

/** Where an explanation is from: computed, or found (see `JobStatus`). */
export interface Source {
  readonly from: NonNullable<JobStatus['from']>;
  /** When it was made or kept, where it was found, in milliseconds since 1970. */
  readonly keptAt?: number;
  /** Rows that the model was asked for now, and those that it need not be asked for. */
  readonly paid: number;
  readonly known: number;
}

/** A second row of the same table, explained in the same way as that on show. */
export interface Compared {
  readonly study: Study;
  readonly row: number;
  /** Null while it is being explained. */
  readonly record: Explanation | null;
}

/** A saved or kept record that was opened: nothing of it is computed anew. */
export interface OpenedRecord {
  /** null where it was kept. */
  readonly file: string | null;
  readonly record: Explanation;
  /** See `KeptEntry`. */
  readonly card?: Card | null;
  /** Whether it was changed after it was made. */
  readonly changed: boolean;
  /** Further records in the file. */
  readonly others: number;
}

/** A kept explanation as a list has it: without its picture and what pairs do. */
export interface KeptEntry {
  /** When it was kept, in milliseconds since 1970. */
  readonly kept: number;
  readonly record: Explanation;
  /** The model's card, where it was kept for its words in other languages. */
  readonly card?: Card | null;
}

/** A kept model of the person's own, with its data, as a list has it. */
export interface KeptModel {
  readonly sha256: string;
  readonly name: string;
  /** When it was kept, in milliseconds since 1970. */
  readonly kept: number;
  /** What it takes, its files included. */
  readonly bytes: number;
  readonly files: readonly {
    readonly role: string;
    readonly name: string;
    readonly sha256: string;
    readonly bytes: number;
  }[];
  /** What was said of it, to tell whether it has changed: its card and answers as JSON. */
  readonly said: string;
  /** Whether the browser has taken files of it away. */
  readonly missing: boolean;
}

/** Where a person left a kept model, and how it was explained there. */
export interface KeptPlace {
  readonly row: number;
  /** Name of a photo, and SHA-256 of its file, where that is known: names are given twice. */
  readonly photo: string | null;
  readonly photoSha256?: string | null;
  readonly text: string;
  /** The row as the person left it; null where it is as in the data. */
  readonly edited: readonly Cell[] | null;
  readonly chosenClass: string | null;
  readonly settings: Settings;
  readonly record: Explanation;
  /** When it was kept, in milliseconds since 1970. */
  readonly kept: number;
}

/** What takes long to keep, to bring back, to save or to take in, and how far it is. */
export interface KeepingWork {
  readonly what: 'export' | 'import' | 'keep' | 'open' | 'delete';
  /** Bytes, or entries of an import. */
  readonly done: number;
  /** Bytes in all, where that is known. */
  readonly total?: number;
  /** Of a model. */
  readonly name?: string;
}

/** Two kept explanations side by side, in full. */
export type KeptPair = readonly [Omit<KeptEntry, 'kept'>, Omit<KeptEntry, 'kept'>];

/** What is kept, as far as the page has looked. */
export interface KeptThings {
  /** The newest first; null where nobody has looked yet. */
  readonly entries: readonly KeptEntry[] | null;
  /** Models, the newest first. */
  readonly models: readonly KeptModel[];
  /** Whether models are kept as they are opened. */
  readonly always: boolean;
  /** SHA-256 of the person's files that were compared with kept ones; empty: cannot be read. */
  readonly hashes: ReadonlyMap<Blob, string>;
  /** Why it is kept only until the page is closed; null where it is kept for good. */
  readonly why: Message | null;
  /** What it takes, and most that is kept. */
  readonly room: { readonly bytes: number; readonly most: number } | null;
  readonly sought: string;
  /** What was deleted last, and can be had back. */
  readonly deleted: KeptEntry | null;
  readonly deletedModel: KeptModel | null;
  readonly work: KeepingWork | null;
  /** Ids of explanations to put side by side: two at most. */
  readonly chosen: readonly string[];
  readonly pair: KeptPair | null;
  /** What became of the file taken last. */
  readonly imported: {
    readonly file: string;
    readonly added: number;
    readonly present: number;
    readonly refused: readonly { readonly what: Message; readonly why: Message }[];
  } | null;
}

/** What the page shows: an explanation, or those that are kept. */
export type PageView = 'decision' | 'kept';

/** What the person made of one row, with the steps there and those taken back. */
export interface RowEdits {
  /** The row as it is in the data. */
  readonly values: readonly Cell[];
  readonly past: readonly (readonly Cell[])[];
  readonly now: readonly Cell[];
  readonly future: readonly (readonly Cell[])[];
}

/** By place (see `edits.ts`): rows that are left and come back to are as the person left them. */
export type Edits = Readonly<Record<string, RowEdits>>;

/** What was on show before the person's last change, and what leads back to it. */
export interface Before {
  readonly shown: Shown;
  readonly topic: Topic;
  readonly prediction: Prediction | null;
  readonly chosenClass: string | null;
  readonly settings: Settings;
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

export interface Alert {
  readonly id: number;
  readonly message: Message;
  /** Whether only loading the page anew may help. */
  readonly reload: boolean;
}

/** A file of a kind that is not opened. */
export interface ForeignNote {
  readonly file: string;
  readonly kind: ForeignKind;
}

/** Colours: as the system's, or as a person chose them. */
export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export interface AppState {
  readonly status: 'loading' | 'explaining' | 'done' | 'error';
  /** Names of what is being opened; empty where it takes no time worth a word. */
  readonly opening: readonly string[] | null;
  /** Whether that takes longer than a moment. */
  readonly slow: boolean;
  /** Whether the engine has been busy for long without hearing anything. */
  readonly silent: boolean;
  /** What the page is written in. */
  readonly language: Language;
  /** Its tag as the person or the address chose it; null: the browser's choice. */
  readonly chosenLanguage: string | null;
  readonly theme: Theme;
  readonly examples: readonly Example[];
  readonly topic: Topic | null;
  readonly own: OwnFiles;
  readonly settings: Settings;
  /** Class to explain as the person chose it; null: the default one. */
  readonly chosenClass: string | null;
  readonly prediction: Prediction | null;
  readonly shown: Shown | null;
  /** Null before the first change. */
  readonly before: Before | null;
  /** Whether the table of what is on show is open. */
  readonly tableOpen: boolean;
  readonly compared: Compared | null;
  readonly openedRecord: OpenedRecord | null;
  readonly view: PageView;
  readonly kept: KeptThings;
  /** What was made of rows, that on show among them. */
  readonly edits: Edits;
  /** What was last put in place of blank cells, by column of the study. */
  readonly typical: { readonly study: Study; readonly cells: readonly Cell[] } | null;
  /** The average answer that was learnt last, and what of (see `wording/average.ts`). */
  readonly average: {
    readonly study: Study;
    readonly of: string;
    readonly outputs: readonly string[];
    readonly base: readonly number[];
  } | null;
  /** True while `shown` belongs to an earlier request than the one running. */
  readonly stale: boolean;
  readonly progress: Pick<JobStatus, 'done' | 'total' | 'calls' | 'milliseconds'> | null;
  readonly notes: readonly Message[];
  readonly alerts: readonly Alert[];
  /** Files of kinds that are not opened, as the last ones brought. */
  readonly foreign: readonly ForeignNote[];
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
  sequencePlayers: 'cell',
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

export const nothingKept: KeptThings = {
  entries: null,
  models: [],
  always: false,
  hashes: new Map(),
  why: null,
  room: null,
  sought: '',
  deleted: null,
  deletedModel: null,
  work: null,
  chosen: [],
  pair: null,
  imported: null,
};

export const initialState: AppState = {
  status: 'loading',
  opening: null,
  slow: false,
  silent: false,
  language: english,
  chosenLanguage: null,
  theme: 'auto',
  examples: [],
  topic: null,
  own: noFiles,
  settings: defaultSettings,
  chosenClass: null,
  prediction: null,
  shown: null,
  before: null,
  tableOpen: false,
  compared: null,
  openedRecord: null,
  view: 'decision',
  kept: nothingKept,
  edits: {},
  typical: null,
  average: null,
  stale: false,
  progress: null,
  notes: [],
  alerts: [],
  foreign: [],
  notices: [],
  requests: { count: 0, foreign: 0 },
};

export interface Store {
  get(): AppState;
  set(change: Partial<AppState>): void;
  /** Changes the topic, if there is one. */
  setTopic(change: Partial<Topic>): void;
  alert(message: Message, reload?: boolean): void;
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
    alert(message, reload = false) {
      const others = state.alerts.filter((alert) => !sameMessage(alert.message, message));
      set({ alerts: [...others, { id: ++lastAlert, message, reload }] });
    },
    dismiss: (id) => set({ alerts: state.alerts.filter((alert) => alert.id !== id) }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
