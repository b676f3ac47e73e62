// Models exported for one row at a time, made to take any number. Whoever opens one has to try
// whether it then answers correctly.

import { readNode } from './nodes.ts';
import {
  ATTRIBUTE,
  DIM,
  type Field,
  fields,
  GRAPH,
  integer,
  integers,
  MODEL,
  NODE,
  SHAPE,
  submessage,
  TENSOR,
  TENSOR_TYPE,
  TYPE,
  text,
  VALUE_INFO,
} from './proto.ts';
import { delimited, header, isField, joined } from './proto-write.ts';

/** TensorProto.DataType of the shapes that Reshape takes. */
const INT64 = 7;
/** Dimension.dim_param. */
const DIM_NAME = 2;
const ROWS = 'rows';

/**
 * The model with a free first dimension where its inputs, outputs and constant shapes of Reshape
 * begin with 1, and without what the file says about shapes in between. Null where no input begins
 * with 1. Everything else stays byte for byte.
 */
export function withFreeBatch(model: Uint8Array): Uint8Array | null {
  const graph = submessage(model, MODEL.graph);
  if (!graph) return null;
  const graphFields = [...fields(graph)];
  const shapes = reshapeShapes(graphFields);
  let freed = false;
  const parts = graphFields.flatMap((field): Uint8Array[] => {
    if (isField(GRAPH.valueInfo)(field)) return [];
    if (isField(GRAPH.input)(field) || isField(GRAPH.output)(field)) {
      const info = freeValue(field.payload);
      if (!info) return [field.raw];
      freed ||= field.number === GRAPH.input;
      return [delimited(field.number, [info])];
    }
    if (isField(GRAPH.initializer)(field) && shapes.has(text(field.payload, TENSOR.name))) {
      const shape = freeShape(field.payload);
      return [shape ? delimited(GRAPH.initializer, [shape]) : field.raw];
    }
    if (isField(GRAPH.node)(field)) return [freeConstant(field, shapes)];
    return [field.raw];
  });
  if (!freed) return null;
  return joined(
    [...fields(model)].flatMap((field) =>
      isField(MODEL.graph)(field) ? [header(MODEL.graph, parts), ...parts] : [field.raw],
    ),
  );
}

/** Names of the values that are shapes of Reshape and nothing else. */
function reshapeShapes(graphFields: readonly Field[]): Set<string> {
  const nodes = graphFields.filter(isField(GRAPH.node)).map(({ payload }) => readNode(payload));
  const used = (shapes: boolean) =>
    nodes.flatMap(({ operator, inputs }) => inputs.filter((_, at) => (operator === 'Reshape' && at === 1) === shapes));
  const others = new Set(used(false));
  return new Set(used(true).filter((name) => !others.has(name)));
}

/** ValueInfo with its first dimension free; null where that is not 1. */
function freeValue(info: Uint8Array): Uint8Array | null {
  const type = submessage(info, VALUE_INFO.type);
  const tensor = type && submessage(type, TYPE.tensor);
  const shape = tensor && submessage(tensor, TENSOR_TYPE.shape);
  const [first, ...others] = shape ? [...fields(shape)].filter(isField(SHAPE.dim)) : [];
  if (!first || integer(first.payload, DIM.value) !== 1) return null;
  const name = delimited(DIM_NAME, [new TextEncoder().encode(ROWS)]);
  const freed = delimited(TENSOR_TYPE.shape, [delimited(SHAPE.dim, [name]), ...others.map(({ raw }) => raw)]);
  const without = (message: Uint8Array, number: number) =>
    [...fields(message)].filter((field) => !isField(number)(field)).map(({ raw }) => raw);
  const newTensor = joined([...without(tensor as Uint8Array, TENSOR_TYPE.shape), freed]);
  return joined([...without(info, VALUE_INFO.type), delimited(VALUE_INFO.type, [delimited(TYPE.tensor, [newTensor])])]);
}

/**
 * A shape [1, …] as [0, …], which keeps the first dimension of what is reshaped; null where it does
 * not begin with 1.
 */
function freeShape(tensor: Uint8Array): Uint8Array | null {
  if (integer(tensor, TENSOR.dataType) !== INT64) return null;
  const raw = submessage(tensor, TENSOR.rawData);
  const view = raw && new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const shape = view
    ? Array.from({ length: view.byteLength >> 3 }, (_, at) => Number(view.getBigInt64(8 * at, true)))
    : integers(tensor, TENSOR.int64Data);
  if (shape.length < 2 || shape[0] !== 1) return null;
  const bytes = new DataView(new ArrayBuffer(8 * shape.length));
  for (const [at, extent] of shape.entries()) bytes.setBigInt64(8 * at, BigInt(at === 0 ? 0 : extent), true);
  const kept = [...fields(tensor)]
    .filter(({ number }) => number !== TENSOR.rawData && number !== TENSOR.int64Data)
    .map(({ raw: field }) => field);
  return joined([...kept, delimited(TENSOR.rawData, [new Uint8Array(bytes.buffer)])]);
}

/** A Constant node that gives such a shape. */
function freeConstant(field: Field, shapes: ReadonlySet<string>): Uint8Array {
  const each = readNode(field.payload);
  const value = each.operator === 'Constant' && shapes.has(each.outputs[0]) ? each.attribute('value') : null;
  const tensor = value && submessage(value, ATTRIBUTE.tensor);
  const shape = tensor && freeShape(tensor);
  if (!value || !shape) return field.raw;
  const attribute = [...fields(value)].map((part) =>
    isField(ATTRIBUTE.tensor)(part) ? delimited(ATTRIBUTE.tensor, [shape]) : part.raw,
  );
  const others = [...fields(field.payload)].filter(({ payload }) => payload.byteOffset !== value.byteOffset);
  return delimited(GRAPH.node, [...others.map(({ raw }) => raw), delimited(NODE.attribute, attribute)]);
}
