// ZipMap turns probabilities into a sequence of maps, which the runtime cannot hand out. Without it
// they are a tensor.

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { labelsOf } from './classes.ts';
import { type Node, readNode } from './nodes.ts';
import { DIM, type Field, fields, GRAPH, MODEL, SHAPE, TENSOR_TYPE, TYPE, text, VALUE_INFO } from './proto.ts';
import { delimited, header, isField, joined } from './proto-write.ts';

const FLOAT = 1;

/**
 * The model without the ZipMap nodes whose result is an output: the output becomes the ZipMap's
 * input, declared as a float tensor [N, classes]. Everything else stays byte for byte. The same
 * bytes where there is no such node.
 */
export function withoutZipMap(model: Uint8Array, graph: Uint8Array): Uint8Array {
  const graphFields = [...fields(graph)];
  const outputs = new Set(
    graphFields.filter(isField(GRAPH.output)).map(({ payload }) => text(payload, VALUE_INFO.name)),
  );
  const zipMaps = new Map<string, Node>();
  const dropped = new Set<Field>();
  for (const field of graphFields.filter(isField(GRAPH.node))) {
    const each = readNode(field.payload);
    if (each.operator !== 'ai.onnx.ml:ZipMap' || !outputs.has(each.outputs[0])) continue;
    zipMaps.set(each.outputs[0], each);
    dropped.add(field);
  }
  if (zipMaps.size === 0) return model;

  const parts: Uint8Array[] = [];
  for (const field of graphFields) {
    const zipMap = field.number === GRAPH.output ? zipMaps.get(text(field.payload, VALUE_INFO.name)) : undefined;
    if (dropped.has(field)) continue;
    if (!zipMap) parts.push(field.raw);
    else if (!outputs.has(zipMap.inputs[0])) parts.push(delimited(GRAPH.output, [probabilities(zipMap)]));
  }
  return joined(
    [...fields(model)].flatMap((field) =>
      isField(MODEL.graph)(field) ? [header(MODEL.graph, parts), ...parts] : [field.raw],
    ),
  );
}

/**
 * ValueInfo of the tensor that a ZipMap reads: float, any number of rows, a column for each class.
 */
function probabilities(zipMap: Node): Uint8Array {
  const classes = labelsOf(zipMap).length;
  const column = new BinaryWriter();
  if (classes > 0) column.tag(DIM.value, WireType.Varint).int64(classes);
  const shape = joined([delimited(SHAPE.dim, []), delimited(SHAPE.dim, [column.finish()])]);
  const tensor = new BinaryWriter().tag(TENSOR_TYPE.elementType, WireType.Varint).int32(FLOAT).finish();
  const type = delimited(TYPE.tensor, [tensor, delimited(TENSOR_TYPE.shape, [shape])]);
  const name = new TextEncoder().encode(zipMap.inputs[0]);
  return joined([delimited(VALUE_INFO.name, [name]), delimited(VALUE_INFO.type, [type])]);
}
