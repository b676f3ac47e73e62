import { version } from '../../package.json';
import type { Numbers } from '../numerics/numbers.ts';
import { answerCount, applyFinalStep } from '../structures/final-step.ts';
import { predictLinear } from '../structures/linear.ts';
import { affineAnswer, encodedRows, type Structure, scoreCount } from '../structures/structure.ts';
import type { Model } from './model.ts';
import { treePredictor } from './trees/predict.ts';

/** Rows of a call, so that what a caller prepares for it stays in the processor's cache. */
const BATCH_ROWS = 2048;

/**
 * Answers from a model's structure. A row's answers have the same bits whatever the number of rows.
 */
export interface NativePredictor {
  /** K answers a row. */
  readonly outputs: number;
  /** The model's answers to rows, count × K. */
  predict(rows: Numbers, count: number): Float64Array;
  /** The raw score of each answer, count × K; see `affineAnswer`. */
  scores(rows: Numbers, count: number): Float64Array;
}

export function nativePredictor(structure: Structure): NativePredictor {
  const { finalStep } = structure;
  const width = scoreCount(structure);
  const outputs = answerCount(finalStep, width);
  const answer =
    structure.kind === 'trees'
      ? treePredictor(structure.trees)
      : (rows: Numbers, count: number) => predictLinear(structure.linear, rows, count);
  const raw = (rows: Numbers, count: number) => answer(encodedRows(structure, rows, count), count);
  return {
    outputs,
    predict: (rows, count) => applyFinalStep(finalStep, raw(rows, count), width),
    scores(rows, count) {
      const found = raw(rows, count);
      const readings = Array.from({ length: outputs }, (_, k) => affineAnswer(finalStep, k, 'raw'));
      const scores = new Float64Array(count * outputs);
      for (const [k, reading] of readings.entries()) {
        if (!reading) continue;
        const { score, scale, offset } = reading;
        for (let row = 0; row < count; row++) scores[row * outputs + k] = scale * found[row * width + score] + offset;
      }
      return scores;
    },
  };
}

/** A model that answers from its structure, without a runtime. */
export function openNative(structure: Structure): Model {
  const { outputs, predict, scores } = nativePredictor(structure);
  return {
    backend: 'native',
    adapter: null,
    runtime: `oriel ${version} (native)`,
    outputs,
    float64: true,
    batchRows: BATCH_ROWS,
    predict: async (rows, count) => predict(rows, count),
    scores: async (rows, count) => scores(rows, count),
    lost: new Promise(() => {}),
    close: async () => {},
  };
}
