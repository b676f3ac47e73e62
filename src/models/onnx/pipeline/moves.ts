// Operators that only move columns.

import { intOf, intsOf, tensorNumbers } from '../reading/attributes.ts';
import type { Node } from '../reading/nodes.ts';
import type { Graph } from './main-graph.ts';
import {
  type Call,
  COLUMN_LIMIT,
  cast,
  type Operators,
  type TracedColumn,
  type TracedTensor,
} from './traced-columns.ts';

export const moves: Operators = {
  Identity: ({ inputs }) => inputs[0],
  Reshape: dimensioned,
  Flatten: dimensioned,
  Squeeze: dimensioned,
  Unsqueeze: dimensioned,
  Concat: ({ node, inputs }) => joined(inputs, intOf(node, 'axis', 0)),
  Gather: ({ node, inputs, graph }) => gathered(graph, node, inputs[0], intOf(node, 'axis', 0)),
  'ai.onnx.ml:ArrayFeatureExtractor': ({ node, inputs: [first], graph }) =>
    gathered(graph, node, first.dims.length === 0 ? { ...first, dims: [1] } : first, -1),
  Split: part,
  'ai.onnx.ml:FeatureVectorizer': vectorized,
};

/** Columns of several inputs, as float32, side by side. */
function vectorized({ node, inputs }: Call): TracedTensor | null {
  const widths = intsOf(node, 'inputdimensions');
  if (inputs.some(({ dims }, at) => dims.length !== 1 || dims[0] !== widths[at])) return null;
  const floats = inputs.map(({ dims, columns }) => ({
    dims,
    columns: columns.flatMap((column) => cast(column, 'float32') ?? []),
  }));
  return floats.every(({ dims, columns }) => dims[0] === columns.length) ? joined(floats, 1) : null;
}

/** The same columns in other dimensions. */
function dimensioned({ graph, node, inputs: [first] }: Call): TracedTensor | null {
  const { columns } = first;
  const axes = () => constantNumbers(graph, node.inputs[1] ?? '') ?? intsOf(node, 'axes');
  switch (node.operator) {
    case 'Flatten':
      return intOf(node, 'axis', 1) === 1 ? { dims: [columns.length], columns } : null;
    case 'Squeeze': {
      const gone = new Set(axes().map((axis) => (axis < 0 ? axis + first.dims.length : axis - 1)));
      const right = gone.size > 0 && [...gone].every((axis) => first.dims[axis] === 1);
      return right ? { dims: first.dims.filter((_, axis) => !gone.has(axis)), columns } : null;
    }
    case 'Unsqueeze':
      return axes().length === 1 && (axes()[0] === -1 || axes()[0] === first.dims.length + 1)
        ? { dims: [...first.dims, 1], columns }
        : null;
    default: {
      const shape = constantNumbers(graph, node.inputs[1] ?? '');
      if (!shape || shape.length === 0 || shape.slice(1).some((dim) => dim < 0 && shape[0] !== 0)) return null;
      const rest = shape.slice(1).map((dim, at) => (dim === 0 ? (first.dims[at] ?? -1) : dim));
      const open = rest.indexOf(-1);
      const size = rest.reduce((product, dim) => product * (dim < 0 ? 1 : dim), 1);
      if (open >= 0 && shape[0] === 0) rest[open] = columns.length / size;
      return rest.reduce((product, dim) => product * dim, 1) === columns.length && shape[0] <= 0
        ? { dims: rest, columns }
        : null;
    }
  }
}

const constantNumbers = ({ initializers }: Graph, name: string): number[] | null => {
  const tensor = initializers.get(name);
  const numbers = tensor && tensorNumbers(tensor);
  return numbers ? Array.from(numbers.data) : null;
};

/** An axis of the tensor as one of a row's dimensions; null for the axis of rows. */
function axisOf({ dims }: TracedTensor, axis: number): number | null {
  const at = axis < 0 ? axis + dims.length : axis - 1;
  return Number.isInteger(at) && at >= 0 && at < dims.length ? at : null;
}

function joined(inputs: readonly TracedTensor[], axis: number): TracedTensor | null {
  const [first] = inputs;
  const at = axisOf(first, axis);
  if (at === null) return null;
  const shape = ({ dims }: TracedTensor) => dims.map((dim, i) => (i === at ? 0 : dim)).join();
  const type = first.columns[0]?.type;
  if (inputs.some((each) => shape(each) !== shape(first) || each.columns.some((column) => column.type !== type)))
    return null;
  const size = (dims: readonly number[]) => dims.slice(at).reduce((product, dim) => product * dim, 1);
  const outer = first.dims.slice(0, at).reduce((product, dim) => product * dim, 1);
  if (inputs.reduce((sum, each) => sum + each.columns.length, 0) > COLUMN_LIMIT) return null;
  const columns: TracedColumn[] = [];
  for (let o = 0; o < outer; o++)
    for (const each of inputs) columns.push(...each.columns.slice(o * size(each.dims), (o + 1) * size(each.dims)));
  return {
    dims: first.dims.map((dim, i) => (i === at ? inputs.reduce((sum, each) => sum + each.dims[at], 0) : dim)),
    columns,
  };
}

/** The picked positions along an axis, in the order of the picks. */
function taken(tensor: TracedTensor, axis: number, picks: readonly number[]): TracedTensor | null {
  const at = axisOf(tensor, axis);
  if (at === null) return null;
  const { dims, columns } = tensor;
  const inner = dims.slice(at + 1).reduce((product, dim) => product * dim, 1);
  const outer = dims.slice(0, at).reduce((product, dim) => product * dim, 1);
  if (outer * inner * picks.length > COLUMN_LIMIT) return null;
  const found: TracedColumn[] = [];
  for (let o = 0; o < outer; o++) {
    for (const pick of picks) {
      const start = (o * dims[at] + (pick < 0 ? pick + dims[at] : pick)) * inner;
      if (!Number.isInteger(pick) || pick < -dims[at] || pick >= dims[at]) return null;
      found.push(...columns.slice(start, start + inner));
    }
  }
  return { dims: dims.map((dim, i) => (i === at ? picks.length : dim)), columns: found };
}

function gathered(graph: Graph, node: Node, tensor: TracedTensor, axis: number): TracedTensor | null {
  const positions = graph.initializers.get(node.inputs[1] ?? '');
  const numbers = positions && tensorNumbers(positions);
  if (!numbers) return null;
  const found = taken(tensor, axis, Array.from(numbers.data));
  if (!found || numbers.dims.length === 1 || node.operator !== 'Gather') return found;
  const at = axisOf(tensor, axis);
  return numbers.dims.length === 0 ? { ...found, dims: found.dims.filter((_, i) => i !== at) } : null;
}

function part({ graph, node, inputs: [tensor], output }: Call): TracedTensor | null {
  const axis = intOf(node, 'axis', 0);
  const at = axisOf(tensor, axis);
  if (at === null) return null;
  const parts = node.outputs.length;
  const given = constantNumbers(graph, node.inputs[1] ?? '') ?? intsOf(node, 'split');
  const each = Math.ceil(tensor.dims[at] / parts);
  const sizes =
    given.length > 0 ? given : Array.from({ length: parts }, (_, i) => Math.min(each, tensor.dims[at] - i * each));
  const which = node.outputs.indexOf(output);
  const start = sizes.slice(0, which).reduce((sum, size) => sum + size, 0);
  if (!(sizes[which] >= 0)) return null;
  return taken(
    tensor,
    axis,
    Array.from({ length: sizes[which] }, (_, i) => start + i),
  );
}
