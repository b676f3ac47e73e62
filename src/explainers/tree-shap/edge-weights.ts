import type { TreePaths } from './tree-paths.ts';

/** The part of a node's cover that is its child's; half where neither child has any. */
function share(child: number, sibling: number): number {
  const both = child + sibling;
  return both > 0 ? child / both : 0.5;
}

/**
 * What the path-dependent game needs from covers. `down[e]`: the part of the training rows at the
 * parent that take edge e. `weight[e]`: the product of `down` over the edges of e's player on the
 * path to e, e included: the player's factor when it is absent. `reach[e]`: the product of `down`
 * over all edges to e.
 * @throws RangeError where the trees have no covers.
 */
export function edgeWeights(paths: TreePaths): { weight: Float64Array; reach: Float64Array } {
  const { trees, node, parent, right, above } = paths;
  const cover = trees.cover;
  if (!cover) throw new RangeError('the path-dependent game needs covers');
  const entries = node.length;
  const weight = new Float64Array(entries).fill(1);
  const reach = new Float64Array(entries).fill(1);
  for (let entry = 0; entry < entries; entry++) {
    const from = parent[entry];
    if (from < 0) continue;
    const sibling = right[from] === entry ? from + 1 : right[from];
    const down = share(cover[node[entry]], cover[node[sibling]]);
    weight[entry] = (above[entry] < 0 ? 1 : weight[above[entry]]) * down;
    reach[entry] = reach[from] * down;
  }
  return { weight, reach };
}
