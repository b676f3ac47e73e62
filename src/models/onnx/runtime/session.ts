import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { asOrielError, type OrielError } from '../../../errors.ts';
import type { GpuDevice } from '../../../gpu/device.ts';
import type { OpenDeviceGame } from '../../device-game.ts';
import { createInTurn, type InTurn } from '../../in-turn.ts';
import type { BackendName, Binding, Model } from '../../model.ts';
import type { GpuGameParts } from './gpu-game.ts';
import { limitMemory } from './memory-limit.ts';
import { type OpenedSession, openSession } from './open-session.ts';
import { createRowCalls, type RowCalls, type Run } from './row-calls.ts';
import type { RuntimeFiles } from './runtime-files.ts';

/** A session that records has weights of its own on the GPU: larger models get none. */
const RECORDED_BYTES = 2 ** 26;

/** The runtime's own log says no more than the errors it throws. */
const QUIET = { logSeverityLevel: 4 } as const;

/** A model run by onnxruntime. */
export interface RuntimeModel extends Model {
  readonly backend: BackendName;
}

export interface OpenOptions {
  readonly file: string;
  /** Most rows of a call, unless the model demands more. */
  readonly mostRows?: number;
  /** The CPU's WebAssembly, where it is there already; else the runtime fetches its own. */
  readonly wasm?: ArrayBuffer;
}

type Runtime = typeof import('onnxruntime-web/wasm');
type RuntimeErrors = typeof import('./runtime-errors.ts');

/** What failed, in our words, which few need; in the runtime's where these cannot be had. */
const typed = (error: unknown, say: (errors: RuntimeErrors) => OrielError): Promise<OrielError> =>
  import('./runtime-errors.ts').then(say, () => asOrielError(error));

/** Loads the one runtime that is used; each worker loads one. */
async function loadRuntime(backend: BackendName): Promise<Runtime> {
  // There before it is needed: where something fails, the network may be what failed.
  import('./runtime-errors.ts').catch(() => {});
  const runtime = await importRuntime(backend);
  runtime.env.logLevel = 'fatal';
  runtime.env.wasm.numThreads = 1;
  runtime.env.wasm.proxy = false;
  return runtime;
}

async function importRuntime(backend: BackendName): Promise<Runtime> {
  if (backend === 'wasm') return withFiles('wasm', await import('onnxruntime-web/wasm'));
  return 'Suspending' in WebAssembly
    ? withFiles('jspi', await import('onnxruntime-web/jspi'))
    : withFiles('webgpu', await import('onnxruntime-web/webgpu'));
}

/**
 * A runtime uses the module that it contains only where its own address has the worker's origin,
 * which none has where that is opaque: there it is told which files to take.
 */
async function withFiles(name: keyof RuntimeFiles, runtime: Runtime): Promise<Runtime> {
  if (!import.meta.env.SSR && globalThis.origin === 'null')
    runtime.env.wasm.wasmPaths = (await import('./runtime-files.ts')).runtimeFiles[name];
  return runtime;
}

/** A model that hands its input through, in ONNX: 63 bytes. */
const SMALLEST = 'CAg6NwoQCgF4EgF5IghJZGVudGl0eRIBZ1oPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCAhAR';

/**
 * Loads the CPU's runtime before there is a model: most of what opening the first one takes is the
 * runtime's own.
 */
export async function loadOnnx(): Promise<void> {
  const ort = await loadRuntime('wasm');
  limitMemory(0);
  const model = Uint8Array.from(atob(SMALLEST), (character) => character.charCodeAt(0));
  const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'], ...QUIET });
  await session.release();
}

/**
 * Opens a model as bytes on a back end. K is the binding's, or found by running one row where that
 * is 0. Throws `model-unsupported` naming node and operator, `model-input` where a shape does not
 * fit, `model-output`, and `failure-backend` where the back end itself fails.
 */
