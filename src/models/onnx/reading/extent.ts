// What a file declares is bounded before anything is allocated for it: a few bytes can ask for any
// amount of memory or time.

import { WireType } from '@bufbuild/protobuf/wire';
import { type Message, message } from '../../../catalogue/message.ts';
import { OrielError } from '../../../errors.ts';
import { mostOf } from '../../../limits.ts';
import { tensorNumbers } from './attributes.ts';
import { NestedTooDeeply, type Node, readNode } from './nodes.ts';
import {
  ATTRIBUTE,
  EXTERNAL,
  FUNCTION,
  fields,
  GRAPH,
  integer,
  integers,
  MODEL,
  NODE,
  payloads,
  submessage,
  TENSOR,
  text,
} from './proto.ts';

/** Bytes of a number in raw data, by TensorProto.DataType; texts have none. */
const RAW_BYTES: Readonly<Record<number, number>> = {
  1: 4,
  2: 1,
  3: 1,
  4: 2,
  5: 2,
  6: 4,
  7: 8,
  9: 1,
  10: 2,
  11: 8,
  12: 4,
  13: 8,
  14: 8,
  15: 16,
  16: 2,
};
/** Where numbers lie that are not raw, by type; two of a complex number count as one. */
const FIXED_FIELDS: Readonly<Record<number, readonly [field: number, bytes: number]>> = {
  1: [TENSOR.floatData, 4],
  11: [TENSOR.doubleData, 8],
  14: [TENSOR.floatData, 8],
  15: [TENSOR.doubleData, 16],
};
const WHOLE_FIELDS: Readonly<Record<number, number>> = {
  2: TENSOR.int32Data,
  3: TENSOR.int32Data,
  4: TENSOR.int32Data,
  5: TENSOR.int32Data,
  6: TENSOR.int32Data,
  7: TENSOR.int64Data,
  9: TENSOR.int32Data,
  10: TENSOR.int32Data,
  12: 11, // uint64_data
  13: 11,
  16: TENSOR.int32Data,
};
const STRING = 8;
/** GraphProto is nested no deeper than this in any model; see `nodes.ts`. */
const DEPTH_LIMIT = 32;
/** FunctionProto. */
const DOMAIN = FUNCTION.domain;

/**
 * Refuses a model whose tensors do not hold what their dimensions say, and one that is or becomes
 * larger than any real one: nodes with those of nested functions, steps of loops, tensors that it
 * makes. `graph` is the main graph. Throws `model-unreadable` and `model-unsupported`.
 */
export function checkExtent(model: Uint8Array, graph: Uint8Array, file: string): void {
  let seen = 0;
  const count = (nodes: number): void => {
    seen += nodes;
    if (seen > mostOf.nodes) refuse(message('model.extent.graph'), null, message('model.extent.nodes', nodeLimit));
  };
  const nodeLimit = { most: mostOf.nodes };
  const refuse = (operator: Message | string, node: string | null, why: Message): never => {
    throw new OrielError('model-unsupported', { file, operator, node, text: why });
  };

  const checkTensor = (tensor: Uint8Array, holder: string): void => {
    const declared = integers(tensor, TENSOR.dims);
    const product = declared.reduce((all, dim) => all * dim, 1);
    const name = text(tensor, TENSOR.name) || holder;
    const held = declared.some((dim) => dim < 0) ? -1 : numbersHeld(tensor);
    if (held !== null && held !== product)
      throw new OrielError('model-unreadable', {
        file,
        text: message('model.extent.tensor', { name, dims: `[${declared.join(', ')}]` }),
      });
  };

  /** `steps`: how often the graph is gone through; `kept`: how many of its results are kept. */
  const checkGraph = (inner: Uint8Array, steps: number, kept: number, depth: number): void => {
    if (depth > DEPTH_LIMIT) throw new NestedTooDeeply();
    const messages = payloads(inner, GRAPH.node);
    count(messages.length);
    const constants = new Map<string, Uint8Array>();
    for (const tensor of payloads(inner, GRAPH.initializer)) {
      checkTensor(tensor, '');
      constants.set(text(tensor, TENSOR.name), tensor);
    }
    for (const each of messages.map(readNode)) checkNode(each, { constants, steps, kept, depth });
  };

  const checkNode = (each: Node, place: Place): void => {
    const { constants, steps, kept, depth } = place;
    const label = each.name || each.outputs[0] || each.operator;
    const attributes = payloads(each.message, NODE.attribute);
    for (const attribute of attributes)
      for (const tensor of [...payloads(attribute, ATTRIBUTE.tensor), ...payloads(attribute, ATTRIBUTE.tensors)]) {
        checkTensor(tensor, label);
        if (each.operator === 'Constant') constants.set(each.outputs[0], tensor);
      }
    const made = numbersMade(each, constants) * kept;
    if (made > mostOf.tensorNumbers)
      refuse(each.operator, label, message('model.extent.made', { numbers: made, most: mostOf.tensorNumbers }));
    const trips = each.operator === 'Loop' ? tripsOf(each, constants) : 1;
    if (steps * trips > mostOf.loopSteps)
      refuse(each.operator, label, message('model.extent.steps', { steps: steps * trips, most: mostOf.loopSteps }));
    // A loop's outputs beyond what it carries from step to step collect one tensor a step.
    const collects = each.operator === 'Loop' && each.outputs.length > each.inputs.length - 2;
    for (const attribute of attributes)
      for (const inner of [...payloads(attribute, ATTRIBUTE.graph), ...payloads(attribute, ATTRIBUTE.graphs)])
        checkGraph(inner, steps * Math.max(1, trips), collects ? kept * Math.max(1, trips) : kept, depth + 1);
  };

  checkGraph(graph, 1, 1, 0);
  const functions = functionsOf(model);
  for (const { nodes } of functions.values()) {
    count(nodes.length);
    for (const each of nodes) checkNode(each, { constants: new Map(), steps: 1, kept: 1, depth: 1 });
  }
  count(unfolded(payloads(graph, GRAPH.node).map(readNode), functions));
}

