import { ownOf } from '../../data/named.ts';
import { type FinalStep, noFinalStep } from '../../structures/final-step.ts';
import type { Linear } from '../../structures/linear.ts';
import { type Graph, graphOf, outputOf } from '../onnx/pipeline/main-graph.ts';
import { type MadeColumns, type Source, sourceOf } from '../onnx/pipeline/source.ts';
import { floatOf, floatsOf, intOf, tensorNumbers, textOf } from '../onnx/reading/attributes.ts';
import { labelsOf } from '../onnx/reading/classes.ts';
import type { Node } from '../onnx/reading/nodes.ts';
import { guarded, type LinearModel, malformed } from '../trees/tree-model.ts';

/** An affine map of the columns, row by row: raw outputs = offset + Σ weight × column. */
interface Affine {
  readonly columns: number;
  readonly outputs: number;
  /** K × columns. */
  readonly weight: Float64Array;
  readonly offset: Float64Array;
}

export type OnnxLinear = LinearModel & MadeColumns & { readonly output: string };

/** Larger ones are networks: no table has this many columns. */
const SIZE_LIMIT = 2 ** 24;

/**
 * The linear model of an ONNX model (without ZipMap, as readOnnx gives it): a LinearClassifier or
 * -Regressor, or a graph of nothing but MatMul, Gemm, Add, Sub, Mul and Div by constants, Scaler,
 * and at the end Sigmoid or Softmax; null for any other graph. Coefficients are float64 products of
 * the file's numbers.
 * @throws OrielError `model-trees` for a damaged LinearClassifier or -Regressor.
 */
export const readOnnxLinear = (model: Uint8Array, file: string): OnnxLinear | null =>
  guarded(file, () => readModel(model, file));

function readModel(model: Uint8Array, file: string): OnnxLinear | null {
  const graph = graphOf(model);
  if (!graph) return null;
  const used = new Set<Node>();
  const classifier = graph.nodes.find(({ operator }) => operator === 'ai.onnx.ml:LinearClassifier');
  const name = classifier
    ? outputOf(graph, classifier.outputs[1], used)
    : graph.outputs.length === 1
      ? graph.outputs[0]
      : null;
  const end = classifier
    ? { finalStep: finalStepOf(classifier, file), from: classifier.outputs[1] }
    : name && endOf(graph, name, used);
  if (name === null || !end) return null;
  const found = affineOf({ graph, used, file }, end.from, true);
  if (!found || graph.nodes.some((node) => !used.has(node) && !ofLabel(graph, classifier, node))) return null;
  const { columns, outputs, weight, offset } = found.affine;
  const { made, width, precision } = found.source;
  if (!weight.every(Number.isFinite) || !offset.every(Number.isFinite))
    throw malformed(file, 'tree.field', { name: 'coefficients' });
  const pair = classifier && outputs === 1 ? (end.finalStep.kind === 'logistic' ? 'complement' : 'negated') : null;
  const labels = classifier ? labelsOf(classifier) : [];
  const linear: Linear = { columns, precision, outputs, coefficients: weight, intercepts: offset, missing: null };
  const classes = labels.length > 0 ? labels : null;
  return {
    kind: 'linear',
    format: 'onnx',
    linear,
    finalStep: { ...end.finalStep, pair },
    names: null,
    classes,
    output: name,
    made,
    width,
  };
}

const ofLabel = (graph: Graph, classifier: Node | undefined, node: Node): boolean =>
  classifier !== undefined &&
  node.inputs.every((name) => name === classifier.outputs[0] || graph.initializers.has(name));

function finalStepOf(node: Node, file: string): FinalStep {
  const kinds = {
    NONE: 'none',
    LOGISTIC: 'logistic',
    SOFTMAX: 'softmax',
    SOFTMAX_ZERO: 'softmax-zero',
    PROBIT: 'probit',
  } as const;
  const name = textOf(node, 'post_transform', 'NONE');
  const kind = ownOf<FinalStep['kind']>(kinds, name);
  if (!kind) throw malformed(file, 'tree.mode', { name });
  return { ...noFinalStep, kind };
}

