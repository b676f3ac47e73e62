import type { Tensor } from '@tensorflow/tfjs-core';
import { type GpuDevice, openDevice } from '../../gpu/device.ts';
import type { BackendName } from '../model.ts';
import type { Tf } from './tf.ts';

/** TensorFlow.js with the back ends that were loaded: one per worker. */
export interface Runtime {
  readonly tf: Tf;
  /** What it runs on now. */
  readonly backend: BackendName | 'cpu';
  readonly gpu: GpuDevice | null;
  /** Runs `work` on the back end, whatever another model of this thread used before. */
  on<T>(work: () => T): Promise<T>;
  /** Continues in plain JavaScript, which has every operator; tensors move when they are used. */
  useCpu(): Promise<void>;
  /** Runs `work` in plain JavaScript, then returns to what it ran on before. */
  onCpu<T>(work: () => Promise<T>): Promise<T>;
  /** A tensor's numbers. */
  read(tensor: Tensor): Promise<Float32Array>;
  close(): void;
}

/**
 * Loads TensorFlow.js for a back end: WebGPU on a device of ours, or WASM, or JavaScript where WASM
 * cannot start. Throws `failure-backend` where WebGPU is wanted and there is no GPU.
 */
export async function loadRuntime(wanted: BackendName): Promise<Runtime> {
  const tf = await import('@tensorflow/tfjs-core');
  // Switches off its checks of every number and its advice on the console.
  tf.enableProdMode();
  const gpu = wanted === 'webgpu' ? await openDevice() : null;
  let backend: Runtime['backend'] = wanted;
  const useCpu = async () => {
    await import('@tensorflow/tfjs-backend-cpu');
    backend = 'cpu';
  };
  if (gpu) {
    const { registerWebGpu } = await import('./webgpu.ts');
    registerWebGpu(tf, gpu);
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
    // Reading at once costs nothing on the CPU; a GPU must be waited for.
    read: async (tensor) => Float32Array.from(gpu ? await tensor.data() : tensor.dataSync()),
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
  // Its threads are workers made from text, which a strict content policy refuses; evaluators are
  // the threads here.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  return tf.setBackend('wasm').catch(() => false);
}
