import type { Tensor } from '@tensorflow/tfjs-core';
import { OrielError } from '../../errors.ts';
import { watchDevice } from '../../gpu/watch.ts';
import { modelWords } from '../../words/en.ts';
import { plansOf } from '../bind/input-plan.ts';
import type { BackendName, Binding, Model } from '../model.ts';
import { createFeeder } from './feed.ts';
import { createGradients, heat, loadGradients, placed } from './gradients.ts';
import { parseModelJson } from './manifest.ts';
import { loadNetwork, type Network } from './network.ts';
import { unpackModel } from './pack.ts';
import { topologyOf } from './read.ts';
import { loadRuntime } from './runtime.ts';
import { lacksKernel, refusal } from './runtime-errors.ts';

/**
 * Numbers in the rows of one call: enough that its operators cost more than calling them, few
 * enough for memory.
 */
const NUMBERS = { cpu: 2 ** 16, wasm: 2 ** 16, webgpu: 2 ** 21 } as const;
const MOST_ROWS = 512;
/** Places of a row of text that is as long as they come. */
const LONG_TEXT = 512;
/** Rows a GPU's call is padded to: shaders are compiled for each shape. */
const GPU_SIZES = [1, 8, 64, MOST_ROWS] as const;

/**
 * Opens a packed TensorFlow.js model (`pack.ts`) on a back end; on the CPU in WASM, or in plain
 * JavaScript where WASM lacks an operator. K is the binding's, or found by running one row where
 * that is 0. On the CPU a row's answer has the same bits whatever the number of rows in its call.
 * Calls have no more than `mostRows` rows, where the model does not demand it. Throws
 * `model-unsupported` naming the layer or operator, `model-unreadable`, `model-input`,
 * `model-output` and `failure-backend`.
 */
