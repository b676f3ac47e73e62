import type {
  Cell,
  EngineApi,
  Listing,
  RowsFileChoice,
  RowsProgress,
  RowsQuery,
  RowsWindow,
  Study,
  WindowChoice,
} from '../engine/protocol.ts';
import { OrielError } from '../errors.ts';
import type { ExplainOptions } from './options.ts';
import type { EngineRequest } from './request.ts';

/** Rows of a table from one to another, both included. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** Rows of a table as its file has them. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** How long work is followed and stopped. */
export interface WorkOptions {
  /** Aborting it ends the work, which rejects with `failure-cancelled`. */
  readonly signal?: AbortSignal;
  /** Hears of the rows done so far, and of all. */
  readonly progress?: RowsProgress;
}

/** What a file of rows holds. */
export interface RowsFile extends Omit<RowsFileChoice, 'explain'> {
  /** How all of its rows are explained; null: only those of `records` are. */
  readonly explain: ExplainOptions | null;
}

/** The table that a model was opened with. Rows are counted from 0, in the order of its file. */
export interface ModelTable {
  /**
   * Cells of a row of the table, in the order of `facts.columns`; a level by its name, null where
   * one is missing. Throws `data-row`.
   *
   * @example
   * const cells = await model.row(384);
   */
  row(row: number): Promise<readonly Cell[]>;
  /**
   * The right answer of a row, as the table has it; null where it has none. Throws `data-row`.
   *
   * @example
   * const isRight = (await model.known(384)) === 'good risk';
   */
  known(row: number): Promise<Cell>;
  /**
   * The next row that the model can take, begun anew at the top; null where there is no other.
   *
   * @example
   * const usable = await model.nextUsable(384);
   */
  nextUsable(row: number): Promise<number | null>;
  /**
   * What may stand for a blank cell, by column: its median, or its commonest level.
   *
   * @example
   * const typical = await model.typical();
   * const filled = (await model.row(3)).map((cell, column) => cell ?? typical[column]);
   */
  typical(): Promise<readonly Cell[]>;
  /**
   * Columns of the table's file, those that the model is not given among them, and cells of some
   * rows as the file has them. Throws `data-row`.
   *
   * @example
   * const { columns, rows } = await model.table({ first: 0, last: 9 });
   */
  table(range: Range): Promise<Table>;
  /**
   * What columns the table's file has, and whether the model's answers to all rows are known.
   *
   * @example
   * const { columns, rows, answered } = await model.listing();
   */
  listing(): Promise<Listing>;
  /**
   * The part that a person looks at of the rows that are looked for. What is looked for or sorted
   * by the model's answers needs `answerRows` first.
   *
   * @example
   * const oldest = { by: { of: 'column', name: 'age' }, descending: true };
   * const part = { from: 0, count: 20, columns: [0, 21] };
   * const { total, rows } = await model.rows({ find: 'guarantor', sort: oldest }, part);
   */
  rows(query: RowsQuery, part: WindowChoice): Promise<RowsWindow>;
  /**
   * The next row in the table that a query keeps, begun anew at the top; null where there is no
   * other.
   *
   * @example
   * const wrong = { about: { of: 'error' }, wrong: true };
   * const mistake = await model.nextRow({ conditions: [wrong] }, 384);
   */
  nextRow(query: RowsQuery, row: number): Promise<number | null>;
  /**
   * Where a row stands among those that a query keeps, counted from 0; null where it is none.
   *
   * @example
   * const place = await model.placeOf({ find: 'guarantor' }, 384);
   */
  placeOf(query: RowsQuery, row: number): Promise<number | null>;
  /**
   * Asks the model for all rows, once.
   *
   * @example
   * await model.answerRows({ progress: ({ done, total }) => console.log(`${done} of ${total}`) });
   */
  answerRows(options?: WorkOptions): Promise<void>;
  /**
   * A file of rows with the model's answers, and explanations where they are wanted.
   *
   * @example
   * const choice = { query: {}, records: [], explanations: true, form: 'csv' };
   * const file = await model.rowsFile({ ...choice, explain: { explainer: 'tree-shap' } });
   */
  rowsFile(choice: RowsFile, options?: WorkOptions): Promise<Blob>;
}

export interface ModelTableParts {
  readonly api: EngineApi;
  readonly study: Study;
  /** Throws where the model is closed. */
  readonly check: () => void;
  /** What options ask of the engine. */
  readonly requested: (options: ExplainOptions) => Promise<EngineRequest>;
  /** Runs a job of the engine, which is cancelled where the model is closed. */
  readonly work: <T>(start: (name: string) => Promise<T>, signal: AbortSignal | undefined) => Promise<T>;
}

export function createModelTable({ api, study, check, requested, work }: ModelTableParts): ModelTable {
  const { handle } = study;
  /** Calls of a model that is closed mean nothing to the engine. */
  function open<Given extends unknown[], T>(call: (...given: Given) => Promise<T>) {
    return async (...given: Given): Promise<T> => {
      check();
      return call(...given);
    };
  }

  return {
    row: open((row) => api.row(handle, row)),
    known: open((row) => api.known(handle, row)),
    nextUsable: open((row) => api.nextUsable(handle, row)),
    typical: open(() => api.typical(handle)),
    table: open(async ({ first, last }) => {
      const { columns, rows: all } = await api.listing(handle);
      if (!(first >= 0 && last >= first && last < all))
        throw new OrielError('data-row', { row: last, file: study.card.name, last: all - 1 });
      const window = { from: first, count: last - first + 1, columns: [0, columns.length] } as const;
      const { rows } = await api.rows(handle, {}, window);
      return { columns: columns.map(({ name }) => name), rows: rows.map(({ cells }) => cells) };
    }),
    listing: open(() => api.listing(handle)),
    rows: open((query, part) => api.rows(handle, query, part)),
    nextRow: open((query, row) => api.nextRow(handle, query, row)),
    placeOf: open((query, row) => api.placeOf(handle, query, row)),
    answerRows: open(({ signal, progress = () => {} } = {}) =>
      work((name) => api.answerRows(name, handle, progress), signal),
    ),
    rowsFile: open(async (choice, { signal, progress = () => {} } = {}) => {
      const explain = choice.explain && (await requested(choice.explain));
      return work((name) => api.rowsFile(name, handle, { ...choice, explain }, progress), signal);
    }),
  };
}
