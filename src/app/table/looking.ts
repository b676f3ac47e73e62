import type {
  Listing,
  RowsFile,
  RowsProgress,
  RowsQuery,
  RowsWindow,
  Study,
  WindowChoice,
  WorkOptions,
} from '../../library/index.ts';
import type { Session } from '../../library/session.ts';
import type { Store } from '../store.ts';

/** What a person does with the table on show. */
export interface Looking {
  openTable(): void;
  closeTable(): void;
  readonly table: TableCalls;
}

export interface TableCalls {
  listing(study: Study): Promise<Listing>;
  rows(study: Study, query: RowsQuery, choice: WindowChoice): Promise<RowsWindow>;
  next(study: Study, query: RowsQuery, row: number): Promise<number | null>;
  place(study: Study, query: RowsQuery, row: number): Promise<number | null>;
  /** Asks the model for all rows. */
  answer(study: Study, progress: RowsProgress): Promise<void>;
  file(study: Study, choice: RowsFile, progress: RowsProgress): Promise<Blob>;
  /** Stops what takes long: answers to all rows, a file. */
  stop(): void;
}

export function createLooking({ store, session }: { store: Store; session: Pick<Session, 'modelOf'> }): Looking {
  let current = new AbortController();

  /** What takes long, until it is stopped. */
  function long(progress: RowsProgress): WorkOptions {
    current = new AbortController();
    return { signal: current.signal, progress };
  }

  return {
    openTable: () => store.set({ tableOpen: true }),
    closeTable: () => store.set({ tableOpen: false }),
    table: {
      listing: async (study) => session.modelOf(study).listing(),
      rows: async (study, query, choice) => session.modelOf(study).rows(query, choice),
      next: async (study, query, row) => session.modelOf(study).nextRow(query, row),
      place: async (study, query, row) => session.modelOf(study).placeOf(query, row),
      answer: async (study, progress) => session.modelOf(study).answerRows(long(progress)),
      file: async (study, choice, progress) => session.modelOf(study).rowsFile(choice, long(progress)),
      stop: () => current.abort(),
    },
  };
}
