// Small models in the forms of XGBoost and LightGBM with their documented fields varied, and what
// they answer by the letter of the libraries' rules: slow, and sharing nothing with what is tested.

import type { Random } from '../../../../src/numerics/random.ts';

export interface LiteralCase {
  readonly bytes: Uint8Array;
  /** A table with a header, as text. */
  readonly csv: string;
  /** Answers by row; null where the file must be refused. */
  readonly answers: readonly (readonly number[])[] | null;
  /** What was varied, for messages. */
  readonly label: string;
}

const f32 = Math.fround;
const pick = <T>(random: Random, of: readonly T[]): T => of[random.integer(of.length)];
const chance = (random: Random, p: number): boolean => random.uniform() < p;
const quarter = (random: Random): number => (random.integer(33) - 16) / 4;
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softmax = (s: readonly number[]): number[] => {
  const e = s.map((each) => Math.exp(each - Math.max(...s)));
  return e.map((each) => each / e.reduce((a, b) => a + b));
};
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const LEVELS: readonly (readonly (string | number | boolean)[])[] = [
  ['low', 'mid', 'high'],
  [10, 20, 30, 5],
  ['ä', 'a b', 'Z', '', 'nan'].slice(0, 3),
  [true, false],
  ['2', '1', '0'],
];

/** A cell for a level, in one of the ways a table may write it. */
function cellOf(level: string | number | boolean, random: Random): string {
  if (typeof level === 'boolean') return pick(random, level ? ['True', 'true', 'TRUE'] : ['False', 'false', 'FALSE']);
  return typeof level === 'number' && chance(random, 0.3) ? `${level}.0` : String(level);
}

interface TestTable {
  readonly csv: string;
  /** Rows as the libraries' data frames code them: levels by their places, NaN for missing. */
  readonly rows: readonly (readonly number[])[];
  readonly levels: readonly (readonly (string | number | boolean)[] | null)[];
}

function tableOf(random: Random, columns: number, categorical: readonly boolean[], named: boolean): TestTable {
  const levels = categorical.map((is) => (is ? pick(random, LEVELS) : null));
  const rows: number[][] = [];
  const lines = [Array.from({ length: columns }, (_, c) => `c${c}`).join(',')];
  for (let r = 0; r < 12; r++) {
    const row: number[] = [];
    const cells = levels.map((list) => {
      const missing = chance(random, 0.1);
      const code = list ? random.integer(list.length) : quarter(random);
      row.push(missing ? Number.NaN : code);
      if (missing) return '';
      return list && named ? cellOf(list[code], random) : String(code);
    });
    // A row of nothing but one empty cell would be an empty line.
    if (!cells.some((cell) => cell !== '')) {
      cells[0] = levels[0] && named ? String(cellOf(levels[0][0], random)) : '0';
      row[0] = 0;
    }
    rows.push(row);
    lines.push(cells.join(','));
  }
  return { csv: lines.join('\n'), rows, levels };
}

// ---------------------------------------------------------------- XGBoost

interface XgbTree {
  left_children: number[];
  right_children: number[];
  split_indices: number[];
  split_conditions: number[];
  default_left: number[];
  split_type: number[];
  sum_hessian: number[];
  categories: number[];
  categories_nodes: number[];
  categories_segments: number[];
  categories_sizes: number[];
  [field: string]: unknown;
}

