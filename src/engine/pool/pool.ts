import type { PreparedFacts } from '../../explainers/explainer.ts';
import { type Coalitions, sliceCoalitions } from '../../games/coalitions.ts';
import type { MaskerSpec, Rows, Space } from '../../games/game.ts';
import type { AnswersBy, EmbeddingPath } from '../../models/model.ts';
import { type Numbers, precisionOf } from '../../numerics/numbers.ts';
import type { Answered, EvaluatorApi, EvaluatorReady, MethodSpec } from '../protocol.ts';
import { handOver } from '../workers/hand-over.ts';
import { createReplaceableEvaluators, type PoolOptions } from './replacement.ts';
import { createScheduler, isFinal, MAX_FAILURES } from './scheduler.ts';
import { HUNG_MILLISECONDS, type Preparation, prepareOnce, type Slot } from './slot.ts';
import { withTimeout } from './with-timeout.ts';
import type { AnsweredPart, Work } from './work.ts';

/** A masker, the outputs wanted and the space: what evaluators need to value coalitions. */
export interface PreparedGame {
  readonly masker: MaskerSpec;
  readonly rowsPerCoalition: number;
  readonly outputs: readonly number[];
  readonly space: Space;
}

/**
 * Evaluators of one model. Any of them may answer any chunk; the values depend neither on which one
 * does nor on the sizes of the chunks.
 */
export interface Pool {
  readonly backend: AnswersBy | 'mixed';
  /** Milliseconds that rows take the evaluators together; null until calls have shown it. */
  milliseconds(rows: number): number | null;
  /** Resolves when the first evaluator has opened the model. Throws what opening threw. */
  ready(): Promise<EvaluatorReady>;
  /** Values of coalitions, count × outputs. */
  value(
    game: PreparedGame,
    coalitions: Coalitions,
    signal: AbortSignal,
    answered?: AnsweredPart,
  ): Promise<Float64Array>;
  /** The model's answers to rows, count × outputs. */
  predict(rows: Rows, outputs: readonly number[], signal: AbortSignal, answered?: AnsweredPart): Promise<Float64Array>;
  /** The model's answer to one row, all of its outputs. The latest one is remembered. */
  answer(row: Numbers, outputs: number, signal: AbortSignal, answered?: AnsweredPart): Promise<Float64Array>;
  /** Prepares the first evaluator for a method; the same object is the same method. */
  prepare(method: MethodSpec): Promise<PreparedFacts>;
  /** Rows explained by a method, packed: `width` numbers each (see `packedWidth`). */
  explain(method: MethodSpec, rows: Rows, width: number, signal: AbortSignal): Promise<Float64Array>;
  /** Answers and derivatives of rows, count × (K + K × columns). */
  derivatives(rows: Rows, outputs: readonly number[], signal: AbortSignal): Promise<Float64Array>;
  /** See `Model.embeddingPath`. */
  embeddingPath(path: EmbeddingPath, outputs: readonly number[], signal: AbortSignal): Promise<Float64Array>;
  /** Grad-CAM of a row; see `Model.heatMap`. */
  heatMap(row: Numbers, outputs: readonly number[]): Promise<Float64Array>;
  /** While `work` goes on, only calls with this signal are answered; the others wait. */
  alone<T>(caller: AbortSignal, work: () => Promise<T>): Promise<T>;
  close(): void;
}

