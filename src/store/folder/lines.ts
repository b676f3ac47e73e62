import { createReadStream } from 'node:fs';
import { type FileHandle, open, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { canonicalJson } from '../../records/canonical.ts';
import { type Amendment, listed, type Stored } from '../backing.ts';
import { type About, type Kind, kinds } from '../kinds.ts';
import { pack, unpack } from '../plain.ts';
import type { ListBy, Meta } from '../store.ts';
import { isMissing, syncFolder, writeWhole } from './files.ts';

// Entries of a kind are lines of a file, to which lines are only added: a value, what has changed
// about it, or that it is gone. A line that was cut off costs itself alone.

const number = v.pipe(v.number(), v.finite());
const LineSchema = v.union([
  v.object({
    key: v.string(),
    kept: number,
    used: number,
    bytes: number,
    pinned: v.boolean(),
    about: v.array(v.string()),
    value: v.unknown(),
  }),
  v.strictObject({ key: v.string(), gone: v.literal(true) }),
  v.strictObject({ key: v.string(), used: v.optional(number), pinned: v.optional(v.boolean()) }),
]);

/** Where a value's line lies. */
interface Place {
  readonly meta: Meta;
  readonly at: number;
  readonly length: number;
  /** Whether a later line says something else about it. */
  readonly amended: boolean;
}

export interface Lines {
  readonly metas: () => Meta[];
  meta(key: string): Meta | undefined;
  read(key: string): Promise<Stored | undefined>;
  list(by: ListBy): Promise<Stored[]>;
  put(stored: Stored): Promise<void>;
  remove(keys: readonly string[]): Promise<void>;
  amend(amendments: readonly Amendment[]): Promise<void>;
  /** The file is gone. */
  forget(): void;
}

/** Lines of no use are left out once they are more than the others, and than this many bytes. */
const SPARE = 2 ** 20;

/** Bytes that are read at a time. */
const CHUNK = 2 ** 20;

const LINE_END = 10;
const END = new Uint8Array([LINE_END]);

const lineOf = (value: object): Uint8Array => new TextEncoder().encode(`${canonicalJson(value)}\n`);

const valueLine = ({ meta: { kind: _kind, ...meta }, value }: Stored): Uint8Array =>
  lineOf({ ...meta, value: pack(value) });

/** A line's value; undefined, which no schema takes, where it is damaged. */
function storedIn(line: Uint8Array): unknown {
  try {
    return unpack(JSON.parse(new TextDecoder().decode(line)).value);
  } catch {
    return undefined;
  }
}

/** The bytes of a line, however few the system hands over at a time. */
async function bytesAt(handle: FileHandle, { at, length }: Place): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, at + done);
    if (bytesRead === 0) throw new OrielError('failure-store', { text: message('store.shortened') });
    done += bytesRead;
  }
  return bytes;
}

