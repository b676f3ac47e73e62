// The golden models (test/golden): rows 0 to 4 of each, with exact values, and what shap's
// KernelExplainer made of them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web/wasm';
import { type Coalitions, coalitionsOf } from '../../../src/games/coalitions.ts';
import {
  conjunctionValues,
  type GoldenData,
  type LogisticModel,
  maskedMean,
  type TreeModel,
  treeConjunctions,
} from '../../unit/support/golden.ts';
import type { Case, Game } from './case.ts';
import { type Network, networkValues } from './network.ts';
import { processorTime } from './run.ts';
import { mean, meanSquaredError } from './score.ts';

const ROWS = 5;

type Rows = readonly (readonly (number | readonly number[])[])[];
type Values = Readonly<Record<string, unknown>> & { readonly v_row0?: readonly (number | readonly [number])[] };
type Params = { readonly params: { readonly kind: string } };

interface Model {
  readonly dataset: string;
  readonly model: string;
  /** The outputs that are explained: columns of the trees' leaves, or of the network. */
  readonly outputs: readonly number[];
  /** Where the reference is, and which part of its last axis is taken (null: all). */
  readonly truth: 'exact' | 'ref30' | 'tree_interventional_raw';
  readonly column?: number;
  /** Suffix of shap's results in the values file. */
  readonly space?: 'margin';
  /** Only row 0, from its stored coalition values. */
  readonly stored?: true;
}

const models: readonly Model[] = [
  { dataset: 'breast_cancer', model: 'mlp', outputs: [0], truth: 'ref30' },
  { dataset: 'breast_cancer', model: 'lr', outputs: [0], truth: 'ref30' },
  { dataset: 'breast_cancer', model: 'rf', outputs: [1], truth: 'tree_interventional_raw', column: 1 },
  { dataset: 'breast_cancer', model: 'gbt', outputs: [0], truth: 'tree_interventional_raw', space: 'margin' },
  ...['mlp', 'lr', 'rf'].map((model): Model => ({ dataset: 'wine', model, outputs: [0, 1, 2], truth: 'exact' })),
  ...['mlp', 'lin'].map((model): Model => ({ dataset: 'diabetes', model, outputs: [0], truth: 'exact' })),
  ...['gbt', 'rf'].map((model): Model => ({ dataset: 'diabetes', model, outputs: [0], truth: 'exact', stored: true })),
  ...['mlp', 'lr', 'rf'].map((model): Model => ({ dataset: 'iris', model, outputs: [0, 1, 2], truth: 'exact' })),
];

/** Every golden model as a case. `root`: the repository. */
export const goldenCases = (root: string): readonly Case[] =>
  models.map((model) => caseOf(model, join(root, 'test/golden')));

/**
 * Row 0 of a golden model as a game of its stored coalition values: one output, valued without the
 * model.
 */
export function storedGame(root: string, name: string): Game {
  const values = read<Values>(join(root, 'test/golden'), `values/${name}.json`);
  const [row] = values.exact as Rows;
  return tableGame(values, outputMajor(row, values.v_row0_output as number | undefined), row.length);
}

const read = <T>(folder: string, path: string): T => JSON.parse(readFileSync(join(folder, path), 'utf8')) as T;

function caseOf(model: Model, folder: string): Case {
  const { dataset, model: kind, space } = model;
  const name = `${dataset}-${kind}`;
  const data = read<GoldenData>(folder, `data/${dataset}.json`);
  const values = read<Values>(folder, `values/${name}.json`);
  const reference =
    model.truth === 'ref30'
      ? read<{ phi: Rows; se: Rows }>(folder, `values/${name}-ref30.json`)
      : { phi: values[model.truth] as Rows, se: undefined };
  const players = data.feature_names.length;
  const truths = reference.phi.slice(0, model.stored ? 1 : ROWS).map((row) => outputMajor(row, model.column));
  const errors = reference.se?.map((row) => outputMajor(row));
  return {
    name: `${dataset.replace('_', '-')} ${kind}${space ? `, ${space}` : ''}`,
    group: 'golden',
    players,
    input: 'tabular',
    games: () =>
      truths.map((truth, row): Game => {
        if (model.stored) return tableGame(values, truth, players);
        const answer = answerOf(read<Params>(folder, `models/${name}.json`), data, row, model.outputs);
        return { players, outputs: model.outputs.length, truth, truthError: errors?.[row], answer };
      }),
    shap: shapErrors(values, truths, space ? `_${space}` : ''),
    coalitionTime: () => measure(join(folder, `models/${name}.onnx`), data),
  };
}