function xgbTree(random: Random, levels: TestTable['levels']): XgbTree {
  const tree: XgbTree = {
    ...{ left_children: [], right_children: [], split_indices: [], split_conditions: [], default_left: [] },
    ...{ split_type: [], sum_hessian: [], categories: [], categories_nodes: [], categories_segments: [] },
    ...{ categories_sizes: [], tree_param: { size_leaf_vector: '0', num_deleted: '0' }, id: 0 },
    ...{ loss_changes: [], base_weights: [], parents: [] },
  };
  const grow = (depth: number): number => {
    const at = tree.left_children.length;
    const isLeaf = depth === 0 || chance(random, 0.2);
    const column = random.integer(levels.length);
    const list = isLeaf ? null : levels[column];
    tree.left_children.push(-1);
    tree.right_children.push(-1);
    tree.split_indices.push(isLeaf ? 0 : column);
    tree.split_conditions.push(f32(isLeaf ? random.normal() : list ? Number.NaN : quarter(random)));
    tree.default_left.push(isLeaf ? 0 : random.integer(2));
    tree.split_type.push(list ? 1 : 0);
    tree.sum_hessian.push(1);
    if (isLeaf) return at;
    if (list) {
      const members = [...list.keys()].filter(() => chance(random, 0.5));
      tree.categories_nodes.push(at);
      tree.categories_segments.push(tree.categories.length);
      tree.categories_sizes.push(members.length);
      tree.categories.push(...members);
    }
    tree.left_children[at] = grow(depth - 1);
    tree.right_children[at] = grow(depth - 1);
    return at;
  };
  grow(3);
  return tree;
}

function xgbLeaf(tree: XgbTree, row: readonly number[]): number {
  let node = 0;
  while (tree.left_children[node] !== -1) {
    const x = row[tree.split_indices[node]];
    let goLeft: boolean;
    if (Number.isNaN(x)) goLeft = tree.default_left[node] === 1;
    else if (tree.split_type[node] === 1) {
      const at = tree.categories_nodes.indexOf(node);
      const start = tree.categories_segments[at];
      goLeft = !tree.categories.slice(start, start + tree.categories_sizes[at]).includes(x);
    } else goLeft = f32(x) < f32(tree.split_conditions[node]);
    node = goLeft ? tree.left_children[node] : tree.right_children[node];
  }
  return tree.split_conditions[node];
}

/** Objectives: the answers to margins, and the margin of a base score. */
const XGB_OBJECTIVES: Readonly<
  Record<string, readonly [answer: (s: readonly number[]) => number[], margin: (base: number) => number]>
> = {
  'reg:squarederror': [(s) => [...s], (b) => b],
  'reg:expectileerror': [(s) => [...s], (b) => b],
  'rank:ndcg': [(s) => [...s], (b) => b],
  'binary:logitraw': [(s) => [...s], (b) => Math.log(b / (1 - b))],
  'binary:logistic': [
    (s) => (s.length > 1 ? s.map(sigmoid) : [1 - sigmoid(s[0]), sigmoid(s[0])]),
    (b) => Math.log(b / (1 - b)),
  ],
  'reg:logistic': [(s) => s.map(sigmoid), (b) => Math.log(b / (1 - b))],
  'count:poisson': [(s) => s.map(Math.exp), Math.log],
  'reg:tweedie': [(s) => s.map(Math.exp), Math.log],
  'survival:cox': [(s) => s.map(Math.exp), Math.log],
  'binary:hinge': [(s) => s.map((each) => (each > 0 ? 1 : 0)), (b) => b],
  'multi:softprob': [softmax, (b) => b],
};

/** What makes a file one that must be refused. */
const XGB_STRANGE: readonly ((model: Record<string, never>, tree: XgbTree) => void)[] = [
  (model) => void Object.assign(model, { tree_scale: [1] }),
  (_, tree) => void Object.assign(tree, { leaf_scale: [1] }),
  (_, tree) => void Object.assign(tree.tree_param as object, { size_leaf_vector: '2' }),
  (_, tree) => void Object.assign(tree, { leaf_weights: [1, 2] }),
];

