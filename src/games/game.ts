import type { Coalitions } from './coalitions.ts';

/**
 * Where values add up: the model's own units, or their log-odds (applied to the background mean).
 */
export type Link = 'identity' | 'logit';

/**
 * Where an explanation's values add up: the model's own units, their log-odds (of the background
 * mean), or the raw score of trees and linear models, before its final step.
 */
export type Space = 'output' | 'logit' | 'raw';

/**
 * Rows of numbers, row-major: `count` × `columns` float32. Categories are codes into their column's
 * levels.
 */
export interface Rows {
  readonly count: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/**
 * A tabular game as plain data, sent to an evaluator once a job: a player present takes its columns
 * from the instance, a player absent takes them from a background row; the value is the mean over
 * the background rows.
 */
export interface TabularGame {
  readonly kind: 'tabular';
  readonly players: number;
  /** The row explained, one number a column. */
  readonly instance: Float32Array;
  readonly background: Rows;
  /** Player of each column. */
  readonly playerOf: Int32Array;
}

/**
 * An image game as plain data: a player is a segment; present shows the picture, absent the fill.
 * `picture` and `fill` are in the model's own layout and normalisation.
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

/** A text game as plain data: a player is a word, or whatever tokens belong together. */
export interface TextGame {
  readonly kind: 'text';
  readonly players: number;
  /** Numbers of the text's tokens, the special ones at its ends included. */
  readonly ids: Int32Array;
  /** Player of each token; −1 for those that are always there. */
  readonly playerOf: Int32Array;
  /**
   * What becomes of an absent player's tokens: the mask token stands for them, their places are
   * empty, or they are taken out.
   */
  readonly absent: 'mask' | 'pad' | 'remove';
  /** Number of the mask token; used for 'mask' alone. */
  readonly mask: number;
  /** Places a row has; those left over are empty. */
  readonly columns: number;
  readonly padding: 'left' | 'right';
}

/** What a masker needs; with a model and a link it is a game. */
export type MaskerSpec = TabularGame | ImageGame | TextGame;

/** A masker turns coalitions into rows of model input. */
export interface Masker {
  readonly players: number;
  /** Rows a coalition needs: the number of background rows, or 1. */
  readonly rowsPerCoalition: number;
  /** Numbers a row holds. */
  readonly columns: number;
  /**
   * Writes rows `from` to `to` (exclusive) of the virtual matrix [coalitions.count ×
   * rowsPerCoalition, columns] into `target`, row r at (r - from) * columns.
   */
  write(coalitions: Coalitions, from: number, to: number, target: Float32Array): void;
}
