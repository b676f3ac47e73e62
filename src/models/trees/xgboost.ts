import { below32 } from '../../numerics/next-number.ts';
import { Missing, Test } from '../../structures/trees.ts';
import type { StoppedEarly, TreesAnswering } from '../model.ts';
import { type Split, TreesBuilder } from './build.ts';
import type { Leaf } from './build-linear.ts';
import { Fields } from './fields.ts';
import { COLUMNS_LIMIT, OUTPUTS_LIMIT } from './limits.ts';
import { type JsonValue, parseLooseJson } from './loose-json.ts';
import { guarded, type LinearModel, malformed, type TreeModel, unsupported } from './tree-model.ts';
import { parseUbjson } from './ubjson.ts';
import { xgboostCategories } from './xgboost-categories.ts';
import { checkFields } from './xgboost-fields.ts';
import { objectiveOf } from './xgboost-objective.ts';

/**
 * Reads what XGBoost writes with `save_model`, as .json or .ubj: trees, dart and the linear
 * booster, of version 1.0 on. Where training stopped early, the rounds up to the best one answer,
 * as XGBClassifier and XGBRegressor predict, or `all` of them, as Booster.predict does.
 * @throws OrielError `model-trees` for anything else, `model-kind` for what is not read here.
 */
export const readXgboost = (
  bytes: Uint8Array,
  file: string,
  answering: TreesAnswering = 'best',
): TreeModel | LinearModel => guarded(file, () => readModel(bytes, file, answering));

function readModel(bytes: Uint8Array, file: string, answering: TreesAnswering): TreeModel | LinearModel {
  const learner = checkFields(new Fields(parse(bytes, file), 'model', file), 'model').object('learner');
  checkFields(learner, 'learner');
  const params = checkFields(learner.object('learner_model_param'), 'learner_model_param');
  const columns = params.number('num_feature');
  const targets = params.number('num_target', 1);
  const outputs = Math.max(1, params.number('num_class', 0), targets);
  const fits = (n: number, limit: number) => Number.isInteger(n) && n >= 1 && n <= limit;
  if (!fits(columns, COLUMNS_LIMIT) || !fits(outputs, OUTPUTS_LIMIT)) throw malformed(file, 'tree.size');
  const { finalStep, toMargin, classes } = objectiveOf(learner.object('objective').text('name'), outputs, file);
  const base = baseScores(params, outputs, file).map((score) => Math.fround(toMargin(score)));
  const names = learner.has('feature_names') ? learner.texts('feature_names') : [];
  const shared = {
    format: 'xgboost',
    finalStep,
    names: names.length === columns ? names : null,
    classes: null,
    ...(outputs > 1 && !classes && targets > 1 ? { targets: true } : {}),
  } as const;
  const booster = checkFields(learner.object('gradient_booster'), 'gradient_booster');
  if (booster.text('name') === 'gblinear')
    return { ...shared, kind: 'linear', linear: readLinear(booster, columns, outputs, base) };
  const { trees, ...said } = readTrees(learner, booster, { columns, outputs, base, answering, file });
  return { ...shared, ...said, kind: 'trees', trees };
}

/** UBJSON and JSON both begin with a brace; JSON then has space or a quotation mark. */
function parse(bytes: Uint8Array, file: string): JsonValue {
  if (bytes[0] !== 123) throw malformed(file, 'tree.notXgboost');
  if (!' \t\r\n"'.includes(String.fromCharCode(bytes[1]))) return parseUbjson(bytes, file);
  return parseLooseJson(new TextDecoder().decode(bytes), file);
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
  const weights = checkFields(booster.object('model'), 'linear_model').numbers('weights', (columns + 1) * outputs);
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
  readonly answering: TreesAnswering;
  readonly file: string;
}