export async function openOnnx(
  bytes: Uint8Array,
  declared: Binding,
  backend: BackendName,
  { file, mostRows, wasm }: OpenOptions,
): Promise<RuntimeModel> {
  const ort = await loadRuntime(backend);
  if (wasm) ort.env.wasm.wasmBinary = wasm;
  limitMemory(bytes.length);
  // What a GPU takes is loaded together.
  const onGpu = backend === 'webgpu' ? await import('./on-gpu.ts') : null;
  const gpu = onGpu && (await onGpu.openDevice());
  const watch = gpu && onGpu.watchDevice(gpu);
  const unlessLost: InTurn = watch?.unlessLost ?? ((work) => work());

  const executionProviders = gpu ? [{ name: 'webgpu', device: gpu.device } as const] : ['wasm'];
  const create = (model: Uint8Array, more: InferenceSession.SessionOptions = {}) =>
    ort.InferenceSession.create(model, { executionProviders, ...QUIET, ...more });
  let opened: OpenedSession;
  try {
    opened = await unlessLost(() =>
      openSession(bytes, { binding: declared, onGpu: gpu !== null, create, TensorOf: ort.Tensor }),
    );
  } catch (error) {
    gpu?.destroy();
    throw await typed(error, ({ refusal }) => refusal(error, bytes, backend, file));
  }
  const { session, batch } = opened;
  const binding: Binding = { ...declared, batch };
  // The runtime refuses calls in parallel: one waits for the other.
  const inTurn = createInTurn();

  const run: Run = async (feeds, fetches = [binding.output]) => {
    try {
      return (await unlessLost(() => session.run(feeds, fetches, QUIET)))[binding.output];
    } catch (error) {
      throw await typed(error, ({ runError }) => runError(error, backend, file));
    }
  };
  const calls = createRowCalls({ binding, TensorOf: ort.Tensor, gpu, file, mostRows, run });
  // A software adapter gains nothing by recording.
  const recorded =
    gpu && !gpu.software && bytes.length <= RECORDED_BYTES
      ? onGpu.createRecordedCalls({
          device: gpu.device,
          TensorOf: ort.Tensor,
          plain: run,
          create: () => create(opened.bytes, { enableGraphCapture: true }),
          inTurn: (work) => inTurn(() => unlessLost(work)),
        })
      : null;

  const close = async () => {
    if (recorded) await inTurn(() => unlessLost(recorded.close)).catch(() => {});
    await inTurn(() => unlessLost(() => session.release())).catch(() => {});
    gpu?.destroy();
  };
  if (calls.outputs === 0) {
    try {
      await inTurn(() => calls.tryRow());
    } catch (error) {
      await close();
      throw error;
    }
  }
  return {
    backend,
    adapter: gpu?.adapter ?? null,
    runtime: `onnxruntime-web ${ort.env.versions.web ?? ort.env.versions.common} (${backend})`,
    outputs: calls.outputs,
    batchRows: calls.largest,
    oneByOne: batch === 1 && (gpu !== null || binding.kind !== 'image'),
    predict: (rows, count) => inTurn(() => calls.predict(rows, count)),
    lost: gpu?.lost ?? new Promise(() => {}),
    close,
    ...(gpu && {
      software: gpu.software,
      async warmUp() {
        for (const size of calls.warmUpSizes) await inTurn(() => calls.tryRow(size));
      },
      deviceGame: gameOpener({
        gpu,
        binding,
        TensorOf: ort.Tensor,
        calls,
        run: recorded?.run ?? run,
        inTurn,
        unlessLost,
      }),
    }),
    ...(watch && { destroyDevice: watch.destroy }),
  };
}

interface GameOpenerParts {
  readonly gpu: GpuDevice;
  readonly binding: Binding;
  readonly TensorOf: typeof Tensor;
  readonly calls: RowCalls;
  readonly run: GpuGameParts['run'];
  readonly inTurn: InTurn;
  readonly unlessLost: InTurn;
}

/** Opens games on the model's device. null: answers are not float32, or do not lie row by row. */
function gameOpener({ gpu, binding, TensorOf, calls, run, inTurn, unlessLost }: GameOpenerParts): OpenDeviceGame {
  return async (masker, wanted) => {
    if (!calls.answer) await inTurn(() => calls.tryRow());
    const { answer } = calls;
    if (answer?.type !== 'float32' || answer.dims[0] !== answer.size) return null;
    const [, ...rest] = answer.dims;
    const { createGpuGame } = await import('./on-gpu.ts');
    const game = await unlessLost(() =>
      createGpuGame({
        device: gpu.device,
        binding,
        masker,
        wanted,
        places: masker.kind === 'text' ? calls.placesFor(masker.columns) : undefined,
        TensorOf,
        sizes: calls.sizes,
        dims: (size) => [size, ...rest],
        run,
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
  };
}
