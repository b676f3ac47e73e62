// The reference values of the lime package, and the models they explain computed from their
// parameters in float64.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ColumnStatistics, columnStatistics } from '../../../../src/data/tables/statistics.ts';
import type { Column } from '../../../../src/data/tables/table.ts';
import type { Ask, Attribution, Explainer } from '../../../../src/explainers/explainer.ts';
import { type Coalitions, has } from '../../../../src/games/coalitions.ts';
import type { Rows } from '../../../../src/games/game.ts';

export interface Fit {
  readonly intercept: number;
  readonly score: number;
  readonly local_pred: number | readonly number[];
  /** [feature, coefficient]. */
  readonly coef: readonly (readonly [number, number])[];
}

interface AllFeatures {
  readonly n_seeds: number;
  readonly coef_mean: readonly number[];
  readonly coef_std: readonly number[];
  /** Mean and standard deviation. */
  readonly intercept: readonly [number, number];
  readonly score: readonly [number, number];
  readonly local_pred: readonly [number, number];
}

type PerFeature<T> = Readonly<Record<string, readonly T[]>>;

export interface Variant {
  readonly info: {
    readonly scaler_mean: readonly number[];
    readonly scaler_scale: readonly number[];
    readonly feature_values: PerFeature<number>;
    readonly feature_frequencies: PerFeature<number>;
    readonly bins: PerFeature<number>;
    readonly means: PerFeature<number>;
    readonly stds: PerFeature<number>;
    readonly mins: PerFeature<number>;
    readonly maxs: PerFeature<number>;
  };
  readonly rows: readonly {
    readonly x: readonly number[];
    readonly pred: number;
    readonly all_features: AllFeatures;
  }[];
  readonly deterministic_fit_check: Readonly<Record<string, Fit>> & {
    readonly neighbourhood: {
      readonly data: readonly (readonly number[])[];
      readonly labels: readonly (readonly number[])[];
      readonly distances: readonly number[];
      readonly weights: readonly number[];
    };
    readonly y_column: number;
  };
}

export interface TabularGolden {
  readonly kernel_width: number;
  readonly variants: { readonly discretized: Variant; readonly continuous: Variant };
}

export interface ImageGolden {
  readonly image: { readonly h: number; readonly w: number; readonly rgb_base64: string };
  readonly classifier: { readonly y0: number; readonly y1: number; readonly x0: number; readonly x1: number };
  readonly pred: number;
  readonly runs: readonly {
    readonly segmentation: string;
    readonly hide_color: number | null;
    readonly n_segments: number;
    readonly segments: readonly number[] | 'as above';
    readonly all_features: AllFeatures;
    readonly deterministic: {
      readonly data: readonly (readonly number[])[];
      readonly y: readonly number[];
      readonly distances: readonly number[];
      readonly weights: readonly number[];
      readonly fit: Fit;
    };
  }[];
}

const read = <T>(path: string): T =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../golden', path), 'utf8'));

export const MODELS = ['breast_cancer-mlp', 'breast_cancer-gbt', 'wine-mlp', 'diabetes-mlp', 'iris-rf'] as const;

export const tabularGolden = (model: string): TabularGolden => read(`lime/tabular-${model}.json`);
export const imageGolden = (): ImageGolden => read('lime/image-astronaut.json');

/**
 * Answers of the golden picture's classifier, which sees the mean red of a box, for one run's
 * segments.
 */
export function imageAnswers(at: number): (coalitions: Coalitions) => Float64Array {
  const { image, classifier, runs } = imageGolden();
  const rgb = Buffer.from(image.rgb_base64, 'base64');
  const { n_segments: count, hide_color: hidden } = runs[at];
  const segments = runs
    .slice(0, at + 1)
    .reduce<readonly number[]>((above, run) => (run.segments === 'as above' ? above : run.segments), []);
  const reds = new Float64Array(count);
  const sizes = new Float64Array(count);
  for (const [pixel, segment] of segments.entries()) {
    reds[segment] += rgb[pixel * 3];
    sizes[segment] += 1;
  }
  // What each segment adds to the box's red when it is shown and when it is hidden.
  const shown = new Float64Array(count);
  const filled = new Float64Array(count);
  let box = 0;
  for (let y = classifier.y0; y < classifier.y1; y++) {
    for (let x = classifier.x0; x < classifier.x1; x++) {
      const segment = segments[y * image.w + x];
      shown[segment] += rgb[(y * image.w + x) * 3];
      filled[segment] += hidden ?? Math.floor(reds[segment] / sizes[segment]);
      box += 1;
    }
  }
  return (coalitions) =>
    Float64Array.from({ length: coalitions.count }, (_, row) => {
      const red = shown.reduce((sum, own, p) => sum + (has(coalitions, row, p) ? own : filled[p]), 0) / box;
      return 1 / (1 + Math.exp(-10 * (red / 255 - 0.5)));
    });
}