export function xgbCase(random: Random): LiteralCase {
  const objective = pick(random, Object.keys(XGB_OBJECTIVES));
  const isMulti = objective === 'multi:softprob';
  const outputs = isMulti ? 3 : chance(random, 0.25) && objective !== 'binary:hinge' ? 2 : 1;
  const columns = 1 + random.integer(4);
  const isCategorical = Array.from({ length: columns }, () => chance(random, 0.3));
  const withCats = chance(random, 0.7);
  const table = tableOf(random, columns, isCategorical, true);
  const rounds = 1 + random.integer(4);
  const parallel = 1 + random.integer(2);
  const size = outputs * parallel;
  const trees = Array.from({ length: rounds * size }, () => xgbTree(random, table.levels));
  const info = trees.map((_, t) => Math.floor((t % size) / parallel));
  const dart = pick(random, ['no', 'no', 'old', 'new']);
  const weights = trees.map(() => f32(0.25 + random.uniform()));
  const best = chance(random, 0.5) ? random.integer(rounds + 1) : null;
  const score = f32(pick(random, [0.5, 0.25, 0.75]));
  const scores = chance(random, 0.5) ? [score] : Array.from({ length: outputs }, () => f32(pick(random, [0.5, 0.25])));
  const asList = scores.length > 1 || chance(random, 0.5);

  const model: Record<string, unknown> = {
    gbtree_model_param: { num_parallel_tree: String(parallel), num_trees: String(trees.length), size_leaf_vector: '0' },
    trees,
    tree_info: info,
  };
  if (chance(random, 0.5)) model.iteration_indptr = Array.from({ length: rounds + 1 }, (_, r) => r * size);
  if (withCats) model.cats = { enc: table.levels.map(xgbEncoding(random)), feature_segments: [], sorted_idx: [] };
  if (dart === 'new') model.weight_drop = weights;
  const strange = chance(random, 0.1) ? pick(random, XGB_STRANGE) : null;
  strange?.(model as Record<string, never>, trees[0]);
  const file = {
    learner: {
      attributes: best === null ? {} : { best_iteration: String(best) },
      feature_names: chance(random, 0.7) ? table.levels.map((_, c) => `c${c}`) : [],
      feature_types: chance(random, 0.8) ? table.levels.map((list) => (list ? 'c' : 'float')) : [],
      gradient_booster:
        dart === 'old'
          ? { gbtree: { model, name: 'gbtree' }, name: 'dart', weight_drop: weights }
          : { model, name: 'gbtree' },
      learner_model_param: {
        base_score: asList ? `[${scores.join(',')}]` : String(scores[0]),
        ...{ boost_from_average: '1', num_class: isMulti ? '3' : '0', num_feature: String(columns) },
        num_target: isMulti ? '1' : String(outputs),
      },
      objective: { name: objective },
    },
    version: [3, 1, 0],
  };
  const used = best === null ? trees.length : Math.min(trees.length, (best + 1) * size);
  const [answer, toMargin] = XGB_OBJECTIVES[objective];
  const unnamed =
    !withCats && isCategorical.some((is, c) => is && knows(file.learner.feature_types, trees.slice(0, used), c));
  // A column that no tree reads may hold anything but text.
  const isText = !withCats && table.levels.some((list) => list?.some((level) => Number.isNaN(Number(level))));
  const refused = strange !== null || unnamed || isText;
  return {
    bytes: chance(random, 0.5) ? utf8(looseJson(file)) : ubjson(file),
    csv: table.csv,
    label: `xgboost ${objective} outputs ${outputs} dart ${dart} best ${best} cats ${withCats} strange ${strange !== null}`,
    answers: refused
      ? null
      : table.rows.map((row) => {
          const s = Array.from({ length: outputs }, (_, k) => toMargin(scores.length > 1 ? scores[k] : scores[0]));
          for (let t = 0; t < used; t++) s[info[t]] += (dart === 'no' ? 1 : weights[t]) * xgbLeaf(trees[t], row);
          return answer(s);
        }),
  };
}

const knows = (types: readonly string[], trees: readonly XgbTree[], column: number): boolean =>
  types[column] === 'c' ||
  trees.some((tree) => tree.split_indices.some((c, node) => c === column && tree.split_type[node] === 1));

/** Names of levels as XGBoost keeps them: whole numbers, or bytes of texts cut by offsets. */
const xgbEncoding = (random: Random) => (list: TestTable['levels'][number]) => {
  if (list?.every((level) => typeof level === 'number') && chance(random, 0.5)) return { type: 13, values: [...list] };
  const texts = (list ?? []).map((level) =>
    utf8(typeof level === 'boolean' ? (level ? 'True' : 'False') : String(level)),
  );
  const offsets = list ? [0] : [];
  for (const text of texts) offsets.push(offsets[offsets.length - 1] + text.length);
  return { offsets, values: texts.flatMap((text) => [...text].map((byte) => (byte > 127 ? byte - 256 : byte))) };
};