export async function openTfjs(
  bytes: Uint8Array,
  binding: Binding,
  wanted: BackendName,
  file: string,
  mostRows = MOST_ROWS,
): Promise<Model> {
  const { json, weights } = unpackModel(bytes);
  const model = parseModelJson(json, file);
  const topology = topologyOf(model, file);
  const runtime = await loadRuntime(wanted);
  const { tf, gpu } = runtime;
  const watch = gpu && watchDevice(gpu);
  const unlessLost = watch?.unlessLost ?? (<T>(work: () => Promise<T>) => work());
  const typed = (error: unknown): OrielError => refusal(error, runtime.backend, file, topology);

  let network: Network | null = null;
  let outputs = binding.outputs;
  let feeder = createFeeder(binding, tf, file);
  /** Rows of text may be as long as the text is. */
  const open = binding.kind === 'text' && binding.tokens === null;
  const plans = plansOf(binding);
  const most = Math.min(
    mostRows,
    MOST_ROWS,
    Math.max(1, Math.floor(NUMBERS[wanted] / (open ? LONG_TEXT : feeder.width))),
  );
  const sizes: readonly number[] = gpu ? GPU_SIZES.filter((size) => size <= most) : [];
  const largest = binding.batch ?? sizes.at(-1) ?? most;
  const sizeOf = (rows: number): number => binding.batch ?? sizes.find((size) => size >= rows) ?? rows;

  /** Answers to rows [from, to). Whatever is made on the way is freed with the call. */
  const runRows = async (rows: Float32Array, from: number, to: number): Promise<Float32Array> => {
    const size = sizeOf(to - from);
    const values = await unlessLost(async () => {
      const answer = await runtime.on(() =>
        tf.tidy(() => (network as Network).answer(feeder.tensors(rows, from, to, size))),
      );
      return read(answer);
    });
    const found = values.length / size;
    if (outputs === 0) outputs = found;
    if (found !== outputs || !Number.isInteger(found)) {
      throw new OrielError('model-output', {
        output: binding.output,
        file,
        text: modelWords.outputValues(values.length, size),
      });
    }
    return values.subarray(0, (to - from) * outputs);
  };

  const read = async (answer: Tensor): Promise<Float32Array> => {
    try {
      if (answer.shape.slice(2).some((side) => side !== 1)) {
        const text = modelWords.outputShape(`[${answer.shape.join(', ')}]`);
        throw new OrielError('model-output', { output: binding.output, file, text });
      }
      // Reading at once costs nothing on the CPU; a GPU must be waited for.
      return Float32Array.from(gpu ? await answer.data() : answer.dataSync());
    } finally {
      answer.dispose();
    }
  };

  // What a failed derivation made stays behind: it is tried once.
  let plainDerivatives = false;
  /**
   * Tensors that a network's derivatives give, read; on the plain back end where WASM has no such
   * operator.
   */
  const derived = async (work: (gradients: ReturnType<typeof createGradients>) => Tensor[]) => {
    await loadGradients(tf);
    const gradients = createGradients(tf, network as Network, feeder, binding);
    const run = () =>
      unlessLost(async () => {
        const tensors = await runtime.on(() => tf.tidy(() => work(gradients)));
        const read = async (tensor: Tensor) => Float32Array.from(gpu ? await tensor.data() : tensor.dataSync());
        try {
          return await Promise.all(tensors.map(async (tensor) => ({ data: await read(tensor), shape: tensor.shape })));
        } finally {
          for (const tensor of tensors) tensor.dispose();
        }
      });
    try {
      if (plainDerivatives) return await runtime.onCpu(run);
      return await run().catch((error: unknown) => {
        if (gpu || !lacksKernel(error)) throw error;
        plainDerivatives = true;
        return runtime.onCpu(run);
      });
    } catch (error) {
      throw typed(error);
    }
  };

  const close = async () => {
    await runtime.on(() => network?.dispose()).catch(() => {});
    runtime.close();
  };

  try {
    network = await unlessLost(async () => {
      await runtime.on(() => {});
      return loadNetwork(tf, model, topology, weights, binding.output, file);
    });
    const one = new Float32Array(feeder.width);
    try {
      await runRows(one, 0, 1);
    } catch (error) {
      if (gpu || runtime.backend === 'cpu' || !lacksKernel(error)) throw error;
      await runtime.useCpu();
      await runRows(one, 0, 1);
    }
  } catch (error) {
    await close();
    throw typed(error);
  }

  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
  return {
    backend: runtime.backend,
    adapter: gpu?.adapter ?? null,
    runtime: `tensorflow.js ${tf.version_core} (${runtime.backend})`,
    outputs,
    batchRows: largest,
    predict: (rows, count) =>
      inTurn(async () => {
        if (open && count > 0 && feeder.width !== rows.length / count)
          feeder = createFeeder(binding, tf, file, rows.length / count);
        const values = new Float32Array(count * outputs);
        try {
          for (let from = 0; from < count; from += largest)
            values.set(await runRows(rows, from, Math.min(count, from + largest)), from * outputs);
        } catch (error) {
          throw typed(error);
        }
        return values;
      }),
    derivatives: (rows, count, selected) =>
      inTurn(async () => {
        const answers = new Float64Array(count * selected.length);
        for (let row = 0; row < count; row++) {
          const own = await runRows(rows, row, row + 1);
          for (const [at, k] of selected.entries()) answers[row * selected.length + at] = own[k];
        }
        const found = await derived((gradients) => gradients.byInput(rows, 0, count, selected).flat());
        const inputs = plans.length;
        const byOutput = selected.map((_, k) => found.slice(k * inputs, (k + 1) * inputs).map(({ data }) => data));
        return placed(plans, answers, byOutput, rows.length / count);
      }),
    heatMap: (row, selected) =>
      inTurn(async () => {
        const [maps, ...derivatives] = await derived((gradients) => {
          const by = gradients.byConvolution(row, selected);
          return [by.maps, ...by.derivatives];
        });
        const data = derivatives.map((each) => each.data);
        return heat(maps.data, data, maps.shape[1] ?? 1, maps.shape[2] ?? 1);
      }),
    embeddingPath: (path, selected) =>
      inTurn(async () => {
        const found = await derived((gradients) => gradients.byEmbedding(path, selected));
        const [count, columns] = [path.at.length, path.rows.length / 2];
        const all = new Float64Array(count * selected.length * columns);
        for (const [k, { data }] of found.entries()) {
          for (let step = 0; step < count; step++)
            all.set(data.subarray(step * columns, (step + 1) * columns), (step * selected.length + k) * columns);
        }
        return all;
      }),
    lost: gpu?.lost ?? new Promise(() => {}),
    close: () => inTurn(close),
    ...(watch && { destroyDevice: watch.destroy }),
  };
}
