// Nodes of TreeEnsemble operators, read as the builder takes them.

import { below32, below64 } from '../../numerics/next-number.ts';
import { Missing, Test, type Trees } from '../../structures/trees.ts';
import { floatsOf, intsOf, textsOf } from '../onnx/reading/attributes.ts';
import type { Node } from '../onnx/reading/nodes.ts';
import type { Split } from './build.ts';
import type { Leaf } from './build-linear.ts';
import { malformed, nodeText } from './tree-model.ts';

/** Modes in the numbering of ai.onnx.ml 5. */
const MODES = ['BRANCH_LEQ', 'BRANCH_LT', 'BRANCH_GTE', 'BRANCH_GT', 'BRANCH_EQ', 'BRANCH_NEQ', 'BRANCH_MEMBER'];

export interface Branch {
  readonly mode: string;
  readonly feature: number;
  readonly value: number;
  readonly members?: readonly number[];
  /** Whether NaN takes the true branch whatever the test says. */
  readonly tracksTrue: boolean;
  readonly whenTrue: number;
  readonly whenFalse: number;
  readonly cover: number;
}

/**
 * A branch in the terms of `Trees`: what passes on ≤, = or membership goes left; the other modes
 * have their children swapped.
 */
function splitOf(branch: Branch, precision: Trees['precision'], file: string): Split {
  const { mode, feature, value, members, tracksTrue, whenTrue, whenFalse, cover } = branch;
  const below = precision === 'float32' ? below32 : below64;
  const held = precision === 'float32' ? Math.fround(value) : value;
  const straight = (test: number, threshold: number): Split => {
    const missing = tracksTrue ? Missing.left : 0;
    return { feature, test, threshold, missing, left: whenTrue, right: whenFalse, cover };
  };
  // `nan`: whether NaN passes the test itself, which only ≠ lets it.
  const swapped = (test: number, threshold: number, nan: boolean): Split => {
    const missing = tracksTrue || nan ? 0 : Missing.left;
    return { feature, test, threshold, missing, left: whenFalse, right: whenTrue, cover };
  };
  switch (mode) {
    case 'BRANCH_LEQ':
      return straight(Test.lessOrEqual, held);
    case 'BRANCH_LT':
      return straight(Test.lessOrEqual, below(held));
    case 'BRANCH_GT':
      return swapped(Test.lessOrEqual, held, false);
    case 'BRANCH_GTE':
      return swapped(Test.lessOrEqual, below(held), false);
    case 'BRANCH_EQ':
      return straight(Test.equal, held);
    case 'BRANCH_NEQ':
      return swapped(Test.equal, held, true);
    case 'BRANCH_MEMBER':
      return { ...straight(Test.member, 0), members };
    default:
      throw malformed(file, 'tree.mode', { name: mode });
  }
}

/** One tree: its root, how many nodes there are to choose from, and each of them. */
export interface SourceTree {
  readonly root: number;
  readonly count: number;
  readonly read: (node: number) => Split | Leaf;
}

/**
 * Trees of TreeEnsembleClassifier and -Regressor (ai.onnx.ml 1 and 3): nodes named by tree and
 * number, weights apart.
 */
export function treesOfEnsemble(
  node: Node,
  prefix: 'class' | 'target',
  precision: Trees['precision'],
  file: string,
): SourceTree[] {
  const treeIds = intsOf(node, 'nodes_treeids');
  const count = treeIds.length;
  const sized = <T extends ArrayLike<unknown>>(name: string, list: T): T => {
    if (list.length !== count) throw malformed(file, 'tree.lengths', { name });
    return list;
  };
  const ints = (name: string) => sized(name, intsOf(node, name));
  const ids = ints('nodes_nodeids');
  const feature = ints('nodes_featureids');
  const modes = sized('nodes_modes', textsOf(node, 'nodes_modes'));
  const values = sized('nodes_values', floatsOf(node, 'nodes_values'));
  const [whenTrue, whenFalse] = [ints('nodes_truenodeids'), ints('nodes_falsenodeids')];
  const tracks = intsOf(node, 'nodes_missing_value_tracks_true');
  const covers = coversOf(node, count);

  const indexOf = new Map<number, Map<number, number>>();
  const roots: number[] = [];
  for (let i = 0; i < count; i++) {
    if (i === 0 || treeIds[i] !== treeIds[i - 1]) roots.push(i);
    const tree = indexOf.get(treeIds[i]) ?? new Map<number, number>();
    indexOf.set(treeIds[i], tree.set(ids[i], i));
  }
  const leaves = weightsOf(node, prefix, indexOf, file);
  const first = Int32Array.from(roots);
  return roots.map((root, t) => {
    const end = t + 1 < roots.length ? first[t + 1] : count;
    const here = indexOf.get(treeIds[root]);
    const local = (id: number) => (here?.get(id) ?? -1) - root;
    return {
      root: 0,
      count: end - root,
      read: (at) => {
        const i = root + at;
        if (modes[i] === 'LEAF') return { values: leaves.get(i) ?? [], cover: covers?.[i] ?? 0 };
        return splitOf(
          {
            mode: modes[i],
            feature: feature[i],
            value: values[i],
            tracksTrue: tracks[i] === 1,
            whenTrue: local(whenTrue[i]),
            whenFalse: local(whenFalse[i]),
            cover: covers?.[i] ?? 0,
          },
          precision,
          file,
        );
      },
    };
  });
}

