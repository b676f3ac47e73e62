import { english } from '../catalogue/english.ts';
import type { Language } from '../catalogue/language.ts';
import type { Message } from '../catalogue/message.ts';
import type { Card } from '../data/card.ts';
import type { Example, Names } from '../data/example-list.ts';
import type {
  Cell,
  JobStatus,
  OpenedModel,
  OpenedPicture,
  OpenedTable,
  OpenedVocabulary,
  Prediction,
  Study,
} from '../library/index.ts';
import { noRequests, type Requests } from '../look/requests.ts';
import type { ForeignKind } from '../models/foreign/foreign-file.ts';
import type { Explanation } from '../records/record.ts';
import { type AnswerTab, type ChangingState, notChanging } from './changing/changing-state.ts';
import type { Checked } from './checking/checked.ts';
import { type KeptThings, nothingKept } from './keeping/kept-things.ts';
import type { OfflineState } from './offline/offline-state.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { noWhole, type WholeModel } from './whole/whole-model.ts';

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

/** What the page shows: an explanation, the model as a whole, or what is kept. */
export type PageView = 'decision' | 'model' | 'kept';

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
  /** What was found out about files that were brought to be checked. */
  readonly checked: Checked | null;
  readonly view: PageView;
  readonly whole: WholeModel;
  /** What is shown of the answer to a row of a table. */
  readonly tab: AnswerTab;
  readonly changing: ChangingState;
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
  /** Null where the browser has no place to keep the page in. */
  readonly offline: OfflineState | null;
  /** Requests seen since the page was opened. */
  readonly requests: Requests;
}

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
  checked: null,
  view: 'decision',
  whole: noWhole,
  tab: 'why',
  changing: notChanging,
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
  offline: null,
  requests: noRequests,
};
