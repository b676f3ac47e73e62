import { type LinearLeaves, lacksTerm, linearSum } from '../../structures/linear-leaves.ts';
import type { Trees } from '../../structures/trees.ts';
import type { RowBlock } from './levels.ts';

/** Adds what the leaves that a block of rows reached give, where they hold linear models. */
export function addLinear(
  { value, outputs }: Trees,
  { linear, tree }: { readonly linear: LinearLeaves; readonly tree: number },
  { rows, columns, leaf, first, size }: RowBlock,
  out: Float64Array,
): void {
  const k = linear.output[tree];
  for (let i = 0; i < size; i++) {
    const offset = (first + i) * columns;
    const at = leaf[i];
    out[(first + i) * outputs + k] += lacksTerm(linear, at, rows, offset)
      ? value[at * outputs + k]
      : linearSum(linear, at, rows, offset);
  }
}
