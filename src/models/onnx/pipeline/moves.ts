// Operators that only move columns.

import { intOf, intsOf, tensorNumbers } from '../reading/attributes.ts';
import type { Node } from '../reading/graph.ts';
import { type Call, CELL_LIMIT, type Cell, type Columns, cast, type Operators } from './cells.ts';
import type { Graph } from './chain.ts';

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
function vectorized({ node, inputs }: Call): Columns | null {
  const widths = intsOf(node, 'inputdimensions');
  if (inputs.some(({ dims }, at) => dims.length !== 1 || dims[0] !== widths[at])) return null;
  const floats = inputs.map(({ dims, cells }) => ({
    dims,
    cells: cells.flatMap((cell) => cast(cell, 'float32') ?? []),
  }));
  return floats.every(({ dims, cells }) => dims[0] === cells.length) ? joined(floats, 1) : null;
}

/** Other dimensions, the same columns. */
function dimensioned({ graph, node, inputs: [first] }: Call): Columns | null {
  const { cells } = first;
  const axes = () => constantNumbers(graph, node.inputs[1] ?? '') ?? intsOf(node, 'axes');
  switch (node.operator) {
    case 'Flatten':
      return intOf(node, 'axis', 1) === 1 ? { dims: [cells.length], cells } : null;
    case 'Squeeze': {
      const gone = new Set(axes().map((axis) => (axis < 0 ? axis + first.dims.length : axis - 1)));
      const right = gone.size > 0 && [...gone].every((axis) => first.dims[axis] === 1);
      return right ? { dims: first.dims.filter((_, axis) => !gone.has(axis)), cells } : null;
    }
    case 'Unsqueeze':
      return axes().length === 1 && (axes()[0] === -1 || axes()[0] === first.dims.length + 1)
        ? { dims: [...first.dims, 1], cells }
        : null;
    default: {
      const shape = constantNumbers(graph, node.inputs[1] ?? '');
      if (!shape || shape.length === 0 || shape.slice(1).some((dim) => dim < 0 && shape[0] !== 0)) return null;
      const rest = shape.slice(1).map((dim, at) => (dim === 0 ? (first.dims[at] ?? -1) : dim));
      const open = rest.indexOf(-1);
      const size = rest.reduce((product, dim) => product * (dim < 0 ? 1 : dim), 1);
      if (open >= 0 && shape[0] === 0) rest[open] = cells.length / size;
      return rest.reduce((product, dim) => product * dim, 1) === cells.length && shape[0] <= 0
        ? { dims: rest, cells }
        : null;
    }
  }
}

const constantNumbers = ({ initializers }: Graph, name: string): number[] | null => {
  const tensor = initializers.get(name);
  const numbers = tensor && tensorNumbers(tensor);
  return numbers ? Array.from(numbers.data) : null;
};

/** The axis of a row's dimensions that an axis of the tensor's is; null for rows themselves. */
function axisOf({ dims }: Columns, axis: number): number | null {
  const at = axis < 0 ? axis + dims.length : axis - 1;
  return Number.isInteger(at) && at >= 0 && at < dims.length ? at : null;
}

function joined(inputs: readonly Columns[], axis: number): Columns | null {
  const [first] = inputs;
  const at = axisOf(first, axis);
  if (at === null) return null;
  const shape = ({ dims }: Columns) => dims.map((dim, i) => (i === at ? 0 : dim)).join();
  const type = first.cells[0]?.type;
  if (inputs.some((each) => shape(each) !== shape(first) || each.cells.some((cell) => cell.type !== type))) return null;
  const size = (dims: readonly number[]) => dims.slice(at).reduce((product, dim) => product * dim, 1);
  const outer = first.dims.slice(0, at).reduce((product, dim) => product * dim, 1);
  if (inputs.reduce((sum, each) => sum + each.cells.length, 0) > CELL_LIMIT) return null;
  const cells: Cell[] = [];
  for (let o = 0; o < outer; o++)
    for (const each of inputs) cells.push(...each.cells.slice(o * size(each.dims), (o + 1) * size(each.dims)));
  return {
    dims: first.dims.map((dim, i) => (i === at ? inputs.reduce((sum, each) => sum + each.dims[at], 0) : dim)),
    cells,
  };
}

/** Some positions along an axis, in their order. */
function taken(columns: Columns, axis: number, picks: readonly number[]): Columns | null {
  const at = axisOf(columns, axis);
  if (at === null) return null;
  const { dims, cells } = columns;
  const inner = dims.slice(at + 1).reduce((product, dim) => product * dim, 1);
  const outer = dims.slice(0, at).reduce((product, dim) => product * dim, 1);
  if (outer * inner * picks.length > CELL_LIMIT) return null;
  const found: Cell[] = [];
  for (let o = 0; o < outer; o++) {
    for (const pick of picks) {
      const start = (o * dims[at] + (pick < 0 ? pick + dims[at] : pick)) * inner;
      if (!Number.isInteger(pick) || pick < -dims[at] || pick >= dims[at]) return null;
      found.push(...cells.slice(start, start + inner));
    }
  }
  return { dims: dims.map((dim, i) => (i === at ? picks.length : dim)), cells: found };
}

function gathered(graph: Graph, node: Node, columns: Columns, axis: number): Columns | null {
  const tensor = graph.initializers.get(node.inputs[1] ?? '');
  const numbers = tensor && tensorNumbers(tensor);
  if (!numbers) return null;
  const found = taken(columns, axis, Array.from(numbers.data));
  if (!found || numbers.dims.length === 1 || node.operator !== 'Gather') return found;
  const at = axisOf(columns, axis);
  return numbers.dims.length === 0 ? { ...found, dims: found.dims.filter((_, i) => i !== at) } : null;
}

function part({ graph, node, inputs: [columns], output }: Call): Columns | null {
  const axis = intOf(node, 'axis', 0);
  const at = axisOf(columns, axis);
  if (at === null) return null;
  const parts = node.outputs.length;
  const given = constantNumbers(graph, node.inputs[1] ?? '') ?? intsOf(node, 'split');
  const each = Math.ceil(columns.dims[at] / parts);
  const sizes =
    given.length > 0 ? given : Array.from({ length: parts }, (_, i) => Math.min(each, columns.dims[at] - i * each));
  const which = node.outputs.indexOf(output);
  const start = sizes.slice(0, which).reduce((sum, size) => sum + size, 0);
  if (!(sizes[which] >= 0)) return null;
  return taken(
    columns,
    axis,
    Array.from({ length: sizes[which] }, (_, i) => start + i),
  );
}
