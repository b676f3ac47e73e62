import type { Activation, DenseLayer, Network } from '../../structures/network.ts';
import { type Graph, graphOf } from '../onnx/pipeline/main-graph.ts';
import { type MadeColumns, sourceOf } from '../onnx/pipeline/source.ts';
import { floatOf, intOf, type Numbers, tensorNumbers } from '../onnx/reading/attributes.ts';
import type { Node } from '../onnx/reading/nodes.ts';
import { ELEMENT_TYPES } from '../onnx/reading/proto.ts';

export interface OnnxNetwork extends MadeColumns {
  readonly network: Network;
}

/** Deeper ones are no networks of dense layers; it bounds what a circle costs, too. */
const MOST_STEPS = 200;

/**
 * The network of dense layers that an ONNX model (without ZipMap, as readOnnx gives it) answers
 * with: Gemm, or MatMul and Add, with ReLU, LeakyReLU, ELU, tanh or the logistic function between
 * them, behind whatever makes single columns (see `sourceOf`), and at the end a logistic function,
 * softmax or log-softmax. What else is in the file, such as labels, does not touch this output.
 * null for anything else, and where no layer but the last has an activation.
 */
export function readOnnxNetwork(model: Uint8Array, output: string): OnnxNetwork | null {
  const graph = graphOf(model);
  if (!graph) return null;
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const end = endOf(graph, makers, output);
  const layers: DenseLayer[] = [];
  let name = end.from;
  for (let step = 0; step < MOST_STEPS; step++) {
    const source = layers.length > 0 ? sourceOf(graph, name, null, new Set()) : null;
    if (source) {
      const [first, ...others] = layers;
      if (source.precision !== 'float32' || others.length === 0 || !layers.slice(0, -1).some(isBent)) return null;
      const width = source.made?.length ?? source.width;
      const fed = width === null ? null : onColumns(first, source.columns, width);
      const network = fed && { layers: [fed, ...others], finish: end.finish, complement: end.complement };
      return network && { network, made: source.made, width: source.width };
    }
    const found = layerOf(graph, makers, name);
    if (!found || (layers.length > 0 && found.layer.units !== layers[0].inputs)) return null;
    layers.unshift(found.layer);
    name = found.from;
  }
  return null;
}

const isBent = ({ activation }: DenseLayer): boolean => activation.kind !== 'none';

type Makers = ReadonlyMap<string, Node>;

interface End extends Pick<Network, 'finish' | 'complement'> {
  readonly from: string;
}

/** What a graph does last, and the tensor it does it with. */
function endOf(graph: Graph, makers: Makers, output: string): End {
  let from = through(makers, output);
  const pair = complementOf(graph, makers, makers.get(from));
  if (pair !== null) from = through(makers, pair);
  const node = makers.get(from);
  const complement = pair !== null;
  const finish = { Sigmoid: 'logistic', Softmax: 'softmax', LogSoftmax: 'log-softmax' } as const;
  const kind = node && Object.hasOwn(finish, node.operator) ? finish[node.operator as keyof typeof finish] : 'none';
  const axis = node ? intOf(node, 'axis', -1) : -1;
  if (!node || kind === 'none' || (axis !== -1 && axis !== 1)) return { finish: 'none', complement, from };
  return { finish: kind, complement, from: through(makers, node.inputs[0]) };
}

/** The p of a Concat of 1 − p and p; null for any other node. */
function complementOf(graph: Graph, makers: Makers, node: Node | undefined): string | null {
  if (node?.operator !== 'Concat' || node.inputs.length !== 2 || Math.abs(intOf(node, 'axis', 0)) !== 1) return null;
  const [rest, p] = node.inputs;
  const made = makers.get(rest);
  if (made?.operator !== 'Sub' || made.inputs[1] !== p) return null;
  const one = constantOf(graph, made.inputs[0]);
  return one?.data.length === 1 && one.data[0] === 1 ? p : null;
}

/** The tensor that nodes only hand on, as it was before. */
function through(makers: Makers, name: string): string {
  for (let at = name, steps = 0; steps < MOST_STEPS; steps++) {
    const node = makers.get(at);
    const hands =
      node?.operator === 'Identity' ||
      (node?.operator === 'Dropout' && node.outputs[0] === at && !node.inputs[2]) ||
      (node?.operator === 'Cast' && ['float32', 'float64'].includes(ELEMENT_TYPES[intOf(node, 'to', 0)]));
    if (!node || !hands) return at;
    at = node.inputs[0];
  }
  return name;
}

