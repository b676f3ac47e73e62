import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { OrielError } from '../../errors.ts';
import { NO_TOKEN } from '../../games/text-masker.ts';
import { openDevice } from '../../gpu/device.ts';
import { watchDevice } from '../../gpu/watch.ts';
import { modelWords } from '../../words/en.ts';
import type { BackendName, Binding, Model } from '../model.ts';
import { createFeeder, toFloat32 } from './feed.ts';
import { refusal, runError } from './runtime-errors.ts';

/**
 * Rows of one call of the runtime on WASM. Answers do not depend on it: with one thread each row's bits are the same
 * for any number of rows in a call (measured, and held by a test), so no padding is needed and these are chosen for
 * speed and memory alone. Tables gain little beyond 2,048 rows; pictures gain nothing beyond one, text little beyond 16.
 */
export const WASM_ROWS = { tabular: 2048, image: 1, text: 16 } as const;

/** Rows of a call on a GPU. Shaders are compiled for each shape, so a call is padded to the next of a few sizes. */
export const GPU_ROWS = { tabular: [64, 512, 4096], image: [1, 8], text: [1, 8, 64] } as const;
/** For the same reason rows of text are filled up to a multiple of so many places there. */
const GPU_PLACES = 16;

/** The runtime's own log says no more than the errors it throws. */
const QUIET = { logSeverityLevel: 4 } as const;

/** A model run by onnxruntime answers in float32. */
export interface RuntimeModel extends Model {
  readonly backend: BackendName;
  predict(rows: Float32Array, count: number): Promise<Float32Array>;
}

type Runtime = typeof import('onnxruntime-web/wasm');

/** Loads the one runtime that is used; each worker loads one. */
async function loadRuntime(backend: BackendName): Promise<Runtime> {
  if (backend === 'wasm') return import('onnxruntime-web/wasm');
  return 'Suspending' in WebAssembly ? import('onnxruntime-web/jspi') : import('onnxruntime-web/webgpu');
}

/**
 * Opens a model as bytes on a back end. K is the binding's, or found by running one row where that is 0.
 * Throws `model-unsupported` naming node and operator, `model-input` where a shape does not fit, `model-output`, and
 * `failure-backend` where the back end itself fails.
 */
export async function openOnnx(bytes: Uint8Array, binding: Binding, backend: BackendName, file: string): Promise<RuntimeModel> {
  const ort = await loadRuntime(backend);
  ort.env.logLevel = 'fatal';
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  const gpu = backend === 'webgpu' ? await openDevice() : null;
  const watch = gpu && watchDevice(gpu);
  const unlessLost = watch?.unlessLost ?? (<T>(work: () => Promise<T>) => work());

  let session: InferenceSession;
  try {
    const executionProviders = gpu ? [{ name: 'webgpu', device: gpu.device } as const] : ['wasm'];
    session = await unlessLost(() => ort.InferenceSession.create(bytes, { executionProviders, ...QUIET }));
  } catch (error) {
    gpu?.destroy();
    throw refusal(error, bytes, backend, file);
  }
  let feeder = createFeeder(binding, ort.Tensor, file);
  const sizes: readonly number[] = gpu ? GPU_ROWS[binding.kind] : [];
  const largest = binding.batch ?? sizes.at(-1) ?? WASM_ROWS[binding.kind];
  let outputs = binding.outputs;
  let last: Promise<unknown> = Promise.resolve();

  /** The runtime refuses calls in parallel: one waits for the other. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };

  const sizeOf = (rows: number): number => binding.batch ?? sizes.find((size) => size >= rows) ?? rows;

  const runRows = async (rows: Float32Array, from: number, to: number): Promise<Float32Array> => {
    const size = sizeOf(to - from);
    const tensor = await run(feeder.feeds(rows, from, to, size));
    const found = tensor.size / size;
    if (outputs === 0) outputs = found;
    if (found !== outputs || !Number.isInteger(found)) {
      throw new OrielError('model-output', { output: binding.output, file, text: modelWords.outputValues(tensor.size, size) });
    }
    return toFloat32(tensor, (to - from) * outputs);
  };

  const run = async (feeds: Record<string, Tensor>): Promise<Tensor> => {
    try {
      return (await unlessLost(() => session.run(feeds, [binding.output], QUIET)))[binding.output];
    } catch (error) {
      throw runError(error, backend, file);
    }
  };

  /** Rows of text are as long as the text is: there are feeders for the lengths there are. */
  const fitted = (rows: Float32Array, count: number): Float32Array => {
    if (binding.kind !== 'text' || binding.tokens !== null || count === 0) return rows;
    const places = rows.length / count;
    const wanted = gpu ? Math.ceil(places / GPU_PLACES) * GPU_PLACES : places;
    if (feeder.width !== wanted) feeder = createFeeder(binding, ort.Tensor, file, wanted);
    return wanted === places ? rows : lengthened(rows, count, wanted);
  };

  const predict = async (given: Float32Array, count: number): Promise<Float32Array> => {
    const rows = fitted(given, count);
    if (count > 0 && count <= largest) return runRows(rows, 0, count);
    const values = new Float32Array(count * outputs);
    for (let from = 0; from < count; from += largest)
      values.set(await runRows(rows, from, Math.min(count, from + largest)), from * outputs);
    return values;
  };

  const close = async () => {
    await inTurn(() => unlessLost(() => session.release())).catch(() => {});
    gpu?.destroy();
  };

  if (outputs === 0) {
    try {
      await inTurn(() => runRows(new Float32Array(feeder.width), 0, 1));
    } catch (error) {
      await close();
      throw error;
    }
  }
  return {
    backend,
    adapter: gpu?.adapter ?? null,
    runtime: `onnxruntime-web ${ort.env.versions.web ?? ort.env.versions.common} (${backend})`,
    outputs,
    batchRows: largest,
    predict: (rows, count) => inTurn(() => predict(rows, count)),
    lost: gpu?.lost ?? new Promise(() => {}),
    close,
    ...(watch && { destroyDevice: watch.destroy }),
  };
}

/** Rows of text with more places, the new ones empty. */
function lengthened(rows: Float32Array, count: number, places: number): Float32Array {
  const before = rows.length / count;
  const longer = new Float32Array(count * places).fill(NO_TOKEN);
  for (let row = 0; row < count; row++) longer.set(rows.subarray(row * before, (row + 1) * before), row * places);
  return longer;
}
