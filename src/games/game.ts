import type { Numbers, Precision } from '../numerics/numbers.ts';
import type { Coalitions } from './coalitions.ts';

/**
 * The units in which an explanation's values add up: the model's own, log-odds (of the mean over
 * the background), or the raw score that trees and linear models have before their final step.
 */
export type Space = 'output' | 'logit' | 'raw';

/**
 * Rows of numbers, row-major: `count` × `columns`, in single precision or, where a model reads
 * more, in double. Categories are indices of their column's levels.
 */
export interface Rows {
  readonly count: number;
  readonly columns: number;
  readonly data: Numbers;
}

/**
 * A tabular game as plain data, sent to an evaluator once per job. Present players take their
 * columns from the instance, absent players take theirs from a background row; a coalition's value
 * is the mean over the background rows.
 */
export interface TabularGame {
  readonly kind: 'tabular';
  readonly players: number;
  /** The row to explain, one number per column, in the background's precision. */
  readonly instance: Numbers;
  readonly background: Rows;
  /** Player of each column. */
  readonly playerOf: Int32Array;
}

/** What stands for absent columns, given the present ones: see `ConditionalGame`. */
export type Imputer = CopulaFit | NearestFit;

/**
 * The columns' joint distribution as a Gaussian copula: their dependence is that of a multivariate
 * normal distribution, their own distributions are those of the background.
 */
export interface CopulaFit {
  readonly kind: 'gaussian-copula';
  /**
   * Covariances of the columns' normal scores, columns × columns. Variances are below 1 by what
   * equal and missing values leave open.
   */
  readonly covariances: Float64Array;
  /** The background's values, columns × rows: ascending in each column, missing ones (NaN) last. */
  readonly sorted: Float64Array;
  /** How many of each column's values are not missing. */
  readonly known: Int32Array;
  /** 1 where a column has different values: the others tell nothing about it, nor it about them. */
  readonly varies: Uint8Array;
}

/** How far rows lie apart: the mean of their columns' distances, each scaled to be 1 on average. */
export interface NearestFit {
  readonly kind: 'nearest-rows';
  /** 1 where a column holds categories. */
  readonly categorical: Uint8Array;
  /**
   * The mean squared difference of two background rows in each column; of categories, the share of
   * pairs that differ. 0 where nothing differs but what is missing.
   */
  readonly scales: Float64Array;
  /** 1 where a column has different values, a missing one included. */
  readonly varies: Uint8Array;
}

/**
 * A tabular game in which absent columns are drawn given the present ones: a coalition's value is
 * the mean over so many drawn rows, an estimate of the answer to be expected where no more than the
 * present columns is known. The draws depend on the seed and the coalition alone.
 */
export interface ConditionalGame extends Omit<TabularGame, 'kind'> {
  readonly kind: 'conditional';
  readonly imputer: Imputer;
  /** Most rows of a coalition; nearest rows are no more than the background has. */
  readonly draws: number;
  readonly seed: number;
}

/**
 * An image game as plain data. A player is a segment, which shows the picture where it is present
 * and the fill where it is absent. `picture` and `fill` are in the model's own layout and
 * normalisation.
 */
export interface ImageGame {
  readonly kind: 'image';
  readonly players: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly layout: 'NCHW' | 'NHWC';
  readonly picture: Float32Array;
  readonly fill: Float32Array;
  /** Player of each pixel, row-major, height × width. */
  readonly segments: Int32Array;
}

/** A text game as plain data. A player is a word, or other tokens that belong together. */
export interface TextGame {
  readonly kind: 'text';
  readonly players: number;
  /** Ids of the text's tokens, including the special ones at its ends. */
  readonly ids: Int32Array;
  /** Player of each token; −1 for tokens that are always present. */
  readonly playerOf: Int32Array;
  /**
   * What happens to an absent player's tokens: the mask token replaces each, their places are left
   * empty, or they are removed.
   */
  readonly absent: 'mask' | 'pad' | 'remove';
  /** Id of the mask token; used for 'mask' alone. */
  readonly mask: number;
  /** Places of a row; those left over are empty. */
  readonly columns: number;
  readonly padding: 'left' | 'right';
}

/** All that a game is besides the model: what a masker needs. */
export type MaskerSpec = TabularGame | ConditionalGame | ImageGame | TextGame;

/** Turns coalitions into rows of model input. */
export interface Masker {
  readonly players: number;
  /** Rows of one coalition: as many as the background has, or 1. */
  readonly rowsPerCoalition: number;
  /** Numbers in a row. */
  readonly columns: number;
  /** The precision of its rows. */
  readonly precision: Precision;
  /**
   * Writes rows `from` to `to` (exclusive) of the matrix [coalitions.count × rowsPerCoalition,
   * columns] into `target`, row r at (r − from) × columns.
   */
  write(coalitions: Coalitions, from: number, to: number, target: Numbers): void;
}