/**
 * Rows that reached each node; null where the file gives only ones and zeros, as converters do that
 * have nothing better.
 */
export function coversOf(node: Node, count: number): Float64Array | null {
  const rates = floatsOf(node, 'nodes_hitrates');
  return rates.length === count && rates.some((rate) => rate !== 0 && rate !== 1) ? rates : null;
}

function weightsOf(node: Node, prefix: string, indexOf: Map<number, Map<number, number>>, file: string) {
  const ids = intsOf(node, `${prefix}_ids`);
  const treeIds = intsOf(node, `${prefix}_treeids`);
  const nodeIds = intsOf(node, `${prefix}_nodeids`);
  const weights = floatsOf(node, `${prefix}_weights`);
  if (treeIds.length !== ids.length || nodeIds.length !== ids.length || weights.length !== ids.length)
    throw malformed(file, 'tree.lengths', { name: `${prefix}_weights` });
  const leaves = new Map<number, [number, number][]>();
  for (let i = 0; i < ids.length; i++) {
    const at = indexOf.get(treeIds[i])?.get(nodeIds[i]);
    if (at === undefined) throw malformed(file, 'tree.child', { where: nodeText(treeIds[i], nodeIds[i]) });
    const list = leaves.get(at) ?? [];
    list.push([ids[i], weights[i]]);
    leaves.set(at, list);
  }
  return leaves;
}

/**
 * Trees of TreeEnsemble (ai.onnx.ml 5): inner nodes and leaves apart. Leaves come after the inner
 * nodes here.
 */
export function treesOfEnsemble5(node: Node, precision: Trees['precision'], file: string): SourceTree[] {
  const feature = intsOf(node, 'nodes_featureids');
  const count = feature.length;
  const sized = <T extends ArrayLike<unknown>>(name: string, list: T): T => {
    if (list.length !== count) throw malformed(file, 'tree.lengths', { name });
    return list;
  };
  const ints = (name: string) => sized(name, intsOf(node, name));
  const modes = sized('nodes_modes', floatsOf(node, 'nodes_modes'));
  const splits = sized('nodes_splits', floatsOf(node, 'nodes_splits'));
  const [whenTrue, whenFalse] = [ints('nodes_truenodeids'), ints('nodes_falsenodeids')];
  const [trueLeaf, falseLeaf] = [ints('nodes_trueleafs'), ints('nodes_falseleafs')];
  const tracks = intsOf(node, 'nodes_missing_value_tracks_true');
  const targets = intsOf(node, 'leaf_targetids');
  const weights = floatsOf(node, 'leaf_weights');
  if (weights.length !== targets.length) throw malformed(file, 'tree.lengths', { name: 'leaf_weights' });
  const members = membersOf(modes, floatsOf(node, 'membership_values'));
  const child = (at: number, leaf: number) => (leaf !== 0 ? count + at : at < count ? at : -1);
  const read = (i: number): Split | Leaf => {
    if (i >= count) return { values: [[targets[i - count], weights[i - count]]], cover: 0 };
    return splitOf(
      {
        mode: MODES[modes[i]] ?? String(modes[i]),
        feature: feature[i],
        value: splits[i],
        members: members.get(i) ?? [],
        tracksTrue: tracks[i] === 1,
        whenTrue: child(whenTrue[i], trueLeaf[i]),
        whenFalse: child(whenFalse[i], falseLeaf[i]),
        cover: 0,
      },
      precision,
      file,
    );
  };
  return intsOf(node, 'tree_roots').map((root) => {
    // A tree of one leaf is written as a node with that leaf on both sides.
    const alone = trueLeaf[root] === 1 && falseLeaf[root] === 1 && whenTrue[root] === whenFalse[root];
    return { root: alone ? count + whenTrue[root] : root, count: count + targets.length, read };
  });
}

/** Values of each member node in turn, with NaN after each. */
export function membersOf(modes: ArrayLike<number>, values: Float64Array): Map<number, number[]> {
  const found = new Map<number, number[]>();
  let at = 0;
  for (let i = 0; i < modes.length; i++) {
    if (MODES[modes[i]] !== 'BRANCH_MEMBER') continue;
    const list: number[] = [];
    while (at < values.length && !Number.isNaN(values[at])) list.push(values[at++]);
    at++;
    found.set(i, list);
  }
  return found;
}
