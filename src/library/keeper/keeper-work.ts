import * as Comlink from 'comlink';
import { message } from '../../catalogue/message.ts';
import { sha256 } from '../../data/hash.ts';
import { releaseCallback } from '../../engine/workers/connection.ts';
import { type BrowserStoreOptions, openBrowserStore } from '../../store/browser/browser.ts';
import { exportAll } from '../../store/exchange/export.ts';
import { importAll } from '../../store/exchange/import.ts';
import { damaged, type ValueOf } from '../../store/kinds.ts';
import type { PutOptions, Store } from '../../store/store.ts';
import type { KeeperApi, Progress, Reach } from './keeper-api.ts';

type Reached = Pick<Store, 'get' | 'put' | 'list' | 'file'>;

/** The page draws what it hears of: not more often than this. */
const EVERY_MILLISECONDS = 50;

/** What the worker does; in a test, without one. */
export function keeperWork(): KeeperApi {
  let stopped = false;

  /** Passes on how far it is, now and then, and ends it where that was asked for. */
  const step = (progress: Progress): Progress => {
    let told = Number.NEGATIVE_INFINITY;
    return (done) => {
      if (stopped) throw new DOMException('', 'AbortError');
      if (performance.now() - told < EVERY_MILLISECONDS) return;
      told = performance.now();
      progress(done);
    };
  };

  /** Works on the browser's store, or on the one that is within reach. */
  async function within<T>(
    reach: Reach | null,
    work: (store: Reached) => Promise<T>,
    options: BrowserStoreOptions = {},
  ): Promise<T> {
    if (reach) return work(reached(reach)).finally(() => releaseCallback(reach));
    const store = await openBrowserStore(options);
    return work(store).finally(() => store.close());
  }

  return {
    exportAll: (reach, tell, progress) =>
      within(reach, async (store) => {
        const parts: Uint8Array<ArrayBuffer>[] = [];
        const passed = step(progress);
        let done = 0;
        for await (const part of exportAll(store, tell)) {
          parts.push(part as Uint8Array<ArrayBuffer>);
          done += part.length;
          passed(done);
        }
        return new Blob(parts, { type: 'application/zip' });
      }).finally(() => {
        releaseCallback(tell);
        releaseCallback(progress);
      }),

    importAll: (file, reach, progress) =>
      within(reach, async (store) => {
        const bytes = new Uint8Array(await file.arrayBuffer());
        return importAll(store, bytes, file.name, step(progress));
      }).finally(() => releaseCallback(progress)),

    keepModel({ files: given, kept, ...model }, reach, tell, progress) {
      const passed = step(progress);
      const work = async (store: Reached): Promise<readonly string[]> => {
        let done = 0;
        const went = (bytes: number): void => {
          done += bytes;
          passed(done);
        };
        const bytesOf: Uint8Array[] = [];
        const files: ValueOf<'model'>['files'][number][] = [];
        for (const { role, file } of given) {
          went(0);
          const bytes = new Uint8Array(await file.arrayBuffer());
          bytesOf.push(bytes);
          files.push({ name: file.name, sha256: await sha256(bytes), bytes: bytes.length, role });
          went(bytes.length);
        }
        // What a person keeps never goes to make room.
        const options: PutOptions = { pinned: true, files: bytesOf, wrote: went, kept };
        await store.put('model', model.sha256, { ...model, files }, options);
        return files.map(({ sha256 }) => sha256);
      };
      return within(reach, work, { tell }).finally(() => {
        releaseCallback(tell);
        releaseCallback(progress);
      });
    },

    modelFiles: (key, reach, wanted) =>
      within(reach, async (store) => {
        const entry = await store.get('model', key);
        const files: File[] = [];
        for (const { name, sha256 } of entry?.value.files ?? []) {
          if (stopped || !(await wanted())) throw new DOMException('', 'AbortError');
          const bytes = await store.file(sha256);
          if (!bytes) throw damaged('model', entry?.value.name ?? key, message('store.fileMissing', { name }));
          files.push(new File([bytes as Uint8Array<ArrayBuffer>], name));
        }
        return files;
      }).finally(() => releaseCallback(wanted)),

    async hashes(files) {
      const found: string[] = [];
      for (const file of files) {
        if (stopped) throw new DOMException('', 'AbortError');
        const bytes = await file.arrayBuffer().catch(() => null);
        found.push(bytes ? await sha256(bytes) : '');
      }
      return found;
    },

    stop() {
      stopped = true;
    },
  };
}

/** A store whose methods the page calls for us. */
function reached(reach: Reach): Reached {
  const method =
    (name: Parameters<Reach>[0]) =>
    (...args: unknown[]) =>
      reach(name, args);
  return {
    get: method('get'),
    list: method('list'),
    file: method('file'),
    // Bytes are handed over: copying them would hold up the page. A function cannot go along.
    put: (kind: unknown, key: unknown, value: unknown, { wrote: _wrote, ...options }: PutOptions = {}) =>
      reach(
        'put',
        Comlink.transfer(
          [kind, key, value, options],
          (options.files ?? []).map(({ buffer }) => buffer),
        ),
      ),
  } as Reached;
}
