import { initializersOf, intOf, tensorOf } from '../reading/attributes.ts';
import { type Node, readNode } from '../reading/nodes.ts';
import {
  DIM,
  ELEMENT_TYPES,
  GRAPH,
  integer,
  MODEL,
  payloads,
  SHAPE,
  submessage,
  TENSOR_TYPE,
  TYPE,
  text,
  VALUE_INFO,
} from '../reading/proto.ts';

export interface GraphInput {
  readonly name: string;
  readonly type: string;
  /** Columns; null where the file leaves them open, or where rows are not lists. */
  readonly width: number | null;
  /** Whether a row is one number, not a list of one. */
  readonly flat: boolean;
}

/** A model's main graph; nodes that only hold a constant are among the initializers. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, Uint8Array>;
  /** Inputs that are no initializers, in the order of the file. */
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly string[];
}

/** The main graph of a model without ZipMap (see readOnnx); null where there is none. */
export function graphOf(model: Uint8Array): Graph | null {
  const graph = submessage(model, MODEL.graph);
  if (!graph) return null;
  const initializers = initializersOf(payloads(graph, GRAPH.initializer));
  const nodes = payloads(graph, GRAPH.node).map(readNode);
  const constants = new Set<Node>();
  for (const each of nodes) {
    const tensor = each.operator === 'Constant' ? tensorOf(each, 'value') : null;
    if (!tensor) continue;
    initializers.set(each.outputs[0], tensor);
    constants.add(each);
  }
  const inputs = payloads(graph, GRAPH.input)
    .map((info) => {
      const type = submessage(info, VALUE_INFO.type);
      const tensor = type && submessage(type, TYPE.tensor);
      const shape = tensor && submessage(tensor, TENSOR_TYPE.shape);
      const dims = shape ? payloads(shape, SHAPE.dim).map((dim) => integer(dim, DIM.value)) : [];
      const element = tensor ? (integer(tensor, TENSOR_TYPE.elementType) ?? 0) : 0;
      const flat = dims.length === 1;
      const width = flat ? 1 : dims.length === 2 && dims[1] !== null && dims[1] > 0 ? dims[1] : null;
      return { name: text(info, VALUE_INFO.name), type: ELEMENT_TYPES[element] ?? '', width, flat };
    })
    .filter(({ name }) => !initializers.has(name));
  return {
    nodes: nodes.filter((each) => !constants.has(each)),
    initializers,
    inputs,
    outputs: payloads(graph, GRAPH.output).map((info) => text(info, VALUE_INFO.name)),
  };
}

/**
 * Follows a tensor on to the graph's output through Identity and Cast to floats; null where
 * anything else is done with it.
 */
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
