import type { LeafModel } from './build-linear.ts';
import { numbers, type Section, whole } from './lightgbm-sections.ts';
import { malformed } from './tree-model.ts';

/** The linear models of a tree's leaves; null where they have values alone. */
export function leafModels(tree: Section, leaves: number, weight: number, file: string): LeafModel[] | null {
  const linear = tree.has('is_linear') ? whole(tree, 'is_linear', file) : 0;
  if (linear === 0) return null;
  const constants = numbers(tree, 'leaf_const', leaves, file);
  const counts = numbers(tree, 'num_features', leaves, file);
  if (!counts.every((count) => Number.isInteger(count) && count >= 0))
    throw malformed(file, 'tree.field', { name: 'num_features' });
  const total = counts.reduce((sum, count) => sum + count, 0);
  const columns = numbers(tree, 'leaf_features', total, file);
  if (!columns.every(Number.isInteger)) throw malformed(file, 'tree.field', { name: 'leaf_features' });
  const coefficients = numbers(tree, 'leaf_coeff', total, file);
  let at = 0;
  return counts.map((count, leaf) => {
    const from = at;
    at += count;
    return {
      constant: weight * constants[leaf],
      columns: columns.slice(from, at),
      coefficients: coefficients.slice(from, at).map((coefficient) => weight * coefficient),
    };
  });
}
