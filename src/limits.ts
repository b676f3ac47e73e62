// How far a request may go. Page, address, command line and engine read the limits here, and their
// texts name them from here.

/** Least and most of what can be set. */
export const limits = {
  seed: [0, 4_294_967_295],
  /** Coalitions, or drawn rows for LIME. */
  samples: [2, 1_000_000],
  milliseconds: [50, 600_000],
  /** Largest standard error over the sum of absolute attributions; 0 never stops. */
  error: [0, 0.5],
  /** Superpixels of a picture. */
  segments: [20, 200],
  backgroundRows: [1, 100],
  /** Part of a long text, from 0. */
  window: [0, 10_000],
} as const satisfies Readonly<Record<string, readonly [least: number, most: number]>>;

/** Largest model file that is opened, in units of MEGABYTE bytes. */
export const MODEL_MEGABYTES = 200;
export const MEGABYTE = 2 ** 20;
