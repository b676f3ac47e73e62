import { exp, log } from '../numerics/math.ts';
import { type Costs, decisionsAt } from './decision.ts';
import type { Group } from './groups.ts';
import { type Measure, meanOf, proportion, UNDEFINED, Z } from './measure.ts';

/** How the model treats one group. */
export interface GroupTreatment {
  readonly of: Group['of'];
  readonly rows: number;
  /** Why numbers of this group say little; null where there are rows enough. */
  readonly small: 'rows' | 'positives' | 'negatives' | null;
  readonly meanScore: Measure;
  /** The share of rows that are taken for positive. */
  readonly selectionRate: Measure;
  /** Null where what is right is not known. */
  readonly known: KnownTreatment | null;
}

export interface KnownTreatment {
  readonly positives: number;
  readonly prevalence: Measure;
  readonly truePositiveRate: Measure;
  readonly falsePositiveRate: Measure;
  readonly precision: Measure;
  readonly accuracy: Measure;
  /** Mean score minus the share of positive rows: above 0 the model promises too much. */
  readonly calibration: Measure;
}

/** How far the groups are apart in one rate. */
export interface Disparity {
  /** The groups with the largest and the smallest rate; null where fewer than two have one. */
  readonly largest: number | null;
  readonly smallest: number | null;
  /** Largest minus smallest, with Newcombe's interval. */
  readonly difference: Measure;
  /** Smallest over largest, with an interval in logarithms. */
  readonly ratio: Measure;
}

export interface Fairness {
  readonly columns: readonly string[];
  readonly threshold: number;
  readonly groups: readonly GroupTreatment[];
  /** Demographic parity: of selection rates. */
  readonly demographicParity: Disparity;
  /** Equal opportunity: of true positive rates. */
  readonly equalOpportunity: Disparity | null;
  /** Equalised odds: the larger one of the differences of true and false positive rates. */
  readonly equalisedOdds: Measure | null;
  readonly falsePositives: Disparity | null;
  /** Whether the ratio of selection rates is at least 0.8, as far as its interval says. */
  readonly fourFifths: 'holds' | 'fails' | 'unclear' | null;
}

export interface FairnessInput {
  readonly columns: readonly string[];
  readonly groups: readonly Group[];
  /** rows: P(positive). */
  readonly scores: Float64Array;
  /** rows: 1 or 0; null where that is not known. */
  readonly truth: ArrayLike<number> | null;
  readonly threshold: number;
  readonly costs?: Costs;
}

/** Fewer rows say too little for a comparison. */
export const FEW_ROWS = 30;
const FEW_KNOWN = 10;

/** How groups of rows are treated. Groups that are marked as small are no part of disparities. */
export function fairnessOf({ columns, groups, scores, truth, threshold }: FairnessInput): Fairness {
  const treated = groups.map((group) => treatmentOf(group, scores, truth, threshold));
  const rate = (of: (known: KnownTreatment) => Measure, small: GroupTreatment['small']) =>
    disparityOf(
      treated.map((group, at): Rate | null => {
        if (group.small === 'rows' || group.small === small || !group.known) return null;
        const measure = of(group.known);
        const count = small === 'positives' ? group.known.positives : group.rows - group.known.positives;
        return measure.value === null ? null : { at, measure, count };
      }),
    );
  const demographicParity = disparityOf(
    treated.map(({ small, selectionRate, rows }, at) =>
      small === 'rows' || selectionRate.value === null ? null : { at, measure: selectionRate, count: rows },
    ),
  );
  const equalOpportunity = truth && rate((known) => known.truePositiveRate, 'positives');
  const falsePositives = truth && rate((known) => known.falsePositiveRate, 'negatives');
  return {
    columns,
    threshold,
    groups: treated,
    demographicParity,
    equalOpportunity,
    falsePositives,
    equalisedOdds: equalOpportunity && falsePositives && larger(equalOpportunity, falsePositives),
    fourFifths: fourFifthsOf(demographicParity.ratio),
  };
}

