import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { OrielError } from '../../../errors.ts';
import { NO_TOKEN } from '../../../games/text-masker.ts';
import { openDevice } from '../../../gpu/device.ts';
import { watchDevice } from '../../../gpu/watch.ts';
import { modelWords } from '../../../words/en.ts';
import type { DeviceGame, OpenDeviceGame } from '../../device-game.ts';
import type { BackendName, Binding, Model } from '../../model.ts';
import { callRows, createBatchSizes } from './batch-sizes.ts';
import { createFeeder, toFloat32 } from './feed.ts';
import { type OpenedSession, openSession } from './open-session.ts';
import { createRecordedCalls } from './recorded-calls.ts';
import { refusal, runError } from './runtime-errors.ts';

/**
 * Each length of text has buffers of its own there: rows are filled up to a multiple of so many
 * places.
 */
const GPU_PLACES = 16;

/** A session that records has weights of its own on the GPU: not of models larger than this. */
const RECORDED_BYTES = 2 ** 26;

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
 * Opens a model as bytes on a back end. K is the binding's, or found by running one row where that
 * is 0. Calls have no more than `mostRows` rows, where the model does not demand it. Throws
 * `model-unsupported` naming node and operator, `model-input` where a shape does not fit,
 * `model-output`, and `failure-backend` where the back end itself fails.
 */
