import type { Random } from '../../../../src/numerics/random.ts';
import {
  type AttributeValue,
  graphMessage,
  modelFile,
  type NodeSpec,
  tensor,
  valueInfo,
} from '../../../support/onnx.ts';

// Random ensembles as ONNX files, in all three operators.

export const MODES = ['BRANCH_LEQ', 'BRANCH_LT', 'BRANCH_GTE', 'BRANCH_GT', 'BRANCH_EQ', 'BRANCH_NEQ', 'BRANCH_MEMBER'];
export const POSTS = ['NONE', 'SOFTMAX', 'LOGISTIC', 'SOFTMAX_ZERO', 'PROBIT'];
export const AGGREGATES = ['AVERAGE', 'SUM', 'MIN', 'MAX'];

export interface Spec {
  readonly operator: 'TreeEnsembleClassifier' | 'TreeEnsembleRegressor' | 'TreeEnsemble';
  readonly trees: number;
  readonly depth: number;
  readonly columns: number;
  readonly outputs: number;
  readonly modes: readonly string[];
  readonly post: string;
  readonly aggregate: string;
  readonly base: number;
  readonly double: boolean;
  readonly tracks: boolean;
  /** For two classes: weights of one class alone. */
  readonly oneColumn: boolean;
  readonly positive: boolean;
}

interface Leaf {
  readonly weights: readonly number[];
}
interface Branch {
  readonly mode: string;
  readonly feature: number;
  readonly value: number;
  readonly members: readonly number[];
  readonly tracksTrue: boolean;
  readonly whenTrue: Grown;
  readonly whenFalse: Grown;
}
type Grown = Leaf | Branch;

/** Thresholds that `rowsOn` meets. */
const GRID = [-2.5, -1, -0.1, 0, 0.1, 0.3, 1, 1.5, 2, 3, 7, 31, 40];

export function rowsOn(random: Random, count: number, columns: number): Float64Array {
  return Float64Array.from({ length: count * columns }, () => {
    const kind = random.uniform();
    if (kind < 0.1) return Number.NaN;
    const grid = GRID[random.integer(GRID.length)];
    if (kind < 0.6) return Math.fround(grid);
    if (kind < 0.8) return Math.fround(grid) * (1 + (random.integer(3) - 1) * 2 ** -23);
    return random.integer(50);
  });
}

function grow(random: Random, spec: Spec, level: number): Grown {
  // One long arm, so that deep trees stay small.
  if (level >= spec.depth || (level > 3 && random.uniform() < 0.45)) {
    const size = spec.oneColumn ? 1 : spec.outputs;
    return {
      weights: Array.from({ length: size }, () =>
        Math.fround(spec.positive ? random.uniform() / spec.trees : random.normal()),
      ),
    };
  }
  const mode = spec.modes[random.integer(spec.modes.length)];
  const members = Array.from({ length: 1 + random.integer(5) }, () => random.integer(random.uniform() < 0.5 ? 30 : 45));
  const deep = random.integer(2);
  const child = (arm: boolean): Grown =>
    grow(random, arm ? spec : { ...spec, depth: Math.min(spec.depth, level + 3) }, level + 1);
  return {
    mode,
    feature: random.integer(spec.columns),
    value: mode === 'BRANCH_MEMBER' ? 0 : GRID[random.integer(GRID.length)],
    members: [...new Set(members)],
    tracksTrue: spec.tracks && random.uniform() < 0.5,
    whenTrue: child(deep === 0),
    whenFalse: child(deep === 1),
  };
}

export function ensembleFile(random: Random, spec: Spec): Uint8Array<ArrayBuffer> {
  const trees = Array.from({ length: spec.trees }, () => grow(random, spec, 0));
  const base = Array.from({ length: spec.base }, () => Math.fround(random.normal()));
  const type = spec.double ? 'float64' : 'float32';
  const node = spec.operator === 'TreeEnsemble' ? newest(trees, spec) : named(trees, spec, base);
  const classifier = spec.operator === 'TreeEnsembleClassifier';
  const answer = spec.operator === 'TreeEnsemble' && spec.double ? 'float64' : 'float32';
  const outputs = [valueInfo('y', answer, [null, null])];
  if (classifier) outputs.unshift(valueInfo('label', 'int64', [null]));
  const graph = graphMessage({ nodes: [node], inputs: [valueInfo('x', type, [null, spec.columns])], outputs });
  return modelFile(graph, { opsets: { '': 17, 'ai.onnx.ml': spec.operator === 'TreeEnsemble' ? 5 : 3 } });
}

