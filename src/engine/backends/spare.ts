import type { SpawnEvaluator } from '../pool/replacement.ts';
import type { EvaluatorApi } from '../protocol.ts';
import type { Connection } from '../workers/connection.ts';

export interface Spare {
  /** Makes an evaluator, or hands out the spare one where onnxruntime will answer on the CPU. */
  readonly spawn: SpawnEvaluator;
  /** Makes a spare one, unless there is one. */
  prepare(): void;
  /** Keeps one that is not needed any more as the spare one, unless there is one. */
  giveBack(evaluator: Connection<EvaluatorApi>): void;
  /** Closes the spare one, if there is one. */
  clear(): void;
  /** Does so for good: none is kept from now on. */
  close(): void;
}

/**
 * An evaluator that loads onnxruntime while a model's data are still read: that takes longer than
 * all else before a first answer. It is closed where nobody has wanted it for `idle` milliseconds.
 */
export function createSpare(spawn: SpawnEvaluator, idle: number): Spare {
  let spare: Connection<EvaluatorApi> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  function take(): Connection<EvaluatorApi> | null {
    clearTimeout(timer);
    const taken = spare;
    spare = null;
    return taken;
  }

  function keep(own: Connection<EvaluatorApi>): void {
    spare = own;
    // One that is gone is of no use to anybody.
    own.died.then(() => {
      if (spare === own) take()?.close();
    });
    timer = setTimeout(() => take()?.close(), idle);
  }

  return {
    spawn: (by) => (by === 'wasm' ? take() : null) ?? spawn(by),
    prepare() {
      if (!closed) keep(take() ?? loading(spawn));
    },
    giveBack(evaluator) {
      if (spare || closed) evaluator.close();
      else keep(evaluator);
    },
    clear() {
      take()?.close();
    },
    close() {
      closed = true;
      take()?.close();
    },
  };
}

function loading(spawn: SpawnEvaluator): Connection<EvaluatorApi> {
  const connection = spawn('wasm');
  connection.api.load().catch(() => {}); // opening a model there fails the same way
  return connection;
}
