import { OrielError } from '../errors.ts';
import type { PreparedFacts } from '../explainers/explainer.ts';
import { type Coalitions, sliceCoalitions } from '../games/coalitions.ts';
import type { MaskerSpec, Space } from '../games/game.ts';
import type { AnswersBy, EmbeddingPath } from '../models/model.ts';
import { engineWords } from '../words/en.ts';
import type { EvaluatorApi, EvaluatorModel, EvaluatorReady, MethodSpec } from './protocol.ts';
import {
  type Crew,
  HUNG_MILLISECONDS,
  isFinal,
  MAX_FAILURES,
  prepared,
  type Setting,
  type Slot,
  settled,
  shareOut,
  type Work,
} from './share-out.ts';
import type { Connection } from './wire.ts';

/** A masker, the outputs wanted and the space: what evaluators must know to value coalitions. */
export interface PreparedGame {
  readonly masker: MaskerSpec;
  readonly rowsPerCoalition: number;
  readonly outputs: readonly number[];
  readonly space: Space;
}

export interface PoolOptions {
  readonly model: Omit<EvaluatorModel, 'backend'>;
  readonly backend: AnswersBy;
  /** Evaluators on the CPU; a GPU has one. */
  readonly workers: number;
  readonly spawn: () => Connection<EvaluatorApi>;
  /** Told when an evaluator was replaced or a back end given up. */
  readonly note: (text: string) => void;
}

/** Evaluators of one model. Any of them may answer any chunk; the values do not depend on which, nor on chunk sizes. */
export interface Pool {
  readonly backend: AnswersBy;
  /** Resolves when the first evaluator has opened the model. Throws what opening threw. */
  ready(): Promise<EvaluatorReady>;
  /** Values of coalitions, count × outputs. */
  value(game: PreparedGame, coalitions: Coalitions, signal: AbortSignal, answered?: (coalitions: number) => void): Promise<Float64Array>;
  /** Model answers to rows, count × outputs. */
  predict(
    rows: Float32Array,
    count: number,
    outputs: readonly number[],
    signal: AbortSignal,
    answered?: (rows: number) => void,
  ): Promise<Float64Array>;
  /** Makes a method ready, on one evaluator first; it is the same method for the same object. */
  prepare(method: MethodSpec): Promise<PreparedFacts>;
  /** Rows explained by a method that was made ready: packed, `width` numbers each (see `packedWidth`). */
  explain(method: MethodSpec, rows: Float32Array, count: number, width: number, signal: AbortSignal): Promise<Float64Array>;
  /** Answers and derivatives of rows, count × (K + K × columns). */
  derivatives(rows: Float32Array, count: number, outputs: readonly number[], signal: AbortSignal): Promise<Float64Array>;
  /** See `Model.embeddingPath`. */
  embeddingPath(path: EmbeddingPath, outputs: readonly number[], signal: AbortSignal): Promise<Float64Array>;
  /** Grad-CAM of a row; see `Model.heatMap`. */
  heatMap(row: Float32Array, outputs: readonly number[]): Promise<Float64Array>;
  close(): void;
}

/** Failures in a row after which a GPU is left for the CPU. */
const MAX_GPU_FAILURES = 2;

