import type { PreparedFacts } from '../../explainers/explainer.ts';
import { type Coalitions, sliceCoalitions } from '../../games/coalitions.ts';
import type { MaskerSpec, Space } from '../../games/game.ts';
import type { AnswersBy, EmbeddingPath } from '../../models/model.ts';
import type { EvaluatorApi, EvaluatorReady, MethodSpec } from '../protocol.ts';
import { isOutOfMemory } from './out-of-memory.ts';
import { type CrewOptions, createCrew } from './replacement.ts';
import { createSharing, isFinal, MAX_FAILURES } from './scheduler.ts';
import { HUNG_MILLISECONDS, prepared, type Setting, type Slot } from './slot.ts';
import { settled } from './with-timeout.ts';

/** A masker, the outputs wanted and the space: what evaluators must know to value coalitions. */
export interface PreparedGame {
  readonly masker: MaskerSpec;
  readonly rowsPerCoalition: number;
  readonly outputs: readonly number[];
  readonly space: Space;
}

/**
 * Evaluators of one model. Any of them may answer any chunk; the values do not depend on which, nor
 * on chunk sizes.
 */
export interface Pool {
  readonly backend: AnswersBy | 'mixed';
  /**
   * Rows that all evaluators together answer in a millisecond, as far as calls have shown it; null
   * where none has.
   */
  rate(): number | null;
  /** How many times as many evaluators there will be as have opened the model. */
  growth(): number;
  /** Resolves when the first evaluator has opened the model. Throws what opening threw. */
  ready(): Promise<EvaluatorReady>;
  /** Values of coalitions, count × outputs. */
  value(
    game: PreparedGame,
    coalitions: Coalitions,
    signal: AbortSignal,
    answered?: (coalitions: number) => void,
  ): Promise<Float64Array>;
  /** Model answers to rows, count × outputs. */
  predict(
    rows: Float32Array,
    count: number,
    outputs: readonly number[],
    signal: AbortSignal,
    answered?: (rows: number) => void,
  ): Promise<Float64Array>;
  /** The model's answers to one row, all of its outputs; those to the last row are remembered. */
  answer(row: Float32Array, outputs: number, signal: AbortSignal): Promise<Float64Array>;
  /** Makes a method ready, on one evaluator first; it is the same method for the same object. */
  prepare(method: MethodSpec): Promise<PreparedFacts>;
  /**
   * Rows explained by a method that was made ready: packed, `width` numbers each (see
   * `packedWidth`).
   */
  explain(
    method: MethodSpec,
    rows: Float32Array,
    count: number,
    width: number,
    signal: AbortSignal,
  ): Promise<Float64Array>;
  /** Answers and derivatives of rows, count × (K + K × columns). */
  derivatives(
    rows: Float32Array,
    count: number,
    outputs: readonly number[],
    signal: AbortSignal,
  ): Promise<Float64Array>;
  /** See `Model.embeddingPath`. */
  embeddingPath(path: EmbeddingPath, outputs: readonly number[], signal: AbortSignal): Promise<Float64Array>;
  /** Grad-CAM of a row; see `Model.heatMap`. */
  heatMap(row: Float32Array, outputs: readonly number[]): Promise<Float64Array>;
  /** While `work` goes on, only what is asked with this signal is answered; other asks wait. */
  alone<T>(asker: AbortSignal, work: () => Promise<T>): Promise<T>;
  close(): void;
}

