import { message } from '../../catalogue/message.ts';
import { noFinalStep } from '../../structures/final-step.ts';
import { Missing, Test } from '../../structures/trees.ts';
import { type Split, TreesBuilder } from './build.ts';
import type { Leaf } from './build-linear.ts';
import { lightgbmCategories } from './lightgbm-categories.ts';
import { leafModels } from './lightgbm-linear.ts';
import { lightgbmFinalStep, oldForestStep } from './lightgbm-objective.ts';
import { numbers, type Section, sectionsOf, whole } from './lightgbm-sections.ts';
import { OUTPUTS_LIMIT } from './limits.ts';
import { guarded, malformed, type TreeModel, unsupported } from './tree-model.ts';

/** Versions of the text that are read, which LightGBM raises when answers would change. */
const VERSIONS = ['v2', 'v3', 'v4'];
/** All that these versions write into the head, and of a tree. */
const HEAD_FIELDS = new Set([
  ...['version', 'num_class', 'num_tree_per_iteration', 'label_index', 'max_feature_idx', 'objective'],
  ...['average_output', 'feature_names', 'monotone_constraints', 'feature_infos', 'tree_sizes'],
]);
const TREE_FIELDS = new Set([
  ...['num_leaves', 'num_cat', 'split_feature', 'split_gain', 'threshold', 'decision_type', 'left_child'],
  ...['right_child', 'leaf_value', 'leaf_weight', 'leaf_count', 'internal_value', 'internal_weight'],
  ...['internal_count', 'cat_boundaries', 'cat_threshold', 'is_linear', 'shrinkage', 'leaf_const'],
  ...['num_features', 'leaf_features', 'leaf_coeff'],
]);

/**
 * Reads the text that LightGBM writes with `save_model`, of version 2 on: numerical and categorical
 * splits, all kinds of missing values, dart, random forests, linear models in leaves. Comparisons
 * are of float64.
 * @throws OrielError `model-trees` for anything else, `model-kind` for what is not read here.
 */
export const readLightgbm = (bytes: Uint8Array, file: string): TreeModel => guarded(file, () => readModel(bytes, file));

function readModel(bytes: Uint8Array, file: string): TreeModel {
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  if (lines[0] !== 'tree') throw malformed(file, 'tree.notLightgbm');
  const { head, trees, rest } = partsOf(lines, file);
  const columns = 1 + whole(head, 'max_feature_idx', file);
  const outputs = whole(head, 'num_tree_per_iteration', file);
  if (outputs < 1 || outputs > OUTPUTS_LIMIT || trees.length % outputs !== 0) throw malformed(file, 'tree.size');
  const covers = trees.every((tree) => tree.has('leaf_count'));
  const builder = new TreesBuilder({ file, columns, outputs, precision: 'float64', aggregate: 'sum', covers });
  const isMean = head.has('average_output');
  const weight = isMean ? outputs / trees.length : 1;
  const codes = new Int32Array(columns);
  const leaves: number[] = [];
  for (const [t, tree] of trees.entries())
    readTree(tree, { output: t % outputs, weight, covers, codes, leaves, builder, file });
  const names = (head.get('feature_names') ?? '').split(' ');
  const own = lightgbmFinalStep(head.get('objective') ?? 'custom', file);
  const step = isMean && head.get('version') === 'v2' ? oldForestStep(own, leaves, file) : own;
  const infos = (head.get('feature_infos') ?? '').split(' ');
  const categories = lightgbmCategories({ lines: rest, infos: infos.length === columns ? infos : [], codes, file });
  return {
    kind: 'trees',
    format: 'lightgbm',
    trees: builder.finish(new Array<number>(outputs).fill(0)),
    finalStep: step ?? { ...noFinalStep, pair: own.pair },
    names: names.length === columns ? names : null,
    classes: null,
    ...(categories ? { categories } : {}),
    ...(step ? {} : { notices: [message('tree.forestAverages')] }),
  };
}

/** The head, the trees and what stands behind them. */
function partsOf(lines: readonly string[], file: string) {
  const known = lines.slice(0, lines.indexOf('')).find((line) => line.startsWith('version='));
  const version = known?.slice(8) ?? null;
  if (version === null || !VERSIONS.includes(version))
    throw unsupported(file, 'tree.version', { known: VERSIONS, version: version?.slice(0, 100) ?? null });
  // Older files of version 2 go on without that line.
  const end = lines.findIndex(
    (line) => line === 'end of trees' || (version === 'v2' && /^feature.importances:/.test(line)),
  );
  // Without it, trees at the end may be missing.
  if (end < 0) throw malformed(file, 'tree.notLightgbm');
  const [head, ...trees] = sectionsOf(lines.slice(1, end));
  for (const [section, fields] of [
    [head, HEAD_FIELDS] as const,
    ...trees.map((tree) => [tree, TREE_FIELDS] as const),
  ]) {
    const name = [...section.keys()].find((key) => !fields.has(key));
    if (name !== undefined) throw unsupported(file, 'tree.newField', { name: name.slice(0, 100) });
  }
  const sizes = head.get('tree_sizes');
  if (sizes !== undefined && sizes.trim().split(/ +/).filter(Boolean).length !== trees.length)
    throw malformed(file, 'tree.lengths', { name: 'tree_sizes' });
  return { head, trees, rest: lines.slice(end) };
}

