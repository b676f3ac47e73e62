import type { Random } from '../../numerics/random.ts';
import { type Background, columnMeans, covariance } from '../shared/background.ts';
import { type ColumnPlayers, resolvePlayers, type ScoreValues } from '../shared/score-values.ts';
import { ChainRules, type LinearScores, meanOverOrders } from './chain-rules.ts';

/**
 * Exact Shapley values where absent columns have the background's values, independently of the
 * present ones: coefficient × (value − background's mean), summed over a player's columns (shap's
 * LinearExplainer, "interventional").
 */
export function independentValues(model: LinearScores, background: Background, of: ColumnPlayers = {}): ScoreValues {
  const { columns, outputs, coefficients } = model;
  const mean = columnMeans(background, columns);
  const { owner, players } = resolvePlayers(columns, of);
  return {
    players,
    outputs,
    base: answer(model, mean),
    values(rows, count) {
      const values = new Float64Array(count * outputs * players);
      for (let row = 0; row < count; row++)
        for (let k = 0; k < outputs; k++)
          for (let c = 0; c < columns; c++)
            values[(row * outputs + k) * players + owner[c]] +=
              coefficients[k * columns + c] * (rows[row * columns + c] - mean[c]);
      return values;
    },
  };
}

/** Up to this many players, all coalitions are visited; beyond, orders of the players are drawn. */
export const EXACT_PLAYERS = 12;

export interface CorrelatedOptions extends ColumnPlayers {
  /**
   * Orders drawn where there are more than `EXACT_PLAYERS` players; each is also used in reverse.
   * Default: 500.
   */
  readonly orders?: number;
  readonly random: Random;
}

/**
 * Shapley values where absent columns are what the present ones lead to expect: E[f(x) | x_S], with
 * the mean and covariance of the background, as for normal columns (shap's LinearExplainer,
 * "correlation_dependent"). That expectation is linear in x, so the values are one matrix times x −
 * mean, found once: exact for up to `EXACT_PLAYERS` players, else the mean over drawn orders, which
 * still sums to the prediction exactly. `exact` tells which. A column that follows from the known
 * ones is worth only what the row's value differs from what they predict.
 */
export function correlatedValues(
  model: LinearScores,
  background: Background,
  options: CorrelatedOptions,
): ScoreValues & { exact: boolean } {
  const { columns, outputs } = model;
  const mean = columnMeans(background, columns);
  const { owner, players } = resolvePlayers(columns, options);
  const members = Array.from({ length: players }, (_, p) => [...owner.keys()].filter((c) => owner[c] === p));
  const active = [...members.keys()].filter((p) => members[p].length > 0);
  const exact = active.length <= EXACT_PLAYERS;
  const rules = new ChainRules(model, covariance(background, columns, mean), members);
  const matrix = exact
    ? rules.overCoalitions(active)
    : meanOverOrders(rules, active, options.orders ?? 500, options.random);
  return {
    players,
    outputs,
    exact,
    base: answer(model, mean),
    values(rows, count) {
      const values = new Float64Array(count * outputs * players);
      for (let row = 0; row < count; row++)
        for (let i = 0; i < outputs * players; i++) {
          let sum = 0;
          for (let c = 0; c < columns; c++) sum += matrix[i * columns + c] * (rows[row * columns + c] - mean[c]);
          values[row * outputs * players + i] = sum;
        }
      return values;
    },
  };
}

const answer = ({ columns, coefficients, intercepts }: LinearScores, x: Float64Array): Float64Array =>
  intercepts.map((start, k) => x.reduce((sum, value, c) => sum + coefficients[k * columns + c] * value, start));