export function createPool(options: PoolOptions): Pool {
  const closing = new AbortController();
  /** The latest single answer: whoever explains a row has usually asked for its answer before. */
  let last: { readonly row: Numbers; readonly answers: Float64Array } | null = null;
  /** The latest game: when another explainer plays the same one, evaluators need no preparation. */
  let latestGame: PreparedGame | null = null;
  const evaluators = createReplaceableEvaluators(options, closing.signal, {
    opened: () => scheduler.assign(),
    replaced: () => {
      last = null;
    },
  });
  const scheduler = createScheduler(evaluators);
  const { schedule, alone } = scheduler;

  const predict: Pool['predict'] = (rows, outputs, signal, answered) => {
    const call: RowCall = (api, data, count) => api.predict(data, count, outputs);
    return schedule(workOnRows(rows, { width: outputs.length, pace: 'answers', call }), signal, answered);
  };

  const open = (): number => evaluators.slots().filter(({ batchRows }) => batchRows !== null).length;

  /** Calls the first evaluator, or the one that replaces it. */
  async function onFirst<T>(ask: (slot: Slot) => Promise<T>): Promise<T> {
    for (let failures = 1; ; failures++) {
      const [slot] = evaluators.slots();
      try {
        return await withTimeout(ask(slot), closing.signal, HUNG_MILLISECONDS);
      } catch (error) {
        if (isFinal(error) || failures >= MAX_FAILURES) throw error;
        if (evaluators.slots().includes(slot)) evaluators.replace(slot, error, failures);
      }
    }
  }

  return {
    get backend() {
      return evaluators.backend();
    },
    milliseconds(rows) {
      const known = evaluators.slots().flatMap(({ costs }) => costs.answers.of(rows) ?? []);
      if (known.length === 0) return null;
      return known.reduce((sum, cost) => sum + cost, 0) / known.length / Math.max(1, open());
    },
    ready: () => onFirst((slot) => slot.ready),
    value(asked, coalitions, signal, answered) {
      const game = latestGame && sameGame(latestGame, asked) ? latestGame : asked;
      latestGame = game;
      const work: Work = {
        total: coalitions.count,
        width: game.outputs.length,
        rowsPerUnit: game.rowsPerCoalition,
        columns: columnsOf(game.masker),
        preparation: {
          kind: 'game',
          of: game,
          prepare: (api) => api.prepare(game.masker, game.outputs, game.space),
        },
        pace: 'answers',
        call: (api, from, to) => api.value(sliceCoalitions(coalitions, from, to)),
      };
      return schedule(work, signal, answered);
    },
    predict,
    async answer(row, outputs, signal, answered) {
      if (last && sameRow(last.row, row)) return last.answers;
      const all = Array.from({ length: outputs }, (_, index) => index);
      const answers = await predict({ count: 1, columns: row.length, data: row }, all, signal, answered);
      last = { row: row.slice(), answers };
      return answers;
    },
    prepare: (method) => onFirst((slot) => prepareOnce(slot, preparationOf(method)) as Promise<PreparedFacts>),
    explain(method, rows, width, signal) {
      const call: RowCall = (api, data, count) => api.explainByMethod(data, count);
      return schedule(workOnRows(rows, { width, pace: 'explained', preparation: preparationOf(method), call }), signal);
    },
    derivatives(rows, outputs, signal) {
      const width = outputs.length * (1 + rows.columns);
      const call: RowCall = (api, data, count) => api.derivatives(data, count, outputs);
      return schedule(workOnRows(rows, { width, pace: 'derivatives', call }), signal);
    },
    embeddingPath({ rows, at }, outputs, signal) {
      const columns = rows.length / 2;
      const work: Work = {
        total: at.length,
        width: outputs.length * columns,
        rowsPerUnit: 1,
        columns,
        preparation: null,
        pace: 'derivatives',
        call: (api, from, to) => api.embeddingPath({ rows, at: at.slice(from, to) }, outputs),
      };
      return schedule(work, signal);
    },
    heatMap: (row, outputs) => onFirst((slot) => slot.connection.api.heatMap(row, outputs)),
    alone,
    close() {
      closing.abort();
      evaluators.close();
    },
  };
}

type RowCall = (api: EvaluatorApi, data: Numbers, count: number) => Promise<Answered>;

/** Work whose units are rows. */
function workOnRows(
  { count, columns, data }: Rows,
  { call, ...what }: Pick<Work, 'width' | 'pace'> & { readonly preparation?: Preparation; readonly call: RowCall },
): Work {
  return {
    total: count,
    rowsPerUnit: 1,
    columns,
    preparation: null,
    ...what,
    call(api, from, to) {
      const part = data.slice(from * columns, to * columns);
      return call(api, handOver(part, part), to - from);
    },
  };
}

/** Numbers in a row of a game. */
function columnsOf(masker: MaskerSpec): number {
  if (masker.kind === 'tabular' || masker.kind === 'conditional') return masker.instance.length;
  return masker.kind === 'image' ? masker.picture.length : masker.columns;
}

const preparationOf = (method: MethodSpec): Preparation => ({
  kind: 'method',
  of: method,
  prepare: (api) => api.prepareMethod(method),
});

const sameGame = (a: PreparedGame, b: PreparedGame): boolean =>
  a.masker === b.masker &&
  a.space === b.space &&
  a.outputs.length === b.outputs.length &&
  a.outputs.every((output, at) => output === b.outputs[at]);

/** A plain loop: rows of pictures are long, and nothing else goes on while they are compared. */
function sameRow(a: Numbers, b: Numbers): boolean {
  if (a.length !== b.length || precisionOf(a) !== precisionOf(b)) return false;
  for (let at = 0; at < a.length; at++) if (!Object.is(a[at], b[at])) return false;
  return true;
}
