import { createRandom, type Random } from '../../../../src/numerics/random.ts';
import {
  type AttributeValue,
  graphMessage,
  modelFile,
  type NodeSpec,
  valueInfo,
  type Weights,
} from '../../../support/onnx.ts';

// Random pipelines as scikit-learn's exporter writes them: inputs of several types, what is done to
// their columns, and trees or a linear model on what comes out.

export const LEVELS = ['a', 'b', 'none of them', '7'];
const CATEGORIES = ['b', 'a', '7', 'not there'];

export interface Input {
  readonly name: string;
  readonly type: 'float32' | 'float64' | 'int64' | 'string';
  readonly width: number;
  readonly flat: boolean;
}

export interface Pipeline {
  readonly inputs: readonly Input[];
  readonly nodes: readonly NodeSpec[];
  readonly weights: readonly Weights[];
  /** Columns of the tensor `f` that the pipeline ends with. */
  readonly width: number;
}

type Tensor = { readonly name: string; readonly width: number };

export function pipeline(seed: number): Pipeline {
  const random = createRandom(seed);
  const nodes: NodeSpec[] = [];
  const weights: Weights[] = [];
  const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)];
  const floats = (count: number) => Array.from({ length: count }, () => Math.fround(random.normal()));
  const fresh = () => `t${nodes.length}_${weights.length}`;
  const constant = (data: Weights['data'], dims: readonly number[]) => {
    const name = `c${weights.length}`;
    weights.push({ name, dims, data });
    return name;
  };
  const add = (op: string, inputs: readonly string[], attributes: Record<string, AttributeValue> = {}, domain = '') => {
    const name = fresh();
    nodes.push({ op, domain, inputs, outputs: [name], attributes });
    return name;
  };
  const ml = (op: string, input: string, attributes: Record<string, AttributeValue>) =>
    add(op, [input], attributes, 'ai.onnx.ml');
  const whole = (list: readonly number[]) => constant(BigInt64Array.from(list, BigInt), [list.length]);

  const steps: ((at: Tensor) => Tensor)[] = [
    ({ name, width }) => ({
      name: ml('Imputer', name, {
        imputed_value_floats: { floats: floats(width) },
        replaced_value_float: { float: Number.NaN },
      }),
      width,
    }),
    ({ name, width }) => ({
      name: ml('Scaler', name, { offset: { floats: floats(width) }, scale: { floats: floats(width) } }),
      width,
    }),
    ({ name, width }) => ({
      name: ml('Scaler', name, { offset: { floats: floats(1) }, scale: { floats: floats(1) } }),
      width,
    }),
    ({ name, width }) => {
      const times = add(pick(['Mul', 'Div']), [name, constant(Float32Array.from(floats(width)), [1, width])]);
      return { name: add(pick(['Add', 'Sub']), [times, constant(Float32Array.from(floats(1)), [])]), width };
    },
    ({ name, width }) => ({
      name: add('Clip', [name, constant(Float32Array.of(-1), []), constant(Float32Array.of(1.5), [])]),
      width,
    }),
    ({ name, width }) => ({
      name: add('Where', [add('IsNaN', [name]), constant(Float32Array.from(floats(width)), [width]), name]),
      width,
    }),
    ({ name, width }) => {
      const picks = Array.from({ length: 1 + random.integer(width + 1) }, () => random.integer(width));
      if (random.uniform() < 0.5)
        return { name: add('Gather', [name, whole(picks)], { axis: { int: 1 } }), width: picks.length };
      return { name: add('ArrayFeatureExtractor', [name, whole(picks)], {}, 'ai.onnx.ml'), width: picks.length };
    },
  ];

  const hot = (name: string, attributes: Record<string, AttributeValue>, width: number, categories: number): Tensor => {
    const made = ml('OneHotEncoder', name, { ...attributes, zeros: { int: 1 } });
    return { name: add('Reshape', [made, whole([-1, width * categories])]), width: width * categories };
  };
  const texts = ({ name, width }: Tensor): Tensor => {
    const kind = random.integer(3);
    if (kind === 0) return hot(name, { cats_strings: { strings: CATEGORIES } }, width, CATEGORIES.length);
    const keys = { keys_strings: { strings: CATEGORIES } };
    if (kind === 1)
      return {
        name: ml('LabelEncoder', name, { ...keys, values_floats: { floats: floats(4) }, default_float: { float: -9 } }),
        width,
      };
    const codes = ml('LabelEncoder', name, { ...keys, values_int64s: { ints: [3, 1, 4, 1] } });
    return { name: add('Cast', [codes], { to: { int: 1 } }), width };
  };
  const wholes = ({ name, width }: Tensor): Tensor => {
    const kind = random.integer(4);
    if (kind === 0) return hot(name, { cats_int64s: { ints: [0, 2, 5] } }, width, 3);
    if (kind === 1) return { name: add('Cast', [name], { to: { int: 1 } }), width };
    if (kind === 2)
      return {
        name: ml('Scaler', name, { offset: { floats: floats(width) }, scale: { floats: floats(width) } }),
        width,
      };
    return {
      name: ml('LabelEncoder', name, {
        keys_int64s: { ints: [0, 1, 2] },
        values_floats: { floats: floats(3) },
        default_float: { float: 6 },
      }),
      width,
    };
  };

  const inputs: Input[] = [];
  const branches: string[] = [];
  let width = 0;
  for (let i = 0; i < 1 + random.integer(4); i++) {
    const type = pick(['float32', 'float32', 'float64', 'int64', 'string'] as const);
    const flat = random.uniform() < 0.2;
    const input: Input = { name: `x${i}`, type, width: flat ? 1 : 1 + random.integer(3), flat };
    inputs.push(input);
    const start = { name: flat ? add('Reshape', [input.name, whole([-1, 1])]) : input.name, width: input.width };
    let at: Tensor;
    if (type === 'string') at = texts(start);
    else if (type === 'int64') at = wholes(start);
    else if (type === 'float64') at = { ...start, name: add('Cast', [start.name], { to: { int: 1 } }) };
    else at = start;
    if (type.startsWith('float')) for (let step = random.integer(4); step > 0; step--) at = pick(steps)(at);
    branches.push(at.name);
    width += at.width;
  }
  nodes.push({ op: 'Concat', inputs: branches, outputs: ['f'], attributes: { axis: { int: 1 } } });
  return { inputs, nodes, weights, width };
}

