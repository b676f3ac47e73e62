import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { AnswersBy } from '../../models/model.ts';
import { isPacked } from '../../models/tfjs/pack.ts';
import type { EvaluatorApi, EvaluatorModel } from '../protocol.ts';
import type { Connection } from '../workers/connection.ts';
import { createGpuTurns, type GpuTurns } from './gpu-turns.ts';
import { isOutOfMemory } from './out-of-memory.ts';
import { reasonOf } from './reason.ts';
import type { Evaluators } from './scheduler.ts';
import { createSlot, type Slot } from './slot.ts';

/** Makes an evaluator, which will be told to open a model that answers like this. */
export type SpawnEvaluator = (by: AnswersBy) => Connection<EvaluatorApi>;

export interface PoolOptions {
  readonly model: Omit<EvaluatorModel, 'backend'>;
  readonly backend: AnswersBy | 'mixed';
  /** Evaluators on the CPU; a GPU has one. */
  readonly workers: number;
  readonly spawn: SpawnEvaluator;
  /** Shared with the pools of other models. */
  readonly gpu?: GpuTurns;
  /** Called when an evaluator was replaced or left out, or when the GPU was given up. */
  readonly note: (message: Message) => void;
}

export interface ReplaceableEvaluators extends Evaluators {
  /** The back end by now: the CPU may have taken over from a GPU. */
  backend(): AnswersBy | 'mixed';
  close(): void;
}

interface Listeners {
  /** One more evaluator has opened the model. */
  opened(): void;
  /** An evaluator was replaced. */
  replaced(): void;
}

/** Failures in a row after which the CPU takes over from a GPU. */
const MAX_GPU_FAILURES = 2;

/** Opens a model in evaluators, and replaces those that fail. */
export function createReplaceableEvaluators(
  options: PoolOptions,
  closing: AbortSignal,
  listeners: Listeners,
): ReplaceableEvaluators {
  let { backend, workers } = options;
  let slots: Slot[] = [];
  /** Most rows in one call, on back ends where memory has run out. */
  const mostRows: Partial<Record<AnswersBy, number>> = {};
  /** Evaluators that could not open the model, and why. */
  const unopened = new WeakMap<Slot['connection'], unknown>();
  /**
   * Whether all evaluators may open the model. The first one loads onnxruntime's WebAssembly alone:
   * the others reuse what was compiled for it, and would slow it down. For other runtimes each
   * evaluator compiles its own.
   */
  let allMayOpen = options.backend === 'native' || isPacked(options.model.bytes);
  const backends = (): readonly AnswersBy[] => (backend === 'mixed' ? ['webgpu', 'wasm'] : [backend]);
  const placesOf = (by: AnswersBy): number => (by === 'webgpu' ? 1 : workers);
  fill();

  function fill(): void {
    for (const by of backends()) {
      const wanted = allMayOpen ? placesOf(by) : 1;
      for (let there = slots.filter((slot) => slot.backend === by).length; there < wanted; there++)
        slots.push(spawned(by));
    }
  }

  function spawned(by: AnswersBy): Slot {
    const connection = options.spawn(by);
    const most = mostRows[by];
    const ready = connection.api.open({ ...options.model, backend: by, ...(most && { mostRows: most }) });
    ready.then(
      ({ batchRows }) => {
        for (const slot of slots) if (slot.connection === connection) slot.batchRows = batchRows;
        if (closing.aborted) return;
        allMayOpen = true;
        leaveOut();
        fill();
        listeners.opened();
      },
      (error) => {
        unopened.set(connection, error);
        leaveOut();
      },
    );
    return createSlot(connection, by, ready);
  }

  /**
   * Removes evaluators that could not open the model, once others have. Until then whoever waits
   * for such an evaluator gets its error.
   */
  function leaveOut(): void {
    if (closing.aborted || slots.every(({ batchRows }) => batchRows === null)) return;
    const left = slots.filter(({ connection }) => unopened.has(connection));
    slots = slots.filter((slot) => !left.includes(slot));
    for (const { connection, backend: by } of left) {
      connection.close();
      const text = reasonOf(unopened.get(connection));
      if (by === 'webgpu') backend = 'wasm';
      else workers--;
      options.note(message(by === 'webgpu' ? 'engine.gpuLeft' : 'engine.workerLeftOut', { text }));
    }
  }

  /**
   * Where memory ran out, the fresh evaluator gets half as many rows at a time, unless that was
   * one. A GPU that keeps failing, or lacks the memory for a single row, is left for the CPU.
   */
  function replace(slot: Slot, error: unknown, failures: number): boolean {
    if (closing.aborted) throw new OrielError('failure-closed');
    slot.connection.close();
    listeners.replaced();
    const text = reasonOf(error);
    const outOfMemory = isOutOfMemory(error);
    const { backend: by, batchRows } = slot;
    const most = mostRows[by] ?? Number.POSITIVE_INFINITY;
    const rows = batchRows ?? 1;
    // Other evaluators may have failed before it, and may have lowered the limit already.
    const fewer = Math.min(most, rows > most ? most : Math.floor(rows / 2));
    const eased = outOfMemory && fewer >= 1;
    if (eased) {
      mostRows[by] = fewer;
      options.note(message('engine.fewerRows', { text, rows: fewer }));
    } else if (by === 'webgpu' && (outOfMemory || failures >= MAX_GPU_FAILURES)) {
      backend = 'wasm';
      options.note(message('engine.gpuLeft', { text }));
    } else {
      options.note(message('engine.workerReplaced', { text }));
    }
    Object.assign(slot, spawned(backend === 'wasm' ? 'wasm' : by));
    fill();
    return eased;
  }

  return {
    closing,
    gpu: options.gpu ?? createGpuTurns(),
    backend: () => backend,
    slots: () => slots,
    places: () => backends().reduce((sum, by) => sum + placesOf(by), 0),
    replace,
    close() {
      for (const slot of slots) slot.connection.close();
      slots = [];
    },
  };
}
