// Exact explanations through the whole engine, from a model's file to its record, against Python's
// shap.

import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { createEngine } from '../../../../src/engine/engine.ts';
import { createEvaluator } from '../../../../src/engine/evaluator/evaluator.ts';
import type { ExplainRequest } from '../../../../src/engine/protocol.ts';
import type { Explanation } from '../../../../src/records/record.ts';
import { golden, goldenData } from '../../support/golden.ts';

const engine = createEngine({
  workers: 1,
  spawn: () => ({ api: createEvaluator(), died: new Promise(() => {}), close() {} }),
});
afterAll(() => engine.close());

const source = (name: string, text: string | Buffer) => ({
  name,
  data: new Uint8Array(Buffer.from(text)).buffer as ArrayBuffer,
});
const csv = (names: readonly string[], rows: readonly (readonly number[])[]): string =>
  [names.map((name) => `"${name}"`).join(','), ...rows.map((row) => row.join(','))].join('\n');

/** A golden model on the rows explained, with the golden background. */
async function open(name: string) {
  const data = goldenData(name.split('-')[0]);
  const file = new URL(`../../../golden/models/${name}.onnx`, import.meta.url);
  const model = await engine.openModel(source(`${name}.onnx`, readFileSync(file)));
  const table = await engine.openTable(source('explain.csv', csv(data.feature_names, data.explain)));
  const background = await engine.openTable(source('background.csv', csv(data.feature_names, data.background)));
  const study = await engine.study({ model: model.handle, table: table.handle });
  let jobs = 0;
  const explain = (row: number, request: Partial<ExplainRequest>): Promise<Explanation> =>
    engine.explain(
      `${name} ${jobs++}`,
      {
        study: study.handle,
        input: { kind: 'row', row },
        explainer: { name: 'auto' },
        outputs: 'all',
        seed: 0,
        budget: {},
        curves: false,
        background: { method: 'all', rows: 0, table: background.handle },
        ...request,
      },
      () => {},
    );
  const base = {
    study: study.handle,
    seed: 0,
    budget: {},
    background: { method: 'all', rows: 0, table: background.handle },
  } as const;
  return { study, explain, base, rows: data.explain.length };
}

type Nested = number | Nested[];
/** Of [players] or [players][K], output k's. */
const ofOutput = (values: Nested, k: number): number[] =>
  (values as Nested[]).map((value) => (Array.isArray(value) ? (value[k] as number) : value));
const largest = (found: readonly number[], expected: readonly number[]): number =>
  Math.max(...found.map((value, at) => Math.abs(value - expected[at])));

function checkSums(record: Explanation): void {
  expect(Math.max(...(record.additivityResidual ?? [Number.NaN]).map(Math.abs))).toBeLessThan(1e-9);
}

interface Reference {
  readonly tree_path: Nested[];
  readonly tree_interventional_raw: Nested[];
  readonly tree_interventional_raw_base: number | number[];
  readonly tree_interventional_probability: Nested[];
  readonly tree_interventional_probability_base: number;
  readonly linear: Nested[];
  readonly linear_base: number;
}

/**
 * Scale of the raw scores: what their files' float32 rounds, relative to it, is all that may
 * differ.
 */
const ranges: Readonly<Record<string, number>> = {
  'breast_cancer-gbt': 10,
  'breast_cancer-rf': 1,
  'diabetes-gbt': 321,
  'diabetes-rf': 321,
  'iris-rf': 1,
  'wine-rf': 1,
};

