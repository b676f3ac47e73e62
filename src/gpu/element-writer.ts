import type { Buffers } from './buffers.ts';
import { createKernel } from './compute-kernel.ts';
import code from './element-writer.wgsl?raw';
import type { RowWriter } from './row-writer.ts';

/** The elements that rows are made of, as bits: 32 each, or 16. */
export interface MaskedElements {
  /** The player of each element of a row. */
  readonly players: Int32Array;
  /** A row's elements where their players are present. */
  readonly instance: Uint32Array;
  /** Rows of elements for where they are absent. */
  readonly background: Uint32Array;
  /** Whether elements have 16 bits, two to a word. */
  readonly halves: boolean;
}

/** Writes rows of tables and pictures, bit for bit as `tabularMasker` and `imageMasker` do. */
export async function createElementWriter(
  device: GPUDevice,
  buffers: Buffers,
  selection: MaskedElements,
): Promise<RowWriter> {
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
