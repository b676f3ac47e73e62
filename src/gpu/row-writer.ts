/** Coalitions on the GPU: their bits, `words` words each. */
interface DeviceCoalitions {
  readonly bits: GPUBuffer;
  readonly words: number;
}

/**
 * Rows `first` to `first + rows` (exclusive) of all the coalitions' rows, followed by copies of the
 * last one up to `size` rows.
 */
export interface Batch {
  readonly first: number;
  readonly rows: number;
  readonly size: number;
}

/**
 * Writes an input tensor of the model on the GPU, as a masker writes rows, after all work submitted
 * before. Returns the buffer that holds it, which stays the same from call to call while it is
 * large enough.
 */
export type RowWriter = (coalitions: DeviceCoalitions, batch: Batch) => GPUBuffer;