/** The final step a graph ends with, and the tensor it is made from. */
function endOf(graph: Graph, output: string, used: Set<Node>): { finalStep: FinalStep; from: string } | null {
  let name = output;
  for (;;) {
    const made = graph.nodes.find(({ outputs }) => outputs.includes(name));
    if (!made) return null;
    const { operator } = made;
    if (operator !== 'Identity' && operator !== 'Sigmoid' && operator !== 'Softmax')
      return { finalStep: noFinalStep, from: name };
    const axis = intOf(made, 'axis', -1);
    if (used.has(made) || (operator === 'Softmax' && axis !== 1 && axis !== -1)) return null;
    used.add(made);
    name = made.inputs[0];
    if (operator === 'Sigmoid') return { finalStep: { ...noFinalStep, kind: 'logistic' }, from: name };
    if (operator === 'Softmax') return { finalStep: { ...noFinalStep, kind: 'softmax' }, from: name };
  }
}

/** An affine map, and the columns it is of. */
interface FoundAffine {
  readonly affine: Affine;
  readonly source: Source;
}

interface Reading {
  readonly graph: Graph;
  readonly used: Set<Node>;
  readonly file: string;
}

/**
 * Follows a tensor back to the inputs through affine operators. Where nothing mixes columns on the
 * way, what is done to each is left where it is, in the graph's own arithmetic: an offset taken off
 * a number of nearly its size leaves few digits once it is multiplied out into the intercept. That
 * is tried where `first`, at the end and in front of each product.
 */
function affineOf(reading: Reading, name: string, first: boolean): FoundAffine | null {
  const { graph, used, file } = reading;
  const own = first ? inputOf(graph, name, used) : null;
  if (own) return own;
  const made = graph.nodes.find(({ outputs }) => outputs.includes(name));
  const step = made && !used.has(made) ? stepOf(graph, made, file) : null;
  if (!made || !step) return first ? null : inputOf(graph, name, used);
  used.add(made);
  const before = affineOf(reading, made.inputs[step.input], step.mixes);
  const affine = before && step.apply(before.affine);
  return affine && { ...before, affine };
}

function inputOf(graph: Graph, name: string, used: Set<Node>): FoundAffine | null {
  const source = sourceOf(graph, name, null, used);
  if (!source || source.width === null) return null;
  const outputs = (source.columns ?? source.made ?? []).length;
  const columns = source.made?.length ?? source.width;
  if (outputs * columns > SIZE_LIMIT) return null;
  const weight = new Float64Array(outputs * columns);
  for (let k = 0; k < outputs; k++) weight[k * columns + (source.columns?.[k] ?? k)] = 1;
  return { affine: { columns, outputs, weight, offset: new Float64Array(outputs) }, source };
}

interface Step {
  readonly input: number;
  /** Whether it makes each column of several. */
  readonly mixes: boolean;
  readonly apply: (before: Affine) => Affine | null;
}

function stepOf(graph: Graph, node: Node, file: string): Step | null {
  const constant = (index: number) => {
    const tensor = graph.initializers.get(node.inputs[index] ?? '');
    return tensor ? tensorNumbers(tensor) : null;
  };
  const onConstant = (combine: (x: number) => { scale: number; shift: number }): Step | null => {
    const at = constant(1) ? 1 : 0;
    const numbers = constant(at);
    const rows = numbers?.dims.slice(0, -1).every((dim) => dim === 1);
    if (!numbers || !rows || (at === 0 && (node.operator === 'Sub' || node.operator === 'Div'))) return null;
    return { input: 1 - at, mixes: false, apply: (before) => each(before, numbers.data, combine) };
  };
  switch (node.operator) {
    case 'Add':
      return onConstant((x) => ({ scale: 1, shift: x }));
    case 'Sub':
      return onConstant((x) => ({ scale: 1, shift: -x }));
    case 'Mul':
      return onConstant((x) => ({ scale: x, shift: 0 }));
    case 'Div':
      return onConstant((x) => ({ scale: 1 / x, shift: 0 }));
    case 'ai.onnx.ml:Scaler': {
      const [offset, scale] = [floatsOf(node, 'offset'), floatsOf(node, 'scale')];
      const apply = (before: Affine) => {
        const shifted = each(before, offset, (x) => ({ scale: 1, shift: -x }));
        return shifted && each(shifted, scale, (x) => ({ scale: x, shift: 0 }));
      };
      return { input: 0, mixes: false, apply };
    }
    case 'MatMul':
    case 'Gemm':
      return productStep(node, constant);
    case 'ai.onnx.ml:LinearRegressor':
    case 'ai.onnx.ml:LinearClassifier':
      return linearStep(node, file);
    default:
      return null;
  }
}

