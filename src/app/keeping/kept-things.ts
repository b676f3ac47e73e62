import type { CheckedLog } from '../../audit/check-log.ts';
import type { Message } from '../../catalogue/message.ts';
import type { Card } from '../../data/card.ts';
import type { Cell } from '../../library/index.ts';
import type { Explanation } from '../../records/record.ts';
import type { LogEntry } from '../../store/log.ts';
import type { Settings } from '../settings.ts';

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

/** The log of explanations, as far as the page has looked. */
export interface KeptLog {
  /** Whether explanations that are shown get an entry. */
  readonly on: boolean;
  /** In their order; null where nobody has looked yet. */
  readonly entries: readonly LogEntry[] | null;
  /** Whether its chain is intact. */
  readonly checked: CheckedLog | null;
  /** What became of the file taken last. */
  readonly imported: { readonly file: string; readonly added: number; readonly present: number } | null;
}

export const nothingLogged: KeptLog = { on: false, entries: null, checked: null, imported: null };

/** What is kept, as far as the page has looked. */
export interface KeptThings {
  /** The newest first; null where nobody has looked yet. */
  readonly entries: readonly KeptEntry[] | null;
  /** Models, the newest first. */
  readonly models: readonly KeptModel[];
  /** Whether models are kept as they are opened. */
  readonly always: boolean;
  readonly log: KeptLog;
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

export const nothingKept: KeptThings = {
  entries: null,
  models: [],
  always: false,
  log: nothingLogged,
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
