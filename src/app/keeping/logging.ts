import { message } from '../../catalogue/message.ts';
import { download } from '../../charts/scene/save.ts';
import type { Explanation } from '../../records/record.ts';
import type { Log, LogEntry, LogNote } from '../../store/log.ts';
import type { Store as Keep } from '../../store/store.ts';
import type { Store } from '../store.ts';
import type { KeptStore, Opened } from './kept-store.ts';
import { LOG } from './kept-store.ts';
import type { nothingLogged } from './kept-things.ts';

/** What a person does with the log of explanations. */
export interface Logging {
  /** Whether each explanation that is shown gets an entry, from now on. */
  keepLog(on: boolean): Promise<void>;
  /** Reads the log, and checks its chain. */
  readLog(): Promise<void>;
  /** Adds a note or a decision, about an entry's explanation or the log as a whole. */
  addToLog(kind: 'note' | 'decision', text: string, about: LogEntry | null): Promise<void>;
  /** The log as a file. */
  exportLog(): Promise<void>;
  importLog(file: File): Promise<void>;
}

const FILE = 'oriel-log.jsonl';

/** Keeps the log of explanations, where a person asked for one. */
export function createLogging(app: Store, kept: KeptStore) {
  /** Ids of explanations that have an entry since the page was opened. */
  let logged = new Set<string>();
  /** What is on show: it gets an entry as soon as a log is kept. */
  let shown: Explanation | null = null;
  /** Logs by their stores, so that entries come one after the other, and who watches which. */
  const logs = new WeakMap<Keep, Log>();

  const set = (change: Partial<typeof nothingLogged>) => kept.set({ log: { ...app.get().kept.log, ...change } });

  function logOf({ store, library }: Opened): Log {
    const known = logs.get(store);
    if (known) return known;
    const log = library.createLog(store);
    logs.set(store, log);
    store.watch(({ kind }) => {
      if (kind === 'log' && app.get().kept.log.entries) void readLog();
    });
    return log;
  }

  /** False where it was not written: what failed has been said then. */
  async function add(note: LogNote, before: (all: Opened) => Promise<LogNote> = async () => note): Promise<boolean> {
    let isWritten = false;
    await kept.work(async (all, wanted) => {
      const said = await before(all);
      if (!wanted()) return;
      await logOf(all).append(said);
      isWritten = true;
    });
    return isWritten;
  }

  /** An entry for an explanation that is shown, once. */
  async function log(record: Explanation): Promise<void> {
    const mine = logged;
    if (mine.has(record.id)) return;
    mine.add(record.id);
    const { language } = app.get();
    const isWritten = await add({ kind: 'explanation', record }, async ({ library }) => {
      await library.learnLater(language);
      return { kind: 'explanation', record, text: language.text(library.aboutWords(record)) };
    });
    // Shown again, it is tried again.
    if (!isWritten) mine.delete(record.id);
  }

  function logShown(record: Explanation): void {
    const now = app.get().shown?.record;
    // What was compared with the runtime since says so.
    shown = now?.id === record.id ? now : record;
    if (app.get().kept.log.on) void log(shown);
  }

  let beside: Explanation | null = null;
  let wasOn = false;
  app.subscribe(
    ({
      kept: {
        log: { on },
      },
      compared,
    }) => {
      if (on && !wasOn && shown) void log(shown);
      if (on && compared?.record && (compared.record !== beside || !wasOn)) void log(compared.record);
      beside = compared?.record ?? null;
      wasOn = on;
    },
  );

  let forgotten = 0;
  /** The reading under way, and the one that follows it for all who have asked meanwhile. */
  let reading: Promise<void> | null = null;
  let following: Promise<void> | null = null;

  /** Every entry that is written asks for it, and a file has thousands. */
  function readLog(): Promise<void> {
    if (!reading) {
      reading = readOnce().finally(() => {
        reading = null;
      });
      return reading;
    }
    const mine = forgotten;
    following ??= reading.then(() => {
      if (mine !== forgotten) return;
      following = null;
      return readLog();
    });
    return following;
  }

  async function readOnce(): Promise<void> {
    const mine = forgotten;
    await kept.work(async (all, wanted) => {
      const isWanted = () => wanted() && mine === forgotten;
      if (!isWanted()) return;
      logOf(all);
      const entries = await all.library.entriesIn(all.store);
      if (!isWanted()) return;
      const checked = await all.library.checkEntries(entries);
      if (isWanted()) set({ entries, checked });
    });
  }

  return {
    logShown,

    keepLog: (on: boolean) =>
      kept.work(async ({ store }) => {
        if (on) await store.put('setting', LOG, true);
        else await store.delete('setting', LOG);
        await kept.catchUp();
      }),

    readLog,

    async addToLog(kind, text, about) {
      const { record, recordSha256 } = about ?? {};
      await add({
        kind,
        text,
        ...(record !== undefined && recordSha256 !== undefined && { record: { record, recordSha256 } }),
      });
    },

    async exportLog() {
      await kept.work(async (all, wanted) => {
        await logOf(all).append({ kind: 'export', text: FILE });
        const entries = await all.library.entriesIn(all.store);
        if (wanted()) download(new Blob([all.library.logText(entries)], { type: 'application/jsonl' }), FILE);
      });
    },

    async importLog(file) {
      await kept.work(async (all, wanted) => {
        const merged = await all.library.mergeLog(all.store, await file.text());
        if (!wanted()) return;
        if ('broken' in merged) {
          const { line, text } = merged.broken;
          app.alert(message('page.log.broken', { file: file.name, line, text }));
          return;
        }
        if (merged.added > 0) await logOf(all).append({ kind: 'import', text: file.name });
        if ('other' in merged) {
          app.alert(message('page.log.other', { file: file.name, n: merged.other, added: merged.added }));
          return;
        }
        set({ imported: { file: file.name, ...merged } });
        await readLog();
      });
    },

    forgetLog() {
      logged = new Set();
      shown = null;
      forgotten++;
      following = null;
    },
  } satisfies Logging & Record<string, unknown>;
}
