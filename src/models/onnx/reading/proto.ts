// The part of onnx.proto that is needed (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto),
// field by field. Files hold up to 200 MB of weights: nothing is decoded but what is asked for, and
// payloads stay views of the file.

import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** Numbers of the fields that are read, by message. */
export const MODEL = { irVersion: 1, graph: 7, opsetImport: 8, metadata: 14, functions: 25 } as const;
export const GRAPH = {
  node: 1,
  name: 2,
  initializer: 5,
  input: 11,
  output: 12,
  valueInfo: 13,
  sparseInitializer: 15,
} as const;
export const NODE = { input: 1, output: 2, name: 3, opType: 4, attribute: 5, domain: 7 } as const;
export const ATTRIBUTE = {
  name: 1,
  float: 2,
  int: 3,
  string: 4,
  tensor: 5,
  graph: 6,
  floats: 7,
  ints: 8,
  strings: 9,
  tensors: 10,
  graphs: 11,
  type: 20,
} as const;
export const TENSOR = {
  dims: 1,
  dataType: 2,
  floatData: 4,
  int32Data: 5,
  stringData: 6,
  int64Data: 7,
  name: 8,
  rawData: 9,
  doubleData: 10,
  externalData: 13,
  dataLocation: 14,
} as const;
export const SPARSE_TENSOR = { values: 1 } as const;
export const FUNCTION = { name: 1, node: 7, domain: 10 } as const;
/** StringStringEntryProto and OperatorSetIdProto. */
export const ENTRY = { key: 1, value: 2 } as const;
export const OPSET = { domain: 1, version: 2 } as const;
export const VALUE_INFO = { name: 1, type: 2 } as const;
export const TYPE = { tensor: 1 } as const;
export const TENSOR_TYPE = { elementType: 1, shape: 2 } as const;
export const SHAPE = { dim: 1 } as const;
export const DIM = { value: 1 } as const;

/** TensorProto.DataType by number. */
export const ELEMENT_TYPES: Readonly<Record<number, string>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  14: 'complex64',
  15: 'complex128',
  16: 'bfloat16',
};
export const EXTERNAL = 1;

/** One field as it lies in the file. */
export interface Field {
  readonly number: number;
  readonly wire: WireType;
  /** Tag, length and payload: what to copy to keep the field as it is. */
  readonly raw: Uint8Array;
  /** Length-delimited fields: the payload, a view. Others: the encoded number. */
  readonly payload: Uint8Array;
}

/**
 * The fields of a message in the order of the file. Throws an Error where the bytes are no message.
 */
export function* fields(message: Uint8Array): Generator<Field, void, undefined> {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [number, wire] = reader.tag();
    // ONNX has no groups; skipping one in a damaged file could take long.
    if (wire === WireType.StartGroup || wire === WireType.EndGroup) throw new RangeError('a group');
    const payload = wire === WireType.LengthDelimited ? reader.bytes() : reader.skip(wire, number);
    yield { number, wire, raw: message.subarray(start, reader.pos), payload };
  }
}

/** Payloads of the message's length-delimited fields of that number. */
export function payloads(message: Uint8Array, number: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const field of fields(message)) {
    if (field.number === number && field.wire === WireType.LengthDelimited) found.push(field.payload);
  }
  return found;
}

/** The last field of that number: a singular field given twice counts as its last. */
function last(message: Uint8Array, number: number, wire: WireType): Uint8Array | null {
  let found: Uint8Array | null = null;
  for (const field of fields(message)) if (field.number === number && field.wire === wire) found = field.payload;
  return found;
}

export const submessage = (message: Uint8Array, number: number): Uint8Array | null =>
  last(message, number, WireType.LengthDelimited);

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A string field, '' where it is absent. Throws a TypeError where it is not UTF-8. */
export function text(message: Uint8Array, number: number): string {
  const payload = submessage(message, number);
  return payload ? utf8.decode(payload) : '';
}

export const texts = (message: Uint8Array, number: number): string[] =>
  payloads(message, number).map((payload) => utf8.decode(payload));

/** An integer field, null where it is absent. */
export function integer(message: Uint8Array, number: number): number | null {
  const payload = last(message, number, WireType.Varint);
  return payload ? Number(new BinaryReader(payload).int64()) : null;
}

/** A repeated integer field, packed or not. */
export function integers(message: Uint8Array, number: number): number[] {
  const found: number[] = [];
  for (const field of fields(message)) {
    if (field.number !== number) continue;
    const reader = new BinaryReader(field.payload);
    while (reader.pos < reader.len) found.push(Number(reader.int64()));
  }
  return found;
}