/** Reads a kind's lines. What cannot be read is told of, and stays in the file. */
export async function openLines(folder: string, kind: Kind, tell: (message: Message) => void): Promise<Lines> {
  const path = join(folder, `${kind}.jsonl`);
  const places = new Map<string, Place>();
  /** Lines that cannot be read, as they are. */
  const unread: Uint8Array[] = [];
  let size = 0;
  /** Whether the file's last line has no end. */
  let torn = false;

  const absorb = (line: v.InferOutput<typeof LineSchema>, at: number, length: number): void => {
    if ('value' in line) {
      const { value: _value, about, ...rest } = line;
      places.set(line.key, { meta: { ...rest, kind, about: about as About[] }, at, length, amended: false });
    } else if ('gone' in line) places.delete(line.key);
    else {
      const place = places.get(line.key);
      if (place) places.set(line.key, { ...place, meta: { ...place.meta, ...line }, amended: true });
    }
  };

  const load = async (): Promise<void> => {
    const decoder = new TextDecoder();
    let number = 0;
    const take = (line: Uint8Array, whole: boolean): void => {
      number++;
      const at = size;
      size += line.length + (whole ? 1 : 0);
      torn = !whole;
      if (line.length === 0) return;
      try {
        absorb(v.parse(LineSchema, JSON.parse(decoder.decode(line))), at, line.length);
      } catch {
        if (whole) {
          unread.push(line);
          tell(message('store.line', { file: path, line: number }));
        } else {
          // It was being written when the process ended: nobody was told that it is kept.
          size = at;
          torn = false;
        }
      }
    };
    let open: Uint8Array[] = [];
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK }) as AsyncIterable<Uint8Array>) {
      let at = 0;
      for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, at)) {
        take(new Uint8Array(Buffer.concat([...open, chunk.subarray(at, end)])), true);
        open = [];
        at = end + 1;
      }
      if (at < chunk.length) open.push(chunk.slice(at));
    }
    if (open.length === 0) return;
    take(new Uint8Array(Buffer.concat(open)), false);
    if (!torn) await truncate(path, size);
  };

  /** Adds lines, down to the disk; where that fails, the file is as long as before. */
  const append = async (...lines: readonly Uint8Array[]): Promise<number> => {
    const handle = await open(path, 'a');
    try {
      const before = (await handle.stat()).size;
      // An end for a line that was cut off, also by a write of ours that failed.
      const start = torn || before !== size ? [END] : [];
      try {
        await handle.writeFile(Buffer.concat([...start, ...lines]));
        await handle.datasync();
      } catch (error) {
        await truncate(path, before).catch(() => {});
        throw error;
      }
      if (before === 0) await syncFolder(dirname(path));
      torn = false;
      size = before + start.length + lines.reduce((sum, { length }) => sum + length, 0);
      return before + start.length;
    } finally {
      await handle.close();
    }
  };

  const readPlaces = async (wanted: readonly Place[]): Promise<Stored[]> => {
    if (wanted.length === 0) return [];
    const handle = await open(path, 'r');
    try {
      const found: Stored[] = [];
      for (const place of wanted) found.push({ meta: place.meta, value: storedIn(await bytesAt(handle, place)) });
      return found;
    } finally {
      await handle.close();
    }
  };

  /**
   * Writes the file anew with what is of use, and with what cannot be read. Lines stay byte for
   * byte: one that has been damaged since is no better for being written in other words.
   */
  const writeAnew = async (): Promise<void> => {
    const lengths = (lines: Iterable<{ readonly length: number }>): number =>
      [...lines].reduce((sum, { length }) => sum + length + 1, 0);
    const used = lengths(places.values()) + lengths(unread);
    if (size - used <= Math.max(SPARE, used)) return;
    const moved = new Map<string, Place>();
    let end = 0;
    async function* anew(): AsyncGenerator<Uint8Array> {
      for (const line of unread) {
        yield* [line, END];
        end += line.length + 1;
      }
      const handle = await open(path, 'r');
      try {
        for (const place of places.values()) {
          const { key, used, pinned } = place.meta;
          moved.set(key, { ...place, at: end });
          yield* [await bytesAt(handle, place), END];
          end += place.length + 1;
          if (!place.amended) continue;
          const amendment = lineOf({ key, used, pinned });
          yield amendment;
          end += amendment.length;
        }
      } finally {
        await handle.close();
      }
    }
    await writeWhole(path, anew(), () => {
      for (const [key, place] of moved) places.set(key, place);
      size = end;
      torn = false;
    });
  };

  /** A long file is as good as a short one: where there is no room to write it anew, it stays. */
  const shorten = (): Promise<void> => writeAnew().catch(() => {});

  try {
    await load();
  } catch (error) {
    if (!isMissing(error)) throw error;
  }

  const metas = (): Meta[] => [...places.values()].map(({ meta }) => meta);
  return {
    metas,
    meta: (key) => places.get(key)?.meta,
    async read(key) {
      const place = places.get(key);
      return place && (await readPlaces([place]))[0];
    },
    list: (by) => readPlaces(listed(metas(), kind, by).map(({ key }) => places.get(key) as Place)),
    async put(stored) {
      const line = valueLine(stored);
      const at = await append(line);
      places.set(stored.meta.key, { meta: stored.meta, at, length: line.length - 1, amended: false });
      await shorten();
    },
    async remove(keys) {
      const present = keys.filter((key) => places.has(key));
      if (present.length === 0) return;
      await append(...present.map((key) => lineOf({ key, gone: true })));
      for (const key of present) places.delete(key);
      await shorten();
    },
    async amend(amendments) {
      const present = amendments.filter(({ key }) => places.has(key));
      if (present.length === 0) return;
      await append(...present.map(({ key, used, pinned }) => lineOf({ key, used, pinned })));
      for (const { key, used, pinned } of present) {
        const place = places.get(key) as Place;
        const { meta } = place;
        const now = { ...meta, used: used ?? meta.used, pinned: pinned ?? meta.pinned };
        places.set(key, { ...place, meta: now, amended: true });
      }
      await shorten();
    },
    forget() {
      places.clear();
      unread.length = 0;
      size = 0;
      torn = false;
    },
  };
}

export const openAllLines = async (folder: string, tell: (message: Message) => void) =>
  new Map(await Promise.all(kinds.map(async (kind) => [kind, await openLines(folder, kind, tell)] as const)));
