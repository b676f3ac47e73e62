import { message } from '../../catalogue/message.ts';
import { type BinStatistics, binOf, type ColumnStatistics, MISSING_BIN } from '../../data/tables/statistics.ts';
import { OrielError } from '../../errors.ts';
import { truncatedNormal } from '../../numerics/normal.ts';
import { type Numbers, roomLike } from '../../numerics/numbers.ts';
import type { Random } from '../../numerics/random.ts';
import type { Explainer, ExplainerContext } from '../explainer.ts';
import type { Issued } from '../shared/overlap.ts';
import { askSizes, fitAsTheyCome, largestAsk, type Neighbourhood, proximity, rowLimit } from './kernel.ts';
import type { FeatureSelection } from './selections.ts';
import { createSurrogate } from './surrogate.ts';

export interface LimeTabularOptions {
  /** Whether numeric columns are cut into quartile bins. */
  readonly discretize: boolean;
  /**
   * Whether undiscretised numeric columns are drawn around the explained row instead of the
   * training mean.
   */
  readonly sampleAroundInstance: boolean;
  /** 0: 0.75 · sqrt(columns). */
  readonly kernelWidth: number;
  /** 0: all. */
  readonly numFeatures: number;
  readonly featureSelection: FeatureSelection;
  /**
   * What is drawn from a quartile bin that is a single point: 0, as the lime package does, or the
   * point itself.
   */
  readonly tiedValues: 'zero' | 'value';
}

/** How one column is drawn: the value the model sees, and its number in the regression. */
interface Sampler {
  /** The explained row's number in the regression. */
  readonly first: number;
  /** Writes both at one place. */
  draw(random: Random, data: Numbers, design: Float64Array, at: number): void;
}

const FIRST_ASK = 100;
const LARGEST_ASK = 1000;
/** lime adds this to a bin's deviation, so that a bin of equal values has one too. */
const LEAST_DEVIATION = 1e-11;

/**
 * LIME on a table. Asks for drawn rows, the explained one first; players are the columns.
 * Reference: lime 0.2.0.1, LimeTabularExplainer.
 * @throws OrielError `request-invalid` where players are groups of columns.
 */
export function* limeTabular(context: ExplainerContext, options: LimeTabularOptions): Explainer {
  const { input, players, outputs, random, pulse } = context;
  if (input.kind !== 'tabular' || input.statistics.length !== players) {
    throw new OrielError('request-invalid', { text: message('explaining.singleColumns', { name: 'LIME' }) });
  }
  const { instance, statistics } = input;
  const samplers = statistics.map((column, index) => samplerOf(column, instance[index], options));
  const width = options.kernelWidth > 0 ? options.kernelWidth : 0.75 * Math.sqrt(players);
  const surrogate = createSurrogate({
    features: players,
    outputs,
    count: options.numFeatures,
    selection: options.featureSelection,
    pulse,
  });
  const most = rowLimit(context.samples, players, outputs);
  const sizes = askSizes(most, FIRST_ASK, largestAsk(players, LARGEST_ASK));
  let drawn = 0;
  const issue = (): Issued<Neighbourhood> | null => {
    const { value: count } = sizes.next();
    if (count === undefined) return null;
    const data = roomLike(instance, count * players);
    const design = new Float64Array(count * players);
    const weights = new Float64Array(count);
    for (let row = 0; row < count; row++) {
      pulse?.();
      let squares = 0;
      for (let column = 0; column < players; column++) {
        const { first } = samplers[column];
        const at = row * players + column;
        if (drawn + row === 0) {
          data[at] = instance[column];
          design[at] = first;
          continue;
        }
        samplers[column].draw(random, data, design, at);
        squares += (design[at] - first) * (design[at] - first);
      }
      weights[row] = proximity(Math.sqrt(squares), width);
    }
    drawn += count;
    return { ask: { kind: 'rows', rows: { count, columns: players, data } }, batch: { design, weights } };
  };
  yield* fitAsTheyCome(surrogate, { features: players, most }, issue);
  return surrogate.fit();
}

function samplerOf(column: ColumnStatistics, instance: number, options: LimeTabularOptions): Sampler {
  if (column.kind === 'categorical') {
    const codes = column.bins.map((bin) => () => (bin.value === MISSING_BIN ? Number.NaN : bin.value));
    return ofBins(column.bins, Number.isNaN(instance) ? MISSING_BIN : instance, codes);
  }
  if (!options.discretize) return continuous(column, instance, options.sampleAroundInstance);
  const draws = column.bins.map((bin) => {
    const value = valueIn(bin, options.tiedValues);
    return holdsOne(bin) ? () => value(0) : (random: Random) => value(random.uniform());
  });
  return ofBins(column.bins, binOf(column.edges, instance), draws);
}

/**
 * A bin or code drawn by its training frequency; 1 in the regression if it is the explained row's.
 */
function ofBins(bins: readonly BinStatistics[], own: number, draws: readonly ((random: Random) => number)[]): Sampler {
  const present = Array.from(bins.keys()).filter((index) => bins[index].frequency > 0);
  const frequencies = Float64Array.from(present, (index) => bins[index].frequency);
  const same = Float64Array.from(present, (index) => (bins[index].value === own ? 1 : 0));
  const values = present.map((index) => draws[index]);
  return {
    first: 1,
    draw(random, data, design, at) {
      let chosen = 0;
      for (
        let left = random.uniform() - frequencies[0];
        left >= 0 && chosen < present.length - 1;
        left -= frequencies[chosen]
      )
        chosen += 1;
      data[at] = values[chosen](random);
      design[at] = same[chosen];
    },
  };
}

/** Whether every draw from a bin is the same. */
const holdsOne = (bin: BinStatistics): boolean => bin.value === MISSING_BIN || bin.min === bin.max;

/** A normal around the bin's mean, truncated at its ends, as a function of a uniform number. */
export function valueIn(
  { value, min, max, mean, deviation }: BinStatistics,
  tied: LimeTabularOptions['tiedValues'],
): (uniform: number) => number {
  if (value === MISSING_BIN) return () => Number.NaN;
  // The lime package draws the standardised value, which is 0 here, instead of the value.
  if (min === max) return () => (tied === 'zero' ? 0 : min);
  const scale = deviation + LEAST_DEVIATION;
  const standard = truncatedNormal((min - mean) / scale, (max - mean) / scale);
  return (uniform) => Math.min(max, Math.max(min, mean + scale * standard(uniform)));
}

/**
 * A normal with the column's deviation; the regression sees it standardised. An empty cell counts
 * as the mean.
 */
function continuous({ mean, deviation }: ColumnStatistics, instance: number, around: boolean): Sampler {
  const own = Number.isNaN(instance) ? mean : instance;
  const centre = around ? own : mean;
  return {
    first: (own - mean) / deviation,
    draw(random, data, design, at) {
      data[at] = centre + deviation * random.normal();
      // What the model sees: rounded to the rows' precision.
      design[at] = (data[at] - mean) / deviation;
    },
  };
}
