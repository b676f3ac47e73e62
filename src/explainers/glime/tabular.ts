import { type ColumnStatistics, MISSING } from '../../data/statistics.ts';
import { OrielError } from '../../errors.ts';
import type { Random } from '../../games/random.ts';
import type { Explainer, ExplainerContext } from '../explainer.ts';
import type { Selection } from '../lime/feature-selection.ts';
import { explainLocally } from './local.ts';

export interface GlimeTabularOptions {
  /** Standard deviation of the draws, in the column's own. */
  readonly width: number;
  /** How often a category stays what it is. */
  readonly keep: number;
  /** 0: all. */
  readonly numFeatures: number;
  readonly featureSelection: Selection;
}

/** How a pair of draws of one column is made: the values the model sees, and their numbers in the regression. */
interface PairSampler {
  /** The explained row's number in the regression. */
  readonly first: number;
  draw(random: Random, pair: Pair): void;
}
interface Pair {
  readonly data: [number, number];
  readonly design: [number, number];
}

/**
 * GLIME on a table: rows drawn around the explained one, each with weight 1, and plain least squares. Numeric columns are
 * normal (GLIME-Gauss); a category stays or is another by frequency. Draws come in pairs that mirror each other, so that
 * all that is even around the explained row cancels. Reference: Tan, Tian and Li, NeurIPS 2023 (arXiv 2311.15722).
 * Throws `request-invalid` where players are groups of columns.
 */
export function* glimeTabular(context: ExplainerContext, options: GlimeTabularOptions): Explainer {
  const { input, players, random } = context;
  if (input.kind !== 'tabular' || input.statistics.length !== players) {
    throw new OrielError('request-invalid', { text: 'LIME explains single columns of a table, not groups of columns.' });
  }
  const { instance, statistics } = input;
  const samplers = statistics.map((column, j) =>
    column.kind === 'categorical' ? category(column, instance[j], options.keep) : around(column, instance[j], options.width),
  );
  const pair: Pair = { data: [0, 0], design: [0, 0] };
  return yield* explainLocally(context, {
    first: Float64Array.from(samplers, ({ first }) => first),
    count: options.numFeatures,
    selection: options.featureSelection,
    firstPairs: 50,
    draw(count, whole) {
      const skip = whole ? 1 : 0;
      const data = new Float32Array((count + skip) * players);
      const design = new Float64Array(count * players);
      if (whole) data.set(instance);
      for (let row = 0; row < count; row += 2) {
        for (let j = 0; j < players; j++) {
          samplers[j].draw(random, pair);
          for (let side = 0; side < 2 && row + side < count; side++) {
            data[(row + side + skip) * players + j] = pair.data[side];
            design[(row + side) * players + j] = pair.design[side];
          }
        }
      }
      return { ask: { kind: 'rows', rows: { count: count + skip, columns: players, data } }, design };
    },
  });
}

/** A normal around the explained value, mirrored; in the regression, the column's standard deviations from it. */
function around({ mean, deviation, min, max }: ColumnStatistics, instance: number, width: number): PairSampler {
  // An empty cell stands at the mean.
  const own = Number.isNaN(instance) ? mean : instance;
  if (min === max) return fixed(instance, 0);
  return {
    first: 0,
    draw(random, { data, design }) {
      const step = width * deviation * random.normal();
      for (const side of [0, 1] as const) {
        // What the model sees: rounded to float32.
        data[side] = Math.fround(side === 0 ? own + step : own - step);
        design[side] = (data[side] - own) / deviation;
      }
    },
  };
}

/** Its own category, or another by training frequency; 1 where it is its own. Of a pair, both are others only if `keep` is below ½. */
function category({ bins }: ColumnStatistics, instance: number, keep: number): PairSampler {
  const own = Number.isNaN(instance) ? MISSING : instance;
  const others = bins.filter(({ value, frequency }) => value !== own && frequency > 0);
  if (others.length === 0) return fixed(instance, 1);
  const total = others.reduce((sum, { frequency }) => sum + frequency, 0);
  const other = (random: Random): number => {
    let chosen = 0;
    for (
      let left = random.uniform() * total - others[0].frequency;
      left >= 0 && chosen < others.length - 1;
      left -= others[chosen].frequency
    )
      chosen += 1;
    return others[chosen].value === MISSING ? Number.NaN : others[chosen].value;
  };
  return {
    first: 1,
    draw(random, { data, design }) {
      const uniform = random.uniform();
      for (const side of [0, 1] as const) {
        design[side] = (side === 0 ? uniform : 1 - uniform) < keep ? 1 : 0;
        data[side] = design[side] === 1 ? instance : other(random);
      }
    },
  };
}

/** A column that does not vary stays as it is. */
const fixed = (value: number, first: number): PairSampler => ({
  first,
  draw(_, { data, design }) {
    data.fill(value);
    design.fill(first);
  },
});
