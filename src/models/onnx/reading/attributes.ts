// Numbers and texts in a node's attributes and in tensors.

import { fromHalf } from './float16.ts';
import type { Node } from './nodes.ts';
import { ATTRIBUTE, ELEMENT_TYPES, fields, integer, integers, submessage, TENSOR, text, texts } from './proto.ts';

/** A tensor's numbers as float64, in the order of the file. */
export interface Numbers {
  readonly dims: readonly number[];
  readonly data: Float64Array;
  /** TensorProto.DataType. */
  readonly type: number;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A repeated fixed-size field, packed or not. */
function fixed(message: Uint8Array, number: number, size: 4 | 8): Float64Array {
  const found: number[] = [];
  for (const field of fields(message)) {
    if (field.number !== number) continue;
    const view = viewOf(field.payload);
    for (let at = 0; at + size <= view.byteLength; at += size)
      found.push(size === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true));
  }
  return Float64Array.from(found);
}

const RAW: Readonly<Record<number, readonly [size: number, read: (view: DataView, at: number) => number]>> = {
  1: [4, (view, at) => view.getFloat32(at, true)],
  2: [1, (view, at) => view.getUint8(at)],
  6: [4, (view, at) => view.getInt32(at, true)],
  7: [8, (view, at) => Number(view.getBigInt64(at, true))],
  9: [1, (view, at) => view.getUint8(at)],
  10: [2, (view, at) => fromHalf(view.getUint16(at, true))],
  11: [8, (view, at) => view.getFloat64(at, true)],
};

/**
 * Numbers of a TensorProto; null where it holds none of these kinds, or not as many as its
 * dimensions say.
 */
export function tensorNumbers(tensor: Uint8Array): Numbers | null {
  const type = integer(tensor, TENSOR.dataType) ?? 0;
  const dims = integers(tensor, TENSOR.dims);
  const raw = submessage(tensor, TENSOR.rawData);
  const data = raw ? rawNumbers(raw, type) : typedNumbers(tensor, type);
  const size = dims.reduce((product, dim) => product * dim, 1);
  return data !== null && data.length === size ? { dims, data, type } : null;
}

function rawNumbers(raw: Uint8Array, type: number): Float64Array | null {
  const [size, read] = RAW[type] ?? [0, null];
  if (!read || raw.length % size !== 0) return null;
  const view = viewOf(raw);
  return Float64Array.from({ length: raw.length / size }, (_, i) => read(view, i * size));
}

function typedNumbers(tensor: Uint8Array, type: number): Float64Array | null {
  if (type === 1) return fixed(tensor, TENSOR.floatData, 4);
  if (type === 11) return fixed(tensor, TENSOR.doubleData, 8);
  if (type === 7) return Float64Array.from(integers(tensor, TENSOR.int64Data));
  if (type === 10) return Float64Array.from(integers(tensor, TENSOR.int32Data), fromHalf);
  return type === 2 || type === 6 || type === 9 ? Float64Array.from(integers(tensor, TENSOR.int32Data)) : null;
}

/** Texts of a TensorProto; null where it holds none, or not as many as its dimensions say. */
export function tensorTexts(
  tensor: Uint8Array,
): { readonly dims: readonly number[]; readonly data: readonly string[] } | null {
  const dims = integers(tensor, TENSOR.dims);
  const data = texts(tensor, TENSOR.stringData);
  const size = dims.reduce((product, dim) => product * dim, 1);
  return ELEMENT_TYPES[integer(tensor, TENSOR.dataType) ?? 0] === 'string' && data.length === size
    ? { dims, data }
    : null;
}

/** An attribute's whole numbers; empty where it is absent. */
export function intsOf(node: Node, name: string): number[] {
  const attribute = node.attribute(name);
  return attribute ? integers(attribute, ATTRIBUTE.ints) : [];
}

/**
 * An attribute's floats, or those of the tensor that goes by its name or by name_as_tensor; empty
 * where there are none.
 */
export function floatsOf(node: Node, name: string): Float64Array {
  const attribute = node.attribute(name);
  const list = attribute ? fixed(attribute, ATTRIBUTE.floats, 4) : new Float64Array(0);
  if (list.length > 0) return list;
  const tensor = (attribute && submessage(attribute, ATTRIBUTE.tensor)) ?? tensorOf(node, `${name}_as_tensor`);
  return (tensor && tensorNumbers(tensor)?.data) ?? list;
}

/** The tensor in an attribute. */
export function tensorOf(node: Node, name: string): Uint8Array | null {
  const attribute = node.attribute(name);
  return attribute && submessage(attribute, ATTRIBUTE.tensor);
}

export function textsOf(node: Node, name: string): string[] {
  const attribute = node.attribute(name);
  return attribute ? texts(attribute, ATTRIBUTE.strings) : [];
}

export function intOf(node: Node, name: string, absent: number): number {
  const attribute = node.attribute(name);
  return (attribute && integer(attribute, ATTRIBUTE.int)) ?? absent;
}

export function textOf(node: Node, name: string, absent: string): string {
  const attribute = node.attribute(name);
  return attribute ? text(attribute, ATTRIBUTE.string) : absent;
}

export function floatOf(node: Node, name: string, absent: number): number {
  const attribute = node.attribute(name);
  if (!attribute) return absent;
  return fixed(attribute, ATTRIBUTE.float, 4)[0] ?? absent;
}

/** A graph's initializers by name. */
export const initializersOf = (tensors: readonly Uint8Array[]): Map<string, Uint8Array> =>
  new Map(tensors.map((tensor) => [text(tensor, TENSOR.name), tensor]));