export async function openOnnx(
  bytes: Uint8Array,
  declared: Binding,
  backend: BackendName,
  file: string,
  mostRows?: number,
): Promise<RuntimeModel> {
  const ort = await loadRuntime(backend);
  ort.env.logLevel = 'fatal';
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  const gpu = backend === 'webgpu' ? await openDevice() : null;
  const watch = gpu && watchDevice(gpu);
  const unlessLost = watch?.unlessLost ?? (<T>(work: () => Promise<T>) => work());

  const executionProviders = gpu ? [{ name: 'webgpu', device: gpu.device } as const] : ['wasm'];
  const create = (model: Uint8Array, more: InferenceSession.SessionOptions = {}) =>
    ort.InferenceSession.create(model, { executionProviders, ...QUIET, ...more });
  let opened: OpenedSession;
  try {
    opened = await unlessLost(() => openSession(bytes, declared, gpu !== null, create, ort.Tensor));
  } catch (error) {
    gpu?.destroy();
    throw refusal(error, bytes, backend, file);
  }
  const { session, batch } = opened;
  const binding: Binding = { ...declared, batch };
  let feeder = createFeeder(binding, ort.Tensor, file);
  const rowsAtATime = callRows(binding, gpu, feeder.width, mostRows);
  const largest = rowsAtATime[rowsAtATime.length - 1];
  const sizes = createBatchSizes(rowsAtATime);
  let outputs = binding.outputs;
  /** The output's tensor as it was last seen. */
  let answer: { readonly type: string; readonly dims: readonly number[]; readonly size: number } | null = null;
  let last: Promise<unknown> = Promise.resolve();

  /** The runtime refuses calls in parallel: one waits for the other. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };

  /** Rows of the next call; on the CPU nothing is filled up but what the model demands. */
  const sizeFor = (left: number): number =>
    gpu || binding.batch !== null ? sizes.next(left) : Math.min(left, largest);

  const runRows = async (rows: Float32Array, from: number, to: number, size: number): Promise<Float32Array> => {
    const tensor = await run(feeder.feeds(rows, from, to, size));
    const found = tensor.size / size;
    answer = { type: tensor.type, dims: tensor.dims, size };
    if (outputs === 0) outputs = found;
    if (found !== outputs || !Number.isInteger(found)) {
      throw new OrielError('model-output', {
        output: binding.output,
        file,
        text: modelWords.outputValues(tensor.size, size),
      });
    }
    return toFloat32(tensor, (to - from) * outputs);
  };

  const run = async (
    feeds: Record<string, Tensor>,
    fetches: InferenceSession.FetchesType = [binding.output],
  ): Promise<Tensor> => {
    try {
      return (await unlessLost(() => session.run(feeds, fetches, QUIET)))[binding.output];
    } catch (error) {
      throw runError(error, backend, file);
    }
  };

  /** Places of the model's rows for a text of so many. */
  const placesFor = (places: number): number => {
    if (binding.kind === 'text' && binding.tokens !== null) return binding.tokens;
    return gpu ? Math.ceil(places / GPU_PLACES) * GPU_PLACES : places;
  };

  /** Rows of text are as long as the text is: there are feeders for the lengths there are. */
  const fitted = (rows: Float32Array, count: number): Float32Array => {
    if (binding.kind !== 'text' || binding.tokens !== null || count === 0) return rows;
    const places = rows.length / count;
    const wanted = placesFor(places);
    if (feeder.width !== wanted) feeder = createFeeder(binding, ort.Tensor, file, wanted);
    return wanted === places ? rows : lengthened(rows, count, wanted);
  };

  const predict = async (given: Float32Array, count: number): Promise<Float32Array> => {
    const rows = fitted(given, count);
    const values = new Float32Array(count * outputs);
    for (let from = 0; from < count; ) {
      const size = sizeFor(count - from);
      const to = Math.min(count, from + size);
      const answers = await runRows(rows, from, to, size);
      if (to - from === count) return answers;
      values.set(answers, from * outputs);
      from = to;
    }
    return values;
  };

  /** A software adapter gains nothing by it. */
  const calls =
    gpu && !gpu.software && bytes.length <= RECORDED_BYTES
      ? createRecordedCalls({
          device: gpu.device,
          TensorOf: ort.Tensor,
          plain: run,
          create: () => create(opened.bytes, { enableGraphCapture: true }),
          inTurn: (work) => inTurn(() => unlessLost(work)),
        })
      : null;

  const close = async () => {
    if (calls) await inTurn(() => unlessLost(calls.close)).catch(() => {});
    await inTurn(() => unlessLost(() => session.release())).catch(() => {});
    gpu?.destroy();
  };

  const tryOneRow = () => inTurn(() => runRows(new Float32Array(feeder.width), 0, 1, sizeFor(1)));

  /**
   * The runtime has shaders for one row and others for several, whatever they hold (MobileNet: 17,
   * then 3; none more for larger calls).
   */
  const warmUp = async () => {
    if (binding.kind === 'text' && binding.tokens === null) return;
    for (const size of rowsAtATime.slice(0, 2)) await inTurn(() => runRows(new Float32Array(feeder.width), 0, 1, size));
  };

  /** Null where the answers are not float32, or do not lie row by row. */
  const deviceGame =
    gpu &&
    (async (...[masker, wanted]: Parameters<OpenDeviceGame>): Promise<DeviceGame | null> => {
      if (!answer) await tryOneRow();
      if (answer?.type !== 'float32' || answer.dims[0] !== answer.size) return null;
      const [, ...rest] = answer.dims;
      const { createGpuGame } = await import('./gpu-game.ts');
      const game = await unlessLost(() =>
        createGpuGame({
          device: gpu.device,
          binding,
          masker,
          wanted,
          places: masker.kind === 'text' ? placesFor(masker.columns) : undefined,
          TensorOf: ort.Tensor,
          sizes,
          dims: (size) => [size, ...rest],
          run: calls?.run ?? run,
        }),
      );
      return (
        game && {
          begin: async (coalitions) => {
            const { means } = await inTurn(() => game.begin(coalitions));
            return { means: unlessLost(() => means) };
          },
          close: game.close,
        }
      );
    });

  if (outputs === 0) {
    try {
      await tryOneRow();
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
    oneByOne: batch === 1 && (gpu !== null || binding.kind !== 'image'),
    predict: (rows, count) => inTurn(() => predict(rows, count)),
    lost: gpu?.lost ?? new Promise(() => {}),
    close,
    ...(gpu && { software: gpu.software, warmUp }),
    ...(deviceGame && { deviceGame }),
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
