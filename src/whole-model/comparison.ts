import { log } from '../numerics/math.ts';
import { magnitudeOf } from './magnitude.ts';
import { ANY, byInfluence, type Measure, meanOf, moments, proportion, UNDEFINED, withError } from './measure.ts';
import { answeredClass } from './multiclass.ts';
import { lowestPerfect, placements, rankingOf } from './ranking.ts';

/** By how much the first of two models is above the second, over the same rows. */
export interface Difference {
  readonly name: 'accuracy' | 'rocAuc' | 'logLoss' | 'brier' | 'mae' | 'rmse';
  readonly difference: Measure;
}

/** What one of two models says of some rows. */
export interface Said {
  /** rows: P(class) of two classes, or numbers; rows × classes of several. */
  readonly answers: Float64Array;
  /** rows: the class that is decided for; of numbers null. */
  readonly decided: Int32Array | null;
}

/** What is known of the rows: 1 or 0 of two classes, the class's index of several, or a number. */
type Truth = ArrayLike<number>;

/** What rounding makes of an error of 0. */
const ROUNDING = 1e-12;
const CLIP = 2.220446049250313e-16;
const clipped = (share: number): number => Math.min(1 - CLIP, Math.max(CLIP, share));

/** Rows where the class that is decided for is the known one. */
const rightOf = (truth: Truth, decided: Int32Array): Float64Array =>
  Float64Array.from(decided, (one, row) => Number(one === truth[row]));

const apart = (first: Float64Array, second: Float64Array): Float64Array =>
  first.map((value, row) => value - second[row]);

/** Two models of two classes. Rows are pairs, which makes intervals as narrow as they can be. */
export function binaryDifferences(truth: Truth, first: Said, second: Said): Difference[] {
  const both = [first, second];
  const [a, b] = both.map(({ answers }) =>
    answers.map((share, row) => -log((truth[row] ? clipped(share) : clipped(1 - share)) / total(share))),
  );
  const [c, d] = both.map(({ answers }) => answers.map((share, row) => (share - truth[row]) * (share - truth[row])));
  return [
    ...accuracies(truth, first, second),
    { name: 'rocAuc', difference: areaDifference(truth, first.answers, second.answers) },
    { name: 'logLoss', difference: meanOf(apart(a, b)) },
    { name: 'brier', difference: meanOf(apart(c, d)) },
  ];
}

const total = (share: number): number => clipped(share) + clipped(1 - share);

/** Two models of several classes. */
export function multiclassDifferences(truth: Truth, first: Said, second: Said): Difference[] {
  const rows = truth.length;
  const [a, b] = [first, second].map(({ answers }) => {
    const classes = answers.length / rows;
    return Float64Array.from(truth, (known, row) => {
      const own = answers.subarray(row * classes, (row + 1) * classes);
      return -log(clipped(own[known]) / own.reduce((sum, share) => sum + clipped(share), 0));
    });
  });
  return [...accuracies(truth, first, second), { name: 'logLoss', difference: meanOf(apart(a, b)) }];
}

/** Two models of numbers. */
export function regressionDifferences(truth: Truth, first: Said, second: Said): Difference[] {
  const [a, b] = [first, second].map(({ answers }) => answers.map((answer, row) => answer - truth[row]));
  const [x, y] = [a, b].map((residuals) => residuals.map((residual) => residual * residual));
  const [mse, other] = [moments(x).mean, moments(y).mean];
  const [rmse, otherRmse] = [Math.sqrt(mse), Math.sqrt(other)];
  const part = (square: number, mean: number, root: number): number => (root === 0 ? 0 : (square - mean) / (2 * root));
  return [
    { name: 'mae', difference: meanOf(apart(a.map(Math.abs), b.map(Math.abs))) },
    {
      name: 'rmse',
      difference: byInfluence(
        rmse - otherRmse,
        x.map((square, row) => part(square, mse, rmse) - part(y[row], other, otherRmse)),
      ),
    },
  ];
}

function accuracies(truth: Truth, first: Said, second: Said): Difference[] {
  if (!first.decided || !second.decided) return [];
  const right = apart(rightOf(truth, first.decided), rightOf(truth, second.decided));
  return [{ name: 'accuracy', difference: shareDifference(right) }];
}

/**
 * The difference of two shares over the same rows, with the interval of Bonett and Price (J. Educ.
 * Behav. Stat. 37, 2012): a row more for either way to differ. Unlike that of the mean it has a
 * width where no row differs, and holds the truth where few do.
 * @param differences rows: 1 where the first alone is right, -1 where the second alone is, else 0.
 */
export function shareDifference(differences: ArrayLike<number>): Measure {
  const n = differences.length;
  if (n === 0) return UNDEFINED;
  let [onlyFirst, onlySecond] = [0, 0];
  for (let row = 0; row < n; row++) {
    if (differences[row] > 0) onlyFirst++;
    else if (differences[row] < 0) onlySecond++;
  }
  const [p, q] = [(onlyFirst + 1) / (n + 2), (onlySecond + 1) / (n + 2)];
  const error = Math.sqrt((p + q - (p - q) * (p - q)) / (n + 2));
  return { ...withError(p - q, error, [-1, 1]), value: (onlyFirst - onlySecond) / n };
}

