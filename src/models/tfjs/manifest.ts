import * as v from 'valibot';
import { message } from '../../catalogue/message.ts';
import { issueText } from '../../data/issue-text.ts';
import { ownOf } from '../../data/named.ts';
import { foreign, OrielError } from '../../errors.ts';

const size = v.pipe(v.number(), v.integer(), v.minValue(0));
const WeightSchema = v.object({
  name: v.string(),
  shape: v.array(size),
  dtype: v.string(),
  quantization: v.optional(v.looseObject({ dtype: v.picklist(['uint8', 'uint16', 'float16']) })),
});
const GroupSchema = v.object({ paths: v.array(v.string()), weights: v.array(WeightSchema) });

/** model.json as far as Oriel reads it; the rest is left to the runtime. */
const ModelJsonSchema = v.looseObject({
  format: v.optional(v.nullable(v.string())),
  generatedBy: v.optional(v.nullable(v.string())),
  modelTopology: v.record(v.string(), v.unknown()),
  weightsManifest: v.array(GroupSchema),
  signature: v.optional(v.nullable(v.record(v.string(), v.unknown()))),
  userDefinedMetadata: v.optional(v.nullable(v.record(v.string(), v.unknown()))),
});
export type ModelJson = v.InferOutput<typeof ModelJsonSchema>;
type WeightGroup = v.InferOutput<typeof GroupSchema>;

/** Bytes of a number, by type; a text gives its own length. */
const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  complex64: 8,
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
};

/**
 * Reads model.json. Throws `model-unreadable`, and `model-unsupported` for weights of a type that
 * the runtime does not have.
 */
export function parseModelJson(json: Uint8Array, file: string): ModelJson {
  const unreadable = (text: string, cause?: unknown): OrielError =>
    new OrielError('model-unreadable', { file, text }, { cause });
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(json));
  } catch (error) {
    throw unreadable(foreign(error), error);
  }
  const result = v.safeParse(ModelJsonSchema, parsed);
  if (!result.success) throw unreadable(issueText(result.issues, 'model.json'));
  for (const { name, dtype } of result.output.weightsManifest.flatMap(({ weights }) => weights)) {
    if (dtype === 'string' || Object.hasOwn(BYTES, dtype)) continue;
    const details = {
      file,
      operator: message('model.elementType', { type: dtype }),
      node: name,
      text: message('model.weightTypes'),
    };
    throw new OrielError('model-unsupported', details);
  }
  return result.output;
}

/** Bytes that a group's weights take; at least this many where some of them are text. */
export function bytesOf({ weights }: WeightGroup): { readonly bytes: number; readonly exact: boolean } {
  let bytes = 0;
  for (const { shape, dtype, quantization } of weights) {
    const count = shape.reduce((product, each) => product * each, 1);
    bytes += count * (ownOf(BYTES, quantization?.dtype ?? dtype) ?? 4);
  }
  return { bytes, exact: weights.every(({ dtype }) => dtype !== 'string') };
}

/** Paths of the files that hold the weights. */
export const partsOf = ({ weightsManifest }: ModelJson): string[] => weightsManifest.flatMap(({ paths }) => paths);