export function createPool(options: CrewOptions): Pool {
  const closing = new AbortController();
  /**
   * The row answered last by itself: whoever explains it has commonly asked for its answer before.
   */
  let last: { readonly row: Float32Array; readonly answers: Float64Array } | null = null;
  /**
   * The game that was valued last: evaluators that know it are not told of it again, when another
   * method plays it.
   */
  let valued: PreparedGame | null = null;
  const crew = createCrew(options, closing.signal, {
    opened: () => sharing.serve(),
    replaced: () => {
      last = null;
    },
  });
  const sharing = createSharing(crew);
  const distribute = sharing.share;

  const predict: Pool['predict'] = (rows, count, outputs, signal, answered) => {
    const call = (api: EvaluatorApi, from: number, to: number) =>
      api.predict(part(rows, count, from, to), to - from, outputs);
    return distribute(
      {
        total: count,
        width: outputs.length,
        rowsPerUnit: 1,
        columns: rows.length / count,
        setting: null,
        pace: 'answers',
        call,
      },
      signal,
      answered,
    );
  };

  const open = (): number => crew.slots().filter(({ batchRows }) => batchRows !== null).length;

  /** Something of the first evaluator, or of the one that replaces it. */
  async function onFirst<T>(ask: (slot: Slot) => Promise<T>): Promise<T> {
    for (let failures = 1; ; failures++) {
      const [slot] = crew.slots();
      try {
        return await settled(ask(slot), closing.signal, HUNG_MILLISECONDS);
      } catch (error) {
        if (isFinal(error) || failures >= MAX_FAILURES) throw error;
        const text = error instanceof Error ? error.message : String(error);
        if (crew.slots().includes(slot)) crew.replace(slot, text, failures, isOutOfMemory(text));
      }
    }
  }

  return {
    get backend() {
      return crew.backend();
    },
    rate() {
      const known = crew.slots().flatMap(({ speed }) => speed.answers ?? []);
      return known.length === 0 ? null : (open() * known.reduce((sum, speed) => sum + speed, 0)) / known.length;
    },
    growth: () => crew.places() / Math.max(1, open()),
    ready: () => onFirst((slot) => slot.ready),
    value(asked, coalitions, signal, answered) {
      const game = valued && sameGame(valued, asked) ? valued : asked;
      valued = game;
      const work = {
        total: coalitions.count,
        width: game.outputs.length,
        rowsPerUnit: game.rowsPerCoalition,
        columns: columnsOf(game.masker),
        setting: {
          kind: 'game',
          of: game,
          prepare: (api: EvaluatorApi) => api.prepare(game.masker, game.outputs, game.space),
        },
        pace: 'answers',
        call: (api: EvaluatorApi, from: number, to: number) => api.value(sliceCoalitions(coalitions, from, to)),
      } as const;
      return distribute(work, signal, answered);
    },
    predict,
    async answer(row, outputs, signal) {
      if (last && sameRow(last.row, row)) return last.answers;
      const all = Array.from({ length: outputs }, (_, index) => index);
      const answers = await predict(row, 1, all, signal);
      last = { row: row.slice(), answers };
      return answers;
    },
    prepare: (method) => onFirst((slot) => prepared(slot, methodSetting(method)) as Promise<PreparedFacts>),
    explain: (method, rows, count, width, signal) => {
      const call = (api: EvaluatorApi, from: number, to: number) => api.explain(part(rows, count, from, to), to - from);
      return distribute(
        {
          total: count,
          width,
          rowsPerUnit: 1,
          columns: rows.length / count,
          setting: methodSetting(method),
          pace: 'explained',
          call,
        },
        signal,
      );
    },
    derivatives: (rows, count, outputs, signal) => {
      const columns = rows.length / count;
      const call = (api: EvaluatorApi, from: number, to: number) =>
        api.derivatives(part(rows, count, from, to), to - from, outputs);
      const width = outputs.length * (1 + columns);
      return distribute(
        { total: count, width, rowsPerUnit: 1, columns, setting: null, pace: 'derivatives', call },
        signal,
      );
    },
    embeddingPath: ({ rows, at }, outputs, signal) => {
      const columns = rows.length / 2;
      const call = (api: EvaluatorApi, from: number, to: number) =>
        api.embeddingPath({ rows, at: at.slice(from, to) }, outputs);
      const width = outputs.length * columns;
      return distribute(
        { total: at.length, width, rowsPerUnit: 1, columns, setting: null, pace: 'derivatives', call },
        signal,
      );
    },
    heatMap: (row, outputs) => onFirst((slot) => slot.connection.api.heatMap(row, outputs)),
    alone: sharing.alone,
    close() {
      closing.abort();
      crew.close();
    },
  };
}

/** Numbers a row of a game holds. */
function columnsOf(masker: MaskerSpec): number {
  if (masker.kind === 'tabular') return masker.instance.length;
  return masker.kind === 'image' ? masker.picture.length : masker.columns;
}

const methodSetting = (method: MethodSpec): Setting => ({
  kind: 'method',
  of: method,
  prepare: (api) => api.prepareMethod(method),
});

const sameGame = (a: PreparedGame, b: PreparedGame): boolean =>
  a.masker === b.masker &&
  a.space === b.space &&
  a.outputs.length === b.outputs.length &&
  a.outputs.every((output, at) => output === b.outputs[at]);

/** A loop: rows of pictures are long, and it is asked before anything is on its way. */
function sameRow(a: Float32Array, b: Float32Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (!Object.is(a[at], b[at])) return false;
  return true;
}

/** Rows [from, to). */
function part(rows: Float32Array, count: number, from: number, to: number): Float32Array {
  const columns = rows.length / count;
  return rows.slice(from * columns, to * columns);
}