interface Place {
  readonly constants: Map<string, Uint8Array>;
  readonly steps: number;
  readonly kept: number;
  readonly depth: number;
}

/** Numbers or texts that a tensor holds; null where its type is unknown or it lies elsewhere. */
function numbersHeld(tensor: Uint8Array): number | null {
  const type = integer(tensor, TENSOR.dataType) ?? 0;
  if (integer(tensor, TENSOR.dataLocation) === EXTERNAL) return null;
  if (type === STRING) return payloads(tensor, TENSOR.stringData).length;
  const raw = submessage(tensor, TENSOR.rawData);
  if (raw && raw.length > 0) return RAW_BYTES[type] ? raw.length / RAW_BYTES[type] : null;
  const fixed = FIXED_FIELDS[type];
  if (fixed) return bytesOf(tensor, fixed[0]) / fixed[1];
  return WHOLE_FIELDS[type] === undefined ? null : varintsOf(tensor, WHOLE_FIELDS[type]);
}

function bytesOf(tensor: Uint8Array, number: number): number {
  let bytes = 0;
  for (const field of fields(tensor)) if (field.number === number) bytes += field.payload.length;
  return bytes;
}

/** Variable-length numbers of a field, packed or not: each ends in a byte below 128. */
function varintsOf(tensor: Uint8Array, number: number): number {
  let found = 0;
  for (const field of fields(tensor)) {
    if (field.number !== number) continue;
    if (field.wire === WireType.Varint) found += 1;
    else for (const byte of field.payload) if (byte < 128) found += 1;
  }
  return found;
}

/** Operators that make a tensor of a given shape, and the input that says which. */
const SHAPED: Readonly<Record<string, number>> = { Expand: 1, ConstantOfShape: 0, Tile: 1, Upsample: 1 };

/** Numbers of the tensor that a node makes, as far as constants tell; 0 where they do not. */
function numbersMade(each: Node, constants: ReadonlyMap<string, Uint8Array>): number {
  const at = SHAPED[each.operator];
  const shape = at === undefined ? null : constantOf(each.inputs[at], constants);
  if (shape) return shape.reduce((all, extent) => all * Math.max(1, extent), 1);
  if (each.operator === 'Range') {
    const [from, to, by] = each.inputs.map((name) => constantOf(name, constants)?.[0] ?? Number.NaN);
    return Math.max(0, (to - from) / by) || 0;
  }
  if (each.operator === 'Resize') {
    const sides = constantOf(each.inputs[3], constants) ?? constantOf(each.inputs[2], constants);
    return sides?.reduce((all, side) => all * Math.max(1, side), 1) ?? 0;
  }
  if (each.operator === 'Pad') {
    const given = each.attribute('pads');
    const pads = given ? integers(given, ATTRIBUTE.ints) : Array.from(constantOf(each.inputs[1], constants) ?? []);
    const half = pads.length / 2;
    return pads.slice(0, half).reduce((all, before, at) => all * Math.max(1, before + pads[half + at]), 1);
  }
  if (each.operator === 'OneHot') return constantOf(each.inputs[1], constants)?.[0] ?? 0;
  const given = /^Random(Normal|Uniform)$|^EyeLike$/.test(each.operator) ? each.attribute('shape') : null;
  return given ? integers(given, ATTRIBUTE.ints).reduce((all, extent) => all * extent, 1) : 0;
}

/** Steps of a loop, as far as a constant tells; 1 where it does not. */
const tripsOf = (each: Node, constants: ReadonlyMap<string, Uint8Array>): number =>
  constantOf(each.inputs[0], constants)?.[0] ?? 1;

function constantOf(name: string | undefined, constants: ReadonlyMap<string, Uint8Array>): Float64Array | null {
  const tensor = name ? constants.get(name) : undefined;
  return (tensor && tensorNumbers(tensor)?.data) ?? null;
}

interface Definition {
  readonly nodes: readonly Node[];
}

const functionsOf = (model: Uint8Array): Map<string, Definition> =>
  new Map(
    payloads(model, MODEL.functions).map((each) => [
      `${text(each, DOMAIN)}:${text(each, FUNCTION.name)}`,
      { nodes: payloads(each, FUNCTION.node).map(readNode) },
    ]),
  );

/** Nodes of the calls of a model's own functions, written out: calls within calls multiply. */
function unfolded(nodes: readonly Node[], functions: ReadonlyMap<string, Definition>): number {
  const sizes = new Map<string, number>();
  const sizeOf = (operator: string): number => {
    const known = sizes.get(operator);
    if (known !== undefined) return known;
    const definition = functions.get(operator);
    if (!definition) return 0;
    // A function that calls itself never ends.
    sizes.set(operator, Number.POSITIVE_INFINITY);
    const size = definition.nodes.reduce((sum, each) => sum + 1 + sizeOf(each.operator), 0);
    sizes.set(operator, size);
    return size;
  };
  return nodes.reduce((sum, each) => sum + sizeOf(each.operator), 0);
}
