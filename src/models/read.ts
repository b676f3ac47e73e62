import type { ModelFacts } from './model.ts';
import { readOnnx } from './onnx/read.ts';
import { boosterFacts } from './trees/booster.ts';
import { boosterFormat } from './trees/booster-format.ts';

/**
 * Reads what a model's file says of itself, whatever wrote it: ONNX, XGBoost or LightGBM, told apart by the first bytes.
 * `bytes` are those to run. Throws what `readOnnx` and `boosterFacts` throw.
 */
export async function readModel(bytes: Uint8Array, file: string): Promise<{ facts: ModelFacts; bytes: Uint8Array }> {
  return boosterFormat(bytes) ? { facts: await boosterFacts(bytes, file), bytes } : readOnnx(bytes, file);
}
