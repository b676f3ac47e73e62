// Messages put together anew from parts of others.

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Field } from './proto.ts';

/** Whether a field is a message, a text or bytes of that number. */
export const isField =
  (number: number) =>
  (field: Field): boolean =>
    field.number === number && field.wire === WireType.LengthDelimited;

const size = (parts: readonly Uint8Array[]): number => parts.reduce((sum, part) => sum + part.length, 0);

/** What comes before a field's payload. */
export const header = (number: number, parts: readonly Uint8Array[]): Uint8Array =>
  new BinaryWriter().tag(number, WireType.LengthDelimited).uint32(size(parts)).finish();

export const delimited = (number: number, parts: readonly Uint8Array[]): Uint8Array =>
  joined([header(number, parts), ...parts]);

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(size(parts));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
