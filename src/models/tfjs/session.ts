import type { OrielError } from '../../errors.ts';
import { watchDevice } from '../../gpu/watch.ts';
import { createInTurn, type InTurn } from '../in-turn.ts';
import type { BackendName, Binding, Model } from '../model.ts';
import { createDerivatives } from './derivatives.ts';
import { parseModelJson } from './manifest.ts';
import { loadNetwork, type Network } from './network.ts';
import { unpackModel } from './pack.ts';
import { topologyOf } from './read.ts';
import { createRowCalls, type RowCalls } from './row-calls.ts';
import { loadRuntime } from './runtime.ts';
import { lacksKernel, refusal } from './runtime-errors.ts';

export interface OpenOptions {
  readonly file: string;
  /** Most rows of a call, unless the model demands more. */
  readonly mostRows?: number;
}

/**
 * Opens a packed TensorFlow.js model (`pack.ts`) on a back end; on the CPU in WASM, or in plain
 * JavaScript where WASM lacks an operator. K is the binding's, or found by running one row where
 * that is 0. On the CPU a row's answer has the same bits whatever the number of rows in its call.
 * Throws `model-unsupported` naming the layer or operator, `model-unreadable`, `model-input`,
 * `model-output` and `failure-backend`.
 */
export async function openTfjs(
  bytes: Uint8Array,
  binding: Binding,
  wanted: BackendName,
  { file, mostRows }: OpenOptions,
): Promise<Model> {
  const { json, weights } = unpackModel(bytes);
  const model = parseModelJson(json, file);
  const topology = topologyOf(model, file);
  const runtime = await loadRuntime(wanted);
  const { tf, gpu } = runtime;
  const watch = gpu && watchDevice(gpu);
  const unlessLost: InTurn = watch?.unlessLost ?? ((work) => work());
  const typed = (error: unknown): OrielError => refusal(error, runtime.backend, file, topology);

  let network: Network | null = null;
  let calls: RowCalls;
  const close = async () => {
    await runtime.on(() => network?.dispose()).catch(() => {});
    runtime.close();
  };
  try {
    network = await unlessLost(async () => {
      await runtime.on(() => {});
      return loadNetwork(tf, { json: model, topology, weights, output: binding.output, file });
    });
    calls = createRowCalls({ runtime, network, binding, wanted, file, mostRows, unlessLost });
    try {
      await calls.tryRow();
    } catch (error) {
      if (gpu || runtime.backend === 'cpu' || !lacksKernel(error)) throw error;
      await runtime.useCpu();
      await calls.tryRow();
    }
  } catch (error) {
    await close();
    throw typed(error);
  }

  const inTurn = createInTurn();
  /** Work in its turn; what the runtime throws is made typed. */
  const typedInTurn: InTurn = (work) =>
    inTurn(async () => {
      try {
        return await work();
      } catch (error) {
        throw typed(error);
      }
    });
  const { derivatives, heatMap, embeddingPath } = createDerivatives({ runtime, network, binding, calls, unlessLost });
  return {
    backend: runtime.backend,
    adapter: gpu?.adapter ?? null,
    runtime: `tensorflow.js ${tf.version_core} (${runtime.backend})`,
    outputs: calls.outputs,
    batchRows: calls.largest,
    predict: (rows, count) => typedInTurn(() => calls.predict(rows, count)),
    derivatives: (rows, count, selected) => typedInTurn(() => derivatives(rows, count, selected)),
    heatMap: (row, selected) => typedInTurn(() => heatMap(row, selected)),
    embeddingPath: (path, selected) => typedInTurn(() => embeddingPath(path, selected)),
    lost: gpu?.lost ?? new Promise(() => {}),
    close: () => inTurn(close),
    ...(watch && { destroyDevice: watch.destroy }),
  };
}
