import { foreignFile } from './foreign/foreign-file.ts';
import type { ModelFacts } from './model.ts';
import { readOnnx } from './onnx/reading/read.ts';
import { beginsTfjs } from './tfjs/pack.ts';
import type { Beside } from './tfjs/read.ts';
import { boosterFormat, otherBoosterFile } from './trees/booster-format.ts';
import { unsupported } from './trees/tree-model.ts';

/**
 * Reads what a model's file says about itself: ONNX, XGBoost, LightGBM or TensorFlow.js, told apart
 * by the first bytes. The readers of all but ONNX are loaded where they are needed. `beside` finds
 * the files that belong to it; the `bytes` returned are those to run. Throws what the formats'
 * readers throw, and `file-foreign`.
 */
export async function readModel(
  bytes: Uint8Array,
  file: string,
  beside: Beside,
): Promise<{ facts: ModelFacts; bytes: Uint8Array }> {
  if (boosterFormat(bytes)) {
    const { boosterFacts } = await import('./trees/booster.ts');
    return { facts: await boosterFacts(bytes, file), bytes };
  }
  const other = otherBoosterFile(bytes);
  if (other) throw unsupported(file, other);
  const foreign = await foreignFile(bytes, file);
  if (foreign) throw foreign;
  if (!beginsTfjs(bytes)) return readOnnx(bytes, file);
  const { readTfjs } = await import('./tfjs/read.ts');
  return readTfjs(bytes, file, beside);
}
