import type {
  EngineApi,
  Listing,
  RowsFileChoice,
  RowsProgress,
  RowsQuery,
  RowsWindow,
  WindowChoice,
} from '../../engine/protocol.ts';
import type { Store } from '../state.ts';

/** What a person does with the table on show. All of it happens in the engine's worker. */
export interface Looking {
  openTable(): void;
  closeTable(): void;
  readonly table: TableCalls;
}

export interface TableCalls {
  listing(study: string): Promise<Listing>;
  rows(study: string, query: RowsQuery, choice: WindowChoice): Promise<RowsWindow>;
  next(study: string, query: RowsQuery, row: number): Promise<number | null>;
  place(study: string, query: RowsQuery, row: number): Promise<number | null>;
  /** Asks the model for all rows. */
  answer(study: string, progress: RowsProgress): Promise<void>;
  file(study: string, choice: RowsFileChoice, progress: RowsProgress): Promise<Blob>;
  /** Stops what takes long: answers to all rows, a file. */
  stop(): void;
}

export function createLooking({ store, engine }: { store: Store; engine: () => EngineApi }): Looking {
  let jobs = 0;
  let current: string | null = null;

  async function run<T>(work: (job: string) => Promise<T>): Promise<T> {
    const job = `table ${++jobs}`;
    current = job;
    return work(job);
  }

  return {
    openTable: () => store.set({ tableOpen: true }),
    closeTable: () => store.set({ tableOpen: false }),
    table: {
      listing: (study) => engine().listing(study),
      rows: (study, query, choice) => engine().rows(study, query, choice),
      next: (study, query, row) => engine().nextRow(study, query, row),
      place: (study, query, row) => engine().placeOf(study, query, row),
      answer: (study, progress) => run((job) => engine().answerRows(job, study, progress)),
      file: (study, choice, progress) => run((job) => engine().rowsFile(job, study, choice, progress)),
      stop() {
        if (current)
          void engine()
            .cancel(current)
            .catch(() => {});
      },
    },
  };
}
