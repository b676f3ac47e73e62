import { log } from '../../numerics/math.ts';
import { type FinalStep, noFinalStep } from '../../structures/final-step.ts';
import { Missing, Test, type Trees } from '../../structures/trees.ts';
import { type Leaf, type Split, TreesBuilder } from './build.ts';
import { Fields } from './fields.ts';
import { COLUMNS_LIMIT, OUTPUTS_LIMIT } from './limits.ts';
import { type JsonValue, parseLooseJson } from './loose-json.ts';
import { below32 } from './next-below.ts';
import { guarded, type LinearModel, malformed, type TreeModel } from './tree-model.ts';
import { parseUbjson } from './ubjson.ts';

/**
 * Reads what XGBoost writes with `save_model`, as .json or .ubj: trees, dart and the linear
 * booster, of version 1.0 on. All rounds are used, as `Booster.predict` does.
 * @throws OrielError `model-trees` for anything else.
 */
export const readXgboost = (bytes: Uint8Array, file: string): TreeModel | LinearModel =>
  guarded(file, () => readModel(bytes, file));

function readModel(bytes: Uint8Array, file: string): TreeModel | LinearModel {
  const learner = new Fields(parse(bytes, file), 'model', file).object('learner');
  const params = learner.object('learner_model_param');
  const columns = params.number('num_feature');
  const outputs = Math.max(1, params.number('num_class', 0), params.number('num_target', 1));
  const fits = (n: number, limit: number) => Number.isInteger(n) && n >= 1 && n <= limit;
  if (!fits(columns, COLUMNS_LIMIT) || !fits(outputs, OUTPUTS_LIMIT)) throw malformed(file, 'tree.size');
  const objective = learner.object('objective').text('name');
  const { finalStep, toMargin } = linkOf(objective, file);
  const base = baseScores(params, outputs, file).map((score) => Math.fround(toMargin(score)));
  const names = learner.has('feature_names') ? learner.texts('feature_names') : [];
  const shared = {
    format: 'xgboost',
    finalStep,
    names: names.length === columns ? names : null,
    classes: null,
  } as const;
  const booster = learner.object('gradient_booster');
  if (booster.text('name') === 'gblinear')
    return { ...shared, kind: 'linear', linear: readLinear(booster, columns, outputs, base) };
  return { ...shared, kind: 'trees', trees: readTrees(booster, { columns, outputs, base, file }) };
}

/** UBJSON and JSON both begin with a brace; JSON then has space or a quotation mark. */
function parse(bytes: Uint8Array, file: string): JsonValue {
  if (bytes[0] !== 123) throw malformed(file, 'tree.notXgboost');
  if (!' \t\r\n"'.includes(String.fromCharCode(bytes[1]))) return parseUbjson(bytes, file);
  return parseLooseJson(new TextDecoder().decode(bytes), file);
}

/** How an objective turns margins into answers, and its base score, an answer, into a margin. */
function linkOf(objective: string, file: string): { finalStep: FinalStep; toMargin: (score: number) => number } {
  const same = (score: number) => score;
  const logit = (score: number) => -log(Math.fround(Math.fround(1 / score) - 1));
  if (/^(binary|reg):logistic$/.test(objective)) {
    const pair = objective === 'binary:logistic' ? 'complement' : null;
    return { finalStep: { kind: 'logistic', scale: 1, pair }, toMargin: logit };
  }
  if (objective === 'binary:logitraw') return { finalStep: noFinalStep, toMargin: logit };
  if (/^multi:soft(max|prob)$/.test(objective))
    return { finalStep: { ...noFinalStep, kind: 'softmax' }, toMargin: same };
  if (/^(count:poisson|reg:(gamma|tweedie)|survival:(cox|aft))$/.test(objective))
    return { finalStep: { ...noFinalStep, kind: 'exp' }, toMargin: log };
  if (objective === 'binary:hinge') return { finalStep: { ...noFinalStep, kind: 'step' }, toMargin: same };
  if (/^(rank:|reg:(squared|pseudohuber|absolute|quantile)|reg:linear$)/.test(objective))
    return { finalStep: noFinalStep, toMargin: same };
  throw malformed(file, 'tree.objective', { name: objective });
}

/** One number up to XGBoost 3.0, a list as text ("[5E-1]") after it. */
function baseScores(params: Fields, outputs: number, file: string): number[] {
  let scores: JsonValue;
  try {
    scores = [params.number('base_score', 0.5)];
  } catch {
    scores = parseLooseJson(params.text('base_score'), file);
  }
  const list = Array.isArray(scores) ? scores : [scores];
  const all = list.length === 1 ? new Array<JsonValue>(outputs).fill(list[0]) : list;
  if (all.length !== outputs || !all.every((score) => typeof score === 'number')) throw malformed(file, 'tree.base');
  return (all as number[]).map(Math.fround);
}

