import type { Random } from '../../numerics/random.ts';
import { type ErrorNode, errorTree } from '../../whole-model/error-tree.ts';
import type { Column } from '../../whole-model/groups.ts';

/** Of very many rows, so many are enough to see where a model fails. */
const MOST = 10_000;

/**
 * Where a model fails most.
 * @param errors rows: 1 for a mistake, or how far off.
 */
export function failingRows(columns: readonly Column[], errors: Float64Array, random: Random): ErrorNode {
  if (errors.length <= MOST) return errorTree(columns, errors);
  const all = Int32Array.from(errors.keys());
  const some = random.fork('tree').shuffle(all).slice(0, MOST).sort();
  const pick = (values: Float64Array): Float64Array => Float64Array.from(some, (at) => values[at]);
  return errorTree(
    columns.map((column) => ({ ...column, values: pick(column.values) })),
    pick(errors),
  );
}
