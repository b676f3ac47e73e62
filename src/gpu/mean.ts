import type { Buffers } from './buffers.ts';
import { createKernel } from './compute-kernel.ts';
import code from './mean.wgsl?raw';

/**
 * Computes the means of `meanOverBackground` on the GPU, with float32 sums by blocks. The result is
 * [coalitions × wanted]. Log-odds are left to the CPU, because they need float64 and means are few.
 */
type Averager = (answers: GPUBuffer, coalitions: number) => GPUBuffer;

/** For `each` rows per coalition and `outputs` answers per row, of which some are wanted. */
export async function createAverager(
  device: GPUDevice,
  buffers: Buffers,
  { each, outputs, wanted }: { readonly each: number; readonly outputs: number; readonly wanted: readonly number[] },
): Promise<Averager> {
  const kernel = await createKernel(device, buffers, code, { group: 64 });
  const selected = buffers.holding(Uint32Array.from(wanted));
  const room = buffers.place();
  return (answers, coalitions) => {
    const count = coalitions * wanted.length;
    const means = room(count * Float32Array.BYTES_PER_ELEMENT);
    kernel.run([coalitions, each, outputs, wanted.length], [answers, selected, means], count);
    return means;
  };
}
