import type { Numbers } from '../numerics/numbers.ts';

/**
 * Linear models in the leaves of trees whose leaves answer for one output each. A leaf gives its
 * constant and its terms; where the row lacks a value that a term needs, it gives the leaf's value.
 */
export interface LinearLeaves {
  /** The output of each tree. */
  readonly output: Int32Array;
  /** By node; a leaf without a linear model has its value here. */
  readonly constant: Float64Array;
  /** First term of each node; one more for the end. */
  readonly first: Int32Array;
  /** Column of each term. */
  readonly column: Int32Array;
  readonly coefficient: Float64Array;
}

/** Whether the row, whose values start at `offset`, lacks a value that a term of the leaf needs. */
export function lacksTerm({ first, column }: LinearLeaves, leaf: number, row: Numbers, offset: number): boolean {
  for (let term = first[leaf]; term < first[leaf + 1]; term++)
    if (Number.isNaN(row[offset + column[term]])) return true;
  return false;
}

/** The leaf's linear model at the row, summed in the order of its terms. */
export function linearSum(linear: LinearLeaves, leaf: number, row: Numbers, offset: number): number {
  const { constant, first, column, coefficient } = linear;
  let sum = constant[leaf];
  for (let term = first[leaf]; term < first[leaf + 1]; term++) sum += coefficient[term] * row[offset + column[term]];
  return sum;
}
