import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { damaged, filesOf, isExchanged, type Kind, kinds } from '../kinds.ts';
import type { Entry, Store } from '../store.ts';
import { BYTES, lineOf, MANIFEST, SCHEMA } from './line.ts';

/** Entries that are read at a time: a record of a photo may take a megabyte. */
const PAGE = 8;

/** What an export needs of a store. */
export type From = Pick<Store, 'list' | 'file'>;

/** No time of day: equal stores give equal bytes. */
const NO_TIME = new Date(1980, 0, 1);

/**
 * Everything that is kept but a person's own choices as the parts of one zip, the newest entry of
 * each kind first. What is damaged is left out, and told of.
 */
export async function* exportAll(store: From, tell: (message: Message) => void = () => {}): AsyncGenerator<Uint8Array> {
  const parts: Uint8Array[] = [];
  const zip = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
  });
  const add = (name: string, small: boolean): ZipDeflate | ZipPassThrough => {
    const file = small ? new ZipDeflate(name, { level: 6 }) : new ZipPassThrough(name);
    file.mtime = NO_TIME;
    zip.add(file);
    return file;
  };
  add(MANIFEST, true).push(new TextEncoder().encode(`${JSON.stringify({ schema: SCHEMA })}\n`), true);
  const files = new Map<string, Kind>();
  for (const kind of kinds) {
    const file = add(`${kind}.jsonl`, true);
    for await (const entry of everyEntry(store, kind)) {
      if (!isExchanged(kind, entry.key, entry.value)) continue;
      for (const { sha256 } of filesOf(kind, entry.value)) files.set(sha256, kind);
      file.push(await lineOf(entry));
      yield* parts.splice(0);
    }
    file.push(new Uint8Array(), true);
  }
  for (const sha256 of [...files.keys()].sort()) {
    const bytes = await readable(store, sha256, tell);
    if (bytes) add(`${BYTES}${sha256}`, false).push(bytes, true);
    yield* parts.splice(0);
  }
  zip.end();
  yield* parts;
}

async function* everyEntry(store: From, kind: Kind): AsyncGenerator<Entry> {
  let before: { kept: number; key: string } | undefined;
  for (;;) {
    const page = await store.list(kind, { before, limit: PAGE });
    yield* page;
    if (page.length < PAGE) return;
    const { kept, key } = page[page.length - 1];
    before = { kept, key };
  }
}

/** A file's bytes, if they are what they should be. */
async function readable(store: From, sha256: string, tell: (message: Message) => void) {
  try {
    const bytes = await store.file(sha256);
    if (!bytes) throw damaged('file', sha256, message('store.fileMissing', { name: sha256 }));
    return bytes;
  } catch (error) {
    if (!(error instanceof OrielError) || error.code !== 'failure-store-damaged') throw error;
    tell(error.said);
    return null;
  }
}
