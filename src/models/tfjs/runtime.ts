import { type GpuDevice, openDevice } from '../../gpu/device.ts';
import type { BackendName } from '../model.ts';

export type Tf = typeof import('@tensorflow/tfjs-core');

/**
 * TensorFlow.js with the back ends that were loaded; one a worker, and its state is its module's.
 */
export interface Runtime {
  readonly tf: Tf;
  /** What it runs on just now. */
  readonly backend: BackendName | 'cpu';
  readonly gpu: GpuDevice | null;
  /** Runs `work` on the back end, whatever another model of this thread used before. */
  on<T>(work: () => T): Promise<T>;
  /** Goes on in plain JavaScript, which has every operator; tensors move when they are used. */
  useCpu(): Promise<void>;
  /** Runs `work` in plain JavaScript, and goes back after it. */
  onCpu<T>(work: () => Promise<T>): Promise<T>;
  close(): void;
}

/**
 * Loads TensorFlow.js for a back end: WebGPU on a device of ours, else WASM, else JavaScript.
 * Throws `failure-backend` without a GPU.
 */
export async function loadRuntime(wanted: BackendName): Promise<Runtime> {
  const tf = await import('@tensorflow/tfjs-core');
  // Without its checks of every number, and without its advice on the console.
  tf.enableProdMode();
  const gpu = wanted === 'webgpu' ? await openDevice() : null;
  let backend: Runtime['backend'] = wanted;
  const useCpu = async () => {
    await import('@tensorflow/tfjs-backend-cpu');
    backend = 'cpu';
  };
  if (gpu) {
    const { webgpu } = await import('./webgpu.ts');
    webgpu(tf, gpu);
  } else if (!(await loadWasm(tf))) {
    await useCpu();
  }
  return {
    tf,
    get backend() {
      return backend;
    },
    gpu,
    async on(work) {
      if (tf.getBackend() !== backend) await tf.setBackend(backend);
      return work();
    },
    useCpu,
    async onCpu(work) {
      const before = backend;
      await useCpu();
      try {
        return await work();
      } finally {
        backend = before;
      }
    },
    close() {
      if (!gpu) return;
      if (tf.findBackend('webgpu')) tf.removeBackend('webgpu');
      gpu.destroy();
    },
  };
}

/** Whether the WASM back end could be started. */
async function loadWasm(tf: Tf): Promise<boolean> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  // In Node the files are found beside the package's own.
  if (!import.meta.env.SSR) setWasmPaths((await import('./wasm-files.ts')).wasmFiles);
  // Its threads are workers made of text, which a strict policy refuses; one thread each is what
  // evaluators are for.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  return tf.setBackend('wasm').catch(() => false);
}
