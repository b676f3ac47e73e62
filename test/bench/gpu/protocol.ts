/** Sent once: a model and its rows, which are on the GPU before anything is timed. */
export interface BareModel {
  readonly bytes: Uint8Array;
  readonly input: string;
  readonly output: string;
  /** Shape of one row. */
  readonly shape: readonly number[];
  /** How many numbers the model answers for a row. */
  readonly outputs: number;
  readonly rows: Float32Array;
}

/** Runs all rows, `batch` at a time; the answer is the milliseconds they took. */
export interface BareRun {
  readonly batch: number;
  /** Whether the runtime records its commands once and repeats them. */
  readonly captured: boolean;
}

export type BareAnswer = { readonly milliseconds: number } | { readonly error: string };