function treatmentOf(
  { of, rows }: Group,
  scores: Float64Array,
  truth: ArrayLike<number> | null,
  threshold: number,
): GroupTreatment {
  const own = new Float64Array(rows.length);
  const ownTruth = truth && new Uint8Array(rows.length);
  let selected = 0;
  for (let at = 0; at < rows.length; at++) {
    own[at] = scores[rows[at]];
    if (ownTruth && truth) ownTruth[at] = truth[rows[at]];
    if (own[at] >= threshold) selected++;
  }
  const known = ownTruth && knownOf(own, ownTruth, threshold);
  const small = (): GroupTreatment['small'] => {
    if (rows.length < FEW_ROWS) return 'rows';
    if (known && known.positives < FEW_KNOWN) return 'positives';
    return known && rows.length - known.positives < FEW_KNOWN ? 'negatives' : null;
  };
  return {
    of,
    rows: rows.length,
    small: small(),
    meanScore: meanOf(own),
    selectionRate: proportion(selected, rows.length),
    known,
  };
}

function knownOf(scores: Float64Array, truth: Uint8Array, threshold: number): KnownTreatment {
  const { confusion, precision, recall, accuracy } = decisionsAt(truth, scores, { threshold });
  const positives = confusion.truePositive + confusion.falseNegative;
  return {
    positives,
    prevalence: proportion(positives, scores.length),
    truePositiveRate: recall,
    falsePositiveRate: proportion(confusion.falsePositive, scores.length - positives),
    precision,
    accuracy,
    calibration: meanOf(scores.map((score, row) => score - truth[row])),
  };
}

/** A group's rate, over so many rows. */
interface Rate {
  readonly at: number;
  readonly measure: Measure;
  readonly count: number;
}

function disparityOf(given: readonly (Rate | null)[]): Disparity {
  const rates = given.filter((one): one is Rate => one !== null);
  if (rates.length < 2) return { largest: null, smallest: null, difference: UNDEFINED, ratio: UNDEFINED };
  const value = ({ measure }: Rate): number => measure.value as number;
  const largest = rates.reduce((best, one) => (value(one) > value(best) ? one : best));
  const smallest = rates.reduce(
    (best, one) => (one !== largest && (best === largest || value(one) < value(best)) ? one : best),
    largest,
  );
  return {
    largest: largest.at,
    smallest: smallest.at,
    difference: newcombe(largest.measure, smallest.measure),
    ratio: ratioOf(smallest, largest),
  };
}

/** The difference of two shares, by Newcombe's method 10 (Stat. Med. 17, 1998). */
export function newcombe(a: Measure, b: Measure): Measure {
  const [p, q] = [a.value as number, b.value as number];
  const [pLow, pHigh, qLow, qHigh] = [a.low, a.high, b.low, b.high] as number[];
  const down = Math.sqrt((p - pLow) * (p - pLow) + (qHigh - q) * (qHigh - q));
  const up = Math.sqrt((pHigh - p) * (pHigh - p) + (q - qLow) * (q - qLow));
  return { value: p - q, low: Math.max(-1, p - q - down), high: Math.min(1, p - q + up) };
}

/**
 * The ratio of two shares with an interval in logarithms (Katz et al. 1978), half a row added to
 * each count for the error (Walter 1975), so that there is one where a share is 0.
 */
function ratioOf(above: Rate, below: Rate): Measure {
  const [p, q] = [above.measure.value as number, below.measure.value as number];
  if (q === 0) return UNDEFINED;
  const [a, b] = [p * above.count + 0.5, q * below.count + 0.5];
  const [n, m] = [above.count + 0.5, below.count + 0.5];
  const half = Z * Math.sqrt(Math.max(0, 1 / a - 1 / n + 1 / b - 1 / m));
  const centre = log(a / n / (b / m));
  return { value: p / q, low: Math.min(p / q, exp(centre - half)), high: Math.max(p / q, exp(centre + half)) };
}

const larger = (a: Disparity, b: Disparity): Measure =>
  (a.difference.value ?? -1) >= (b.difference.value ?? -1) ? a.difference : b.difference;

function fourFifthsOf({ value, low, high }: Measure): Fairness['fourFifths'] {
  if (value === null || low === null || high === null) return null;
  if (low >= 0.8) return 'holds';
  return high < 0.8 ? 'fails' : 'unclear';
}
