import type { Message } from '../../catalogue/message.ts';
import type { InspectionJob, ListedColumn, ListedRow, RowCondition, Study } from '../../library/index.ts';
import { messageOf } from '../explaining/explaining.ts';
import type { Store } from '../store.ts';
import { type Comparison, type ComparisonParts, createComparison } from './comparison.ts';
import { samePlace, type WholePlace } from './place.ts';
import { ASIS, type Decision, type Inspected, noWhole, type WholeModel } from './whole-model.ts';

/** What a person does with the model as a whole. */
export interface Inspecting extends Comparison {
  /** Looks at the model on show, unless that is under way or was done. */
  inspect(): void;
  /** Looks at it anew, after it was stopped or failed. */
  inspectAgain(): void;
  stopInspecting(): void;
  /** Another part, picture, column or mark; the browser's way back leads to the one before. */
  lookAt(change: Partial<WholePlace>): void;
  decide(change: Partial<Decision>): void;
  /**
   * Finds the rows that meet some conditions, to look at them by themselves; without conditions all
   * rows are. Says whether it could.
   */
  lookAtCohort(conditions: readonly RowCondition[]): Promise<boolean>;
  /**
   * Rows of a study's table, whatever is looked at by then. Says and throws what fails, as it does
   * once the study is let go of.
   */
  readTable(study: Study, part: TablePart): Promise<readonly ListedRow[]>;
  /** Fetches a column that the model is not given. */
  readColumn(name: string): Promise<void>;
}

/** Some rows of a table, and some columns of its file. */
export interface TablePart {
  readonly from: number;
  readonly count: number;
  readonly columns: readonly [from: number, count: number];
}

export interface InspectingParts {
  readonly store: Store;
  readonly session: ComparisonParts['session'];
  readonly writeAddress: (push?: boolean) => void;
}

/** The study on show, where it is one of a table. */
export const tableOnShow = ({ topic }: Pick<ReturnType<Store['get']>, 'topic'>): Study | null =>
  topic && topic.study.card.input.kind === 'tabular' && topic.study.rows > 0 ? topic.study : null;

const sameColumns = (a: Study, b: Study): boolean =>
  a.columns.map(({ name }) => name).join('\n') === b.columns.map(({ name }) => name).join('\n');

