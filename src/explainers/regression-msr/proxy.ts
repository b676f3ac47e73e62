import { has } from '../../games/coalitions.ts';
import { weightedRidge } from '../../numerics/linear-algebra.ts';
import { FOLDS, type Pairs } from './table.ts';
import { addTreeShapley, fitTree, type PlayerTree, treeValue } from './tree-proxy.ts';

/** Boosting, tuned on synthetic games. */
const TREE = { depth: 4, rate: 0.15, penalty: 1 };
const ROUNDS = 200;
/** Rounds without progress before growing stops. */
const PATIENCE = 20;
/** Most members visited while growing an output's trees. */
const WORK = 4e8;
/**
 * Weight of the empty and the full coalition, whose values are known from the start, over that of
 * all other pairs.
 */
const ENDS = 8;

/** Proxies of the odd part of a game, one a fold, each fitted to the pairs of the other folds. */
export interface CrossFit {
  /** K × m: Shapley values of the mean of the folds' proxies. */
  readonly shapley: Float64Array;
  /** pairs × K: difference less that of the mean proxy. */
  readonly inside: Float64Array;
  /** pairs × K: difference less that of the proxy whose fold did not see the pair. */
  readonly outside: Float64Array;
  /** K: trees of a fold's proxy; 0 where lines predict unseen pairs best. */
  readonly trees: Int32Array;
}

/**
 * Fits, for each fold and output, a linear game and then boosted trees to what it leaves (Friedman
 * 2001), as many as predict the left-out pairs best over all folds: none, where the linear game
 * alone does.
 */
export function crossFit(pairs: Pairs, totals: Float64Array, pulse?: () => void): CrossFit {
  const { list, outputs, differences, folds } = pairs;
  const m = list.coalitions.players;
  const shapley = new Float64Array(outputs * m);
  const inside = new Float64Array(differences.length);
  const outside = new Float64Array(differences.length);
  const trees = new Int32Array(outputs);
  const lines = Array.from({ length: FOLDS }, (_, fold) => linearGame(pairs, totals, fold));
  for (let k = 0; k < outputs; k++) {
    const residuals = lines.map((line) => {
      const own = line.subarray(k * m, (k + 1) * m);
      for (let j = 0; j < m; j++) shapley[k * m + j] += own[j] / FOLDS;
      return Float64Array.from({ length: pairs.pairs }, (_, i) => {
        let fitted = 0;
        for (let j = 0; j < m; j++) fitted += has(list.coalitions, 2 * i, j) ? own[j] : -own[j];
        return differences[i * outputs + k] - fitted / 2;
      });
    });
    const grown = boost(pairs, residuals, pulse);
    trees[k] = grown[0].length;
    for (const forest of grown) for (const tree of forest) addTreeShapley(tree, 1 / FOLDS, shapley, k * m);
    for (let i = 0; i < pairs.pairs; i++) {
      let sum = 0;
      for (const residual of residuals) sum += residual[i];
      inside[i * outputs + k] = sum / FOLDS;
      outside[i * outputs + k] = folds[i] < 0 ? 0 : residuals[folds[i]][i];
    }
  }
  return { shapley, inside, outside, trees };
}

/**
 * K × m coefficients of the linear games fitted to the pairs outside a fold, by least squares with
 * equal weights.
 */
function linearGame(
  { list, pairs, outputs, differences, folds }: Pairs,
  totals: Float64Array,
  fold: number,
): Float64Array {
  const m = list.coalitions.players;
  const rows = pairs + 1;
  const design = new Float64Array(rows * m).fill(0.5);
  const weights = new Float64Array(rows);
  let seen = 0;
  for (let i = 0; i < pairs; i++) {
    weights[i] = folds[i] === fold ? 0 : 1;
    seen += weights[i];
    for (let j = 0; j < m; j++) if (!has(list.coalitions, 2 * i, j)) design[i * m + j] = -0.5;
  }
  weights[pairs] = ENDS * seen;
  const targets = new Float64Array(rows * outputs);
  targets.set(differences);
  for (let k = 0; k < outputs; k++) targets[pairs * outputs + k] = totals[k] / 2;
  return weightedRidge({ rows, columns: m, outputs, design, targets, weights, alpha: 1e-9 * seen, intercept: false })
    .coefficients;
}

/**
 * Grows each fold's trees on its `residuals` (one a pair), which are replaced by what the trees
 * kept leave. A pair is two rows: what S is short of, and the opposite for N∖S; of a tree only the
 * odd part counts.
 */
function boost(
  { list, pairs, folds }: Pairs,
  residuals: readonly Float64Array[],
  pulse: () => void = () => {},
): PlayerTree[][] {
  const { coalitions } = list;
  const train = residuals.map((_, fold) => {
    const rows: number[] = [];
    for (let i = 0; i < pairs; i++) if (folds[i] !== fold) rows.push(2 * i, 2 * i + 1);
    return Int32Array.from(rows);
  });
  const rest = residuals.map((residual) =>
    Float64Array.from({ length: 2 * pairs }, (_, row) => residual[row >> 1] * (row % 2 ? -1 : 1)),
  );
  const grown: PlayerTree[][] = residuals.map(() => []);
  /** Squared error at the pairs left out, each in its own fold. */
  const misfit = (): number => {
    let sum = 0;
    for (let i = 0; i < pairs; i++) if (folds[i] >= 0) sum += rest[folds[i]][2 * i] * rest[folds[i]][2 * i];
    return sum;
  };
  const rounds = Math.min(ROUNDS, Math.floor(WORK / (list.members.length * TREE.depth * FOLDS)));
  let least = misfit();
  let kept = 0;
  for (let round = 1; round <= Math.min(rounds, kept + PATIENCE) && least > 0; round++) {
    for (let f = 0; f < rest.length; f++) {
      pulse();
      const tree = fitTree(list, train[f], rest[f], TREE);
      grown[f].push(tree);
      for (let i = 0; i < pairs; i++) {
        const odd = (treeValue(tree, coalitions, 2 * i) - treeValue(tree, coalitions, 2 * i + 1)) / 2;
        rest[f][2 * i] -= odd;
        rest[f][2 * i + 1] += odd;
      }
    }
    const now = misfit();
    // Progress of less than a thousandth is noise.
    if (now >= 0.999 * least) continue;
    least = now;
    kept = round;
    for (let f = 0; f < rest.length; f++) for (let i = 0; i < pairs; i++) residuals[f][i] = rest[f][2 * i];
  }
  return grown.map((trees) => trees.slice(0, kept));
}
