import type { Trees } from '../../structures/trees.ts';
import type { Bounding } from '../bounding.ts';
import type { Box, Contrasts } from '../boxes/box.ts';
import type { Passing } from './passing.ts';

/** Relative to all that is summed: far more than rounding does, far less than anybody sees. */
const ROUNDING = 1e-11;

/**
 * Bounds over an ensemble that is summed: for each tree the best leaf that the box can reach. Trees
 * that ask nothing of the box's levers count as they are.
 */
export function contrastsOf(trees: Trees, bounding: Bounding, passing: Passing): Contrasts {
  const { roots, left, right, outputs, value, base, feature } = trees;
  const { weights, contrasts: count } = bounding;
  const { ofNode } = passing.tests;
  const { now, leverOf, before } = passing;

  const leaves = new Float64Array(feature.length * count);
  const start = new Float64Array(count);
  let size = 0;
  for (let q = 0; q < count; q++) {
    for (let k = 0; k < outputs; k++) start[q] += weights[q * outputs + k] * base[k];
    for (let node = 0; node < feature.length; node++) {
      if (feature[node] >= 0) continue;
      let sum = 0;
      for (let k = 0; k < outputs; k++) sum += weights[q * outputs + k] * value[node * outputs + k];
      leaves[node * count + q] = sum;
    }
  }
  for (let tree = 0; tree < roots.length; tree++) {
    const end = tree + 1 < roots.length ? roots[tree + 1] : feature.length;
    let most = 0;
    for (let i = roots[tree] * count; i < end * count; i++) most = Math.max(most, Math.abs(leaves[i]));
    size += most;
  }
  for (const one of start) size += Math.abs(one);

  /** Trees by lever, and what each gives as the row is. */
  const treesOf: number[][] = passing.settings.map(() => []);
  const asIs = new Float64Array(roots.length * count);
  const all = start.slice();
  for (let tree = 0; tree < roots.length; tree++) {
    const end = tree + 1 < roots.length ? roots[tree + 1] : feature.length;
    const seen = new Set<number>();
    for (let node = roots[tree]; node < end; node++) {
      const lever = ofNode[node] < 0 ? -1 : leverOf[ofNode[node]];
      if (lever >= 0) seen.add(lever);
    }
    for (const lever of seen) treesOf[lever].push(tree);
    let node = roots[tree];
    while (feature[node] >= 0) node = now[ofNode[node]] === 1 ? left[node] : right[node];
    for (let q = 0; q < count; q++) {
      asIs[tree * count + q] = leaves[node * count + q];
      all[q] += leaves[node * count + q];
    }
  }

  /** The place of a lever in the box; −1 where it is as it is. */
  const place = new Int32Array(passing.settings.length).fill(-1);
  const upper = new Float64Array(count);
  const best = new Float64Array(count);
  const waiting = new Int32Array(feature.length + 1);
  const visited = new Int32Array(roots.length).fill(-1);
  let visit = 0;
  let { from, to }: Pick<Box, 'from' | 'to'> = { from: [], to: [] };

  function bestLeaf(root: number): void {
    best.fill(Number.NEGATIVE_INFINITY);
    let depth = 0;
    waiting[depth++] = root;
    while (depth > 0) {
      let node = waiting[--depth];
      while (feature[node] >= 0) {
        const test = ofNode[node];
        const at = leverOf[test] < 0 ? -1 : place[leverOf[test]];
        if (at < 0) {
          node = now[test] === 1 ? left[node] : right[node];
          continue;
        }
        const counts = before[test] as Int32Array;
        const lefts = counts[to[at]] - counts[from[at]];
        if (lefts === 0) node = right[node];
        else {
          if (lefts < to[at] - from[at]) waiting[depth++] = right[node];
          node = left[node];
        }
      }
      for (let q = 0; q < count; q++) {
        const own = leaves[node * count + q];
        if (own > best[q]) best[q] = own;
      }
    }
  }

  return {
    slack: size * ROUNDING,
    upper(box) {
      ({ from, to } = box);
      for (let at = 0; at < box.levers.length; at++) place[box.levers[at]] = at;
      upper.set(all);
      visit++;
      for (const lever of box.levers)
        for (const tree of treesOf[lever]) {
          if (visited[tree] === visit) continue;
          visited[tree] = visit;
          bestLeaf(roots[tree]);
          for (let q = 0; q < count; q++) upper[q] += best[q] - asIs[tree * count + q];
        }
      for (const lever of box.levers) place[lever] = -1;
      return upper;
    },
  };
}
