import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web/wasm';
import { readOnnxTrees } from '../../../src/models/trees/onnx.ts';
import { treePredictor } from '../../../src/models/trees/predict.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { applyFinalStep } from '../../../src/structures/final-step.ts';
import { figure, table } from '../accuracy/tables.ts';

const MODELS = ['golden/models/breast_cancer-gbt', 'golden/models/breast_cancer-rf', 'golden/models/wine-rf'];
const ROWS = [1, 16, 128, 2048];
const ROUNDS = 15;

/**
 * How many times as fast as onnxruntime trees predict on one thread, both in alternation, for rows
 * of values that their nodes test.
 */
export async function againstRuntime(root: string): Promise<void> {
  ort.env.wasm.numThreads = 1;
  const lines: string[][] = [];
  for (const path of MODELS) {
    const bytes = new Uint8Array(readFileSync(join(root, 'test', `${path}.onnx`)));
    const model = readOnnxTrees(bytes, path);
    if (!model) throw new Error(`${path} holds no trees`);
    const { trees, finalStep } = model;
    const predict = treePredictor(trees);
    const session = await ort.InferenceSession.create(bytes);
    const tested = Array.from({ length: trees.columns }, () => [0]);
    for (const [node, column] of trees.feature.entries()) if (column >= 0) tested[column].push(trees.threshold[node]);
    const random = createRandom(1);
    const ratios: string[] = [];
    for (const count of ROWS) {
      const rows = Float32Array.from({ length: count * trees.columns }, (_, at) => {
        const values = tested[at % trees.columns];
        return values[random.integer(values.length)];
      });
      const repeats = Math.ceil(2048 / count);
      const times: [own: number, runtime: number][] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const start = performance.now();
        for (let i = 0; i < repeats; i++) applyFinalStep(finalStep, predict(rows, count), trees.outputs);
        const between = performance.now();
        for (let i = 0; i < repeats; i++)
          await session.run({ [session.inputNames[0]]: new ort.Tensor('float32', rows, [count, trees.columns]) }, [
            model.output,
          ]);
        times.push([between - start, performance.now() - between]);
      }
      const ratio = times.map(([own, runtime]) => runtime / own).sort((a, b) => a - b)[ROUNDS >> 1];
      ratios.push(figure(ratio));
    }
    lines.push([path.slice(path.lastIndexOf('/') + 1), ...ratios]);
    await session.release();
  }
  table('prediction, times as fast as onnxruntime', ['rows a call', ...ROWS.map(String)], lines);
}
