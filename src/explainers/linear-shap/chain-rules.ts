import type { Random } from '../../numerics/random.ts';
import type { Linear } from '../../structures/linear.ts';
import { shareWeights } from '../shared/share-weights.ts';

/** What the values depend on of a linear model. */
export type LinearScores = Pick<Linear, 'columns' | 'outputs' | 'coefficients' | 'intercepts'>;

/**
 * A variance below this part of the column's own counts as none: the column follows from those
 * already known.
 */
const TOLERANCE = 1e-10;

/**
 * What is known once some columns are: `covariance` of what is left of each column and `residual`,
 * columns × columns, which gives what is left as a linear map of x − mean.
 */
interface Knowledge {
  readonly covariance: Float64Array;
  readonly residual: Float64Array;
}

/**
 * Shapley values of E[f(x) | x_S] step by step: when a column becomes known, f's expectation moves
 * by (what was new in the column) × cov(f, new) / var(new), and all other columns are cleared of it
 * (a Gram–Schmidt step).
 */
export class ChainRules {
  readonly #model: LinearScores;
  readonly #members: readonly (readonly number[])[];
  readonly #start: Knowledge;

  constructor(model: LinearScores, covariance: Float64Array, members: readonly (readonly number[])[]) {
    const { columns } = model;
    const residual = new Float64Array(columns * columns);
    for (let c = 0; c < columns; c++) residual[c * columns + c] = 1;
    this.#model = model;
    this.#members = members;
    this.#start = { covariance, residual };
  }

  /** An empty answer: outputs × players × columns. */
  zero(): Float64Array {
    return new Float64Array(this.#model.outputs * this.#members.length * this.#model.columns);
  }

  /** The exact answer, over all coalitions of the players. */
  overCoalitions(active: readonly number[]): Float64Array {
    const out = this.zero();
    const { width, share } = shareWeights(active.length);
    const visit = (next: number, size: number, known: Knowledge, present: Uint8Array): void => {
      if (next === active.length) {
        for (const [i, player] of active.entries())
          if (present[i] === 0) this.learn(player, known, share[size * width + active.length - size - 1], out);
        return;
      }
      visit(next + 1, size, known, present);
      present[next] = 1;
      visit(next + 1, size + 1, this.learn(active[next], known, 0, out), present);
      present[next] = 0;
    };
    visit(0, 0, this.#start, new Uint8Array(active.length));
    return out;
  }

  /** Adds the answer of one order of the players, times `weight`. */
  alongOrder(order: ArrayLike<number>, weight: number, out: Float64Array): void {
    let known = this.#start;
    for (let i = 0; i < order.length; i++) known = this.learn(order[i], known, weight, out);
  }

  /**
   * What is known with a player's columns as well; adds the player's contribution, times `weight`.
   */
  learn(player: number, before: Knowledge, weight: number, out: Float64Array): Knowledge {
    const { columns: m, outputs, coefficients } = this.#model;
    const covariance = before.covariance.slice();
    const residual = before.residual.slice();
    for (const c of this.#members[player]) {
      const variance = covariance[c * m + c];
      const settled = !(variance > TOLERANCE * this.#start.covariance[c * m + c]);
      const part = Float64Array.from({ length: m }, (_, j) =>
        j === c ? 1 : settled ? 0 : covariance[j * m + c] / variance,
      );
      // What is left of a column that follows from others is not of their making (rounding, or a
      // row unlike the background): its own.
      const fresh = residual.slice(c * m, (c + 1) * m);
      for (let k = 0; k < outputs; k++) {
        let gain = 0;
        for (let j = 0; j < m; j++) gain += coefficients[k * m + j] * part[j];
        const to = (k * this.#members.length + player) * m;
        for (let j = 0; j < m; j++) out[to + j] += weight * gain * fresh[j];
      }
      const column = Float64Array.from({ length: m }, (_, j) => covariance[j * m + c]);
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < m; j++) {
          covariance[i * m + j] -= part[i] * column[j];
          residual[i * m + j] -= part[i] * fresh[j];
        }
      }
      for (let j = 0; j < m; j++) {
        covariance[c * m + j] = 0;
        covariance[j * m + c] = 0;
        residual[c * m + j] = 0;
      }
    }
    return { covariance, residual };
  }
}

/** The mean over drawn orders of the players, each also in reverse. */
export function meanOverOrders(
  rules: ChainRules,
  active: readonly number[],
  orders: number,
  random: Random,
): Float64Array {
  const out = rules.zero();
  const order = Int32Array.from(active);
  const draws = random.fork('orders');
  for (let i = 0; i < orders; i++) {
    draws.shuffle(order);
    rules.alongOrder(order, 0.5 / orders, out);
    rules.alongOrder(order.toReversed(), 0.5 / orders, out);
  }
  return out;
}