describe('trees', () => {
  test.each(Object.keys(ranges))('%s, raw: interventional and path-dependent', async (name) => {
    const { explain, rows } = await open(name);
    const expected = golden<Reference>(`values/${name}.json`);
    const tolerance = 1e-6 * ranges[name];
    for (let row = 0; row < rows; row++) {
      const record = await explain(row, { space: 'raw' });
      const path = await explain(row, {
        space: 'raw',
        explainer: { name: 'tree-shap', options: { perturbation: 'path-dependent' } },
      });
      expect(record).toMatchObject({
        space: 'raw',
        explainer: { name: 'tree-shap', requested: 'auto' },
        backend: { name: 'native' },
      });
      const { length } = [expected.tree_interventional_raw_base].flat();
      for (const [k, values] of record.attributions.entries()) {
        // Of two classes that share one score, the first has its sign changed; the reference speaks
        // of the second.
        const [sign, at] = length < record.outputs.length ? [2 * k - 1, 0] : [1, k];
        const signed = values.map((value) => sign * value);
        expect(largest(signed, ofOutput(expected.tree_interventional_raw[row], at))).toBeLessThan(tolerance);
        expect(
          largest(
            path.attributions[k].map((value) => sign * value),
            ofOutput(expected.tree_path[row], at),
          ),
        ).toBeLessThan(tolerance);
        expect(Math.abs(sign * record.base[k] - [expected.tree_interventional_raw_base].flat()[at])).toBeLessThan(
          tolerance,
        );
      }
      expect(record.standardErrors?.flat().every((error) => error === 0)).toBe(true);
      checkSums(record);
      checkSums(path);
    }
  });

  test('probabilities that a curve makes of scores: as shap rescales them, and said to be so', async () => {
    const { explain, rows } = await open('breast_cancer-gbt');
    const expected = golden<Reference>('values/breast_cancer-gbt.json');
    for (let row = 0; row < rows; row++) {
      const record = await explain(row, { explainer: { name: 'tree-shap' } });
      const reference = ofOutput(expected.tree_interventional_probability[row], 0);
      expect(largest(record.attributions[1], reference)).toBeLessThan(1e-6);
      expect(
        largest(
          record.attributions[0].map((value) => -value),
          reference,
        ),
      ).toBeLessThan(1e-6);
      expect(record.base[1]).toBeCloseTo(expected.tree_interventional_probability_base, 6);
      expect(record.standardErrors).toBeNull();
      expect(record.explainer.why).toContain('not exact');
      checkSums(record);
    }
  });

  test('left to the engine: exact where the answer is a sum of trees, else an estimate and why', async () => {
    const forest = await open('breast_cancer-rf');
    const exact = await forest.explain(0, {});
    expect(exact).toMatchObject({
      space: 'output',
      explainer: { name: 'tree-shap', why: expect.stringContaining('sum of trees') },
    });
    const logit = await forest.explain(0, { space: 'logit', budget: { samples: 64 } });
    expect(logit.explainer).toMatchObject({ name: 'gp-shap', why: expect.stringContaining('space raw') });
    expect(forest.study.structure).toEqual({ kind: 'trees', exact: ['output', 'raw'], raw: false });
    const boosted = await open('breast_cancer-gbt');
    expect(boosted.study.structure).toEqual({ kind: 'trees', exact: ['raw'], raw: true });
    const estimate = await boosted.explain(0, { budget: { samples: 64 } });
    expect(estimate.explainer).toMatchObject({ name: 'gp-shap', why: expect.stringContaining('space raw') });
  });

  test('sampling in raw space approaches the exact values', async () => {
    const { explain } = await open('wine-rf');
    const exact = await explain(1, { space: 'raw' });
    const table = await explain(1, { space: 'raw', explainer: { name: 'exact' } });
    for (const [k, values] of table.attributions.entries())
      expect(largest(values, exact.attributions[k])).toBeLessThan(1e-12);
  });

  test('interactions, whole in both cells', async () => {
    const { explain } = await open('iris-rf');
    const { sii2_rows01 } = golden<{ sii2_rows01: number[][][][] }>('values/iris-rf.json');
    const record = await explain(0, { explainer: { name: 'tree-shap', options: { interactions: true } } });
    for (const [k, matrix] of (record.interactions ?? []).entries())
      for (const [i, values] of matrix.entries())
        expect(
          largest(
            values,
            sii2_rows01[0][i].map((cell) => cell[k]),
          ),
        ).toBeLessThan(1e-6);
    expect(record.interactions).toHaveLength(3);
  });

  test('groups are players', async () => {
    const { explain, study } = await open('diabetes-gbt');
    const [first, second] = study.columns.map(({ name }) => name);
    const groups = { both: [first, second] };
    const found = await explain(2, { groups });
    const table = await explain(2, { groups, explainer: { name: 'exact' } });
    expect(found).toMatchObject({ explainer: { name: 'tree-shap' }, players: table.players });
    expect(largest(found.attributions[0], table.attributions[0])).toBeLessThan(1e-10);
  });
});

