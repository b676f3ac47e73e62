import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web/wasm';
import { type Coalitions, has } from '../../../src/games/coalitions.ts';
import type { Conjunction } from './games.ts';

// Reference values of shap and scikit-learn (test/golden), their models, and games made of them.

const folder = new URL('../../golden/', import.meta.url);
export const golden = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, folder), 'utf8')) as T;

export interface GoldenData {
  readonly feature_names: readonly string[];
  readonly background: readonly (readonly number[])[];
  readonly explain: readonly (readonly number[])[];
}

interface Tree {
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly value: readonly (readonly number[])[];
}
export interface LogisticModel {
  readonly params: {
    readonly mean: readonly number[];
    readonly scale: readonly number[];
    readonly coef: readonly [readonly number[]];
    readonly intercept: readonly [number];
  };
}
export interface TreeModel {
  readonly params: { readonly base: number; readonly trees: readonly Tree[] };
}

export const goldenData = (dataset: string): GoldenData => golden(`data/${dataset}.json`);

/** Answers rows (row-major float32) with rows × K outputs. */
export type RowModel = (rows: Float32Array, count: number) => Promise<Float32Array>;

/**
 * A golden .onnx on onnxruntime-web's WASM, one thread. Binary models answer P(class 1) alone, as
 * the references do.
 */
export async function onnxModel(name: string, columns: number): Promise<RowModel> {
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(
    new Uint8Array(readFileSync(new URL(`models/${name}.onnx`, folder))),
  );
  const output = session.outputNames.includes('probabilities') ? 'probabilities' : 'Y';
  return async (rows, count) => {
    const answer = (await session.run({ X: new ort.Tensor('float32', rows, [count, columns]) }, [output]))[output];
    const data = answer.data as Float32Array;
    const width = data.length / count;
    return width === 2 ? data.filter((_, i) => i % 2 === 1) : data;
  };
}

/**
 * Answers an ask for coalitions with the mean of the model over the background, in float64;
 * `transform` is applied to each row's output before the mean.
 */
export async function maskedMean(
  model: RowModel,
  {
    background,
    instance,
    coalitions,
    outputs,
    transform = (y) => y,
  }: {
    background: readonly (readonly number[])[];
    instance: readonly number[];
    coalitions: Coalitions;
    outputs: number;
    transform?: (y: number) => number;
  },
): Promise<Float64Array> {
  const m = instance.length;
  const means = new Float64Array(coalitions.count * outputs);
  const filled = Float32Array.from(background.flat());
  const perCall = Math.max(1, Math.floor(8192 / background.length));
  for (let from = 0; from < coalitions.count; from += perCall) {
    const count = Math.min(perCall, coalitions.count - from);
    const rows = new Float32Array(count * filled.length);
    for (let i = 0; i < count; i++) {
      rows.set(filled, i * filled.length);
      for (let p = 0; p < m; p++) {
        if (!has(coalitions, from + i, p)) continue;
        for (let b = 0; b < background.length; b++) rows[i * filled.length + b * m + p] = instance[p];
      }
    }
    const answers = await model(rows, count * background.length);
    for (let i = 0; i < count; i++) {
      for (let b = 0; b < background.length; b++) {
        for (let k = 0; k < outputs; k++)
          means[(from + i) * outputs + k] +=
            transform(answers[(i * background.length + b) * outputs + k]) / background.length;
      }
    }
  }
  return means;
}

/**
 * A tree model's game as a sum of conjunctions over (tree, background row, leaf): the leaf is
 * reached where the players that must come from the instance are present and those that must come
 * from the background are absent. Equal conjunctions are merged. Left is taken where fround(x) <=
 * threshold.
 */
export function treeConjunctions(
  model: TreeModel,
  background: readonly (readonly number[])[],
  instance: readonly number[],
  output: number,
): Conjunction[] {
  const merged = new Map<string, { worth: number; present: number[]; absent: number[] }>();
  for (const tree of model.params.trees) {
    for (const row of background) {
      const walk = (node: number, present: readonly number[], absent: readonly number[]): void => {
        if (tree.left[node] < 0) {
          const key = `${present.toSorted((a, b) => a - b)}|${absent.toSorted((a, b) => a - b)}`;
          const term = merged.get(key) ?? { worth: 0, present: [...present], absent: [...absent] };
          term.worth += tree.value[node][output] / background.length;
          merged.set(key, term);
          return;
        }
        const feature = tree.feature[node];
        const way = (x: number): number =>
          Math.fround(x) <= tree.threshold[node] ? tree.left[node] : tree.right[node];
        const ours = way(instance[feature]);
        const theirs = way(row[feature]);
        if (ours === theirs || present.includes(feature)) walk(ours, present, absent);
        else if (absent.includes(feature)) walk(theirs, present, absent);
        else {
          walk(ours, [...present, feature], absent);
          walk(theirs, present, [...absent, feature]);
        }
      };
      walk(0, [], []);
    }
  }
  return [...merged.values()];
}

/** Values of up to 31 players' coalitions in a sum of conjunctions, by bit masks. */
export function conjunctionValues(
  terms: readonly Conjunction[],
  constant: number,
): (coalitions: Coalitions) => Float64Array {
  const bits = (players: readonly number[]): number => players.reduce((mask, p) => mask | (1 << p), 0);
  const present = Int32Array.from(terms, (term) => bits(term.present));
  const care = Int32Array.from(terms, (term) => bits(term.present) | bits(term.absent));
  const worth = Float64Array.from(terms, (term) => term.worth);
  return (coalitions) => {
    const values = new Float64Array(coalitions.count);
    for (let row = 0; row < coalitions.count; row++) {
      const set = coalitions.bits[row] | 0;
      let sum = constant;
      for (let t = 0; t < worth.length; t++) if ((set & care[t]) === present[t]) sum += worth[t];
      values[row] = sum;
    }
    return values;
  };
}

/** Values of coalitions for a standardised logistic regression, in float64. */
export function logisticValues(
  { params }: LogisticModel,
  background: readonly (readonly number[])[],
  instance: readonly number[],
): (coalitions: Coalitions) => Float64Array {
  const m = instance.length;
  const slope = params.coef[0].map((c, p) => c / params.scale[p]);
  const starts = Float64Array.from(background, (row) =>
    row.reduce((sum, x, p) => sum + slope[p] * (x - params.mean[p]), params.intercept[0]),
  );
  const steps = Float64Array.from(background.flatMap((row) => row.map((x, p) => slope[p] * (instance[p] - x))));
  return (coalitions) => {
    const values = new Float64Array(coalitions.count);
    const members = new Int32Array(m);
    for (let row = 0; row < coalitions.count; row++) {
      let size = 0;
      for (let p = 0; p < m; p++) if (has(coalitions, row, p)) members[size++] = p;
      let mean = 0;
      for (let b = 0; b < starts.length; b++) {
        let z = starts[b];
        for (let i = 0; i < size; i++) z += steps[b * m + members[i]];
        mean += 1 / (1 + Math.exp(-z));
      }
      values[row] = mean / starts.length;
    }
    return values;
  };
}
