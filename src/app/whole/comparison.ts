import { type Message, message } from '../../catalogue/message.ts';
import { cardWords } from '../../data/card-words.ts';
import { recogniseFile } from '../../files/recognise-file.ts';
import type { Inspection, InspectionJob, Study } from '../../library/index.ts';
import type { InspectOptions } from '../../library/inspect-options.ts';
import type { Opened, Session } from '../../library/session.ts';
import { messageOf } from '../explaining/explaining.ts';
import { openExample, openExampleTable } from '../opening/examples.ts';
import type { Store } from '../store.ts';
import type { Compared, Inspected } from './whole-model.ts';

/** Another table, another model of the same rows, or another model of the example by its file. */
export type Other = { readonly files: readonly File[] } | { readonly model: string };

/** What a person does to compare the model or its table with others. */
export interface Comparison {
  compareWith(other: Other): Promise<void>;
  /** Stops it where it is under way, and puts away what was compared where it is not. */
  stopComparing(): void;
}

export interface ComparisonParts {
  readonly store: Store;
  readonly session: Pick<Session, 'modelOf' | 'open' | 'openModel' | 'openTable' | 'openVocabulary' | 'release'>;
}

/** What was on show when a comparison was asked for: by the time files are read it may be other. */
type Asked = Pick<ReturnType<Store['get']>, 'examples' | 'topic' | 'own' | 'whole'>;

/** Rows that are explained to compare, where all of them would be: means over them say enough. */
const EXPLAINED = 2000;

/** Whether all is known of it: what follows is of the model on show alone. */
const isKnown = (kind: Compared['kind'], { against, againstModel }: Inspection): boolean =>
  kind === 'table' ? against?.moved != null : againstModel?.columns != null;

export function createComparison({ store, session }: ComparisonParts): Comparison & {
  /** Puts away what was compared. */
  drop(): void;
} {
  let job: InspectionJob | null = null;
  let turns = 0;
  /** What is open only to be compared. */
  let open: readonly Opened[] = [];

  const set = (compared: Compared | null): void => store.set({ whole: { ...store.get().whole, compared } });

  /** What was compared is known without it. */
  function close(): void {
    if (open.length > 0) session.release(open);
    open = [];
  }

  function drop(): void {
    turns++;
    job?.cancel();
    job = null;
    close();
    if (store.get().whole.compared) set(null);
  }

  /** Opens another model of the rows that were on show when it was asked for. */
  async function openOther(other: Other, study: Study, { examples, topic, own }: Asked): Promise<Study> {
    const origin = topic?.origin;
    const example = origin?.kind === 'example' ? examples.find(({ id }) => id === origin.example) : undefined;
    if ('model' in other) {
      if (!example) throw new Error('no example is on show');
      return (await openExample(session, example, other.model)).study;
    }
    const [file, ...parts] = other.files;
    const source = ({ name }: File, data: File) => ({ name, data });
    // Whichever of them cannot be opened, nothing of the others is left.
    const opened: Opened[] = [];
    try {
      const table = example ? await openExampleTable(session, example) : own.table;
      if (example && table) opened.push(table);
      const besides = parts.map((part) => source(part, part));
      const model = await session.openModel(source(file, file), besides);
      opened.push(model);
      // What the card on show says of columns and classes holds for the same rows.
      const { sha256: _sha256, holdout: _holdout, ...card } = study.card;
      const choice = { model, ...(table && { table }), card: { ...card, name: file.name } };
      return (await session.open(choice)).facts;
    } finally {
      session.release(opened);
    }
  }

  function follow(kind: Compared['kind'], name: string, inspected: Inspected, options: InspectOptions): void {
    const { study } = inspected;
    const mine = session.modelOf(study).inspect({ curves: 0, protected: [], ...options });
    job = mine;
    let now: Compared = { study, kind, name, state: 'running', progress: null, found: null, error: null };
    const tell = (change: Partial<Compared>): void => {
      if (job !== mine) return;
      now = { ...now, ...change };
      set(now);
    };
    const end = (state: Compared['state'], error: Message | null = null): void => {
      tell({ state, error, progress: null });
      if (job !== mine) return;
      job = null;
      close();
    };
    tell({});
    mine.on('progress', ({ phase, done, total, milliseconds, inspection }) => {
      const found = inspection?.against || inspection?.againstModel ? inspection : null;
      tell({ progress: { phase, done, total, milliseconds }, found });
      if (!found || !(isKnown(kind, found) || phase === 'permutation')) return;
      mine.cancel();
      end('done');
    });
    mine.result.then(
      (inspection) => {
        const isThere = inspection.against || inspection.againstModel;
        if (isThere) tell({ found: inspection });
        end(inspection.stopped === 'cancelled' && !isKnown(kind, inspection) ? 'stopped' : 'done');
      },
      (thrown) => (mine.status().state === 'cancelled' ? end('stopped') : end('failed', messageOf(thrown))),
    );
  }

  return {
    async compareWith(other) {
      const asked: Asked = store.get();
      const { inspected } = asked.whole;
      if (!inspected) return;
      drop();
      const mine = turns;
      const { study } = inspected;
      const exact = inspected.inspection?.importance?.exact === true;
      const name = 'model' in other ? other.model : (other.files[0]?.name ?? '');
      const begun: Compared = {
        study,
        kind: 'model',
        name,
        state: 'running',
        progress: null,
        found: null,
        error: null,
      };
      set(begun);
      try {
        const kinds = 'model' in other ? ['model'] : await Promise.all(other.files.map(recogniseFile));
        const at = kinds.indexOf('table');
        if (mine !== turns) return;
        if (at >= 0 && 'files' in other) {
          const file = other.files[at];
          follow('table', file.name, inspected, { against: file, ...(exact && { explained: EXPLAINED }) });
          return;
        }
        if (!kinds.includes('model')) {
          const error = message('page.whole.against.neither', { file: name });
          return set({ ...begun, state: 'failed', error });
        }
        const sorted =
          'files' in other ? other.files.toSorted((a, b) => isModel(kinds, other, b) - isModel(kinds, other, a)) : [];
        const theirs = await openOther('files' in other ? { files: sorted } : other, study, asked);
        if (mine !== turns) return session.release([theirs]);
        open = [theirs];
        const both = exact && theirs.structure !== null;
        const called = 'model' in other ? cardWords(theirs.card, store.get().language.tag).name : sorted[0].name;
        follow('model', called, inspected, {
          againstModel: session.modelOf(theirs),
          ...(both && { explained: EXPLAINED }),
        });
      } catch (thrown) {
        if (mine === turns) set({ ...begun, state: 'failed', error: messageOf(thrown) });
      }
    },

    stopComparing() {
      // What is being opened is stopped by being given up.
      if (job) job.cancel();
      else drop();
    },

    drop,
  };
}

/** 1 of a file that is a model, 0 of one beside it. */
const isModel = (kinds: readonly unknown[], { files }: { readonly files: readonly File[] }, file: File): number =>
  Number(kinds[files.indexOf(file)] === 'model');