/** A file that answers with the pipeline's columns. */
export const columnsFile = ({ inputs, nodes, weights, width }: Pipeline): Uint8Array<ArrayBuffer> =>
  modelFile(
    graphMessage({ nodes, weights, inputs: inputs.map(infoOf), outputs: [valueInfo('f', 'float32', [null, width])] }),
  );

const infoOf = ({ name, type, width, flat }: Input) => valueInfo(name, type, flat ? [null] : [null, width]);

/** A file that ends with a node of ai.onnx.ml from `f` to `y`. */
export function pipelineFile({ inputs, nodes, weights }: Pipeline, end: NodeSpec): Uint8Array<ArrayBuffer> {
  return modelFile(
    graphMessage({
      nodes: [...nodes, end],
      weights,
      inputs: inputs.map(infoOf),
      outputs: [valueInfo('y', 'float32', [null, 1])],
    }),
  );
}

/** Rows of the person's columns: numbers with some missing, whole numbers, and codes of LEVELS. */
export function rowsFor({ inputs }: Pipeline, count: number, random: Random): Float32Array {
  const columns = inputs.flatMap(({ type, width }) => new Array<Input['type']>(width).fill(type));
  return Float32Array.from({ length: count * columns.length }, (_, at) => {
    const type = columns[at % columns.length];
    if (type === 'string') return random.uniform() < 0.1 ? Number.NaN : random.integer(LEVELS.length);
    if (type === 'int64') return random.integer(6);
    return random.uniform() < 0.1 ? Number.NaN : random.normal();
  });
}

/** Complete trees of depth 3, whose thresholds are values that rows of `f` have. */
export function treesOn(f: Float32Array, width: number, random: Random): NodeSpec {
  const rows = f.length / width;
  const node = {
    treeids: [] as number[],
    nodeids: [] as number[],
    features: [] as number[],
    values: [] as number[],
    modes: [] as string[],
  };
  const yes: number[] = [];
  const no: number[] = [];
  const tracks: number[] = [];
  const leaf = { trees: [] as number[], nodes: [] as number[], weights: [] as number[] };
  for (let tree = 0; tree < 6; tree++) {
    for (let at = 0; at < 15; at++) {
      const inner = at < 7;
      const feature = random.integer(width);
      const threshold = f[random.integer(rows) * width + feature];
      node.treeids.push(tree);
      node.nodeids.push(at);
      node.features.push(inner ? feature : 0);
      node.values.push(inner && Number.isFinite(threshold) ? threshold : 0);
      node.modes.push(inner ? ['BRANCH_LEQ', 'BRANCH_LT', 'BRANCH_GT'][random.integer(3)] : 'LEAF');
      yes.push(inner ? 2 * at + 1 : 0);
      no.push(inner ? 2 * at + 2 : 0);
      tracks.push(inner ? random.integer(2) : 0);
      if (inner) continue;
      leaf.trees.push(tree);
      leaf.nodes.push(at);
      leaf.weights.push(Math.fround(random.normal()));
    }
  }
  const attributes: Record<string, AttributeValue> = {
    nodes_treeids: { ints: node.treeids },
    nodes_nodeids: { ints: node.nodeids },
    nodes_featureids: { ints: node.features },
    nodes_modes: { strings: node.modes },
    nodes_values: { floats: node.values },
    nodes_truenodeids: { ints: yes },
    nodes_falsenodeids: { ints: no },
    nodes_missing_value_tracks_true: { ints: tracks },
    target_treeids: { ints: leaf.trees },
    target_nodeids: { ints: leaf.nodes },
    target_ids: { ints: leaf.nodes.map(() => 0) },
    target_weights: { floats: leaf.weights },
    n_targets: { int: 1 },
  };
  return { op: 'TreeEnsembleRegressor', domain: 'ai.onnx.ml', inputs: ['f'], outputs: ['y'], attributes };
}

export function linearOn(width: number, random: Random): NodeSpec {
  const coefficients = Array.from({ length: width }, () => Math.fround(random.normal()));
  const attributes = { coefficients: { floats: coefficients }, intercepts: { floats: [0.5] }, targets: { int: 1 } };
  return { op: 'LinearRegressor', domain: 'ai.onnx.ml', inputs: ['f'], outputs: ['y'], attributes };
}
