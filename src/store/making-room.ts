import { type Message, message } from '../catalogue/message.ts';
import { OrielError } from '../errors.ts';
import type { Backing, Stored } from './backing.ts';
import type { Changes } from './changes.ts';
import { type About, called } from './kinds.ts';
import { toGo, usageOf } from './room.ts';
import type { Meta } from './store.ts';

/**
 * How many times an entry's bytes go to make room on a full disk, at the first try, the second, and
 * so on. A browser may take a while to notice that something has gone.
 */
const TIMES = [1, 2, 4, 8];

/**
 * Where so many are kept, it takes long to look through all of them: then this part of the room
 * becomes free at once, and not just what the next entry takes.
 */
const MANY = 1000;
const SPARE = 1 / 32;

/** An entry to write, whether others may go for it, and whether nobody else can be writing. */
export interface Wish {
  readonly meta: Meta;
  readonly allowed: boolean;
  readonly alone: boolean;
}

export interface MakingRoom {
  /** Removes entries and their files. `alone`: nobody else can be writing now. */
  remove(going: readonly Meta[], alone: boolean): Promise<void>;
  /** Removes files of these entries that no entry names any more. */
  dropFiles(before: readonly Meta[], alone: boolean): Promise<void>;
  /** Lets the least recently used go, so that there is room for an entry within our own limit. */
  within(wish: Wish): Promise<void>;
  /**
   * Does what needs room on the disk. Where the disk says that there is none, others go first;
   * where even that is not enough, they come back, but for files.
   */
  onDisk(wish: Wish, work: () => Promise<boolean>): Promise<boolean>;
}

export interface MakingRoomParts {
  readonly backing: Backing;
  readonly changes: Changes;
  readonly room: number;
  readonly tell: (message: Message) => void;
  /** Writes down what was used last. */
  readonly noteReadings: () => Promise<void>;
}

const isFull = (error: unknown): boolean => error instanceof OrielError && error.code === 'failure-store-full';

const full = ({ kind, key }: Meta): OrielError => new OrielError('failure-store-full', { what: called(kind, key) });

/** What had gone by itself before it could be read. */
type Lost = null;

const FILE = 'bytes ';
const fileAbouts = ({ about }: Meta): About[] => about.filter((each) => each.startsWith(FILE));

export function createMakingRoom({ backing, changes, room, tell, noteReadings }: MakingRoomParts): MakingRoom {
  const dropFiles = async (before: readonly Meta[], alone: boolean): Promise<void> => {
    const abouts = new Set(before.flatMap(fileAbouts));
    if (abouts.size === 0) return;
    const drop = async (): Promise<void> => {
      for (const about of abouts)
        if (!(await backing.anyAbout(about))) await backing.files.remove(about.slice(FILE.length));
    };
    await (alone ? drop() : backing.exclusively(drop));
  };

  const remove = async (going: readonly Meta[], alone: boolean, removed: () => void = () => {}): Promise<void> => {
    await backing.write({ remove: going });
    removed();
    for (const { kind, key, bytes } of going) changes.announce({ what: 'delete', kind, key, bytes: -bytes });
    await dropFiles(going, alone);
  };

  const told = (entries: number): void => {
    if (entries > 0) tell(message('store.gone', { entries }));
  };

  /** Removes entries and remembers them. False where the disk has no room for that either. */
  const goes = async (going: readonly Meta[], alone: boolean, gone: (Stored | Lost)[]): Promise<boolean> => {
    const stored = await Promise.all(going.map(({ kind, key }) => backing.read(kind, key)));
    try {
      // What went is remembered also where its files, which go after it, cannot be removed.
      await remove(going, alone, () => gone.push(...stored.map((each) => each ?? null)));
    } catch (error) {
      if (isFull(error)) return false;
      throw error;
    }
    return true;
  };

  /** Puts back what went for nothing, as far as its files are still there; tells of the rest. */
  const restore = async (lost: readonly (Stored | Lost)[]): Promise<void> => {
    let left = 0;
    for (const stored of lost) {
      const back = stored !== null && (await putBack(stored));
      if (!back) left++;
    }
    told(left);
  };

  const putBack = async (stored: Stored): Promise<boolean> => {
    if (fileAbouts(stored.meta).length > 0) return false;
    const { kind, key, bytes } = stored.meta;
    try {
      // One that another tab has written since stays.
      if (await backing.write({ put: stored, when: (present) => !present }))
        changes.announce({ what: 'put', kind, key, bytes });
      return true;
    } catch {
      return false;
    }
  };

  return {
    remove,
    dropFiles,

    async within({ meta, allowed, alone }) {
      const known = changes.total();
      if (known !== null && known + meta.bytes <= room) return;
      await noteReadings();
      const metas = await backing.metas();
      const { bytes } = usageOf(metas, room);
      changes.counted(bytes);
      const before = metas.find(({ kind, key }) => kind === meta.kind && key === meta.key)?.bytes ?? 0;
      const excess = bytes - before + meta.bytes - room;
      if (excess <= 0) return;
      const spare = metas.length < MANY ? 0 : room * SPARE;
      const going = allowed ? (toGo(metas, excess + spare, meta) ?? toGo(metas, excess, meta)) : null;
      if (!going) throw full(meta);
      await remove(going, alone);
      told(going.length);
    },

    async onDisk({ meta, allowed, alone }, work) {
      const gone: (Stored | Lost)[] = [];
      /** Lets others go; false where that is not possible, or fails. */
      const more = async (times: number): Promise<boolean> => {
        try {
          await noteReadings();
          const going = toGo(await backing.metas(), times * meta.bytes, meta);
          return going !== null && (await goes(going, alone, gone));
        } catch (error) {
          await restore(gone);
          throw error;
        }
      };
      for (const times of [...TIMES, null]) {
        try {
          const done = await work();
          told(gone.length);
          return done;
        } catch (error) {
          if (isFull(error) && allowed && times !== null && (await more(times))) continue;
          await restore(gone);
          throw isFull(error) ? full(meta) : error;
        }
      }
      throw full(meta);
    },
  };
}

/**
 * Removes files that no entry names: what a write or a removal that was cut off has left. Not now,
 * where somebody is writing.
 */
export async function sweep(backing: Backing): Promise<void> {
  await backing.exclusively(async () => {
    for (const name of await backing.files.names())
      if (!(await backing.anyAbout(`${FILE}${name}` as About))) await backing.files.remove(name);
  }, true);
}
