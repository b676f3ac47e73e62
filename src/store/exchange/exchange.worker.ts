import { releaseCallback } from '../../engine/workers/connection.ts';
import { serveParent } from '../../engine/workers/serve-parent.ts';
import { openBrowserStore } from '../browser/browser.ts';
import type { Store } from '../store.ts';
import type { ExchangeApi, Progress, Reach } from './api.ts';
import { exportAll } from './export.ts';
import { importAll } from './import.ts';

type Exchanged = Pick<Store, 'get' | 'put' | 'list' | 'file'>;

/** The page draws what it hears of: not more often than this. */
const EVERY_MILLISECONDS = 50;

serveParent(() => {
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
  async function within<T>(reach: Reach | null, work: (store: Exchanged) => Promise<T>): Promise<T> {
    if (reach) return work(reached(reach)).finally(() => releaseCallback(reach));
    const store = await openBrowserStore();
    return work(store).finally(() => store.close());
  }

  const api: ExchangeApi = {
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

    stop() {
      stopped = true;
    },
  };
  return api;
});

/** A store whose methods the page calls for us. */
function reached(reach: Reach): Exchanged {
  const method =
    (name: Parameters<Reach>[0]) =>
    (...args: unknown[]) =>
      reach(name, args);
  return { get: method('get'), put: method('put'), list: method('list'), file: method('file') } as Exchanged;
}