/** JSON with bare NaN, as XGBoost writes it. */
const looseJson = (value: unknown): string =>
  JSON.stringify(value, (_, each) => (Number.isNaN(each) ? '<NaN>' : each)).replaceAll('"<NaN>"', 'NaN');

function ubjson(value: unknown): Uint8Array {
  const bytes: number[] = [];
  const number = (kind: string, size: number, write: (view: DataView) => void) => {
    const view = new DataView(new ArrayBuffer(size));
    write(view);
    bytes.push(kind.charCodeAt(0), ...new Uint8Array(view.buffer));
  };
  const whole = (n: number) => number('L', 8, (view) => view.setBigInt64(0, BigInt(n)));
  const text = (content: string) => {
    whole(utf8(content).length);
    bytes.push(...utf8(content));
  };
  const put = (each: unknown): void => {
    if (typeof each === 'string') {
      bytes.push(83);
      text(each);
    } else if (typeof each === 'number') {
      if (Number.isInteger(each)) whole(each);
      else number('D', 8, (view) => view.setFloat64(0, each));
    } else if (Array.isArray(each)) {
      bytes.push(91);
      each.forEach(put);
      bytes.push(93);
    } else {
      bytes.push(123);
      for (const [key, item] of Object.entries(each as object)) {
        text(key);
        put(item);
      }
      bytes.push(125);
    }
  };
  put(value);
  return Uint8Array.from(bytes);
}

// ---------------------------------------------------------------- LightGBM

/** A leaf; `terms` are columns with their coefficients, null where it has a value alone. */
interface LgbLeaf {
  readonly value: number;
  readonly constant: number;
  readonly terms: readonly (readonly [column: number, coefficient: number])[] | null;
}

interface LgbNode {
  readonly column: number;
  readonly threshold: number;
  readonly members: readonly number[] | null;
  readonly defaultLeft: boolean;
  /** 0 none, 1 zero, 2 NaN. */
  readonly missing: number;
  left: LgbNode | LgbLeaf;
  right: LgbNode | LgbLeaf;
}

const LGB_OBJECTIVES: Readonly<Record<string, readonly [outputs: number, answer: (s: readonly number[]) => number[]]>> =
  {
    regression: [1, (s) => [...s]],
    'regression sqrt': [1, (s) => s.map((x) => Math.sign(x) * x * x)],
    'quantile alpha:0.9': [1, (s) => [...s]],
    'binary sigmoid:1': [1, ([s]) => [1 - sigmoid(s), sigmoid(s)]],
    'binary sigmoid:0.7': [1, ([s]) => [1 - sigmoid(0.7 * s), sigmoid(0.7 * s)]],
    'multiclass num_class:3': [3, softmax],
    'multiclassova num_class:3 sigmoid:2': [3, (s) => s.map((x) => sigmoid(2 * x))],
    poisson: [1, (s) => s.map(Math.exp)],
    cross_entropy: [1, (s) => s.map(sigmoid)],
    cross_entropy_lambda: [1, (s) => s.map((x) => Math.log1p(Math.exp(x)))],
    lambdarank: [1, (s) => [...s]],
  };

function lgbTree(random: Random, levels: TestTable['levels'], leafOf: () => LgbLeaf): LgbNode | LgbLeaf {
  const grow = (depth: number): LgbNode | LgbLeaf => {
    if (depth === 0 || (depth < 3 && chance(random, 0.2))) return leafOf();
    const column = random.integer(levels.length);
    const list = levels[column];
    return {
      column,
      threshold: quarter(random),
      members: list ? [...list.keys()].filter(() => chance(random, 0.5)) : null,
      defaultLeft: chance(random, 0.5),
      missing: random.integer(3),
      left: grow(depth - 1),
      right: grow(depth - 1),
    };
  };
  return chance(random, 0.1) ? leafOf() : grow(3);
}