/** A layer whose output a tensor is, and the tensor that feeds it. */
function layerOf(graph: Graph, makers: Makers, output: string): { layer: DenseLayer; from: string } | null {
  let name = through(makers, output);
  const last = makers.get(name);
  const bent = last && activationOf(last);
  if (last && bent) name = through(makers, last.inputs[0]);
  const activation = bent || ({ kind: 'none', alpha: 0 } as const);
  const node = makers.get(name);
  if (node?.operator === 'Gemm') return gemm(graph, node, activation);
  if (node?.operator === 'MatMul') return matMul(graph, node, null, activation);
  if (node?.operator !== 'Add') return null;
  const at = constantOf(graph, node.inputs[1]) ? 1 : 0;
  const product = makers.get(node.inputs[1 - at]);
  const bias = constantOf(graph, node.inputs[at]);
  return product?.operator === 'MatMul' && bias ? matMul(graph, product, bias, activation) : null;
}

function activationOf(node: Node): Activation | null {
  switch (node.operator) {
    case 'Relu':
      return { kind: 'relu', alpha: 0 };
    case 'LeakyRelu':
      return { kind: 'leaky-relu', alpha: floatOf(node, 'alpha', Math.fround(0.01)) };
    case 'Elu':
      return { kind: 'elu', alpha: floatOf(node, 'alpha', 1) };
    case 'Tanh':
      return { kind: 'tanh', alpha: 0 };
    case 'Sigmoid':
      return { kind: 'logistic', alpha: 0 };
    default:
      return null;
  }
}

/** A constant in single precision; null where there is none. */
function constantOf({ initializers }: Graph, name: string | undefined): Numbers | null {
  const tensor = initializers.get(name ?? '');
  const numbers = tensor ? tensorNumbers(tensor) : null;
  return numbers && ELEMENT_TYPES[numbers.type] === 'float32' ? numbers : null;
}

function gemm(graph: Graph, node: Node, activation: Activation): { layer: DenseLayer; from: string } | null {
  const matrix = constantOf(graph, node.inputs[1]);
  const bias = node.inputs[2] ? constantOf(graph, node.inputs[2]) : null;
  if (!matrix || (node.inputs[2] && !bias) || intOf(node, 'transA', 0) !== 0) return null;
  if (floatOf(node, 'alpha', 1) !== 1 || floatOf(node, 'beta', 1) !== 1) return null;
  const layer = dense(matrix, intOf(node, 'transB', 0) !== 0, bias, activation);
  return layer && { layer, from: node.inputs[0] };
}

function matMul(
  graph: Graph,
  node: Node,
  bias: Numbers | null,
  activation: Activation,
): { layer: DenseLayer; from: string } | null {
  const matrix = constantOf(graph, node.inputs[1]);
  const layer = matrix && dense(matrix, false, bias, activation);
  return layer && { layer, from: node.inputs[0] };
}

/** `turned`: the file has units × inputs. */
function dense(
  { dims, data }: Numbers,
  turned: boolean,
  bias: Numbers | null,
  activation: Activation,
): DenseLayer | null {
  if (dims.length !== 2 || dims[0] === 0 || dims[1] === 0) return null;
  const [inputs, units] = turned ? [dims[1], dims[0]] : dims;
  const rows = bias?.dims.slice(0, -1).every((dim) => dim === 1) ?? true;
  if (bias && (!rows || (bias.data.length !== 1 && bias.data.length !== units))) return null;
  const weights = new Float32Array(inputs * units);
  for (let i = 0; i < inputs; i++)
    for (let j = 0; j < units; j++) weights[i * units + j] = data[turned ? j * inputs + i : i * units + j];
  const shift = Float32Array.from({ length: units }, (_, j) => bias?.data[bias.data.length === 1 ? 0 : j] ?? 0);
  if (!weights.every(Number.isFinite) || !shift.every(Number.isFinite)) return null;
  return { inputs, units, weights, bias: shift, activation };
}

/** The first layer with a weight for each column of the row, where a choice of them feeds it. */
function onColumns(layer: DenseLayer, columns: readonly number[] | null, width: number): DenseLayer | null {
  const { units } = layer;
  if (layer.inputs !== (columns?.length ?? width)) return null;
  if (!columns) return layer;
  const weights = new Float32Array(width * units);
  for (const [i, column] of columns.entries())
    for (let j = 0; j < units; j++) weights[column * units + j] += layer.weights[i * units + j];
  return { ...layer, inputs: width, weights };
}