/**
 * The difference of two areas under ROC curves over the same rows (DeLong, DeLong and
 * Clarke-Pearson, Biometrics 44, 1988). Where it is the same in all rows of a class, as of two
 * models that make no mistake, there is nothing to estimate an error from: the interval then
 * reaches as far as that of an area without mistakes (see `rocArea`), either way.
 */
export function areaDifference(truth: Truth, first: Float64Array, second: Float64Array): Measure {
  const [a, b] = [first, second].map((scores) => placements(rankingOf(truth, scores), truth));
  const shares = [0, 1].map((kind) =>
    Float64Array.from(Array.from(a.keys()).filter((row) => truth[row] === kind)).map((row) => a[row] - b[row]),
  );
  if (shares.some(({ length }) => length === 0)) return UNDEFINED;
  const [negative, positive] = shares.map(moments);
  const error = Math.sqrt(negative.error * negative.error + positive.error * positive.error);
  if (error > ROUNDING) return withError(positive.mean, error, [-1, 1]);
  const reach = 1 - lowestPerfect(Math.min(...shares.map(({ length }) => length)));
  const value = positive.mean;
  return { value, low: Math.max(-1, value - reach), high: Math.min(1, value + reach) };
}

/** Where two models decide otherwise. */
export interface Disagreement {
  readonly share: Measure;
  readonly rows: number;
  /** Of these, rows on which one alone is right; null where what is right is not known. */
  readonly onlyFirst: number | null;
  readonly onlySecond: number | null;
}

/** Null of numbers, which are never quite the same. */
export function disagreementOf(first: Said, second: Said, truth: Truth | null): Disagreement | null {
  const [a, b] = [first.decided, second.decided];
  if (!a || !b) return null;
  const [others, onlyFirst, onlySecond] = [0, 1, 2].map(
    (wanted) =>
      a.filter((one, row) => {
        if (one === b[row]) return false;
        return wanted === 0 || (truth !== null && (wanted === 1 ? one : b[row]) === truth[row]);
      }).length,
  );
  return {
    share: proportion(others, a.length),
    rows: others,
    onlyFirst: truth && onlyFirst,
    onlySecond: truth && onlySecond,
  };
}

/** The class that is decided for: of two by a threshold, of several the likeliest. */
export function decidedClasses(answers: Float64Array, classes: number, threshold: number): Int32Array {
  if (classes === 2) return Int32Array.from(answers, (share) => Number(share >= threshold));
  return Int32Array.from({ length: answers.length / classes }, (_, row) =>
    answeredClass(answers, row * classes, classes),
  );
}

/** A column's attributions by two models, over the same rows. */
export interface ColumnDifference {
  readonly name: string;
  /** Mean sizes; null where a model is not given the column. */
  readonly first: Measure | null;
  readonly second: Measure | null;
  /** Mean of the first minus the second. */
  readonly difference: Measure;
  /** Mean size of the first minus the second: how far they are apart in a row. */
  readonly apart: Measure;
}

/** Attributions of the rows that both models were asked about, in one order. */
export interface Explained {
  readonly players: readonly string[];
  /** rows × players. */
  readonly values: Float64Array;
  readonly errors: Float64Array | null;
}

/**
 * Which columns two models use otherwise, those that are furthest apart first. A column that a
 * model is not given has no effect on it.
 * @param rows how many there are.
 * @param population rows that these are a sample of (see `MagnitudeOptions`).
 */
export function columnDifferences(
  first: Explained,
  second: Explained,
  { rows, population }: { readonly rows: number; readonly population: number },
): ColumnDifference[] {
  const names = [...new Set([...first.players, ...second.players])];
  const size = (values: Float64Array, errors: Float64Array | null): Measure =>
    magnitudeOf(values, errors, { population }).measure;
  return names
    .map((name): ColumnDifference => {
      const [a, b] = [first, second].map((own) => columnIn(own, name, rows));
      const off = apart(a?.values ?? new Float64Array(rows), b?.values ?? new Float64Array(rows));
      const errors =
        a?.errors || b?.errors ? off.map((_, row) => bothErrors(a?.errors?.[row], b?.errors?.[row])) : null;
      return {
        name,
        first: a && size(a.values, a.errors),
        second: b && size(b.values, b.errors),
        difference: meanOf(off, ANY),
        apart: size(off, errors),
      };
    })
    .sort((a, b) => (b.apart.value ?? 0) - (a.apart.value ?? 0));
}

const bothErrors = (a = 0, b = 0): number => Math.sqrt(a * a + b * b);

function columnIn({ players, values, errors }: Explained, name: string, rows: number) {
  const at = players.indexOf(name);
  if (at < 0) return null;
  const width = players.length;
  const pick = (numbers: Float64Array) => Float64Array.from({ length: rows }, (_, row) => numbers[row * width + at]);
  return { values: pick(values), errors: errors && pick(errors) };
}
