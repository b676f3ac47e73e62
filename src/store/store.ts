import type { Message } from '../catalogue/message.ts';
import type { About, Kind, ValueOf } from './kinds.ts';

/** What is known of an entry without reading its value. */
export interface Meta {
  readonly kind: Kind;
  readonly key: string;
  /** When the value was written, in milliseconds since 1970. */
  readonly kept: number;
  /** When it was last written or read. */
  readonly used: number;
  /** What it takes, its files included. */
  readonly bytes: number;
  /** A pinned entry never goes to make room. */
  readonly pinned: boolean;
  readonly about: readonly About[];
}

export interface Entry<K extends Kind = Kind> extends Meta {
  readonly kind: K;
  readonly value: ValueOf<K>;
}

export interface PutOptions {
  /** Default: as the entry was before, else not. */
  readonly pinned?: boolean;
  /** Bytes of the files that the value names; those that are kept already may be left out. */
  readonly files?: readonly Uint8Array[];
  /** Writes nothing where there is an entry: always, or one that is as new (see `kept`). */
  readonly unless?: 'present' | 'newer';
  /** When the value was first written, for one from elsewhere. Default: now. */
  readonly kept?: number;
  /** Whether others may go to make room. Default: yes. */
  readonly makeRoom?: boolean;
  /** Hears of the bytes of files, as they are written or found to be there already. */
  readonly wrote?: (bytes: number) => void;
}

/** Which entries of a kind, the newest first. */
export interface ListBy {
  readonly about?: About;
  /** Only those older than this entry, to go on where a list has ended. */
  readonly before?: Pick<Meta, 'kept' | 'key'>;
  readonly limit?: number;
}

export interface Usage {
  readonly bytes: number;
  readonly pinnedBytes: number;
  /** Most bytes that are kept. */
  readonly room: number;
  readonly entries: Readonly<Record<Kind, number>>;
}

export interface Change {
  readonly what: 'put' | 'delete' | 'clear';
  /** null where everything was cleared. */
  readonly kind: Kind | null;
  readonly key: string | null;
}

/**
 * What is kept, wherever it is. Every call may throw `failure-store-…`; whatever was written before
 * a call that failed is still there.
 */
export interface Store {
  readonly where: 'memory' | 'browser' | 'folder';
  /** An entry, which counts as used now. Throws `failure-store-damaged` where it is not valid. */
  get<K extends Kind>(kind: K, key: string): Promise<Entry<K> | undefined>;
  /**
   * Keeps a value, whole or not at all; true once it is on the disk, false where `unless` forbade
   * it. The value is copied. Throws `failure-store-full` where there is no room.
   */
  put<K extends Kind>(kind: K, key: string, value: ValueOf<K>, options?: PutOptions): Promise<boolean>;
  /** True where there was one. A record takes the requests that it answered with it. */
  delete(kind: Kind, key: string): Promise<boolean>;
  /** Entries by time. Those that are damaged are left out, and told of. */
  list<K extends Kind>(kind: K, by?: ListBy): Promise<readonly Entry<K>[]>;
  pin(kind: Kind, key: string, pinned: boolean): Promise<void>;
  /**
   * A file's bytes by their SHA-256. Throws `failure-store-damaged` where they have another by now.
   */
  file(sha256: string): Promise<Uint8Array | undefined>;
  /** SHA-256 of the files that are there: a browser may take some away, and leave their entries. */
  fileNames(): Promise<readonly string[]>;
  usage(): Promise<Usage>;
  /** Forgets everything, what is pinned and the log included. */
  clear(): Promise<void>;
  /** Hears of every change, of other tabs too. Returns how to stop. */
  watch(listener: (change: Change) => void): () => void;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** Most bytes to keep. Default: `storeMegabytes` in `limits.ts`. */
  readonly room?: number;
  /** Told what a person should know: what went to make room, what cannot be read. */
  readonly tell?: (message: Message) => void;
  /** The time in milliseconds since 1970. */
  readonly now?: () => number;
}
