import { unzipSync } from 'fflate';
import { type Message, message } from '../../catalogue/message.ts';
import { foreign, OrielError } from '../../errors.ts';
import { MEGABYTE, storeMegabytes } from '../../limits.ts';
import type { Explanation } from '../../records/record.ts';
import { recordId } from '../../records/record-id.ts';
import { familyId, requestId } from '../../records/request.ts';
import { called, filesOf, isExchanged, type Kind, kinds, parseValue, type ValueOf } from '../kinds.ts';
import type { Store } from '../store.ts';
import { BYTES, hashOf, type Line, MANIFEST, readLine, SCHEMA } from './line.ts';

/** What became of entries. Requests come with the records that answer them, and do not count. */
export interface Imported {
  readonly added: number;
  /** Entries that were here already, as new as they are there, or the same for good. */
  readonly present: number;
  readonly refused: readonly { readonly what: Message; readonly why: Message }[];
}

/** A zip's file by its name, empty where there is none. */
type Read = (name: string) => Uint8Array;

/** What an import needs of a store. */
export type Into = Pick<Store, 'get' | 'put'>;

/**
 * What is never replaced: entries of the log, and records, whose id stands for what they say. One
 * without its input cannot be checked by its id, and must not take the place of a full one.
 */
const LASTING: ReadonlySet<Kind> = new Set(['log', 'record']);

/**
 * Merges what another store kept into this one: what is not there, and, where it may change, what
 * is newer than what is there. Nothing goes to make room for it. What is damaged is refused by its
 * name, and the rest is taken. `progress` hears of each entry before it is looked at. Throws
 * `archive-unreadable` for what is no such zip.
 */
export async function importAll(
  store: Into,
  bytes: Uint8Array,
  file: string,
  progress: (entries: number) => void = () => {},
): Promise<Imported> {
  const read = openZip(bytes, file);
  const manifest = new TextDecoder().decode(read(MANIFEST));
  if (!manifest.includes(`"${SCHEMA}"`))
    throw new OrielError('archive-unreadable', { file, text: message('store.notKept', { schema: SCHEMA }) });
  let [added, present] = [0, 0];
  const refused: { what: Message; why: Message }[] = [];
  let looked = 0;
  for (const kind of kinds) {
    let number = 0;
    for (const text of linesOf(read(`${kind}.jsonl`))) {
      number++;
      progress(looked++);
      const line = await readLine(text);
      if ('damaged' in line) {
        const { damaged } = line;
        const what =
          damaged === null ? message('store.numbered', { file: `${kind}.jsonl`, number }) : called(kind, damaged);
        refused.push({ what, why: message('store.changed') });
        continue;
      }
      if (!isExchanged(kind, line.key, line.value)) continue;
      const done = await take(store, kind, line, read);
      const one = kind === 'request' ? 0 : 1;
      if (done === 'added') added += one;
      else if (done === 'present') present += one;
      else refused.push({ what: called(kind, line.key), why: done });
    }
  }
  return { added, present, refused };
}

/** Takes one entry, or says why not. */
async function take(store: Into, kind: Kind, line: Line, read: Read): Promise<'added' | 'present' | Message> {
  const { key, kept, pinned } = line;
  try {
    const value = parseValue(kind, key, line.value);
    const wrong = await misfit(store, kind, key, value);
    if (wrong) return wrong;
    const files = filesOf(kind, value).map(({ sha256 }) => read(`${BYTES}${sha256}`));
    const done = await store.put(kind, key, value, {
      kept,
      // One that is pinned here stays so.
      ...(pinned && { pinned }),
      files: files.filter(({ length }) => length > 0),
      unless: LASTING.has(kind) ? 'present' : 'newer',
      makeRoom: false,
    });
    return done ? 'added' : 'present';
  } catch (error) {
    // Of this entry; whatever else fails would fail for all.
    const own = ['failure-store-damaged', 'failure-store-full', 'archive-unreadable'];
    if (error instanceof OrielError && own.includes(error.code)) return error.said;
    throw error;
  }
}

/** Why an entry is not what it says it is, or does not fit in here; null where all is well. */
async function misfit<K extends Kind>(store: Into, kind: K, key: string, value: ValueOf<K>): Promise<Message | null> {
  const given = { kind, value } as { [Each in Kind]: { kind: Each; value: ValueOf<Each> } }[Kind];
  switch (given.kind) {
    case 'record': {
      const { record } = given.value;
      return isWhole(record) && (await recordId(record)) !== key ? message('store.changed') : null;
    }
    case 'request': {
      const { request, family, record } = given.value;
      if ((await requestId(request)) !== key || (await familyId(request)) !== family) return message('store.changed');
      return (await store.get('record', record)) ? null : message('store.noRecord', { record });
    }
    case 'log': {
      const { hash, ...rest } = given.value;
      if ((await hashOf(rest)) !== hash) return message('store.changed');
      const present = await store.get('log', key);
      return present && present.value.hash !== hash ? message('store.otherLog') : null;
    }
    default:
      return null;
  }
}

/** Whether the input is still there: where it was removed on request, the id is that of before. */
function isWhole({ input }: Explanation): boolean {
  if (input.kind === 'tabular') return input.values !== null;
  return input.kind === 'text' ? input.text !== null : input.picture !== null;
}

function openZip(bytes: Uint8Array, file: string): Read {
  const attempt = (filter: (name: string, size: number) => boolean): Record<string, Uint8Array> => {
    try {
      return unzipSync(bytes, { filter: ({ name, originalSize }) => filter(name, originalSize) });
    } catch (error) {
      if (error instanceof OrielError) throw error;
      throw new OrielError('archive-unreadable', { file, text: foreign(error) }, { cause: error });
    }
  };
  attempt(() => false);
  return (wanted) => {
    const found = attempt((name, size) => {
      if (name !== wanted) return false;
      if (size <= storeMegabytes.lasting * MEGABYTE) return true;
      const text = message('data.archiveSize', { megabytes: storeMegabytes.lasting });
      throw new OrielError('archive-unreadable', { file, text });
    });
    return found[wanted] ?? new Uint8Array();
  };
}

function* linesOf(bytes: Uint8Array): Generator<string> {
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    const line = bytes.subarray(at, end < 0 ? bytes.length : end);
    if (line.length > 0) yield decoder.decode(line);
    at += line.length + 1;
  }
}
