import { type Measure, meanOf, POSITIVE, proportion, SHARE, UNDEFINED, withError } from './measure.ts';

/** What a mistake costs, in units of the person's own. */
export interface Costs {
  /** A row that is taken for positive and is not. */
  readonly falsePositive: number;
  /** A positive row that is not taken for one. */
  readonly falseNegative: number;
}

/** Numbers of rows by what is known (first) and what is decided (second). */
export interface Confusion {
  readonly trueNegative: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
  readonly truePositive: number;
}

/** Decisions at one threshold. */
export interface Decisions {
  readonly threshold: number;
  readonly confusion: Confusion;
  readonly accuracy: Measure;
  readonly precision: Measure;
  readonly recall: Measure;
  readonly specificity: Measure;
  /** The share of rows that are taken for positive. */
  readonly selected: Measure;
  readonly f1: Measure;
  readonly matthews: Measure;
  /** Of a row, on average. */
  readonly cost: Measure;
}

export const EQUAL_COSTS: Costs = { falsePositive: 1, falseNegative: 1 };

/**
 * What decisions are worth where rows with a score of at least `threshold` are taken for positive.
 * @param truth rows: 1 for a positive row, 0 for a negative one.
 */
export function decisionsAt(
  truth: ArrayLike<number>,
  scores: ArrayLike<number>,
  { threshold, costs = EQUAL_COSTS }: { readonly threshold: number; readonly costs?: Costs },
): Decisions {
  const cells = [0, 0, 0, 0];
  for (let row = 0; row < scores.length; row++) cells[2 * truth[row] + Number(scores[row] >= threshold)]++;
  const [trueNegative, falsePositive, falseNegative, truePositive] = cells;
  const confusion = { trueNegative, falsePositive, falseNegative, truePositive };
  const rows = scores.length;
  return {
    threshold,
    confusion,
    accuracy: proportion(truePositive + trueNegative, rows),
    precision: proportion(truePositive, truePositive + falsePositive),
    recall: proportion(truePositive, truePositive + falseNegative),
    specificity: proportion(trueNegative, trueNegative + falsePositive),
    selected: proportion(truePositive + falsePositive, rows),
    ...f1AndMatthews(confusion),
    cost: costOf(confusion, costs),
  };
}

function costOf({ trueNegative, falsePositive, falseNegative, truePositive }: Confusion, costs: Costs): Measure {
  const rows = trueNegative + falsePositive + falseNegative + truePositive;
  if (costs.falsePositive === costs.falseNegative && costs.falsePositive >= 0) {
    const { value, low, high } = proportion(falsePositive + falseNegative, rows);
    const times = (share: number | null): number | null => share && share * costs.falsePositive;
    return { value: times(value), low: times(low), high: times(high) };
  }
  const each = new Float64Array(rows);
  each.fill(costs.falsePositive, 0, falsePositive);
  each.fill(costs.falseNegative, falsePositive, falsePositive + falseNegative);
  return meanOf(each, Math.min(costs.falsePositive, costs.falseNegative) >= 0 ? POSITIVE : undefined);
}

/**
 * F1 and Matthews' correlation with intervals of the delta method over the four cells. For the
 * error alone, half a row more is counted in every cell: without it a table without mistakes would
 * seem to be known without error.
 */
function f1AndMatthews(confusion: Confusion): { readonly f1: Measure; readonly matthews: Measure } {
  const f1 = f1Of(confusion);
  const matthews = matthewsOf(confusion);
  const smoothed: Confusion = {
    trueNegative: confusion.trueNegative + 0.5,
    falsePositive: confusion.falsePositive + 0.5,
    falseNegative: confusion.falseNegative + 0.5,
    truePositive: confusion.truePositive + 0.5,
  };
  return {
    f1: f1 === null ? UNDEFINED : overCells(f1, f1Slopes(smoothed), smoothed, SHARE),
    matthews: matthews === null ? UNDEFINED : overCells(matthews, matthewsSlopes(smoothed), smoothed, [-1, 1]),
  };
}

