import type { Buffers } from './buffers.ts';
import { createKernel } from './kernel.ts';
import type { RowWriter } from './rows.ts';
import code from './select.wgsl?raw';

/** What rows are put together from: elements as bits, 32 each, or 16 of them. */
export interface Selection {
  /** Player of each element of a row. */
  readonly players: Int32Array;
  /** A row's elements where players are present. */
  readonly instance: Uint32Array;
  /** Rows of elements where they are absent. */
  readonly background: Uint32Array;
  /** Whether elements have 16 bits. */
  readonly halves: boolean;
}

/**
 * The masker of tables and of pictures: see `tabularMasker` and `imageMasker`, whose rows it writes
 * to the bit.
 */
export async function createSelector(device: GPUDevice, buffers: Buffers, selection: Selection): Promise<RowWriter> {
  const { players, instance, background, halves } = selection;
  const sources = [players, instance, background].map(buffers.holding);
  const kernel = await createKernel(device, buffers, code, { group: 256, constants: { halves: halves ? 1 : 0 } });
  const room = buffers.place();
  const columns = instance.length;
  const each = background.length / columns;

  return ({ bits, words }, { first, rows, size }) => {
    const elements = size * columns;
    const target = room(elements * (halves ? 2 : 4));
    kernel.run(
      [first, rows, size, columns, each, words],
      [bits, ...sources, target],
      halves ? Math.ceil(elements / 2) : elements,
    );
    return target;
  };
}
