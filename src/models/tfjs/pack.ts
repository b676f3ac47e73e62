// A TensorFlow.js model is several files. Inside Oriel it is one array of bytes, as every other
// model is: a mark, the length of model.json, model.json itself, and from the next multiple of four
// on the weights of all its shards in their order.

const MARK = 'orieltf1';
const HEAD = MARK.length + 4;

export interface PackedModel {
  /** model.json as it was. */
  readonly json: Uint8Array;
  /** The weights of all groups, one after the other. */
  readonly weights: Uint8Array;
}

const alignedAt = (length: number): number => Math.ceil((HEAD + length) / 4) * 4;

export function packModel({ json, weights }: PackedModel): Uint8Array {
  const packed = new Uint8Array(alignedAt(json.length) + weights.length);
  packed.set(new TextEncoder().encode(MARK));
  new DataView(packed.buffer).setUint32(MARK.length, json.length, true);
  packed.set(json, HEAD);
  packed.set(weights, alignedAt(json.length));
  return packed;
}

/** Whether bytes are a packed TensorFlow.js model. */
export const isPacked = (bytes: Uint8Array): boolean => String.fromCharCode(...bytes.subarray(0, MARK.length)) === MARK;

/** Views of a packed model's parts. */
export function unpackModel(packed: Uint8Array): PackedModel {
  const length = new DataView(packed.buffer, packed.byteOffset).getUint32(MARK.length, true);
  return { json: packed.subarray(HEAD, HEAD + length), weights: packed.subarray(alignedAt(length)) };
}

const FIRST_KEYS: ReadonlySet<string> = new Set([
  'modelTopology',
  'weightsManifest',
  'generatedBy',
  'convertedBy',
  'trainingConfig',
  'userDefinedMetadata',
]);

/**
 * Whether bytes begin as a TensorFlow.js model.json does: a card or a booster's file begins
 * otherwise.
 */
export function beginsTfjs(bytes: Uint8Array): boolean {
  const head = String.fromCharCode(...bytes.subarray(0, 256));
  const key = /^\s*\{\s*"(\w+)"/.exec(head)?.[1] ?? '';
  return FIRST_KEYS.has(key) || /^\s*\{\s*"format"\s*:\s*"(layers|graph)-model"/.test(head);
}