function lgbLeaf(tree: LgbNode | LgbLeaf, row: readonly number[]): number {
  let node = tree;
  while ('left' in node) {
    let x = row[node.column];
    let goLeft: boolean;
    if (node.members) goLeft = !Number.isNaN(x) && node.members.includes(Math.trunc(x));
    else {
      if (Number.isNaN(x) && node.missing !== 2) x = 0;
      const isMissing = (node.missing === 1 && Math.abs(x) <= 1e-35) || (node.missing === 2 && Number.isNaN(x));
      goLeft = isMissing ? node.defaultLeft : x <= node.threshold;
    }
    node = goLeft ? node.left : node.right;
  }
  const { value, constant, terms } = node;
  if (!terms || terms.some(([column]) => Number.isNaN(row[column]))) return value;
  return terms.reduce((sum, [column, coefficient]) => sum + coefficient * row[column], constant);
}

function lgbText(tree: LgbNode | LgbLeaf, number: number): string[] {
  const inner: LgbNode[] = [];
  const leaves: LgbLeaf[] = [];
  const numbers = new Map<LgbNode, readonly [number, number]>();
  const visit = (node: LgbNode | LgbLeaf): number => {
    if (!('left' in node)) return ~(leaves.push(node) - 1);
    const at = inner.push(node) - 1;
    const left = visit(node.left);
    numbers.set(node, [left, visit(node.right)]);
    return at;
  };
  visit(tree);
  const sets = inner.filter(({ members }) => members);
  const list = (name: string, of: (node: LgbNode) => number) => `${name}=${inner.map(of).join(' ')}`;
  const word = (members: readonly number[]) => members.reduce((bits, member) => bits + 2 ** member, 0);
  return [
    ...[`Tree=${number}`, `num_leaves=${leaves.length}`, `num_cat=${sets.length}`],
    ...(inner.length === 0
      ? []
      : [
          list('split_feature', ({ column }) => column),
          list('split_gain', () => 1),
          list('threshold', (node) => (node.members ? sets.indexOf(node) : node.threshold)),
          list(
            'decision_type',
            ({ members, defaultLeft, missing }) => (members ? 1 : 0) + (defaultLeft && !members ? 2 : 0) + 4 * missing,
          ),
          list('left_child', (node) => (numbers.get(node) as readonly [number, number])[0]),
          list('right_child', (node) => (numbers.get(node) as readonly [number, number])[1]),
        ]),
    `leaf_value=${leaves.map(({ value }) => value).join(' ')}`,
    ...(sets.length > 0
      ? [
          `cat_boundaries=${Array.from({ length: sets.length + 1 }, (_, i) => i).join(' ')}`,
          `cat_threshold=${sets.map(({ members }) => word(members ?? [])).join(' ')}`,
        ]
      : []),
    ...(leaves[0].terms ? lgbModels(leaves) : ['is_linear=0']),
    ...['shrinkage=1', '', ''],
  ];
}

/** Leaves with linear models: those of a leaf with one space behind each, and one behind them. */
function lgbModels(leaves: readonly LgbLeaf[]): string[] {
  const each = (of: (term: readonly [number, number]) => number) =>
    leaves.map(({ terms }) => `${(terms ?? []).map((term) => `${of(term)} `).join('')} `).join('');
  return [
    'is_linear=1',
    `leaf_const=${leaves.map(({ constant }) => constant).join(' ')}`,
    `num_features=${leaves.map(({ terms }) => terms?.length ?? 0).join(' ')}`,
    `leaf_features=${each(([column]) => column)}`,
    `leaf_coeff=${each(([, coefficient]) => coefficient)}`,
  ];
}

