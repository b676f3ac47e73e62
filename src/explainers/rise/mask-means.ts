import { type Coalitions, has } from '../../games/coalitions.ts';

/** The value of each player of the masks, K × players, and its standard error where it has one. */
export interface MaskMeans {
  /**
   * Takes masks and their values, count × K, and how likely each is where they are listed, not
   * drawn.
   */
  add(masks: Coalitions, values: Float64Array, likelihoods?: Float64Array): void;
  values(): Float64Array;
  /** Null while some player was shown or hidden less than twice. */
  standardErrors(): Float64Array | null;
}

/**
 * The mean of the values while a player is shown, less that while it is hidden (`centred`). A mean
 * is over the masks drawn, not, as in the paper, over the expected number of them: the same in the
 * limit, with less noise. Complementary masks would not help: both of a pair say the same about
 * players alone, which matters most, so half of them would be wasted.
 */
export function shownMeans(players: number, outputs: number, centred: boolean): MaskMeans {
  const shown = side(players, outputs);
  const hidden = side(players, outputs);
  const mean = ({ counts, sums }: Side, i: number): number => sums[i] / counts[i % players];
  const squaredError = ({ counts, sums, squares }: Side, i: number): number =>
    variance(counts[i % players], sums[i], squares[i]) / counts[i % players];
  const seen = (player: number, least: number): boolean =>
    shown.counts[player] >= least && (!centred || hidden.counts[player] >= least);
  return {
    add(masks, values, likelihoods) {
      for (let row = 0; row < masks.count; row++) {
        const weight = likelihoods ? likelihoods[row] : 1;
        for (let player = 0; player < players; player++) {
          const own = has(masks, row, player) ? shown : hidden;
          own.counts[player] += weight;
          for (let k = 0; k < outputs; k++) {
            const value = values[row * outputs + k];
            own.sums[k * players + player] += weight * value;
            own.squares[k * players + player] += weight * value * value;
          }
        }
      }
    },
    values: () =>
      shown.sums.map((_, i) => {
        if (!seen(i % players, Number.MIN_VALUE)) return 0;
        return mean(shown, i) - (centred ? mean(hidden, i) : 0);
      }),
    standardErrors: () => {
      for (let player = 0; player < players; player++) if (!seen(player, 2)) return null;
      return shown.sums.map((_, i) => Math.sqrt(squaredError(shown, i) + (centred ? squaredError(hidden, i) : 0)));
    },
  };
}

/**
 * Masks in which a player is shown, or hidden: how many (or how likely), with sums and sums of
 * squares of their values, K × players.
 */
interface Side {
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

const side = (players: number, outputs: number): Side => ({
  counts: new Float64Array(players),
  sums: new Float64Array(outputs * players),
  squares: new Float64Array(outputs * players),
});

/** Unbiased variance of `count` numbers by their sum and sum of squares. */
const variance = (count: number, sum: number, squares: number): number =>
  Math.max(0, squares - (sum * sum) / count) / (count - 1);
