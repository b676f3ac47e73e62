import { OrielError } from '../../errors.ts';
import type { AnswersBy } from '../../models/model.ts';
import { isPacked } from '../../models/tfjs/pack.ts';
import { engineWords } from '../../words/en.ts';
import type { EvaluatorApi, EvaluatorModel } from '../protocol.ts';
import type { Connection } from '../workers/connection.ts';
import { createGpuTurns, type GpuTurns } from './gpu-turns.ts';
import type { Crew } from './scheduler.ts';
import { newSlot, type Slot } from './slot.ts';

export interface CrewOptions {
  readonly model: Omit<EvaluatorModel, 'backend'>;
  readonly backend: AnswersBy | 'mixed';
  /** Evaluators on the CPU; a GPU has one. */
  readonly workers: number;
  readonly spawn: () => Connection<EvaluatorApi>;
  /** Shared with other models' pools. */
  readonly gpu?: GpuTurns;
  /** Told when an evaluator was replaced or left out, or a back end given up. */
  readonly note: (text: string) => void;
}

export interface OpenCrew extends Crew {
  /** Which back end it is on by now: a GPU may have been left for the CPU. */
  backend(): AnswersBy | 'mixed';
  close(): void;
}

interface Listeners {
  /** One more evaluator has opened the model. */
  opened(): void;
  /** Another evaluator answers in the place of one. */
  replaced(): void;
}

/** Failures in a row after which a GPU is left for the CPU. */
const MAX_GPU_FAILURES = 2;

/**
 * The evaluators of one model: opens it in all of them, and puts fresh ones into the places of
 * those that fail.
 */
export function createCrew(options: CrewOptions, closing: AbortSignal, listeners: Listeners): OpenCrew {
  let { backend, workers } = options;
  let slots: Slot[] = [];
  /** Rows of one call, at most, since memory ran out there. */
  const mostRows: Partial<Record<AnswersBy, number>> = {};
  /** Evaluators that could not open the model, and why. */
  const unopened = new WeakMap<Slot['connection'], string>();
  /**
   * Whether all evaluators may open the model. The first loads onnxruntime's WebAssembly alone: the
   * others find what was compiled for it, and would be in its way. Of other runtimes each evaluator
   * compiles its own.
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
    const connection = options.spawn();
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
        unopened.set(connection, error instanceof Error ? error.message : String(error));
        leaveOut();
      },
    );
    return newSlot(connection, by, ready);
  }

  /**
   * Does without evaluators that could not open the model, where others have. Where none has,
   * whoever waits for it meets the error.
   */
  function leaveOut(): void {
    if (closing.aborted || slots.every(({ batchRows }) => batchRows === null)) return;
    const left = slots.filter(({ connection }) => unopened.has(connection));
    slots = slots.filter((slot) => !left.includes(slot));
    for (const { connection, backend: by } of left) {
      connection.close();
      const reason = unopened.get(connection) ?? '';
      if (by === 'webgpu') backend = 'wasm';
      else workers--;
      options.note(by === 'webgpu' ? engineWords.gpuLeft(reason) : engineWords.workerLeftOut(reason));
    }
  }

  /**
   * Puts a fresh evaluator into the place of a failed one. Where memory ran out it is given half
   * the rows at a time, while there is more than one; a GPU that keeps failing, or has not memory
   * for one, is left for the CPU.
   */
  function replace(slot: Slot, reason: string, failures: number, outOfMemory: boolean): boolean {
    if (closing.aborted) throw new OrielError('failure-closed');
    slot.connection.close();
    listeners.replaced();
    const { backend: by, batchRows } = slot;
    const most = mostRows[by] ?? Number.POSITIVE_INFINITY;
    const rows = batchRows ?? 1;
    // Others may have failed before it, and the cap be lower already.
    const fewer = Math.min(most, rows > most ? most : Math.floor(rows / 2));
    const eased = outOfMemory && fewer >= 1;
    if (eased) {
      mostRows[by] = fewer;
      options.note(engineWords.fewerRows(reason, fewer));
    } else if (by === 'webgpu' && (outOfMemory || failures >= MAX_GPU_FAILURES)) {
      backend = 'wasm';
      options.note(engineWords.gpuLeft(reason));
    } else {
      options.note(engineWords.workerReplaced(reason));
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
