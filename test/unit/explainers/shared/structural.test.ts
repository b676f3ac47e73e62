import { describe, expect, test } from 'vitest';
import { message } from '../../../../src/catalogue/message.ts';
import type { StructureContext } from '../../../../src/explainers/explainer.ts';
import { linearShap } from '../../../../src/explainers/linear-shap.ts';
import { readOptions } from '../../../../src/explainers/options.ts';
import { attributionsOf, pack, packedWidth } from '../../../../src/explainers/shared/structural.ts';
import { treeShap } from '../../../../src/explainers/tree-shap.ts';
import { sigmoid } from '../../../../src/numerics/math.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { type FinalStep, noFinalStep } from '../../../../src/structures/final-step.ts';
import { contextOf } from '../../support/drive.ts';
import { randomTrees } from '../tree-shap/support.ts';

const M = 4;
const B = 5;
const random = createRandom(3);
const trees = randomTrees(random, { trees: 6, depth: 3, columns: M, outputs: 1 });
const draw = (count: number) => Float32Array.from({ length: count }, () => random.integer(7) - 3);
const background = { count: B, columns: M, data: draw(B * M) };
const instance = draw(M);
const logistic: FinalStep = { kind: 'logistic', scale: 1, pair: 'complement' };

const context = (change: Partial<StructureContext> = {}): StructureContext => ({
  structure: { kind: 'trees', trees, finalStep: noFinalStep, encoding: null },
  selected: [0],
  space: 'output',
  background,
  playerOf: Int32Array.from([0, 1, 2, 3]),
  players: M,
  random: createRandom(0),
  ...change,
});

