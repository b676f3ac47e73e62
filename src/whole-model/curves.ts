import { type Measure, meanOf, moments, withError } from './measure.ts';
import { quantileOf, sortedNumbers } from './quantiles.ts';

/**
 * Rows that a curve wants answered: count × columns, row-major; what it is sent are their answers,
 * one a row.
 */
export interface RowsWanted {
  readonly data: Float64Array;
  readonly count: number;
}
/** A curve on its way: it yields rows and is sent answers, as explainers do. */
export type CurveMaker<Result> = Generator<RowsWanted, Result, ArrayLike<number>>;

/** Rows of a table: rows × columns, codes for categories. */
export interface Rows {
  readonly data: ArrayLike<number>;
  readonly count: number;
  readonly columns: number;
}

/** Partial dependence of one column, and the curves of single rows. */
export interface PartialDependence {
  readonly grid: readonly number[];
  /** Mean answer where every row has the grid's value; the band is that of a sample of rows. */
  readonly mean: readonly Measure[];
  /** Mean change from the first value of the grid; rows' own levels are no part of its band. */
  readonly centred: readonly Measure[];
  /** Rows × grid: answers of single rows (individual conditional expectation). */
  readonly single: readonly (readonly number[])[];
}

/** Values of a column at which curves are drawn: quantiles of numbers, or all of few values. */
export function gridOf(values: Float64Array, most = 20): number[] {
  const sorted = sortedNumbers(values);
  const distinct = [...new Set(sorted)];
  if (distinct.length <= most) return distinct;
  const grid = Array.from({ length: most }, (_, i) => quantileOf(sorted, i / (most - 1)));
  return [...new Set(grid)];
}

/**
 * Partial dependence (Friedman 2001) and individual curves (Goldstein et al. 2015): every row with
 * the column set to each value of the grid.
 */
export function* partialDependence(
  { data, count, columns }: Rows,
  column: number,
  grid: readonly number[],
): CurveMaker<PartialDependence> {
  const answers: Float64Array[] = [];
  for (const value of grid) {
    const wanted = Float64Array.from(data);
    for (let row = 0; row < count; row++) wanted[row * columns + column] = value;
    answers.push(Float64Array.from(yield { data: wanted, count }));
  }
  return {
    grid,
    mean: answers.map((own) => meanOf(own)),
    centred: answers.map((own) => meanOf(own.map((answer, row) => answer - answers[0][row]))),
    single: Array.from({ length: count }, (_, row) => answers.map((own) => own[row])),
  };
}

/** Accumulated local effects of one column. */
export interface LocalEffects {
  /** Ends of the intervals, K + 1. */
  readonly edges: readonly number[];
  /** K + 1: the effect at each edge; its mean over the rows is 0. */
  readonly effect: readonly Measure[];
  /** K: rows in each interval. */
  readonly rows: readonly number[];
}

/** Ends of at most so many intervals with about equal numbers of rows (type 1 quantiles). */
export function edgesOf(values: Float64Array, most = 20): number[] {
  const sorted = sortedNumbers(values);
  if (sorted.length === 0) return [];
  const at = (i: number): number => sorted[Math.max(0, Math.ceil((sorted.length * i) / most) - 1)];
  return [...new Set(Array.from({ length: most + 1 }, (_, i) => at(i)))];
}

/** The interval of a value: above its lower end, up to its upper; the least is in the first. */
export const intervalOf = (edges: readonly number[], value: number): number => {
  let [low, high] = [1, edges.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

/**
 * Accumulated local effects of a numeric column (Apley and Zhu, J. R. Stat. Soc. B 82, 2020): how
 * answers change over each interval for the rows that lie in it, added up. Rows without the value
 * are left out.
 */
export function* localEffects(
  { data, count, columns }: Rows,
  column: number,
  edges: readonly number[],
): CurveMaker<LocalEffects> {
  const parts = Math.max(1, edges.length - 1);
  const present = presentRows({ data, count, columns }, [column]);
  const wanted = new Float64Array(2 * present.length * columns);
  const intervals = Int32Array.from(present, (row) => intervalOf(edges, data[row * columns + column]));
  for (const [at, row] of present.entries())
    for (const end of [0, 1]) {
      const from = (2 * at + end) * columns;
      for (let j = 0; j < columns; j++) wanted[from + j] = data[row * columns + j];
      wanted[from + column] = edges[Math.min(intervals[at] + end, edges.length - 1)];
    }
  const answers = yield { data: wanted, count: 2 * present.length };
  const changes = Array.from({ length: parts }, (): number[] => []);
  for (let at = 0; at < present.length; at++) changes[intervals[at]].push(answers[2 * at + 1] - answers[2 * at]);
  const local = changes.map((own) => (own.length === 0 ? { mean: 0, error: 0 } : moments(own)));
  const raw = [0];
  for (const { mean } of local) raw.push(raw[raw.length - 1] + mean);
  let centre = 0;
  for (const interval of intervals) centre += (raw[interval] + raw[interval + 1]) / 2 / present.length;
  const share = changes.map((own) => own.length / present.length);
  // An effect is a sum of local means with weights: what each counts for here, less in the centre.
  const after = share.map((own, part) => own / 2 + share.slice(part + 1).reduce((sum, one) => sum + one, 0));
  const effect = raw.map((value, edge) => {
    const variance = local.reduce((sum, { error }, part) => {
      const weight = (part < edge ? 1 : 0) - after[part];
      return sum + weight * weight * error * error;
    }, 0);
    return withError(value - centre, Math.sqrt(variance));
  });
  return { edges, effect: edges.length > 1 ? effect : effect.slice(0, 1), rows: changes.map(({ length }) => length) };
}

/** Rows whose values of some columns are not missing. */
export const presentRows = ({ data, count, columns }: Rows, wanted: readonly number[]): Int32Array =>
  Int32Array.from({ length: count }, (_, row) => row).filter((row) =>
    wanted.every((column) => !Number.isNaN(data[row * columns + column])),
  );
