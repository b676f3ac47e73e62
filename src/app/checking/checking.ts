import { loaded, OrielError } from '../../errors.ts';
import type { Session } from '../../library/session.ts';
import type { Store as Keep } from '../../store/store.ts';
import { messageOf } from '../explaining/explaining.ts';
import type { Store } from '../store.ts';
import type { Anew, Checked, ToCheck } from './checked.ts';

/** What a person does with what is checked. */
export interface Checking {
  /** Checks a record, a log, a report, or the files of a bundle; a record is shown as well. */
  check(files: readonly ToCheck[]): void;
  /** Makes its records anew with the model on show. */
  makeAnew(): Promise<void>;
  stopAnew(): void;
  /** Puts away what was found out. */
  closeChecked(): void;
}

interface CheckingParts {
  readonly store: Store;
  readonly session: Pick<Session, 'modelOf'>;
  /** The store in which requests are kept, if there is one. */
  readonly kept: () => Promise<Keep | null>;
}

/** Checks what was brought, and keeps what was found out in step with the page. */
export function createChecking({ store, session, kept }: CheckingParts): Checking & { forgetChecked(): void } {
  let runs = 0;
  let stop: AbortController | null = null;

  /** Whatever is under way is no longer wanted. */
  function drop(): void {
    runs++;
    stop?.abort();
    stop = null;
  }

  async function check(files: readonly ToCheck[]): Promise<void> {
    if (files.length === 0) return;
    drop();
    const mine = runs;
    const [{ file, kind }] = files;
    const name = kind === 'bundle' ? 'bundle.json' : file.name;
    const begun: Checked = {
      name,
      kind,
      isRunning: true,
      said: [],
      findings: [],
      records: [],
      budget: null,
      anew: null,
    };
    store.set({ checked: begun });
    try {
      const part = await loaded(import('./check.ts'));
      const found = await part.check(files);
      if (mine === runs) store.set({ checked: { ...begun, isRunning: false, ...found } });
    } catch (thrown) {
      if (mine !== runs) return;
      const findings = [{ file: name, line: null, text: messageOf(thrown) }];
      store.set({ checked: { ...begun, isRunning: false, findings } });
    }
  }

  async function makeAnew(): Promise<void> {
    const { checked, topic } = store.get();
    if (!checked || !topic || stop) return;
    const mine = runs;
    const own = new AbortController();
    stop = own;
    const records = checked.records.filter(({ record }) => record.model.sha256 === topic.study.model);
    let anew: Anew = { isRunning: true, done: 0, total: records.length, same: 0, close: 0, findings: [] };
    const tell = (change: Partial<Anew>): void => {
      anew = { ...anew, ...change };
      const { checked: now } = store.get();
      if (mine === runs && now) store.set({ checked: { ...now, anew } });
    };
    tell({});
    try {
      const { madeAnew } = await loaded(import('./made-anew.ts'));
      const place = await kept();
      const model = session.modelOf(topic.study);
      const { samples, error } = store.get().settings;
      const set = { ...(samples !== null && { samples }), ...(error !== null && { error }) };
      const budget = checked.budget ?? (Object.keys(set).length > 0 ? set : null);
      for (const { record, line, file } of records) {
        if (own.signal.aborted) break;
        try {
          const found = await madeAnew(record, {
            ...{ model, topic, budget, signal: own.signal },
            stores: place ? [place] : [],
          });
          if (own.signal.aborted) break;
          if (found === 'same') tell({ done: anew.done + 1, same: anew.same + 1 });
          else if (found === 'close') tell({ done: anew.done + 1, close: anew.close + 1 });
          else tell({ done: anew.done + 1, findings: [...anew.findings, { file, line, text: found }] });
        } catch (thrown) {
          if (own.signal.aborted || (thrown instanceof OrielError && thrown.code === 'failure-cancelled')) break;
          tell({ done: anew.done + 1, findings: [...anew.findings, { file, line, text: messageOf(thrown) }] });
        }
      }
    } catch (thrown) {
      tell({ findings: [...anew.findings, { file: checked.name, line: null, text: messageOf(thrown) }] });
    } finally {
      if (stop === own) stop = null;
      tell({ isRunning: false });
    }
  }

  return {
    check: (files) => void check(files),
    makeAnew,
    stopAnew: () => stop?.abort(),
    closeChecked() {
      drop();
      store.set({ checked: null });
    },
    forgetChecked: drop,
  };
}