/** A row of a reference, [player] or [player][output], as output × player; or one output of it. */
function outputMajor(row: Rows[number], column?: number): Float64Array {
  const outputs = typeof row[0] === 'number' ? 1 : row[0].length;
  const at = (p: number, k: number): number => {
    const cell = row[p];
    return typeof cell === 'number' ? cell : cell[k];
  };
  const wanted = column === undefined || outputs === 1 ? Array.from({ length: outputs }, (_, k) => k) : [column];
  return Float64Array.from(wanted.flatMap((k) => row.map((_, p) => at(p, k))));
}

const tableGame = (values: Values, truth: Float64Array, players: number): Game => ({
  players,
  outputs: 1,
  truth,
  answer: ({ bits }) =>
    Float64Array.from(bits, (set) => {
      const value = values.v_row0?.[set];
      return typeof value === 'number' ? value : (value?.[0] ?? Number.NaN);
    }),
});

/** Mean squared error of shap's stored runs over seeds, by budget. */
function shapErrors(values: Values, truths: readonly Float64Array[], suffix: string): Map<number, number> {
  const errors = new Map<number, number>();
  for (const budget of [512, 2048]) {
    const seeds = values[`kernel_${budget}_l1off${suffix}_seeds`] as readonly Rows[] | undefined;
    if (seeds)
      errors.set(
        budget,
        mean(seeds.flatMap((rows) => truths.map((truth, row) => meanSquaredError(outputMajor(rows[row]), truth)))),
      );
  }
  return errors;
}

/**
 * The game of a model's parameters; its values equal those of its .onnx to the precision of
 * float32.
 */
export function answerOf(
  model: Params,
  { background, explain }: GoldenData,
  row: number,
  outputs: readonly number[],
): Game['answer'] {
  const { kind } = model.params;
  if (kind !== 'forest' && kind !== 'boosted') return networkValues(asNetwork(model), background, explain[row]);
  const trees = model as unknown as TreeModel;
  const games = outputs.map((k) =>
    conjunctionValues(treeConjunctions(trees, background, explain[row], k), trees.params.base),
  );
  return (coalitions) => {
    const columns = games.map((game) => game(coalitions));
    return Float64Array.from(
      { length: coalitions.count * games.length },
      (_, i) => columns[i % games.length][Math.floor(i / games.length)],
    );
  };
}

/** Linear models are networks without a hidden layer. */
function asNetwork(model: Params): Network {
  const { kind } = model.params;
  if (kind === 'mlp') return model.params as unknown as Network;
  if (kind === 'linear') {
    const { coef, intercept } = model.params as unknown as { coef: readonly number[]; intercept: number };
    const ones = coef.map(() => 1);
    return {
      mean: coef.map(() => 0),
      scale: ones,
      weights: [coef.map((c) => [c])],
      biases: [[intercept]],
      out: 'identity',
    };
  }
  const { mean, scale, coef, intercept } = (model as unknown as LogisticModel).params as unknown as {
    readonly mean: readonly number[];
    readonly scale: readonly number[];
    readonly coef: readonly (readonly number[])[];
    readonly intercept: readonly number[];
  };
  const out = kind === 'logistic' ? 'sigmoid' : 'softmax';
  return { mean, scale, weights: [mean.map((_, p) => coef.map((row) => row[p]))], biases: [intercept], out };
}

/**
 * Median processor time, in milliseconds, of a coalition with a background of 100 rows through
 * onnxruntime-web on one thread.
 */
async function measure(file: string, { background, explain }: GoldenData): Promise<number> {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  const session = await ort.InferenceSession.create(new Uint8Array(readFileSync(file)));
  const output = session.outputNames.at(-1) as string;
  const instance = explain[0];
  const model = async (rows: Float32Array, count: number) => {
    const answers = await session.run({ X: new ort.Tensor('float32', rows, [count, instance.length]) }, [output]);
    return answers[output].data as Float32Array;
  };
  const coalitions: Coalitions = coalitionsOf(instance.length, 162);
  for (let i = 0; i < coalitions.count; i++) coalitions.bits[i] = Math.imul(i, 0x9e3779b1) & (2 ** instance.length - 1);
  const times: number[] = [];
  for (let round = 0; round < 7; round++) {
    const start = processorTime();
    await maskedMean(model, { background, instance, coalitions, outputs: 1 });
    times.push((processorTime() - start) / coalitions.count);
  }
  await session.release();
  return times.sort((a, b) => a - b)[3];
}
