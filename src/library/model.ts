import type { Cell, EngineApi, ExplainRequest, Study } from '../engine/protocol.ts';
import { loaded, OrielError } from '../errors.ts';
import { createBackgrounds } from './backgrounds.ts';
import { type Batch, type BatchItem, createBatch } from './batch.ts';
import { answer, engineJob } from './explaining.ts';
import { openInput } from './input.ts';
import { createJob, type Job } from './job.ts';
import type { ExplainOptions, Input } from './options.ts';
import { requestOf } from './request.ts';
import type { Shelf } from './shelf.ts';

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

/** A model that was opened with its data. */
export interface OrielModel {
  /**
   * What is known of it: outputs, columns, rows, notices, the card, questions answered by guess.
   */
  readonly facts: Study;
  /** Pictures that were among its files, to be explained. */
  readonly pictures: readonly File[];
  /**
   * Cells of a row of the table, in the order of `facts.columns`; a level by its name, null where
   * one is missing. Throws `data-row`.
   *
   * @example
   * const cells = await model.row(384);
   */
  row(row: number): Promise<readonly Cell[]>;
  /**
   * Columns of the table's file, those that the model is not given among them, and cells of some
   * rows as the file has them. Throws `data-row`.
   *
   * @example
   * const { columns, rows } = await model.table({ first: 0, last: 9 });
   */
  table(range: Range): Promise<Table>;
  /**
   * The model's answers, one a given input: an array of K numbers in its own units, in the order of
   * `facts.outputs`.
   *
   * @example
   * const [first, typed] = await model.predict([0, { age: 31, housing: 'rent', income: 2100 }]);
   */
  predict(inputs: readonly Input[]): Promise<number[][]>;
  /**
   * Explains one input. What is wrong with it rejects `job.result`.
   *
   * @example
   * const record = await model.explain(384, { explainer: 'kernel-shap' }).result;
   */
  explain(input: Input, options?: ExplainOptions): Job;
  /**
   * The model's answer at once, and its explanation under way.
   *
   * @example
   * const { prediction, job } = await model.predictAndExplain(384);
   */
  predictAndExplain(
    input: Input,
    options?: ExplainOptions,
  ): Promise<{ readonly prediction: readonly number[]; readonly job: Job }>;
  /**
   * Explains many inputs: rows from one to another (both included), or any inputs, in their order.
   * Where the model's structure is read, rows are explained together, and their records have no
   * curves.
   *
   * @example
   * for await (const { record } of model.explainAll({ first: 0, last: 99 })) save(record);
   */
  explainAll(inputs: readonly Input[] | Range, options?: ExplainOptions): Batch;
  /** Frees what it takes, once its jobs and batches have ended, which are cancelled. */
  close(): Promise<void>;
}

export interface ModelParts {
  readonly api: EngineApi;
  readonly study: Study;
  readonly pictures: readonly File[];
  readonly shelf: Shelf;
  /** Names a job for the engine. */
  readonly newName: () => string;
  /** Hears of every job. */
  readonly started: (job: Job) => void;
  /** Hears that it is closed. */
  readonly ended: () => void;
}

export function createModel({ api, study, pictures, shelf, newName, started, ended }: ModelParts): OrielModel {
  const backgrounds = createBackgrounds(api);
  /** What runs: each cancels it, and resolves once it has ended. */
  const running = new Set<() => Promise<unknown>>();
  let closed = false;

  const check = (): void => {
    if (closed) throw new OrielError('failure-closed');
  };

  async function predict(input: Input): Promise<number[]> {
    const { choice, release } = await openInput(api, study, input);
    return api
      .predict(study.handle, choice)
      .then(({ values }) => [...values])
      .finally(release);
  }

  const requested = async (options: ExplainOptions): Promise<Omit<ExplainRequest, 'input'>> =>
    requestOf(study.handle, options, await backgrounds.open(options.background));

  function explain(input: Input, options: ExplainOptions = {}): Job {
    const name = newName();
    const job = engineJob(api, name);
    const made = createJob({
      signal: options.signal,
      handle: job.handle,
      async run(report) {
        check();
        try {
          const base = await requested(options);
          const opened = await openInput(api, study, input);
          const request = { ...base, input: opened.choice };
          const { origin, release } = opened;
          return await answer({ api, shelf, name, job, report, request, origin, options }).finally(release);
        } catch (error) {
          // Calls fail with whatever closing has made of them.
          throw closed ? new OrielError('failure-cancelled', {}, { cause: error }) : error;
        }
      },
    });
    const end = async (): Promise<unknown> => {
      made.cancel();
      return made.result;
    };
    const over = () => void running.delete(end);
    running.add(end);
    made.result.then(over, over);
    started(made);
    return made;
  }

  function explainAll(inputs: readonly Input[] | Range, options: ExplainOptions = {}): Batch {
    const isRange = !Array.isArray(inputs);
    const range = inputs as Range;
    const list = inputs as readonly Input[];
    return createBatch({
      total: isRange ? range.last - range.first + 1 : list.length,
      signal: options.signal,
      items(control) {
        const items = work();
        // One that is held half-read has nothing to wait for: it ends where it stands.
        const end = async (): Promise<unknown> => {
          control.cancel();
          return items.return(undefined);
        };
        async function* work(): AsyncGenerator<readonly BatchItem[]> {
          check();
          running.add(end);
          try {
            const { explainInputs, explainRows } = await loaded(import('./explain-all.ts'));
            const many = { api, study, shelf, newName, options, request: await requested(options), control };
            yield* isRange ? explainRows(many, range) : explainInputs(many, list);
          } finally {
            running.delete(end);
          }
        }
        return items;
      },
    });
  }

  return {
    facts: study,
    pictures,
    async row(row) {
      check();
      return api.row(study.handle, row);
    },
    async table({ first, last }) {
      check();
      const { columns, rows: all } = await api.listing(study.handle);
      if (!(first >= 0 && last >= first && last < all))
        throw new OrielError('data-row', { row: last, file: study.card.name, last: all - 1 });
      const window = { from: first, count: last - first + 1, columns: [0, columns.length] } as const;
      const { rows } = await api.rows(study.handle, {}, window);
      return { columns: columns.map(({ name }) => name), rows: rows.map(({ cells }) => cells) };
    },
    async predict(inputs) {
      check();
      const answers: number[][] = [];
      for (const input of inputs) answers.push(await predict(input));
      return answers;
    },
    explain,
    async predictAndExplain(input, options) {
      check();
      const prediction = await predict(input);
      return { prediction, job: explain(input, options) };
    },
    explainAll,
    async close() {
      if (closed) return;
      closed = true;
      ended();
      await Promise.allSettled([...running].map((end) => end()));
      for (const handle of [...(await backgrounds.handles()), study.handle]) await api.release(handle);
    },
  };
}
