/** Coalitions on the GPU: their bits, so many words each. */
export interface DeviceCoalitions {
  readonly bits: GPUBuffer;
  readonly words: number;
}

/**
 * Rows `first` to `first + rows` (exclusive) of all rows of some coalitions, filled up to `size`
 * rows with copies of the last.
 */
export interface Batch {
  readonly first: number;
  readonly rows: number;
  readonly size: number;
}

/**
 * Writes an input tensor of the model on the GPU, as a masker writes rows. Gives the buffer that
 * holds them, after all that was submitted before; it is the same one from call to call while it is
 * large enough.
 */
export type RowWriter = (coalitions: DeviceCoalitions, batch: Batch) => GPUBuffer;
