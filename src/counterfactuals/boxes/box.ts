/** Settings of some levers, from one up to, but not including, another; others are as they are. */
export interface Box {
  readonly levers: readonly number[];
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Bounds of contrasts (see `Bounding`) over a box. */
export interface Contrasts {
  /** The largest that each contrast can be, at a point what it is; good until the next call. */
  upper(box: Box): Float64Array;
  /** How far off sums of floating-point numbers may be. */
  readonly slack: number;
}

/** A box of settings that may reach the goal, and the least that any of them costs. */
export interface OpenBox extends Box {
  readonly distance: number;
}
