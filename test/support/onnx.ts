// Small ONNX files for tests, written field by field.

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  ATTRIBUTE,
  DIM,
  ENTRY,
  GRAPH,
  MODEL,
  NODE,
  OPSET,
  SHAPE,
  TENSOR,
  TENSOR_TYPE,
  TYPE,
  VALUE_INFO,
} from '../../src/models/onnx/reading/proto.ts';

const TYPES = { float32: 1, uint8: 2, int32: 6, int64: 7, string: 8, bool: 9, float16: 10, float64: 11 } as const;
const ATTRIBUTE_TYPES = { float: 1, int: 2, string: 3, tensor: 4, graph: 5, floats: 6, ints: 7, strings: 8 } as const;

export type TensorType = keyof typeof TYPES;
/** A number is fixed, a text names a free dimension, null leaves it open. */
export type Dim = number | string | null;

const bytesField = (number: number, payload: Uint8Array) =>
  message(new BinaryWriter().tag(number, WireType.LengthDelimited).uint32(payload.length).finish(), payload);
const textField = (number: number, text: string) => bytesField(number, new TextEncoder().encode(text));
const intField = (number: number, value: number) =>
  new BinaryWriter().tag(number, WireType.Varint).int64(value).finish();

export function message(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function valueInfo(name: string, type: TensorType | null, shape: readonly Dim[] | null): Uint8Array {
  if (type === null) return message(textField(VALUE_INFO.name, name));
  const dims = (shape ?? []).map((dim) => {
    const inner =
      dim === null ? new Uint8Array(0) : typeof dim === 'number' ? intField(DIM.value, dim) : textField(2, dim);
    return bytesField(SHAPE.dim, inner);
  });
  const parts = [intField(TENSOR_TYPE.elementType, TYPES[type])];
  if (shape) parts.push(bytesField(TENSOR_TYPE.shape, message(...dims)));
  return message(
    textField(VALUE_INFO.name, name),
    bytesField(VALUE_INFO.type, bytesField(TYPE.tensor, message(...parts))),
  );
}

/** An output that is a sequence of maps from class to probability, as ZipMap makes them. */
export function sequenceOfMaps(name: string, key: 'int64' | 'string'): Uint8Array {
  const float = bytesField(TYPE.tensor, intField(TENSOR_TYPE.elementType, TYPES.float32));
  const map = message(intField(1, TYPES[key]), bytesField(2, float));
  return message(
    textField(VALUE_INFO.name, name),
    bytesField(VALUE_INFO.type, bytesField(4, bytesField(1, bytesField(5, map)))),
  );
}

export interface Weights {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array | Float64Array | Uint8Array | readonly string[];
  /** Says that the numbers lie in that other file. */
  readonly external?: string;
}

export function tensor({ name, dims, data, external }: Weights): Uint8Array {
  const type =
    data instanceof Float32Array
      ? TYPES.float32
      : data instanceof Float64Array
        ? TYPES.float64
        : data instanceof BigInt64Array
          ? TYPES.int64
          : data instanceof Uint8Array
            ? TYPES.uint8
            : TYPES.string;
  const parts = [
    ...dims.map((dim) => intField(TENSOR.dims, dim)),
    intField(TENSOR.dataType, type),
    textField(TENSOR.name, name),
  ];
  if (external !== undefined) {
    parts.push(
      bytesField(TENSOR.externalData, message(textField(ENTRY.key, 'location'), textField(ENTRY.value, external))),
      intField(TENSOR.dataLocation, 1),
    );
  } else if (ArrayBuffer.isView(data)) {
    parts.push(bytesField(TENSOR.rawData, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)));
  } else {
    parts.push(...(data as readonly string[]).map((text) => textField(TENSOR.stringData, text)));
  }
  return message(...parts);
}