export function createInspecting({ store, session, writeAddress }: InspectingParts): Inspecting & {
  /** Nothing of it is kept. */
  forgetInspected(): void;
} {
  let job: InspectionJob | null = null;
  let cohorts = 0;
  const { drop, ...comparison } = createComparison({ store, session });
  /** What was found out is kept as long as the study is. */
  let ended = new WeakMap<Study, Inspected>();
  /** What was said of models that nothing is found out of without being asked again. */
  const failed = new Map<string, Inspected>();
  /** Names of columns that are fetched, or were, of the study that is looked at. */
  let wantedColumns = new Set<string>();

  const set = (change: Partial<WholeModel>): void => store.set({ whole: { ...store.get().whole, ...change } });
  const alert = (thrown: unknown): void => store.alert(messageOf(thrown));

  /** Begins as the model is used, and with all rows where another table's were looked at. */
  function show(inspected: Inspected): void {
    const { whole } = store.get();
    cohorts++;
    wantedColumns = new Set();
    drop();
    set({ inspected, decision: ASIS, cohort: null, fetched: [] });
    const before = whole.inspected?.study;
    if (!before || sameColumns(before, inspected.study) || whole.place.cohort === null) return;
    set({ place: { ...whole.place, cohort: null } });
    writeAddress();
  }

  function start(study: Study): void {
    job?.cancel();
    const mine = session.modelOf(study).inspect();
    job = mine;
    const nothing = { progress: null, inspection: null, rows: null, columns: [], error: null };
    let now: Inspected = { study, state: 'running', ...nothing };
    const tell = (change: Partial<Inspected>): void => {
      if (job !== mine) return;
      now = { ...now, ...change };
      set({ inspected: now });
    };
    const end = (state: Inspected['state'], error: Message | null = null): void => {
      tell({ state, error, progress: null });
      if (job !== mine) return;
      job = null;
      if (state === 'failed') failed.set(study.model, now);
      else ended.set(study, now);
    };
    show(now);
    mine.on('progress', ({ phase, done, total, milliseconds, inspection, rows }) => {
      tell({ progress: { phase, done, total, milliseconds }, inspection });
      // In a task of its own: to judge very many rows takes a while.
      if (rows !== now.rows) setTimeout(() => tell({ rows }));
    });
    mine.result.then(
      (inspection) => {
        tell({ inspection, rows: mine.status().rows });
        end(inspection.stopped === 'cancelled' ? 'stopped' : 'done');
      },
      (thrown) => (mine.status().state === 'cancelled' ? end('stopped') : end('failed', messageOf(thrown))),
    );
    void session
      .modelOf(study)
      .listing()
      .then(
        ({ columns }: { readonly columns: readonly ListedColumn[] }) => {
          if (job === mine) tell({ columns });
          else if (ended.has(study)) takeUp({ ...(ended.get(study) as Inspected), columns });
        },
        () => {}, // the inspection says what is wrong
      );
  }

  /** Has what was found out of a study on show. */
  function takeUp(inspected: Inspected): void {
    ended.set(inspected.study, inspected);
    if (store.get().whole.inspected?.study === inspected.study) set({ inspected });
  }

  return {
    inspect() {
      const study = tableOnShow(store.get());
      const { inspected } = store.get().whole;
      if (!study || inspected?.study === study) return;
      const [known, failure] = [ended.get(study), failed.get(study.model)];
      if (!known && !failure) return start(study);
      job?.cancel();
      job = null;
      // The rows of what failed may be another table's.
      show(known ?? { ...(failure as Inspected), study, inspection: null, rows: null, columns: [] });
    },

    inspectAgain() {
      const study = tableOnShow(store.get());
      if (!study) return;
      failed.delete(study.model);
      start(study);
    },

    stopInspecting: () => job?.cancel(),

    ...comparison,

    lookAt(change) {
      const { place } = store.get().whole;
      const next = { ...place, ...change };
      if (samePlace(place, next)) return;
      set({ place: next });
      writeAddress(true);
    },

    decide: (change) => set({ decision: { ...store.get().whole.decision, ...change } }),

    async lookAtCohort(conditions) {
      const mine = ++cohorts;
      const study = store.get().whole.inspected?.study;
      if (!study) return false;
      if (conditions.length === 0) {
        set({ cohort: null });
        return true;
      }
      const { cohort } = store.get().whole;
      const before = cohort?.found ? cohort : null;
      set({ cohort: { conditions, found: null } });
      try {
        const model = session.modelOf(study);
        if (conditions.some(({ about }) => about.of !== 'column')) await model.answerRows();
        const { rows } = await model.rows({ conditions }, { from: 0, count: study.rows, columns: [0, 0] });
        if (mine === cohorts) set({ cohort: { conditions, found: rows.map(({ row }) => row) } });
        return true;
      } catch (thrown) {
        if (mine !== cohorts) return true;
        set({ cohort: before });
        alert(thrown);
        return false;
      }
    },

    async readTable(study, part) {
      try {
        return (await session.modelOf(study).rows({}, part)).rows;
      } catch (thrown) {
        alert(thrown);
        throw thrown;
      }
    },

    async readColumn(name) {
      const { inspected } = store.get().whole;
      const study = inspected?.study;
      if (!study) return;
      const mine = wantedColumns;
      const at = inspected.columns.findIndex((one) => one.name === name);
      if (at < 0 || mine.has(name)) return;
      mine.add(name);
      try {
        const all = { from: 0, count: study.rows, columns: [at, 1] } as const;
        const { rows } = await session.modelOf(study).rows({}, all);
        const column = { study, name, texts: rows.map(({ cells }) => cells[0]) };
        if (mine === wantedColumns) set({ fetched: [...store.get().whole.fetched, column] });
      } catch (thrown) {
        if (mine === wantedColumns) alert(thrown);
      }
    },

    forgetInspected() {
      job = null;
      cohorts++;
      drop();
      wantedColumns = new Set();
      failed.clear();
      ended = new WeakMap();
      store.set({ whole: noWhole });
    },
  };
}