/** Bits of a decision_type: categorical, default left, then two for the kind of missing values. */
const CATEGORICAL = 1;
const DEFAULT_LEFT = 2;
const MISSING_BITS = [Missing.nanIsZero, Missing.nanIsZero | Missing.zero, 0];

interface TreePlace {
  readonly output: number;
  /** Its leaves' values are multiplied by this. */
  readonly weight: number;
  readonly covers: boolean;
  /** For each column one more than the largest code of its splits so far. */
  readonly codes: Int32Array;
  /** Values of all leaves so far. */
  readonly leaves: number[];
  readonly builder: TreesBuilder;
  readonly file: string;
}

function readTree(tree: Section, { output, weight, covers, codes, leaves: all, builder, file }: TreePlace): void {
  const leaves = whole(tree, 'num_leaves', file);
  if (leaves < 1) throw malformed(file, 'tree.field', { name: 'num_leaves' });
  const get = (name: string, count: number) => numbers(tree, name, count, file);
  const inner = leaves - 1;
  const values = get('leaf_value', leaves);
  for (const value of values) all.push(value);
  const leafCover =
    covers && tree.get('leaf_count') !== '' ? get('leaf_count', leaves) : new Array<number>(leaves).fill(0);
  // A tree of one leaf has no inner nodes; its leaf is number 0 here.
  const models = leafModels(tree, leaves, weight, file);
  const leaf = (i: number): Leaf => ({
    values: [[output, weight * values[i]]],
    cover: leafCover[i],
    ...(models && { linear: models[i] }),
  });
  if (inner === 0) {
    builder.add(0, new Uint8Array(1), () => leaf(0));
    return;
  }
  const [feature, threshold, decision] = ['split_feature', 'threshold', 'decision_type'].map((name) =>
    get(name, inner),
  );
  const [left, right] = ['left_child', 'right_child'].map((name) => get(name, inner));
  const innerCover = covers ? get('internal_count', inner) : new Array<number>(inner).fill(0);
  const setOf = categories(tree, file);
  // Leaves are numbered −1, −2, … there; here they come after the inner nodes.
  const number = (child: number) => (child >= 0 ? child : inner + ~child);
  builder.add(0, new Uint8Array(inner + leaves), (node): Split | Leaf => {
    if (node >= inner) return leaf(node - inner);
    const type = decision[node];
    const shared = {
      feature: feature[node],
      cover: innerCover[node],
      left: number(left[node]),
      right: number(right[node]),
    };
    if (type & CATEGORICAL) {
      const members = setOf(threshold[node]);
      for (const code of [0, ...members]) codes[feature[node]] = Math.max(codes[feature[node]], code + 1);
      return { ...shared, test: Test.memberOfWhole, threshold: 0, members, missing: 0 };
    }
    const kind = MISSING_BITS[(type >> 2) & 3];
    if (kind === undefined) throw malformed(file, 'tree.field', { name: 'decision_type' });
    const missing = kind | (type & DEFAULT_LEFT ? Missing.left : 0);
    return { ...shared, test: Test.lessOrEqual, threshold: threshold[node], missing };
  });
}

/** Sets of categories by number: bits of 32-bit words. */
function categories(tree: Section, file: string): (set: number) => number[] {
  const sets = whole(tree, 'num_cat', file);
  if (sets <= 0) {
    return () => {
      throw malformed(file, 'tree.field', { name: 'num_cat' });
    };
  }
  const bounds = numbers(tree, 'cat_boundaries', sets + 1, file);
  const words = numbers(tree, 'cat_threshold', bounds[sets], file);
  return (set) => {
    const [start, end] = [bounds[set], bounds[set + 1]];
    if (!(start >= 0 && end >= start && end <= words.length))
      throw malformed(file, 'tree.field', { name: 'cat_boundaries' });
    const members: number[] = [];
    for (let word = start; word < end; word++)
      for (let bit = 0; bit < 32; bit++) if ((words[word] >>> bit) & 1) members.push((word - start) * 32 + bit);
    return members;
  };
}
