import type { Buffers } from './buffers.ts';
import { createKernel } from './kernel.ts';
import code from './mean.wgsl?raw';

/**
 * Takes means over the rows of each coalition where the answers are: see `meanOverBackground`, with
 * float32 sums by blocks. Of so many coalitions they are coalitions × wanted. The link is left to
 * who reads them: it takes float64, and they are few.
 */
export type Averager = (answers: GPUBuffer, coalitions: number) => GPUBuffer;

/** `each` rows a coalition, `outputs` answers a row, of which some are wanted. */
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