describe('linear models', () => {
  test.each([
    ['diabetes-lin', 'output', 321],
    ['breast_cancer-lr', 'raw', 20],
  ] as const)('%s', async (name, space, range) => {
    const { explain, rows } = await open(name);
    const expected = golden<Reference>(`values/${name}.json`);
    for (let row = 0; row < rows; row++) {
      const record = await explain(row, { space });
      const at = record.outputs.length - 1;
      expect(record.explainer.name).toBe('linear-shap');
      expect(largest(record.attributions[at], ofOutput(expected.linear[row], 0))).toBeLessThan(1e-6 * range);
      expect(Math.abs(record.base[at] - expected.linear_base)).toBeLessThan(1e-6 * range);
      checkSums(record);
    }
  });

  test('correlated columns', async () => {
    const { explain } = await open('diabetes-lin');
    const independent = await explain(0, {});
    const record = await explain(0, {
      explainer: { name: 'linear-shap', options: { feature_perturbation: 'correlation_dependent' } },
    });
    expect(record.explainer.options).toEqual({ perturbation: 'correlated' });
    expect(record.standardErrors?.[0].every((error) => error === 0)).toBe(true);
    expect(largest(record.attributions[0], independent.attributions[0])).toBeGreaterThan(1);
    checkSums(record);
  });
});

describe('many rows', () => {
  const lasting = ({ created: _created, milliseconds: _milliseconds, ...rest }: Explanation) => rest;

  test.each([
    ['wine-rf', 'auto', 'default'],
    ['breast_cancer-gbt', 'tree-shap', 'all'],
    ['diabetes-lin', 'auto', 'all'],
    ['iris-mlp', 'exact', 'default'],
  ] as const)('%s: %s gives the records that rows have by themselves, in order', async (name, explainer, outputs) => {
    const { explain, base, rows } = await open(name);
    const request = { ...base, explainer: { name: explainer }, outputs, curves: false };
    const found: Explanation[] = [];
    const told: number[] = [];
    await engine.explainRows(
      'all',
      { ...request, first: 0, last: rows - 1 },
      (records) => void found.push(...records),
      (news) => void told.push(news.rows?.done ?? -1),
    );
    expect(found.map(({ input }) => input.kind === 'tabular' && input.row)).toEqual(
      Array.from({ length: rows }, (_, row) => row),
    );
    expect(told).not.toContain(-1);
    for (const [row, record] of found.entries()) expect(lasting(record)).toEqual(lasting(await explain(row, request)));
  });

  test('come as they are found, and stop when they are cancelled', async () => {
    const { base, rows } = await open('wine-rf');
    const sizes: number[] = [];
    const request = { ...base, explainer: { name: 'auto' }, outputs: 'all', first: 0, last: rows - 1 } as const;
    const take = async (records: readonly Explanation[]) => {
      sizes.push(records.length);
      await engine.cancel('some');
    };
    await engine.explainRows('some', request, take, () => {});
    expect(sizes).toHaveLength(1);
    expect(sizes[0]).toBeLessThan(rows);
  });
});

describe('what cannot be is refused', () => {
  test.each([
    ['breast_cancer-mlp', { space: 'raw' }, 'raw scores'],
    ['breast_cancer-mlp', { explainer: { name: 'tree-shap' } }, 'reads trees'],
    ['diabetes-lin', { explainer: { name: 'tree-shap' } }, 'reads trees'],
    ['diabetes-gbt', { explainer: { name: 'linear-shap' } }, 'coefficients'],
    ['breast_cancer-lr', { explainer: { name: 'linear-shap' } }, 'space raw'],
    ['breast_cancer-gbt', { space: 'logit', explainer: { name: 'tree-shap' } }, 'log-odds'],
    [
      'breast_cancer-gbt',
      { explainer: { name: 'tree-shap', options: { perturbation: 'path-dependent' } } },
      'space raw',
    ],
    ['breast_cancer-gbt', { explainer: { name: 'lime' }, space: 'raw' }, 'lime'],
  ] as const)('%s: %j', async (name, request, text) => {
    const { explain } = await open(name);
    await expect(explain(0, request)).rejects.toMatchObject({
      code: 'request-invalid',
      message: expect.stringContaining(text),
    });
  });
});
