import { OrielError } from '../errors.ts';
import type { PreparedFacts } from '../explainers/explainer.ts';
import { type Coalitions, sliceCoalitions } from '../games/coalitions.ts';
import type { MaskerSpec, Space } from '../games/game.ts';
import type { AnswersBy, EmbeddingPath } from '../models/model.ts';
import { engineWords } from '../words/en.ts';
import type { EvaluatorApi, EvaluatorModel, EvaluatorReady, MethodSpec } from './protocol.ts';
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

/** What an evaluator must be told before a kind of call; it keeps the last of each kind. */
interface Setting {
  readonly kind: 'game' | 'method';
  readonly of: object;
  prepare(api: EvaluatorApi): Promise<unknown>;
}

/** Kinds of work whose speeds differ by orders of magnitude. */
type Pace = 'answers' | 'explained' | 'derivatives';

/** Units of work to be split over the evaluators; each answers `width` numbers. */
interface Work {
  readonly total: number;
  readonly width: number;
  /** Model rows a unit, of so many numbers. */
  readonly rowsPerUnit: number;
  readonly columns: number;
  readonly setting: Setting | null;
  readonly pace: Pace;
  call(api: EvaluatorApi, from: number, to: number): Promise<Float64Array>;
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

/** A chunk should take about this long: short enough to cancel and share out, long enough that messages cost nothing. */
const CHUNK_MILLISECONDS = 80;
/** Numbers in an evaluator's first chunk, before its speed is known: some hundred table rows, or one picture. */
const FIRST_NUMBERS = 16384;
/** Rows in an evaluator's first chunk of what may take a thousand times as long as an answer. */
const FIRST_SLOW = 8;
/** A call that has taken this many times what it should is given up as hung; */
const HUNG_FACTOR = 50;
/** where nothing is known of its speed, or shaders may have to compile, after a minute, */
const HUNG_MILLISECONDS = 60_000;
/** and never sooner than this: a machine may be busy, a page hidden. */
const LEAST_HUNG_MILLISECONDS = 10_000;
/** Failures in a row, without one good chunk between them, after which the job fails. */
const MAX_FAILURES = 4;
/** Failures in a row after which a GPU is left for the CPU. */
const MAX_GPU_FAILURES = 2;

/** An evaluator's place in the pool; who fills it changes when one dies. */
interface Slot {
  connection: Connection<EvaluatorApi>;
  ready: Promise<EvaluatorReady>;
  opened: boolean;
  prepared: Partial<Record<Setting['kind'], { readonly of: object; readonly done: Promise<unknown> }>>;
  /** Rows a millisecond, from the last chunks: rows answered, and rows explained. */
  speed: Record<Pace, number | null>;
  /** Milliseconds of its quickest chunk: what a call takes however few its rows are, or less. */
  quickest: Record<Pace, number>;
  /** When it last answered. */
  lastAnswer: number;
}

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

  /** Splits work over the evaluators and puts the answers together in order. */
  async function distribute(
    { total, width, rowsPerUnit, columns, setting, pace, call }: Work,
    outer: AbortSignal,
    answered: (units: number) => void = () => {},
  ): Promise<Float64Array> {
    const first = pace === 'answers' ? FIRST_NUMBERS / columns : FIRST_SLOW;
    const result = new Float64Array(total * width);
    const again: (readonly [number, number])[] = [];
    const stop = new AbortController();
    const signal = AbortSignal.any([outer, stop.signal, closing.signal]);
    let next = 0;
    let failures = 0;

    const take = (slot: Slot): readonly [number, number] | undefined => {
      const returned = again.pop();
      if (returned || next >= total) return returned;
      const speed = slot.speed[pace];
      // Where a call takes long whatever its rows, as with networks that go step by step, small chunks would make smaller ones.
      const rows = speed === null ? first : speed * Math.max(CHUNK_MILLISECONDS, 2 * slot.quickest[pace]);
      const full = Math.max(1, Math.floor(rows / rowsPerUnit));
      const size = Math.min(full, Math.ceil(total / slots.length));
      const from = next;
      next = Math.min(total, next + size);
      return [from, next];
    };

    const work = async (slot: Slot): Promise<void> => {
      for (let chunk = take(slot); chunk; chunk = take(slot)) {
        const [from, to] = chunk;
        const { connection } = slot;
        try {
          if (!slot.opened) await settled(slot.ready, signal, HUNG_MILLISECONDS);
          slot.opened = true;
          if (setting) await settled(prepared(slot, setting), signal, HUNG_MILLISECONDS);
          const rows = (to - from) * rowsPerUnit;
          const start = performance.now();
          const before = slot.speed[pace];
          const least = before === null || backend === 'webgpu' ? HUNG_MILLISECONDS : LEAST_HUNG_MILLISECONDS;
          const limit = Math.max(least, before ? (HUNG_FACTOR * rows) / before : 0);
          result.set(await settled(call(connection.api, from, to), signal, limit), from * width);
          // Calls of other asks may have been before this one in the evaluator's queue.
          const now = performance.now();
          const taken = Math.max(0.05, now - Math.max(start, slot.lastAnswer));
          const speed = rows / taken;
          slot.quickest[pace] = Math.min(slot.quickest[pace], taken);
          slot.lastAnswer = now;
          slot.speed[pace] = before === null ? speed : (before + speed) / 2;
          failures = 0;
          answered(to - from);
        } catch (error) {
          if (signal.aborted || isFinal(error)) throw error;
          again.push(chunk);
          failures++;
          const text = error instanceof Error ? error.message : String(error);
          if (failures >= MAX_FAILURES) throw new OrielError('failure-workers', { times: failures, text }, { cause: error });
          // Several asks may be out at an evaluator: the first to fail replaces it for all.
          if (slot.connection === connection) replace(slot, text, failures);
        }
      }
    };
    try {
      await Promise.all(slots.map(work));
    } catch (error) {
      stop.abort();
      throw error;
    }
    return result;
  }

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

/** What preparing an evaluator came to; it is done once. */
function prepared(slot: Slot, { kind, of, prepare }: Setting): Promise<unknown> {
  const before = slot.prepared[kind];
  if (before?.of === of) return before.done;
  const done = prepare(slot.connection.api);
  done.catch(() => {}); // whoever needs it meets the error
  slot.prepared[kind] = { of, done };
  return done;
}

/** Rows [from, to). */
function part(rows: Float32Array, count: number, from: number, to: number): Float32Array {
  const columns = rows.length / count;
  return rows.slice(from * columns, to * columns);
}

/** An error that another evaluator would meet as well: the model's, the data's or the request's fault. */
const isFinal = (error: unknown): boolean => error instanceof OrielError && error.kind !== 'failure';

/** `promise`, unless `signal` aborts or `limit` milliseconds pass first. */
function settled<T>(promise: Promise<T>, signal: AbortSignal, limit: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
    };
    const aborted = () => {
      finish();
      reject(new OrielError('failure-cancelled'));
    };
    const timer = setTimeout(() => {
      finish();
      reject(new Error(`no answer in ${Math.round(limit / 1000)} s`));
    }, limit);
    if (signal.aborted) return aborted();
    signal.addEventListener('abort', aborted);
    promise.then(
      (value) => {
        finish();
        resolve(value);
      },
      (error) => {
        finish();
        reject(error);
      },
    );
  });
}
