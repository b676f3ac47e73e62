/** What a layer does to each of its sums. */
export interface Activation {
  readonly kind: 'none' | 'relu' | 'leaky-relu' | 'elu' | 'tanh' | 'logistic';
  /** The factor below 0 of `leaky-relu` and `elu`. */
  readonly alpha: number;
}

/** A layer whose units are all fed by all inputs: activation(bias + inputs · weights). */
export interface DenseLayer {
  readonly inputs: number;
  readonly units: number;
  /** inputs × units, row-major. */
  readonly weights: Float32Array;
  /** One for each unit. */
  readonly bias: Float32Array;
  readonly activation: Activation;
}

/**
 * A feed-forward network of dense layers in single precision. Unlike a `Structure` it explains
 * nothing: it answers, and its first layer is a sum over the columns of a row.
 */
export interface Network {
  /** Two or more; the first is fed by the columns, as they are encoded. */
  readonly layers: readonly DenseLayer[];
  /** What makes answers of the last layer's units. */
  readonly finish: 'none' | 'logistic' | 'softmax' | 'log-softmax';
  /** Whether the one answer p is given as [1 − p, p]. */
  readonly complement: boolean;
}

/** Number of answers in a row. */
export const networkAnswers = ({ layers, complement }: Network): number =>
  complement ? 2 : layers[layers.length - 1].units;
