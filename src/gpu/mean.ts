import { createBuffers } from './buffers.ts';
import { createKernel } from './kernel.ts';
import code from './mean.wgsl?raw';

/** Takes means over the rows of each coalition where the answers are: see `meanOverBackground`, with float32 sums by blocks. */
export interface Averager {
  /** Means of so many coalitions, coalitions × wanted. The link is left to who reads them: it takes float64, and they are few. */
  mean(answers: GPUBuffer, coalitions: number): Promise<GPUBuffer>;
  close(): void;
}

/** `each` rows a coalition, `outputs` answers a row, of which some are wanted. */
export async function createAverager(device: GPUDevice, each: number, outputs: number, wanted: readonly number[]): Promise<Averager> {
  const buffers = createBuffers(device);
  const kernel = await createKernel(device, code, { group: 64 });
  const selected = await buffers.holding('selected', Uint32Array.from(wanted));
  return {
    async mean(answers, coalitions) {
      const count = coalitions * wanted.length;
      const means = await buffers.room('means', count * Float32Array.BYTES_PER_ELEMENT);
      kernel.run([coalitions, each, outputs, wanted.length], [answers, selected, means], count);
      return means;
    },
    close() {
      kernel.close();
      buffers.close();
    },
  };
}