function readLinear(booster: Fields, columns: number, outputs: number, base: readonly number[]) {
  const weights = booster.object('model').numbers('weights', (columns + 1) * outputs);
  const at = (column: number, k: number) => Math.fround(weights[column * outputs + k]);
  return {
    columns,
    precision: 'float32',
    outputs,
    coefficients: Float64Array.from({ length: outputs * columns }, (_, i) => at(i % columns, Math.floor(i / columns))),
    intercepts: Float64Array.from({ length: outputs }, (_, k) => base[k] + at(columns, k)),
    // Missing values are left out of the sum.
    missing: new Float64Array(columns),
  } as const;
}

interface Ensemble {
  readonly columns: number;
  readonly outputs: number;
  readonly base: readonly number[];
  readonly file: string;
}

function readTrees(booster: Fields, { columns, outputs, base, file }: Ensemble): Trees {
  const name = booster.text('name');
  if (name !== 'gbtree' && name !== 'dart') throw malformed(file, 'tree.booster', { name });
  const model = (name === 'dart' ? booster.object('gbtree') : booster).object('model');
  const trees = model.objects('trees');
  const info = model.numbers('tree_info', trees.length);
  const drop = name === 'dart' ? booster.numbers('weight_drop', trees.length) : null;
  const builder = new TreesBuilder({ file, columns, outputs, precision: 'float32', aggregate: 'sum', covers: true });
  for (const [t, tree] of trees.entries())
    readTree(tree, { output: info[t], weight: drop ? Math.fround(drop[t]) : 1, builder, file });
  return builder.finish(base);
}

interface TreePlace {
  readonly output: number;
  /** Its leaves' values are multiplied by this. */
  readonly weight: number;
  readonly builder: TreesBuilder;
  readonly file: string;
}

function readTree(tree: Fields, { output, weight, builder, file }: TreePlace): void {
  const param = tree.object('tree_param');
  if (param.number('size_leaf_vector', 0) > 1) throw malformed(file, 'tree.vectorLeaves');
  const left = tree.numbers('left_children');
  const count = left.length;
  const right = tree.numbers('right_children', count);
  const feature = tree.numbers('split_indices', count);
  const condition = tree.numbers('split_conditions', count);
  const defaultLeft = tree.numbers('default_left', count);
  const cover = Float32Array.from(tree.numbers('sum_hessian', count));
  const categories = categoriesOf(tree, count, file);
  builder.add(0, new Uint8Array(count), (node): Split | Leaf => {
    if (left[node] === -1) return { values: [[output, weight * Math.fround(condition[node])]], cover: cover[node] };
    const members = categories.get(node);
    const shared = { feature: feature[node], cover: cover[node] };
    const missing = defaultLeft[node] === 1 ? Missing.left : 0;
    if (members === undefined) {
      const threshold = below32(condition[node]);
      return { ...shared, test: Test.lessOrEqual, threshold, missing, left: left[node], right: right[node] };
    }
    // Members go right in XGBoost, left here.
    const turned = defaultLeft[node] === 1 ? 0 : Missing.left;
    return {
      ...shared,
      test: Test.memberOfFloor,
      threshold: 0,
      members,
      missing: turned,
      left: right[node],
      right: left[node],
    };
  });
}

/** Categories of each categorical node. */
function categoriesOf(tree: Fields, nodes: number, file: string): Map<number, number[]> {
  const found = new Map<number, number[]>();
  if (!tree.has('categories_nodes')) return found;
  const owners = tree.numbers('categories_nodes');
  const starts = tree.numbers('categories_segments', owners.length);
  const sizes = tree.numbers('categories_sizes', owners.length);
  const all = tree.numbers('categories');
  const kinds = tree.numbers('split_type', nodes);
  for (let i = 0; i < owners.length; i++) {
    const [start, size] = [starts[i], sizes[i]];
    if (!(start >= 0 && size >= 0 && start + size <= all.length) || found.has(owners[i]))
      throw malformed(file, 'tree.field', { name: 'categories' });
    found.set(
      owners[i],
      Array.from({ length: size }, (_, j) => all[start + j]),
    );
  }
  for (let node = 0; node < nodes; node++)
    if ((kinds[node] === 1) !== found.has(node)) throw malformed(file, 'tree.field', { name: 'split_type' });
  return found;
}