/** Drives an explainer to its end, without the estimates on the way. */
export function finish(explainer: Explainer, answer: (ask: Ask) => Float64Array): Attribution {
  let step = explainer.next();
  while (!step.done) step = explainer.next(answer(step.value));
  return step.value;
}

/** The training data of a model's data set. */
export function trainingRows(model: string): Rows {
  const { train } = read<{ train: number[][] }>(`data/${model.split('-')[0]}.json`);
  return { count: train.length, columns: train[0].length, data: Float32Array.from(train.flat()) };
}

export function trainingStatistics(model: string): ColumnStatistics[] {
  const rows = trainingRows(model);
  const columns = Array.from(
    { length: rows.columns },
    (_, index): Column => ({ name: `${index}`, kind: 'numeric', levels: null }),
  );
  return columnStatistics(rows, columns);
}

interface Tree {
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly value: readonly (readonly number[])[];
}

type Parameters =
  | {
      readonly kind: 'mlp';
      readonly mean: readonly number[];
      readonly scale: readonly number[];
      readonly weights: readonly (readonly (readonly number[])[])[];
      readonly biases: readonly (readonly number[])[];
      readonly out: 'sigmoid' | 'softmax' | 'identity';
    }
  | { readonly kind: 'forest' | 'boosted'; readonly trees: readonly Tree[]; readonly base: number };

export interface GoldenModel {
  /** All outputs of the model. */
  readonly outputs: number;
  /** The output that the reference explains. */
  readonly explained: number;
  readonly predict: (rows: Rows) => Float64Array;
}

export function goldenModel(name: string): GoldenModel {
  const { params } = read<{ params: Parameters }>(`models/${name}.json`);
  if (params.kind === 'mlp') {
    const outputs = params.biases[params.biases.length - 1].length;
    return { outputs, explained: outputs > 1 ? 1 : 0, predict: perceptron(params, outputs) };
  }
  const outputs = params.trees[0].value[0].length;
  return { outputs, explained: outputs > 1 ? 1 : 0, predict: trees(params, outputs) };
}

function perceptron(params: Extract<Parameters, { kind: 'mlp' }>, outputs: number): GoldenModel['predict'] {
  const layers = params.weights.map((layer, index) => ({
    inputs: layer.length,
    units: layer[0].length,
    weights: Float64Array.from(layer.flat()),
    biases: Float64Array.from(params.biases[index]),
  }));
  return ({ count, columns, data }) => {
    const answer = new Float64Array(count * outputs);
    for (let row = 0; row < count; row++) {
      let values = Float64Array.from(params.mean, (mean, j) => (data[row * columns + j] - mean) / params.scale[j]);
      for (const [index, { inputs, units, weights, biases }] of layers.entries()) {
        const next = biases.slice();
        for (let i = 0; i < inputs; i++) {
          if (values[i] === 0) continue;
          for (let u = 0; u < units; u++) next[u] += values[i] * weights[i * units + u];
        }
        values = index < layers.length - 1 ? next.map((value) => Math.max(0, value)) : next;
      }
      if (params.out === 'sigmoid') values = values.map((value) => 1 / (1 + Math.exp(-value)));
      if (params.out === 'softmax') {
        const exponentials = values.map((value) => Math.exp(value - Math.max(...values)));
        values = exponentials.map((value) => value / exponentials.reduce((sum, one) => sum + one, 0));
      }
      answer.set(values, row * outputs);
    }
    return answer;
  };
}

function trees(params: Extract<Parameters, { trees: unknown }>, outputs: number): GoldenModel['predict'] {
  return ({ count, columns, data }) => {
    const answer = new Float64Array(count * outputs);
    for (let row = 0; row < count; row++) {
      for (const tree of params.trees) {
        let node = 0;
        while (tree.left[node] >= 0) {
          node = data[row * columns + tree.feature[node]] <= tree.threshold[node] ? tree.left[node] : tree.right[node];
        }
        for (let k = 0; k < outputs; k++) answer[row * outputs + k] += tree.value[node][k];
      }
      if (params.kind === 'boosted') answer[row] = 1 / (1 + Math.exp(-(params.base + answer[row])));
    }
    return answer;
  };
}
