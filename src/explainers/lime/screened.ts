import { message } from '../../catalogue/message.ts';
import type { Attribution } from '../explainer.ts';
import { dot, type RowBlock } from './neighbourhood.ts';

/** Features that a fit in a hurry looks at together. */
export const SCREENED = 100;

/**
 * The features that go with an output most by themselves, in increasing order: sure independence
 * screening (Fan and Lv 2008), which takes one pass over the rows where a fit to all features takes
 * one for each.
 */
export function strongest(blocks: readonly RowBlock[], features: number, outputs: number): number[] {
  const total = blocks.reduce((sum, { weights }) => sum + weights.reduce((all, w) => all + w, 0), 0);
  const mean = (columns: (block: RowBlock) => Float64Array): number =>
    blocks.reduce((sum, block) => sum + dot(block.weights, columns(block)), 0) / total;
  const levels = Array.from({ length: outputs }, (_, k) => mean(({ values }) => values[k]));
  const weighted = blocks.map(({ weights, values }) =>
    levels.map((level, k) => values[k].map((value, row) => weights[row] * (value - level))),
  );
  const strength = new Float64Array(features);
  const squares = blocks.map(({ rows }) => new Float64Array(rows));
  for (let j = 0; j < features; j++) {
    const centre = mean(({ design }) => design[j]);
    for (const [b, { rows, design }] of blocks.entries())
      for (let row = 0; row < rows; row++) squares[b][row] = (design[j][row] - centre) * (design[j][row] - centre);
    const spread = blocks.reduce((sum, { weights }, b) => sum + dot(weights, squares[b]), 0) / total;
    if (!(spread > 0)) continue;
    for (let k = 0; k < outputs; k++) {
      const product = blocks.reduce((sum, { design }, b) => sum + dot(weighted[b][k], design[j]), 0);
      strength[j] = Math.max(strength[j], (product * product) / spread);
    }
  }
  return Array.from(strength.keys())
    .sort((a, b) => strength[b] - strength[a] || a - b)
    .slice(0, SCREENED)
    .sort((a, b) => a - b);
}

/** Multiplications that a fit to the strongest features takes, to an order of magnitude. */
export const screenedEffort = (rows: number, features: number, outputs: number): number =>
  outputs * rows * (8 * features + SCREENED * SCREENED) + SCREENED * SCREENED * SCREENED;

/** Some columns of blocks as rows, each column with its number in `origin` added. */
export function rowsOf({ rows, design }: RowBlock, columns: readonly number[], origin: Float64Array): Float64Array {
  const data = new Float64Array(rows * columns.length);
  for (const [at, j] of columns.entries())
    for (let row = 0; row < rows; row++) data[row * columns.length + at] = design[j][row] + origin[j];
  return data;
}

/** What was found of some features, as found of all: the others have coefficient 0. */
export function widened(found: Attribution, columns: readonly number[], features: number): Attribution {
  const { outputs, players } = found;
  const wide = (narrow: Float64Array): Float64Array => {
    const all = new Float64Array(outputs * features);
    for (let k = 0; k < outputs; k++)
      for (const [at, j] of columns.entries()) all[k * features + j] = narrow[k * players + at];
    return all;
  };
  return {
    ...found,
    players: features,
    values: wide(found.values),
    standardErrors: found.standardErrors && wide(found.standardErrors),
    note: message('explaining.screened', { features: columns.length }),
  };
}