function named(trees: readonly Grown[], spec: Spec, base: readonly number[]): NodeSpec {
  const rows: { tree: number; id: number; at: Grown; ids: [number, number] }[] = [];
  for (const [tree, root] of trees.entries()) {
    let next = 0;
    const walk = (at: Grown): number => {
      const id = next++;
      const row = { tree, id, at, ids: [0, 0] as [number, number] };
      rows.push(row);
      if ('mode' in at) row.ids = [walk(at.whenTrue), walk(at.whenFalse)];
      return id;
    };
    walk(root);
  }
  const classifier = spec.operator === 'TreeEnsembleClassifier';
  const prefix = classifier ? 'class' : 'target';
  const weights = rows.flatMap(({ tree, id, at }) =>
    'mode' in at ? [] : at.weights.map((value, k) => ({ tree, id, k, value })),
  );
  const branch = <T>(pick: (branch: Branch) => T, leaf: T): T[] =>
    rows.map(({ at }) => ('mode' in at ? pick(at) : leaf));
  const numbers = (name: string, list: readonly number[]): Record<string, AttributeValue> =>
    spec.double
      ? { [`${name}_as_tensor`]: { tensor: tensor({ name: 't', dims: [list.length], data: Float64Array.from(list) }) } }
      : { [name]: { floats: list } };
  const attributes: Record<string, AttributeValue> = {
    nodes_treeids: { ints: rows.map(({ tree }) => tree) },
    nodes_nodeids: { ints: rows.map(({ id }) => id) },
    nodes_featureids: { ints: branch(({ feature }) => feature, 0) },
    nodes_modes: { strings: branch(({ mode }) => mode, 'LEAF') },
    ...numbers(
      'nodes_values',
      branch(({ value }) => value, 0),
    ),
    nodes_truenodeids: { ints: rows.map(({ ids }) => ids[0]) },
    nodes_falsenodeids: { ints: rows.map(({ ids }) => ids[1]) },
    [`${prefix}_treeids`]: { ints: weights.map(({ tree }) => tree) },
    [`${prefix}_nodeids`]: { ints: weights.map(({ id }) => id) },
    [`${prefix}_ids`]: { ints: weights.map(({ k }) => k) },
    ...numbers(
      `${prefix}_weights`,
      weights.map(({ value }) => value),
    ),
    post_transform: { string: spec.post },
  };
  if (spec.tracks)
    attributes.nodes_missing_value_tracks_true = { ints: branch(({ tracksTrue }) => Number(tracksTrue), 0) };
  if (base.length > 0) Object.assign(attributes, numbers('base_values', base));
  if (classifier) attributes.classlabels_int64s = { ints: Array.from({ length: spec.outputs }, (_, k) => k + 1) };
  else Object.assign(attributes, { n_targets: { int: spec.outputs }, aggregate_function: { string: spec.aggregate } });
  const outputs = classifier ? ['label', 'y'] : ['y'];
  return { op: spec.operator, domain: 'ai.onnx.ml', inputs: ['x'], outputs, attributes };
}

function newest(trees: readonly Grown[], spec: Spec): NodeSpec {
  const branches: { at: Branch; ids: [number, number]; leaf: [number, number] }[] = [];
  const leaves: { target: number; weight: number }[] = [];
  const add = (at: Grown): { id: number; leaf: number } => {
    if (!('mode' in at)) {
      leaves.push({ target: leaves.length % spec.outputs, weight: at.weights[0] });
      return { id: leaves.length - 1, leaf: 1 };
    }
    const row = { at, ids: [0, 0] as [number, number], leaf: [0, 0] as [number, number] };
    const id = branches.push(row) - 1;
    for (const [side, child] of [at.whenTrue, at.whenFalse].entries()) {
      const made = add(child);
      row.ids[side] = made.id;
      row.leaf[side] = made.leaf;
    }
    return { id, leaf: 0 };
  };
  const roots = trees.map((root) => add(root).id);
  const numbers = (list: readonly number[]): AttributeValue => ({
    tensor: tensor({
      name: 't',
      dims: [list.length],
      data: spec.double ? Float64Array.from(list) : Float32Array.from(list),
    }),
  });
  const members = branches.flatMap(({ at }) => (at.mode === 'BRANCH_MEMBER' ? [...at.members, Number.NaN] : []));
  const modes = Uint8Array.from(branches, ({ at }) => MODES.indexOf(at.mode));
  const attributes: Record<string, AttributeValue> = {
    tree_roots: { ints: roots },
    n_targets: { int: spec.outputs },
    nodes_featureids: { ints: branches.map(({ at }) => at.feature) },
    nodes_modes: { tensor: tensor({ name: 'm', dims: [modes.length], data: modes }) },
    nodes_splits: numbers(branches.map(({ at }) => at.value)),
    nodes_truenodeids: { ints: branches.map(({ ids }) => ids[0]) },
    nodes_falsenodeids: { ints: branches.map(({ ids }) => ids[1]) },
    nodes_trueleafs: { ints: branches.map(({ leaf }) => leaf[0]) },
    nodes_falseleafs: { ints: branches.map(({ leaf }) => leaf[1]) },
    leaf_targetids: { ints: leaves.map(({ target }) => target) },
    leaf_weights: numbers(leaves.map(({ weight }) => weight)),
    aggregate_function: { int: AGGREGATES.indexOf(spec.aggregate) },
    post_transform: { int: POSTS.indexOf(spec.post) },
  };
  if (members.length > 0) attributes.membership_values = numbers(members);
  if (spec.tracks)
    attributes.nodes_missing_value_tracks_true = { ints: branches.map(({ at }) => Number(at.tracksTrue)) };
  return { op: 'TreeEnsemble', domain: 'ai.onnx.ml', inputs: ['x'], outputs: ['y'], attributes };
}