/** What a row more in each cell is worth, times the number of rows. */
type Slopes = Readonly<Record<keyof Confusion, number>>;

const NAMES: readonly (keyof Confusion)[] = ['trueNegative', 'falsePositive', 'falseNegative', 'truePositive'];

/** An interval from the slopes over cells, whose counts are multinomial. */
function overCells(value: number, slopes: Slopes, counts: Confusion, range: readonly [number, number]): Measure {
  const rows = NAMES.reduce((sum, name) => sum + counts[name], 0);
  const mean = NAMES.reduce((sum, name) => sum + slopes[name] * counts[name], 0) / rows;
  const squares = NAMES.reduce((sum, name) => sum + (slopes[name] - mean) * (slopes[name] - mean) * counts[name], 0);
  return withError(value, Math.sqrt(squares) / rows, range);
}

function f1Of({ falsePositive, falseNegative, truePositive }: Confusion): number | null {
  const all = 2 * truePositive + falsePositive + falseNegative;
  return all === 0 ? null : (2 * truePositive) / all;
}

function f1Slopes(cells: Confusion): Slopes {
  const { falsePositive, falseNegative, truePositive, trueNegative } = cells;
  const f1 = f1Of(cells) as number;
  const rows = trueNegative + falsePositive + falseNegative + truePositive;
  const each = rows / (2 * truePositive + falsePositive + falseNegative);
  return { trueNegative: 0, falsePositive: -f1 * each, falseNegative: -f1 * each, truePositive: 2 * (1 - f1) * each };
}

function matthewsOf({ trueNegative, falsePositive, falseNegative, truePositive }: Confusion): number | null {
  const [yes, saidYes] = [truePositive + falseNegative, truePositive + falsePositive];
  const [no, saidNo] = [trueNegative + falsePositive, trueNegative + falseNegative];
  if (yes === 0 || no === 0 || saidYes === 0 || saidNo === 0) return null;
  const cross = truePositive * trueNegative - falsePositive * falseNegative;
  return cross / (Math.sqrt(yes * no) * Math.sqrt(saidYes * saidNo));
}

function matthewsSlopes(cells: Confusion): Slopes {
  const { trueNegative, falsePositive, falseNegative, truePositive } = cells;
  const rows = trueNegative + falsePositive + falseNegative + truePositive;
  const [yes, saidYes] = [truePositive + falseNegative, truePositive + falsePositive];
  const [no, saidNo] = [trueNegative + falsePositive, trueNegative + falseNegative];
  const scale = Math.sqrt(yes * no) * Math.sqrt(saidYes * saidNo);
  const half = (matthewsOf(cells) as number) / 2;
  return {
    truePositive: rows * (trueNegative / scale - half * (1 / yes + 1 / saidYes)),
    trueNegative: rows * (truePositive / scale - half * (1 / no + 1 / saidNo)),
    falsePositive: rows * (-falseNegative / scale - half * (1 / no + 1 / saidYes)),
    falseNegative: rows * (-falsePositive / scale - half * (1 / yes + 1 / saidNo)),
  };
}

/**
 * The threshold with the smallest cost over these rows; of several the largest. Infinity takes no
 * row for positive.
 */
export function cheapestThreshold(
  { ends, found, scores, rows, positives }: Runs,
  { falsePositive, falseNegative }: Costs,
): { readonly threshold: number; readonly cost: number } {
  let best = { threshold: Number.POSITIVE_INFINITY, cost: (positives * falseNegative) / rows };
  for (let run = 0; run < ends.length; run++) {
    const cost = ((ends[run] - found[run]) * falsePositive + (positives - found[run]) * falseNegative) / rows;
    if (cost < best.cost) best = { threshold: scores[run], cost };
  }
  return best;
}

/** What of a ranking is needed here. */
interface Runs {
  readonly rows: number;
  readonly positives: number;
  readonly ends: ArrayLike<number>;
  readonly found: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
}
