import { type FinalStep, noFinalStep } from '../../structures/final-step.ts';
import { Missing, Test } from '../../structures/trees.ts';
import { type Leaf, type Split, TreesBuilder } from './build.ts';
import { OUTPUTS_LIMIT } from './limits.ts';
import { guarded, malformed, type TreeModel } from './tree-model.ts';

type Section = ReadonlyMap<string, string>;

/**
 * Reads the text that LightGBM writes with `save_model`, of version 3 on: numerical and categorical
 * splits, all kinds of missing values, dart, random forests. Comparisons are of float64.
 * @throws OrielError `model-trees` for anything else, and for leaves with linear models.
 */
export const readLightgbm = (bytes: Uint8Array, file: string): TreeModel => guarded(file, () => readModel(bytes, file));

function readModel(bytes: Uint8Array, file: string): TreeModel {
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  if (lines[0] !== 'tree') throw malformed(file, 'tree.notLightgbm');
  const end = lines.findIndex((line) => /^end of trees$/.test(line));
  // Without that line, trees at the end may be missing.
  if (end < 0) throw malformed(file, 'tree.notLightgbm');
  const sections = sectionsOf(lines.slice(1, end));
  const [head, ...trees] = sections;
  const columns = 1 + whole(head, 'max_feature_idx', file);
  const outputs = whole(head, 'num_tree_per_iteration', file);
  if (outputs < 1 || outputs > OUTPUTS_LIMIT || trees.length % outputs !== 0) throw malformed(file, 'tree.size');
  const covers = trees.every((tree) => tree.has('leaf_count'));
  const builder = new TreesBuilder({ file, columns, outputs, precision: 'float64', aggregate: 'sum', covers });
  const weight = head.has('average_output') ? outputs / trees.length : 1;
  for (const [t, tree] of trees.entries()) readTree(tree, { output: t % outputs, weight, covers, builder, file });
  const names = (head.get('feature_names') ?? '').split(' ');
  return {
    kind: 'trees',
    format: 'lightgbm',
    trees: builder.finish(new Array<number>(outputs).fill(0)),
    finalStep: finalStepOf(head.get('objective') ?? 'custom', file),
    names: names.length === columns ? names : null,
    classes: null,
  };
}

/**
 * Lines "key=value", a section for the head and one for each tree ("Tree=…"); a line without "=" is
 * a key alone.
 */
function sectionsOf(lines: readonly string[]): Map<string, string>[] {
  const sections = [new Map<string, string>()];
  for (const line of lines) {
    if (line === '') continue;
    const at = line.indexOf('=');
    const key = at < 0 ? line : line.slice(0, at);
    if (key === 'Tree') sections.push(new Map());
    else sections[sections.length - 1].set(key, at < 0 ? '' : line.slice(at + 1));
  }
  return sections;
}

function whole(section: Section, name: string, file: string): number {
  const text = section.get(name);
  if (text === undefined || !/^-?\d{1,9}$/.test(text)) throw malformed(file, 'tree.field', { name });
  return Number(text);
}

const NUMBER = /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|inf|nan)$/i;

/** Exactly `count` numbers with spaces between. */
function numbers(section: Section, name: string, count: number, file: string): number[] {
  const text = section.get(name)?.trim();
  if (text === undefined) throw malformed(file, 'tree.field', { name });
  const parts = text === '' ? [] : text.split(' ');
  if (parts.length !== count) throw malformed(file, 'tree.lengths', { name });
  return parts.map((part) => {
    if (!NUMBER.test(part)) throw malformed(file, 'tree.field', { name });
    const lower = part.toLowerCase();
    return lower.endsWith('inf')
      ? lower.startsWith('-')
        ? -Infinity
        : Infinity
      : lower.endsWith('nan')
        ? Number.NaN
        : Number(part);
  });
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
  readonly builder: TreesBuilder;
  readonly file: string;
}

function readTree(tree: Section, { output, weight, covers, builder, file }: TreePlace): void {
  const leaves = whole(tree, 'num_leaves', file);
  if (leaves < 1) throw malformed(file, 'tree.field', { name: 'num_leaves' });
  if (tree.has('is_linear') && tree.get('is_linear') !== '0') throw malformed(file, 'tree.linearLeaves');
  const get = (name: string, count: number) => numbers(tree, name, count, file);
  const inner = leaves - 1;
  const values = get('leaf_value', leaves);
  const leafCover =
    covers && tree.get('leaf_count') !== '' ? get('leaf_count', leaves) : new Array<number>(leaves).fill(0);
  // A tree of one leaf has no inner nodes; its leaf is number 0 here.
  const leaf = (i: number): Leaf => ({ values: [[output, weight * values[i]]], cover: leafCover[i] });
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
    if (type & CATEGORICAL)
      return { ...shared, test: Test.memberOfWhole, threshold: 0, members: setOf(threshold[node]), missing: 0 };
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

function finalStepOf(objective: string, file: string): FinalStep {
  const [name, ...options] = objective.split(' ');
  const sigmoid = Number(options.find((option) => option.startsWith('sigmoid:'))?.slice(8) ?? 1);
  if (!Number.isFinite(sigmoid)) throw malformed(file, 'tree.field', { name: 'objective' });
  switch (name) {
    case 'binary':
      return { kind: 'logistic', scale: sigmoid, pair: 'complement' };
    case 'multiclassova':
      return { kind: 'logistic', scale: sigmoid, pair: null };
    case 'multiclass':
      return { ...noFinalStep, kind: 'softmax' };
    case 'cross_entropy':
      return { ...noFinalStep, kind: 'logistic' };
    case 'cross_entropy_lambda':
      return { ...noFinalStep, kind: 'softplus' };
    case 'poisson':
    case 'gamma':
    case 'tweedie':
      return { ...noFinalStep, kind: 'exp' };
    case 'regression':
      return options.includes('sqrt') ? { ...noFinalStep, kind: 'signed-square' } : noFinalStep;
    case 'regression_l1':
    case 'huber':
    case 'fair':
    case 'quantile':
    case 'mape':
    case 'lambdarank':
    case 'rank_xendcg':
    case 'custom':
      return noFinalStep;
    default:
      throw malformed(file, 'tree.objective', { name });
  }
}
