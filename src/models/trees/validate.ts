import type { Message } from '../../catalogue/message.ts';
import { Test, type Trees } from '../../structures/trees.ts';
import { CATEGORY_LIMIT, DEPTH_LIMIT, VALUES_LIMIT } from './limits.ts';
import { malformed, nodeText } from './tree-model.ts';

/**
 * Checks all that prediction and explanation take for granted: arrays as long as there are nodes,
 * trees one after the other, children after their parents and in their tree, each node reached
 * once, columns in range, thresholds that are numbers, finite values, covers not below 0.
 * @throws OrielError `model-trees` with the first thing that is wrong.
 */
export function validate(trees: Trees, file: string): void {
  const nodes = trees.feature.length;
  if (trees.roots.length === 0 || nodes === 0) throw malformed(file, 'tree.empty');
  if (nodes * trees.outputs > VALUES_LIMIT) throw malformed(file, 'tree.size');
  for (const name of ['test', 'threshold', 'setEnd', 'missing', 'left', 'right'] as const)
    if (trees[name].length !== nodes) throw malformed(file, 'tree.lengths', { name });
  if (trees.value.length !== nodes * trees.outputs) throw malformed(file, 'tree.lengths', { name: 'value' });
  if (trees.cover !== null && trees.cover.length !== nodes) throw malformed(file, 'tree.lengths', { name: 'cover' });
  checkStructure(trees, file);
  for (let node = 0; node < nodes; node++) checkNode(trees, node, () => nodeText(treeOf(trees, node), node), file);
  checkLinear(trees, file);
}

/** Linear models of leaves read columns that there are, and hold finite numbers. */
function checkLinear(trees: Trees, file: string): void {
  if (!trees.linear) return;
  const { constant, first, column, coefficient } = trees.linear;
  for (let node = 0; node < trees.feature.length; node++) {
    const where = () => nodeText(treeOf(trees, node), node);
    if (!Number.isFinite(constant[node])) throw malformed(file, 'tree.value', { where: where() });
    for (let term = first[node]; term < first[node + 1]; term++) {
      if (!(column[term] >= 0 && column[term] < trees.columns))
        throw malformed(file, 'tree.column', { where: where(), column: column[term] + 1 });
      if (!Number.isFinite(coefficient[term])) throw malformed(file, 'tree.value', { where: where() });
    }
  }
}

/**
 * As children come after their parents, one pass in order of number finds every depth, and there
 * can be no cycle.
 */
function checkStructure({ feature, left, right, roots }: Trees, file: string): void {
  const nodes = feature.length;
  /** 0: not reached yet; otherwise one more than the depth. */
  const level = new Int32Array(nodes);
  for (const [tree, root] of roots.entries()) {
    if (root < (tree === 0 ? 0 : roots[tree - 1] + 1) || root >= nodes)
      throw malformed(file, 'tree.child', { where: nodeText(tree, root) });
    if (level[root] > 0) throw malformed(file, 'tree.cycle', { where: nodeText(tree, root) });
    level[root] = 1;
  }
  let next = 0;
  for (let node = 0; node < nodes; node++) {
    while (next < roots.length && roots[next] <= node) next++;
    const tree = next - 1;
    const end = next < roots.length ? roots[next] : nodes;
    if (level[node] === 0) throw malformed(file, 'tree.child', { where: nodeText(tree, node) });
    if (level[node] - 1 > DEPTH_LIMIT) throw malformed(file, 'tree.depth', { limit: DEPTH_LIMIT });
    if (feature[node] < 0) continue;
    for (const child of [left[node], right[node]]) {
      if (child <= node || child >= end) throw malformed(file, 'tree.child', { where: nodeText(tree, child) });
      if (level[child] > 0) throw malformed(file, 'tree.cycle', { where: nodeText(tree, child) });
      level[child] = level[node] + 1;
    }
  }
}

function checkNode(trees: Trees, node: number, where: () => Message, file: string): void {
  const { feature, columns, test, threshold, setEnd, sets, value, outputs, aggregate, cover } = trees;
  if (cover !== null && !(cover[node] >= 0 && cover[node] < Infinity))
    throw malformed(file, 'tree.cover', { where: where() });
  if (feature[node] < 0) {
    const nothing = aggregate === 'min' ? Infinity : aggregate === 'max' ? -Infinity : 0;
    for (let k = node * outputs; k < (node + 1) * outputs; k++)
      if (!Number.isFinite(value[k]) && value[k] !== nothing) throw malformed(file, 'tree.value', { where: where() });
    return;
  }
  if (feature[node] >= columns) throw malformed(file, 'tree.column', { where: where(), column: feature[node] + 1 });
  if (Number.isNaN(threshold[node])) throw malformed(file, 'tree.threshold', { where: where() });
  if (test[node] > Test.memberOfWhole) throw malformed(file, 'tree.mode', { name: String(test[node]) });
  if (test[node] < Test.member) return;
  const start = threshold[node];
  if (!Number.isInteger(start) || start < 0 || setEnd[node] < start || setEnd[node] > sets.length)
    throw malformed(file, 'tree.category', { where: where(), most: CATEGORY_LIMIT - 1 });
}

const treeOf = ({ roots }: Trees, node: number): number => roots.findLastIndex((root) => root <= node);
