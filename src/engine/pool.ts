import { OrielError } from '../errors.ts';
import { type Coalitions, sliceCoalitions } from '../games/coalitions.ts';
import type { MaskerSpec, Space } from '../games/game.ts';
import type { AnswersBy } from '../models/model.ts';
import { engineWords } from '../words/en.ts';
import type { EvaluatorApi, EvaluatorModel, EvaluatorReady } from './protocol.ts';
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
  close(): void;
}

/** A chunk should take about this long: short enough to cancel and share out, long enough that messages cost nothing. */
const CHUNK_MILLISECONDS = 80;
/** Numbers in an evaluator's first chunk, before its speed is known: some hundred table rows, or one picture. */
const FIRST_NUMBERS = 16384;
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
  prepared: { readonly game: PreparedGame; readonly done: Promise<void> } | null;
  /** Rows a millisecond, from the last chunks. */
  speed: number | null;
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
    return { connection, ready, opened: false, prepared: null, speed: null, lastAnswer: 0 };
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

  /** Splits `total` units, each of `rowsPerUnit` model rows of `columns` numbers, over the evaluators and puts the answers together in order. */
  async function distribute(
    total: number,
    width: number,
    rowsPerUnit: number,
    columns: number,
    game: PreparedGame | null,
    call: (api: EvaluatorApi, from: number, to: number) => Promise<Float64Array>,
    outer: AbortSignal,
    answered: (units: number) => void = () => {},
  ): Promise<Float64Array> {
    const result = new Float64Array(total * width);
    const again: (readonly [number, number])[] = [];
    const stop = new AbortController();
    const signal = AbortSignal.any([outer, stop.signal, closing.signal]);
    let next = 0;
    let failures = 0;

    const take = (slot: Slot): readonly [number, number] | undefined => {
      const returned = again.pop();
      if (returned || next >= total) return returned;
      const rows = slot.speed === null ? FIRST_NUMBERS / columns : slot.speed * CHUNK_MILLISECONDS;
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
          if (game && slot.prepared?.game !== game) slot.prepared = { game, done: prepare(connection.api, game) };
          if (game && slot.prepared) await settled(slot.prepared.done, signal, HUNG_MILLISECONDS);
          const rows = (to - from) * rowsPerUnit;
          const start = performance.now();
          const least = slot.speed === null || backend === 'webgpu' ? HUNG_MILLISECONDS : LEAST_HUNG_MILLISECONDS;
          const limit = Math.max(least, slot.speed ? (HUNG_FACTOR * rows) / slot.speed : 0);
          result.set(await settled(call(connection.api, from, to), signal, limit), from * width);
          // Calls of other asks may have been before this one in the evaluator's queue.
          const now = performance.now();
          const speed = rows / Math.max(0.05, now - Math.max(start, slot.lastAnswer));
          slot.lastAnswer = now;
          slot.speed = slot.speed === null ? speed : (slot.speed + speed) / 2;
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

  return {
    get backend() {
      return backend;
    },
    ready: async () => {
      for (let failures = 1; ; failures++) {
        try {
          return await settled(slots[0].ready, closing.signal, HUNG_MILLISECONDS);
        } catch (error) {
          if (isFinal(error) || failures >= MAX_FAILURES) throw error;
          replace(slots[0], error instanceof Error ? error.message : String(error), failures);
        }
      }
    },
    value: (game, coalitions, signal, answered) =>
      distribute(
        coalitions.count,
        game.outputs.length,
        game.rowsPerCoalition,
        columnsOf(game.masker),
        game,
        (api, from, to) => api.value(sliceCoalitions(coalitions, from, to)),
        signal,
        answered,
      ),
    predict: (rows, count, outputs, signal, answered) => {
      const columns = rows.length / count;
      return distribute(
        count,
        outputs.length,
        1,
        columns,
        null,
        (api, from, to) => api.predict(rows.slice(from * columns, to * columns), to - from, outputs),
        signal,
        answered,
      );
    },
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

function prepare(api: EvaluatorApi, game: PreparedGame): Promise<void> {
  const done = api.prepare(game.masker, game.outputs, game.space);
  done.catch(() => {}); // whoever needs it meets the error
  return done;
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
