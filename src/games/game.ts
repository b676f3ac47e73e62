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
export type MaskerSpec = TabularGame | ImageGame | TextGame;

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
