import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { GpuDevice } from '../../gpu/device.ts';
import type { Tf } from './runtime.ts';

/** Puts a device of ours in the place of the one that the back end would open for itself. */
export function webgpu(tf: Tf, { device }: GpuDevice): void {
  if (tf.findBackend('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(device));
}
