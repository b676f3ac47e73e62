/** Interactions of the players, or of the regions, of a prior. */
export interface Component {
  readonly weight: number;
  /** m, in [0, 1): how much each player takes part in interactions. */
  readonly t: Float64Array;
}

/** A division of m players into regions, whose players matter alike until they are told apart. */
export interface Division {
  /** m: region of each player. */
  readonly region: Int32Array;
  /** Players of each region. */
  readonly sizes: Float64Array;
  /** What computes with regions. Tables have none, so it is not loaded for them. */
  readonly code: RegionCode;
}

/** What a prior says of the regions of a division, as if each were a player. */
export interface RegionPrior {
  /** Variance of each region's own effect. */
  readonly linear: Float64Array;
  readonly components: readonly Component[];
}

/** Rows as the regions of a division see them. */
export interface RegionRows {
  readonly division: Division;
  readonly count: number;
  /** count × regions: mean sign of each region's players. */
  readonly means: Float64Array;
}

/** All that a fit with regions takes beyond one without. */
export interface RegionCode {
  regionRows(division: Division, signs: Float64Array, count: number): RegionRows;
  addRegionGram(rows: RegionRows, prior: RegionPrior, gram: Float64Array): void;
  addRegionKernel(rows: RegionRows, prior: RegionPrior, others: RegionRows, at: number, into: Float64Array): void;
  regionDerivatives(rows: RegionRows, prior: RegionPrior, w: Float64Array): RegionPrior;
  addRegionFunctional(
    rows: RegionRows,
    prior: RegionPrior,
    found: { readonly covariance: Float64Array; readonly variance: Float64Array },
  ): void;
  regionParameters(divisions: readonly Division[], components: number): number;
  placesOf(divisions: readonly Division[], components: number, from: number): number[];
  relevances(x: Float64Array, m: number, divisions: readonly Division[], places: readonly number[]): Float64Array;
  regionPriors(
    x: Float64Array,
    relevance: Float64Array,
    divisions: readonly Division[],
    places: readonly number[],
    components: number,
  ): RegionPrior[];
  addRegionGradient(
    gradient: Float64Array,
    relevance: Float64Array,
    priors: readonly RegionPrior[],
    found: readonly RegionPrior[],
    divisions: readonly Division[],
    places: readonly number[],
  ): void;
}