export type AttributeValue =
  | { readonly float: number }
  | { readonly int: number }
  | { readonly string: string }
  | { readonly tensor: Uint8Array }
  | { readonly graph: Uint8Array }
  | { readonly floats: readonly number[] }
  | { readonly ints: readonly number[] }
  | { readonly strings: readonly string[] };

function attribute(name: string, value: AttributeValue): Uint8Array {
  const kind = Object.keys(value)[0] as keyof typeof ATTRIBUTE_TYPES;
  const writer = new BinaryWriter();
  if ('float' in value) writer.tag(ATTRIBUTE.float, WireType.Bit32).float(value.float);
  if ('int' in value) writer.tag(ATTRIBUTE.int, WireType.Varint).int64(value.int);
  if ('string' in value) writer.tag(ATTRIBUTE.string, WireType.LengthDelimited).string(value.string);
  if ('tensor' in value) writer.tag(ATTRIBUTE.tensor, WireType.LengthDelimited).bytes(value.tensor);
  if ('graph' in value) writer.tag(ATTRIBUTE.graph, WireType.LengthDelimited).bytes(value.graph);
  if ('floats' in value) for (const float of value.floats) writer.tag(ATTRIBUTE.floats, WireType.Bit32).float(float);
  if ('ints' in value) for (const int of value.ints) writer.tag(ATTRIBUTE.ints, WireType.Varint).int64(int);
  if ('strings' in value)
    for (const text of value.strings) writer.tag(ATTRIBUTE.strings, WireType.LengthDelimited).string(text);
  return message(textField(ATTRIBUTE.name, name), writer.finish(), intField(ATTRIBUTE.type, ATTRIBUTE_TYPES[kind]));
}

export interface NodeSpec {
  readonly op: string;
  readonly domain?: string;
  readonly name?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

export function nodeMessage({ op, domain, name, inputs, outputs, attributes }: NodeSpec): Uint8Array {
  return message(
    ...inputs.map((input) => textField(NODE.input, input)),
    ...outputs.map((output) => textField(NODE.output, output)),
    textField(NODE.name, name ?? ''),
    textField(NODE.opType, op),
    textField(NODE.domain, domain ?? ''),
    ...Object.entries(attributes ?? {}).map(([key, value]) => bytesField(NODE.attribute, attribute(key, value))),
  );
}

export interface GraphSpec {
  readonly nodes: readonly NodeSpec[];
  readonly weights?: readonly Weights[];
  /** Messages of `valueInfo`. */
  readonly inputs: readonly Uint8Array[];
  readonly outputs: readonly Uint8Array[];
}

export function graphMessage({ nodes, weights, inputs, outputs }: GraphSpec): Uint8Array {
  return message(
    ...nodes.map((node) => bytesField(GRAPH.node, nodeMessage(node))),
    textField(GRAPH.name, 'test'),
    ...(weights ?? []).map((each) => bytesField(GRAPH.initializer, tensor(each))),
    ...inputs.map((info) => bytesField(GRAPH.input, info)),
    ...outputs.map((info) => bytesField(GRAPH.output, info)),
  );
}

/** A complete model file. */
export function modelFile(
  graph: Uint8Array,
  more: {
    readonly metadata?: Readonly<Record<string, string>>;
    readonly opsets?: Readonly<Record<string, number>>;
  } = {},
): Uint8Array<ArrayBuffer> {
  const opsets = more.opsets ?? { '': 17, 'ai.onnx.ml': 3 };
  return message(
    intField(MODEL.irVersion, 8),
    bytesField(MODEL.graph, graph),
    ...Object.entries(opsets).map(([domain, version]) =>
      bytesField(MODEL.opsetImport, message(textField(OPSET.domain, domain), intField(OPSET.version, version))),
    ),
    ...Object.entries(more.metadata ?? {}).map(([key, value]) =>
      bytesField(MODEL.metadata, message(textField(ENTRY.key, key), textField(ENTRY.value, value))),
    ),
  );
}
