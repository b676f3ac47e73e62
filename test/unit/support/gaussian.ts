import { cholesky, solveCholesky } from '../../../src/numerics/linear-algebra.ts';
import type { Random } from '../../../src/numerics/random.ts';
import { bruteShapley } from './brute-shapley.ts';

/** A linear model of columns that are jointly normal, with means of 0: its conditional game is known. */
export interface GaussianProblem {
  readonly columns: number;
  readonly covariance: Float64Array;
  readonly coefficients: readonly number[];
  /** A row of the distribution. */
  row(random: Random): number[];
}

/** Columns of which any two have the same correlation, with deviations of 1, 2, …. */
export function gaussianProblem(columns: number, correlation: number, random: Random): GaussianProblem {
  const covariance = new Float64Array(columns * columns);
  for (let i = 0; i < columns; i++)
    for (let j = 0; j < columns; j++) covariance[i * columns + j] = (i + 1) * (j + 1) * (i === j ? 1 : correlation);
  const { lower } = cholesky(covariance, columns);
  return {
    columns,
    covariance,
    coefficients: Array.from({ length: columns }, () => random.normal()),
    row(rows) {
      const z = Array.from({ length: columns }, () => rows.normal());
      return z.map((_, i) => z.reduce((sum, normal, k) => sum + lower[i * columns + k] * normal, 0));
    },
  };
}

/** E[answer | the present columns]: linear in them (the normal equations). */
export function conditionalWorth(
  { columns, covariance, coefficients }: GaussianProblem,
  row: readonly number[],
  present: readonly number[],
): number {
  const among = Float64Array.from(present.flatMap((i) => present.map((j) => covariance[i * columns + j])));
  const own = Float64Array.from(present, (column) => row[column]);
  const solved = present.length === 0 ? own : solveCholesky(cholesky(among, present.length), own);
  return coefficients.reduce((sum, coefficient, column) => {
    const expected = present.includes(column)
      ? row[column]
      : present.reduce((total, other, at) => total + covariance[column * columns + other] * solved[at], 0);
    return sum + coefficient * expected;
  }, 0);
}

/** Conditional Shapley values in closed form: by the definition, from the worth of each set. */
export const conditionalShapley = (problem: GaussianProblem, row: readonly number[]): number[] =>
  shapleyOf(problem.columns, (present) => conditionalWorth(problem, row, present));

/** Shapley values of a game by the definition. */
export function shapleyOf(players: number, worth: (present: readonly number[]) => number): number[] {
  // A coalition as a row of flags: present players have 1, absent ones the background's 0.
  const answer = (flags: readonly number[]): number =>
    worth(flags.flatMap((flag, player) => (flag === 1 ? [player] : [])));
  return bruteShapley(answer, new Array<number>(players).fill(1), [new Array<number>(players).fill(0)]).values;
}
