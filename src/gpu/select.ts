import { createBuffers } from './buffers.ts';
import { createKernel } from './kernel.ts';
import type { RowWriter } from './rows.ts';
import code from './select.wgsl?raw';

/** What rows are put together from: elements as bits, 32 each, or 16 of them. */
export interface Selection {
  /** Player of each element of a row. */
  readonly players: Uint32Array;
  /** A row's elements where players are present. */
  readonly instance: Uint32Array;
  /** Rows of elements where they are absent. */
  readonly background: Uint32Array;
  /** Whether elements have 16 bits. */
  readonly halves: boolean;
}

/** The masker of tables and of pictures: see `tabularMasker` and `imageMasker`, whose rows it writes to the bit. */
export async function createSelector(device: GPUDevice, { players, instance, background, halves }: Selection): Promise<RowWriter> {
  const buffers = createBuffers(device);
  const kernel = await createKernel(device, code, { group: 256, constants: { halves: halves ? 1 : 0 } });
  const sources = [
    await buffers.holding('players', players),
    await buffers.holding('instance', instance),
    await buffers.holding('background', background),
  ];
  const columns = instance.length;
  const each = background.length / columns;

  return {
    async write({ bits, words }, { first, rows, size }) {
      const elements = size * columns;
      const target = await buffers.room('rows', elements * (halves ? 2 : 4));
      kernel.run([first, rows, size, columns, each, words], [bits, ...sources, target], halves ? Math.ceil(elements / 2) : elements);
      return target;
    },
    close() {
      kernel.close();
      buffers.close();
    },
  };
}