describe('explainers that read structure', () => {
  test('ask for the instance to be read, and return', async () => {
    const input = { kind: 'tabular', instance, statistics: [] } as const;
    const options = readOptions(treeShap, { interactions: true });
    const prepared = await treeShap.structural.prepare(context(), options);
    const explainer = await treeShap.create(contextOf({ players: M, outputs: 1 }, { input, prepared }), options);
    expect(explainer.next().value).toEqual({ kind: 'structure', rows: { count: 1, columns: M, data: instance } });
    const explained = prepared.explain(instance, 1);
    const { value: found, done } = explainer.next(pack(explained, 1));
    expect(done).toBe(true);
    const { values, predictions: prediction, interactions } = explained;
    expect(found).toMatchObject({
      complete: true,
      additive: true,
      standardErrors: new Float64Array(M),
      values,
      prediction,
      interactions,
    });
    const sum = values.reduce((total, value) => total + value, prepared.base[0]);
    expect(Math.abs(sum - prediction[0])).toBeLessThan(1e-12);
  });

  test('several rows are packed side by side', async () => {
    const rows = draw(3 * M);
    const prepared = await treeShap.structural.prepare(context(), readOptions(treeShap));
    const packed = pack(prepared.explain(rows, 3), 3);
    expect(packed).toHaveLength(3 * packedWidth(1, M, false));
    for (const [row, found] of attributionsOf(prepared, packed, 3, M).entries()) {
      expect(found.values).toEqual(prepared.explain(rows.slice(row * M, (row + 1) * M), 1).values);
    }
  });

  test('values can be packed alone, without finding predictions', async () => {
    const rows = draw(3 * M);
    const prepared = await treeShap.structural.prepare(context(), readOptions(treeShap));
    const { values } = prepared.explain(rows, 3);
    const asked = Object.defineProperty({ values, interactions: null }, 'predictions', {
      get: () => expect.unreachable('nobody needs predictions'),
    }) as ReturnType<typeof prepared.explain>;
    expect(pack(asked, 3, true)).toEqual(values);
  });

  test('say what they need where nothing was prepared', async () => {
    const game = { players: M, outputs: 1 };
    expect(() => treeShap.create(contextOf(game), readOptions(treeShap))).toThrow(/reads trees/);
    expect(() => linearShap.create(contextOf(game), readOptions(linearShap))).toThrow(/coefficients/);
    await expect(linearShap.structural.prepare(context(), readOptions(linearShap))).rejects.toThrow(/coefficients/);
  });

  test('count covers from the background where the file has none, and say so', async () => {
    const bare = context({
      structure: { kind: 'trees', trees: { ...trees, cover: null }, finalStep: noFinalStep, encoding: null },
    });
    const path = readOptions(treeShap, { feature_perturbation: 'tree_path_dependent' });
    expect((await treeShap.structural.prepare(bare, path)).note).toEqual(message('explaining.covers', { rows: 5 }));
    expect((await treeShap.structural.prepare(context(), path)).note).toBeNull();
    expect((await treeShap.structural.prepare(bare, readOptions(treeShap))).note).toBeNull();
  });

  test('give both classes of one score the same values with opposite signs', async () => {
    const structure = { kind: 'trees', trees, finalStep: logistic, encoding: null } as const;
    for (const space of ['raw', 'output'] as const) {
      const prepared = await treeShap.structural.prepare(
        context({ structure, selected: [0, 1], space }),
        readOptions(treeShap),
      );
      const { values, predictions } = prepared?.explain(instance, 1) ?? { values: [], predictions: [] };
      for (let p = 0; p < M; p++) expect(values[p]).toBeCloseTo(-values[M + p], 14);
      expect(predictions[0] + predictions[1]).toBeCloseTo(space === 'raw' ? 0 : 1, 14);
      expect(prepared?.exact).toBe(space === 'raw');
    }
  });

  test('stretched values are the exact ones against each background row, stretched', async () => {
    const structure = { kind: 'trees', trees, finalStep: logistic, encoding: null } as const;
    const options = readOptions(treeShap);
    const whole = await treeShap.structural.prepare(context({ structure, selected: [1] }), options);
    const found = whole.explain(instance, 1).values;
    const expected = new Float64Array(M);
    for (let b = 0; b < B; b++) {
      const one = { count: 1, columns: M, data: background.data.slice(b * M, (b + 1) * M) };
      const prepared = await treeShap.structural.prepare(
        context({ structure, selected: [1], space: 'raw', background: one }),
        options,
      );
      const { values, predictions } = prepared?.explain(instance, 1) ?? { values: [], predictions: [0] };
      const base = prepared?.base[0] ?? 0;
      const gap = predictions[0] - base;
      const stretch = gap === 0 ? 1 : (sigmoid(predictions[0]) - sigmoid(base)) / gap;
      for (let p = 0; p < M; p++) expected[p] += (stretch * values[p]) / B;
    }
    for (let p = 0; p < M; p++) expect(found[p]).toBeCloseTo(expected[p], 13);
  });

  test('columns made from others fall on these', async () => {
    // Twice the trees' columns, made from the row's own in turns.
    const encoding = {
      owner: Int32Array.from([3, 2, 1, 0]),
      encode: (rows: Float32Array, count: number) =>
        Float32Array.from({ length: count * M }, (_, at) => rows[Math.floor(at / M) * M + (M - 1 - (at % M))]),
    };
    const turned = (rows: Float32Array) => encoding.encode(rows, rows.length / M);
    const plain = (await treeShap.structural.prepare(context(), readOptions(treeShap))).explain(instance, 1).values;
    const mirrored = context({
      structure: { kind: 'trees', trees, finalStep: noFinalStep, encoding },
      background: { ...background, data: turned(background.data) },
    });
    const found = (await treeShap.structural.prepare(mirrored, readOptions(treeShap))).explain(
      turned(instance),
      1,
    ).values;
    for (let p = 0; p < M; p++) expect(found[M - 1 - p]).toBeCloseTo(plain[p], 14);
  });

  test('missing values of linear models are what the model takes for them', async () => {
    const linear = {
      columns: 2,
      precision: 'float32',
      outputs: 1,
      coefficients: Float64Array.of(2, -1),
      intercepts: Float64Array.of(0.5),
      missing: Float64Array.of(0, 10),
    } as const;
    const rows = { count: 2, columns: 2, data: Float32Array.of(1, 2, 3, Number.NaN) };
    const structure = { kind: 'linear', linear, finalStep: noFinalStep, encoding: null } as const;
    const given = context({ structure, background: rows, playerOf: Int32Array.of(0, 1), players: 2 });
    const prepared = await linearShap.structural.prepare(given, readOptions(linearShap));
    // Means 2 and 6.
    expect(prepared?.base[0]).toBeCloseTo(0.5 + 4 - 6, 14);
    expect(Array.from(prepared?.explain(Float32Array.of(Number.NaN, 1), 1).values)).toEqual([-4, 5]);
  });
});
