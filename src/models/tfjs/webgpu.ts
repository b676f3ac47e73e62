import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { GpuDevice } from '../../gpu/device.ts';
import type { Tf } from './tf.ts';

/** Registers the WebGPU back end on a device of ours, instead of one that it opens for itself. */
export function registerWebGpu(tf: Tf, { device }: GpuDevice): void {
  if (tf.findBackend('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(device));
}