/** Each output scaled and shifted by its own number, or all by one. */
function each(
  before: Affine,
  by: Float64Array,
  combine: (x: number) => { scale: number; shift: number },
): Affine | null {
  const { columns, outputs } = before;
  if (by.length !== 1 && by.length !== outputs) return null;
  const at = (k: number) => combine(by[by.length === 1 ? 0 : k]);
  const weight = before.weight.map((w, i) => w * at(Math.floor(i / columns)).scale);
  const offset = before.offset.map((o, k) => o * at(k).scale + at(k).shift);
  return { ...before, weight, offset };
}

function productStep(node: Node, constant: (index: number) => ReturnType<typeof tensorNumbers>): Step | null {
  const matrix = constant(1);
  if (matrix?.dims.length !== 2 || intOf(node, 'transA', 0) !== 0) return null;
  const turned = intOf(node, 'transB', 0) !== 0;
  const [alpha, beta] = [floatOf(node, 'alpha', 1), floatOf(node, 'beta', 1)];
  const bias = node.inputs[2] ? constant(2) : null;
  if (node.inputs[2] && !bias) return null;
  const [inner, outer] = turned ? [matrix.dims[1], matrix.dims[0]] : matrix.dims;
  const entry = (i: number, j: number) => alpha * matrix.data[turned ? j * inner + i : i * outer + j];
  const shift = (j: number) => (bias ? beta * bias.data[bias.data.length === 1 ? 0 : j] : 0);
  if (bias && bias.data.length !== 1 && bias.data.length !== outer) return null;
  return { input: 0, mixes: true, apply: (before) => times(before, { inner, outputs: outer, entry, shift }) };
}

/** LinearRegressor and -Classifier: coefficients K × columns. */
function linearStep(node: Node, file: string): Step {
  const coefficients = floatsOf(node, 'coefficients');
  const intercepts = floatsOf(node, 'intercepts');
  const regressor = node.operator.endsWith('Regressor');
  const outputs = regressor ? intOf(node, 'targets', 1) : Math.max(1, intercepts.length);
  const inner = coefficients.length / outputs;
  const fits = Number.isInteger(inner) && inner > 0 && (intercepts.length === 0 || intercepts.length === outputs);
  if (!fits) throw malformed(file, 'tree.lengths', { name: 'coefficients' });
  const shift = (k: number) => intercepts[k] ?? 0;
  const transform = textOf(node, 'post_transform', 'NONE');
  // Transforms of regressions are rare, and left to the runtime.
  if (regressor && transform !== 'NONE') return { input: 0, mixes: true, apply: () => null };
  const entry = (i: number, k: number) => coefficients[k * inner + i];
  return { input: 0, mixes: true, apply: (before) => times(before, { inner, outputs, entry, shift }) };
}

interface Product {
  readonly inner: number;
  readonly outputs: number;
  readonly entry: (i: number, k: number) => number;
  readonly shift: (k: number) => number;
}

/** `before` times a matrix, inner × outputs, and shifted. */
function times(before: Affine, { inner, outputs, entry, shift }: Product): Affine | null {
  const { columns } = before;
  if (inner !== before.outputs || outputs * columns > SIZE_LIMIT) return null;
  const weight = new Float64Array(outputs * columns);
  const offset = Float64Array.from({ length: outputs }, (_, k) => shift(k));
  for (let k = 0; k < outputs; k++) {
    for (let i = 0; i < inner; i++) {
      const w = entry(i, k);
      offset[k] += w * before.offset[i];
      for (let c = 0; c < columns; c++) weight[k * columns + c] += w * before.weight[i * columns + c];
    }
  }
  return { columns, outputs, weight, offset };
}
