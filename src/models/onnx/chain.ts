import { initializersOf, intOf, tensorNumbers } from './attributes.ts';
import { type Node, node } from './graph.ts';
import { DIM, ELEMENT_TYPES, GRAPH, integer, MODEL, payloads, SHAPE, submessage, TENSOR_TYPE, TYPE, text, VALUE_INFO } from './proto.ts';

/** What a graph's main graph holds. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, Uint8Array>;
  /** Inputs without initializers, in the order of the file. */
  readonly inputs: readonly { readonly name: string; readonly type: string; readonly width: number | null }[];
  readonly outputs: readonly string[];
}

/** The main graph of a model without ZipMap (see readOnnx); null where there is none. */
export function graphOf(model: Uint8Array): Graph | null {
  const graph = submessage(model, MODEL.graph);
  if (!graph) return null;
  const initializers = initializersOf(payloads(graph, GRAPH.initializer));
  const inputs = payloads(graph, GRAPH.input)
    .map((info) => {
      const type = submessage(info, VALUE_INFO.type);
      const tensor = type && submessage(type, TYPE.tensor);
      const shape = tensor && submessage(tensor, TENSOR_TYPE.shape);
      const dims = shape ? payloads(shape, SHAPE.dim).map((dim) => integer(dim, DIM.value)) : [];
      const element = tensor ? (integer(tensor, TENSOR_TYPE.elementType) ?? 0) : 0;
      return { name: text(info, VALUE_INFO.name), type: ELEMENT_TYPES[element] ?? '', width: dims.length === 2 ? dims[1] : null };
    })
    .filter(({ name }) => !initializers.has(name));
  return {
    nodes: payloads(graph, GRAPH.node).map(node),
    initializers,
    inputs,
    outputs: payloads(graph, GRAPH.output).map((info) => text(info, VALUE_INFO.name)),
  };
}

/** Where the columns of a tensor come from. */
export interface Source {
  /** For each column, the column of the person's row: all inputs side by side, in the order of the graph. */
  readonly columns: readonly number[] | null;
  /** Columns of a person's row, where the file says them. */
  readonly width: number | null;
  /** float64 where all that lies between is float64 too. */
  readonly precision: 'float32' | 'float64';
}

const PRECISION: Readonly<Record<string, Source['precision']>> = {
  float32: 'float32',
  float64: 'float64',
  int64: 'float32',
  int32: 'float32',
};

/**
 * Follows a tensor back to the graph's inputs through Identity, Cast to floats, Reshape to [rows, columns] and Concat along columns;
 * the names of nodes passed are added to `used`. null where anything else lies between.
 */
export function sourceOf(graph: Graph, name: string, used: Set<Node>): Source | null {
  const input = graph.inputs.findIndex((each) => each.name === name);
  if (input >= 0) return inputSource(graph, input);
  const made = graph.nodes.find(({ outputs }) => outputs.includes(name));
  if (!made || used.has(made)) return null;
  used.add(made);
  const before = () => sourceOf(graph, made.inputs[0], used);
  switch (made.operator) {
    case 'Identity':
      return before();
    case 'Cast':
      return castSource(before(), intOf(made, 'to', 0));
    case 'Reshape':
      return reshapes(graph, made) ? before() : null;
    case 'Concat':
      return concatSource(graph, made, used);
    default:
      return null;
  }
}

function inputSource(graph: Graph, input: number): Source | null {
  const precision = PRECISION[graph.inputs[input].type];
  if (!precision) return null;
  const widths = graph.inputs.map(({ width }) => width ?? 0);
  if (graph.inputs.length > 1 && widths.includes(0)) return null;
  const first = widths.slice(0, input).reduce((sum, width) => sum + width, 0);
  const total = widths.reduce((sum, width) => sum + width, 0);
  const columns = widths[input] > 0 && total < 2 ** 20 ? Array.from({ length: widths[input] }, (_, i) => first + i) : null;
  return { columns, width: total > 0 ? total : null, precision };
}

function castSource(source: Source | null, to: number): Source | null {
  const type = ELEMENT_TYPES[to];
  if (!source || (type !== 'float32' && type !== 'float64')) return null;
  // Once rounded, values stay so; a cast to float64 then changes nothing.
  return type === 'float32' ? { ...source, precision: 'float32' } : source;
}

function reshapes(graph: Graph, { inputs }: Node): boolean {
  const tensor = graph.initializers.get(inputs[1]);
  const shape = tensor && tensorNumbers(tensor);
  const width = graph.inputs.length === 1 ? graph.inputs[0].width : null;
  return shape?.data.length === 2 && shape.data[0] <= 0 && width !== null && shape.data[1] === width;
}

function concatSource(graph: Graph, made: Node, used: Set<Node>): Source | null {
  const axis = intOf(made, 'axis', 0);
  if (axis !== 1 && axis !== -1) return null;
  const columns: number[] = [];
  let last: Source | null = null;
  for (const name of made.inputs) {
    const source = sourceOf(graph, name, used);
    if (!source?.columns || (last && last.precision !== source.precision)) return null;
    columns.push(...source.columns);
    last = source;
  }
  return last && { ...last, columns };
}

/** Follows a tensor on to the graph's output through Identity and Cast to floats; null where anything else is done with it. */
export function outputOf(graph: Graph, name: string, used: Set<Node>): string | null {
  if (graph.outputs.includes(name)) return name;
  const next = graph.nodes.filter(({ inputs }) => inputs.includes(name));
  if (next.length !== 1 || used.has(next[0])) return null;
  used.add(next[0]);
  const { operator, outputs } = next[0];
  const floats = operator === 'Cast' && ['float32', 'float64'].includes(ELEMENT_TYPES[intOf(next[0], 'to', 0)]);
  const flat = operator === 'Identity' || floats;
  return flat ? outputOf(graph, outputs[0], used) : null;
}