function readTrees(learner: Fields, booster: Fields, { columns, outputs, base, answering, file }: Ensemble) {
  const name = booster.text('name');
  if (name !== 'gbtree' && name !== 'dart') throw unsupported(file, 'tree.booster', { name: name.slice(0, 100) });
  const model = checkFields((name === 'dart' ? booster.object('gbtree') : booster).object('model'), 'trees_model');
  const shape = model.object('gbtree_model_param');
  if (shape.number('size_leaf_vector', 0) > 1) throw unsupported(file, 'tree.vectorLeaves');
  const trees = model.objects('trees');
  const info = model.numbers('tree_info', trees.length);
  const weights = weightsOf(booster, model, trees.length);
  const { used, stopped } = usedTrees(learner, model, { trees: trees.length, outputs, answering, file });
  const builder = new TreesBuilder({ file, columns, outputs, precision: 'float32', aggregate: 'sum', covers: true });
  const codes = new Int32Array(columns);
  for (const [t, tree] of trees.entries()) {
    if (t === used) break;
    readTree(tree, { output: info[t], weight: weights ? Math.fround(weights[t]) : 1, codes, builder, file });
  }
  const categories = xgboostCategories(learner, model, codes, file);
  return { trees: builder.finish(base), ...(stopped && { stopped }), ...(categories && { categories }) };
}

/**
 * The weights of dart's trees: beside its "gbtree", or from XGBoost 3.4 on within the model of a
 * booster that is itself named so. null for trees without weights.
 */
function weightsOf(booster: Fields, model: Fields, trees: number): ArrayLike<number> | null {
  if (booster.text('name') === 'dart' || booster.has('weight_drop')) return booster.numbers('weight_drop', trees);
  if (!model.has('weight_drop')) return null;
  const weights = model.numbers('weight_drop');
  return weights.length === 0 ? null : model.numbers('weight_drop', trees);
}

interface Rounds extends Pick<Ensemble, 'outputs' | 'answering' | 'file'> {
  readonly trees: number;
}

/** How many trees answer: those of the rounds up to the best one, where training stopped early. */
function usedTrees(
  learner: Fields,
  model: Fields,
  { trees, outputs, answering, file }: Rounds,
): { readonly used: number; readonly stopped: StoppedEarly | null } {
  const attributes = learner.has('attributes') ? learner.object('attributes') : null;
  if (!attributes?.has('best_iteration')) return { used: trees, stopped: null };
  const best = 1 + attributes.number('best_iteration');
  if (!Number.isInteger(best) || best < 1) throw malformed(file, 'tree.field', { name: 'best_iteration' });
  const ends = roundEnds(model, trees, outputs);
  const stopped = { best: Math.min(best, ends.length), all: ends.length, answering };
  if (answering === 'all' || best >= ends.length) return { used: trees, stopped };
  const used = ends[best - 1];
  if (!(Number.isInteger(used) && used >= 0 && used <= trees))
    throw malformed(file, 'tree.field', { name: 'iteration_indptr' });
  return { used, stopped };
}

/** Trees up to the end of each round. */
function roundEnds(model: Fields, trees: number, outputs: number): ArrayLike<number> {
  if (model.has('iteration_indptr')) return Array.from(model.numbers('iteration_indptr')).slice(1);
  const parallel = model.object('gbtree_model_param').number('num_parallel_tree', 1);
  const size = outputs * Math.max(1, parallel);
  return Array.from({ length: Math.ceil(trees / size) }, (_, round) => Math.min(trees, (round + 1) * size));
}

interface TreePlace {
  readonly output: number;
  /** Its leaves' values are multiplied by this. */
  readonly weight: number;
  /** For each column one more than the largest code of its splits so far. */
  readonly codes: Int32Array;
  readonly builder: TreesBuilder;
  readonly file: string;
}

function readTree(tree: Fields, { output, weight, codes, builder, file }: TreePlace): void {
  const param = checkFields(tree, 'tree').object('tree_param');
  const several = tree.has('leaf_weights') && tree.numbers('leaf_weights').length > 0;
  if (several || param.number('size_leaf_vector', 0) > 1) throw unsupported(file, 'tree.vectorLeaves');
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
    for (const code of [0, ...members]) codes[feature[node]] = Math.max(codes[feature[node]], code + 1);
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