export function lgbCase(random: Random): LiteralCase {
  const objective = pick(random, Object.keys(LGB_OBJECTIVES));
  const [outputs, answer] = LGB_OBJECTIVES[objective];
  const columns = 1 + random.integer(4);
  const isCategorical = Array.from({ length: columns }, () => chance(random, 0.3));
  // Without a data frame, the numbers of the table are the categories.
  const framed = chance(random, 0.6);
  const table = tableOf(random, columns, isCategorical, framed);
  const version = pick(random, ['v4', 'v4', 'v3', 'v2', 'v2', 'v5', '']);
  const isMean = chance(random, 0.3);
  const asAnswers = isMean && version === 'v2' && chance(random, 0.5);
  const rounds = 1 + random.integer(4);
  // Old forests that keep their answers in leaves are told by the leaves' values.
  const isLinear = !asAnswers && chance(random, 0.3);
  const plain = table.levels.flatMap((list, column) => (list ? [] : [column]));
  const termsOf = () => plain.filter(() => chance(random, 0.5)).map((column) => [column, random.normal()] as const);
  const trees = Array.from({ length: rounds * outputs }, () => {
    const linear = isLinear && chance(random, 0.8);
    return lgbTree(random, table.levels, () => ({
      value: asAnswers ? random.uniform() : random.normal(),
      constant: random.normal(),
      terms: linear ? termsOf() : null,
    }));
  });
  const strange = chance(random, 0.08) ? pick(random, ['head', 'tree', 'linear', 'sizes', 'cut']) : null;
  const body = trees.flatMap(lgbText);
  if (strange === 'tree') body.splice(2, 0, 'leaf_scale=2');
  const lists = table.levels.filter((list) => list !== null);
  const lines = [
    'tree',
    ...(version === '' ? [] : [`version=${version}`]),
    ...[`num_class=${outputs}`, `num_tree_per_iteration=${outputs}`, 'label_index=0', `max_feature_idx=${columns - 1}`],
    `objective=${objective}`,
    ...(isMean ? ['average_output'] : []),
    ...(strange === 'head' ? ['tree_scale=2'] : []),
    `feature_names=${chance(random, 0.7) ? table.levels.map((_, c) => `c${c}`).join(' ') : table.levels.map((_, c) => `Column_${c}`).join(' ')}`,
    `feature_infos=${table.levels.map((list) => (list ? [...list.keys()].join(':') : '[-4:4.25]')).join(' ')}`,
    ...(version === 'v2' && strange !== 'sizes'
      ? []
      : [`tree_sizes=${trees.map(() => 9).join(' ')}${strange === 'sizes' ? ' 9' : ''}`]),
    '',
    // Linear models without their numbers of terms.
    ...(strange === 'linear'
      ? body.map((line) => line.replace('is_linear=0', 'is_linear=1')).filter((line) => !/^num_features/.test(line))
      : body),
    ...(strange === 'cut' ? [] : [version === 'v2' ? 'feature importances:' : 'end of trees', '', 'parameters:']),
    ...['end of parameters', '', `pandas_categorical:${framed ? JSON.stringify(lists) : 'null'}`, ''],
  ];
  const all = (tree: LgbNode | LgbLeaf): number[] =>
    'left' in tree ? [...all(tree.left), ...all(tree.right)] : [tree.value];
  const leaves = trees.flatMap(all);
  const [kind] = objective.split(' ');
  const within = (low: number, high: number) => leaves.every((leaf) => leaf >= low && leaf <= high);
  const means = {
    binary: within(0, 1),
    multiclass: within(0, 1),
    multiclassova: within(0, 1),
    cross_entropy: within(0, 1),
    poisson: within(0, Infinity),
  };
  const holdsAnswers = isMean && version === 'v2' && (means[kind as keyof typeof means] ?? false);
  const unsure = isMean && version === 'v2' && /sqrt|lambda$/.test(objective);
  const refused = strange !== null || !['v2', 'v3', 'v4'].includes(version) || unsure;
  return {
    bytes: utf8(lines.join(chance(random, 0.2) ? '\r\n' : '\n')),
    csv: table.csv,
    label: `lightgbm ${objective} ${version} mean ${isMean} framed ${framed} linear ${isLinear} strange ${strange}`,
    answers: refused
      ? null
      : table.rows.map((row) => {
          const s = new Array<number>(outputs).fill(0);
          for (const [t, tree] of trees.entries()) s[t % outputs] += lgbLeaf(tree, row) / (isMean ? rounds : 1);
          if (!holdsAnswers) return answer(s);
          return kind === 'binary' ? [1 - s[0], s[0]] : s;
        }),
  };
}