export function createPool(options: PoolOptions): Pool {
  let backend = options.backend;
  const closing = new AbortController();
  let slots: Slot[] = [];
  fill();

  function fill(): void {
    const wanted = backend === 'webgpu' ? 1 : options.workers;
    while (slots.length < wanted) slots.push(newSlot());
  }

  function newSlot(): Slot {
    const connection = options.spawn();
    const ready = connection.api.open({ ...options.model, backend });
    ready.catch(() => {}); // whoever uses the slot meets the error
    const speed = { answers: null, explained: null, derivatives: null };
    const quickest = { answers: Infinity, explained: Infinity, derivatives: Infinity };
    return { connection, ready, opened: false, prepared: {}, speed, quickest, lastAnswer: 0 };
  }

  /** Puts a fresh evaluator into the place of a failed one; a GPU that keeps failing is left for the CPU. */
  function replace(slot: Slot, reason: string, failures: number): void {
    if (closing.signal.aborted) throw new OrielError('failure-closed');
    slot.connection.close();
    if (backend === 'webgpu' && failures >= MAX_GPU_FAILURES) {
      backend = 'wasm';
      options.note(engineWords.gpuLeft(reason));
    } else {
      options.note(engineWords.workerReplaced(reason));
    }
    Object.assign(slot, newSlot());
    fill();
  }

  const crew: Crew = {
    slots: () => slots,
    patient: () => backend === 'webgpu',
    callsOut: () => (backend === 'webgpu' ? 2 : 1),
    closing: closing.signal,
    replace,
  };
  const distribute = (work: Work, signal: AbortSignal, answered?: (units: number) => void) => shareOut(crew, work, signal, answered);

  /** Something of the first evaluator, or of the one that replaces it. */
  async function onFirst<T>(ask: (slot: Slot) => Promise<T>): Promise<T> {
    for (let failures = 1; ; failures++) {
      try {
        return await settled(ask(slots[0]), closing.signal, HUNG_MILLISECONDS);
      } catch (error) {
        if (isFinal(error) || failures >= MAX_FAILURES) throw error;
        replace(slots[0], error instanceof Error ? error.message : String(error), failures);
      }
    }
  }

  return {
    get backend() {
      return backend;
    },
    ready: () => onFirst((slot) => slot.ready),
    value: (game, coalitions, signal, answered) =>
      distribute(
        {
          total: coalitions.count,
          width: game.outputs.length,
          rowsPerUnit: game.rowsPerCoalition,
          columns: columnsOf(game.masker),
          setting: { kind: 'game', of: game, prepare: (api) => api.prepare(game.masker, game.outputs, game.space) },
          pace: 'answers',
          call: (api, from, to) => api.value(sliceCoalitions(coalitions, from, to)),
        },
        signal,
        answered,
      ),
    predict: (rows, count, outputs, signal, answered) => {
      const call = (api: EvaluatorApi, from: number, to: number) => api.predict(part(rows, count, from, to), to - from, outputs);
      return distribute(
        { total: count, width: outputs.length, rowsPerUnit: 1, columns: rows.length / count, setting: null, pace: 'answers', call },
        signal,
        answered,
      );
    },
    prepare: (method) => onFirst((slot) => prepared(slot, methodSetting(method)) as Promise<PreparedFacts>),
    explain: (method, rows, count, width, signal) => {
      const call = (api: EvaluatorApi, from: number, to: number) => api.explain(part(rows, count, from, to), to - from);
      return distribute(
        { total: count, width, rowsPerUnit: 1, columns: rows.length / count, setting: methodSetting(method), pace: 'explained', call },
        signal,
      );
    },
    derivatives: (rows, count, outputs, signal) => {
      const columns = rows.length / count;
      const call = (api: EvaluatorApi, from: number, to: number) => api.derivatives(part(rows, count, from, to), to - from, outputs);
      const width = outputs.length * (1 + columns);
      return distribute({ total: count, width, rowsPerUnit: 1, columns, setting: null, pace: 'derivatives', call }, signal);
    },
    embeddingPath: ({ rows, at }, outputs, signal) => {
      const columns = rows.length / 2;
      const call = (api: EvaluatorApi, from: number, to: number) => api.embeddingPath({ rows, at: at.slice(from, to) }, outputs);
      const width = outputs.length * columns;
      return distribute({ total: at.length, width, rowsPerUnit: 1, columns, setting: null, pace: 'derivatives', call }, signal);
    },
    heatMap: (row, outputs) => onFirst((slot) => slot.connection.api.heatMap(row, outputs)),
    close() {
      closing.abort();
      for (const slot of slots) slot.connection.close();
      slots = [];
    },
  };
}

/** Numbers a row of a game holds. */
function columnsOf(masker: MaskerSpec): number {
  if (masker.kind === 'tabular') return masker.instance.length;
  return masker.kind === 'image' ? masker.picture.length : masker.columns;
}

const methodSetting = (method: MethodSpec): Setting => ({ kind: 'method', of: method, prepare: (api) => api.prepareMethod(method) });

/** Rows [from, to). */
function part(rows: Float32Array, count: number, from: number, to: number): Float32Array {
  const columns = rows.length / count;
  return rows.slice(from * columns, to * columns);
}
