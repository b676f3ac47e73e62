import type { Random } from '../../numerics/random.ts';
import { type Background, columnMeans, covariance } from '../tree-shap/background.ts';
import type { TreeShap } from '../tree-shap/score-values.ts';
import type { TreePlayers } from '../tree-shap/tree-paths.ts';
import { chain, chainRules } from './chain.ts';

/** A linear model of K outputs: intercept + coefficients · x, before any link. */
export interface LinearModel {
  readonly columns: number;
  readonly outputs: number;
  /** K × columns, row-major. */
  readonly coefficients: Float64Array;
  /** K. */
  readonly intercepts: Float64Array;
}

/**
 * Exact Shapley values where absent columns have the background's values, independently of the
 * present ones: coefficient × (value − background's mean), summed over a player's columns (shap's
 * LinearExplainer, "interventional").
 */
export function linearShap(model: LinearModel, background: Background, of: TreePlayers = {}): TreeShap {
  const { columns, outputs, coefficients } = model;
  const mean = columnMeans(background, columns);
  const owner = ownerOf(columns, of);
  const players = of.players ?? playersOf(owner);
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

/**
 * Up to this many players all coalitions are gone through; with more, orders of the players are
 * drawn.
 */
export const EXACT_PLAYERS = 12;

export interface CorrelatedOptions extends TreePlayers {
  /**
   * Orders drawn where there are more than `EXACT_PLAYERS` players; each is used in reverse too.
   * 500 by default.
   */
  readonly orders?: number;
  readonly random: Random;
}

/**
 * Shapley values where absent columns are what the present ones lead to expect: E[f(x) | x_S], with
 * the mean and covariance of the background, as for normal columns (shap's LinearExplainer,
 * "correlation_dependent"). That expectation is linear in x, so the values are one matrix times x −
 * mean, found once: exact for up to `EXACT_PLAYERS` players, else the mean over drawn orders, which
 * still sums to the prediction exactly. `exact` tells which. A column that follows from those known
 * is worth what the row's value differs.
 */
export function correlatedLinearShap(
  model: LinearModel,
  background: Background,
  options: CorrelatedOptions,
): TreeShap & { exact: boolean } {
  const { columns, outputs } = model;
  const mean = columnMeans(background, columns);
  const owner = ownerOf(columns, options);
  const players = options.players ?? playersOf(owner);
  const members = Array.from({ length: players }, (_, p) => [...owner.keys()].filter((c) => owner[c] === p));
  const active = [...members.keys()].filter((p) => members[p].length > 0);
  const exact = active.length <= EXACT_PLAYERS;
  const rules = chainRules(model, covariance(background, columns, mean), members);
  const matrix = exact ? rules.overCoalitions(active) : chain(rules, active, options.orders ?? 500, options.random);
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

const ownerOf = (columns: number, { playerOf }: TreePlayers): Int32Array =>
  playerOf ?? Int32Array.from({ length: columns }, (_, c) => c);
const playersOf = (owner: Int32Array): number => owner.reduce((most, player) => Math.max(most, player + 1), 0);

const answer = ({ columns, coefficients, intercepts }: LinearModel, x: Float64Array): Float64Array =>
  intercepts.map((start, k) => x.reduce((sum, value, c) => sum + coefficients[k * columns + c] * value, start));
