// Inspections made by hand: the shapes that pictures of a whole model must cope with.

import * as v from 'valibot';
import { english } from '../../../../src/catalogue/english.ts';
import type { ExplainedRows } from '../../../../src/charts/whole/explained-rows.ts';
import type { Subject } from '../../../../src/charts/whole/picture.ts';
import { type Inspection, InspectionSchema } from '../../../../src/records/inspection.ts';

export const measure = (value: number | null, half: number | null = 0.05) => ({
  value,
  low: value === null || half === null ? null : value - half,
  high: value === null || half === null ? null : value + half,
});

const share = (value: number, half = 0.05) => ({
  value,
  low: Math.max(0, value - half),
  high: Math.min(1, value + half),
});

type Binary = Extract<NonNullable<Inspection['performance']>, { kind: 'binary' }>;
type Multiclass = Extract<NonNullable<Inspection['performance']>, { kind: 'multiclass' }>;

const bins = [0, 1, 2, 3].map((at) => ({
  from: at / 4,
  to: (at + 1) / 4,
  rows: 25,
  predicted: at / 4 + 0.1,
  observed: share(at / 4 + (at === 3 ? -0.2 : 0.12), 0.1),
}));

/** 100 rows, 40 of them of the class; at 0.5, 8 are wrongly taken for it and 12 are missed. */
export const binary: Binary = {
  kind: 'binary',
  rows: 100,
  positives: 40,
  prevalence: share(0.4),
  rocAuc: share(0.81),
  averagePrecision: share(0.7),
  logLoss: measure(0.5),
  brier: measure(0.17),
  decisions: {
    threshold: 0.5,
    confusion: { trueNegative: 52, falsePositive: 8, falseNegative: 12, truePositive: 28 },
    accuracy: share(0.8),
    precision: share(28 / 36),
    recall: share(0.7),
    specificity: share(52 / 60),
    selected: share(0.36),
    f1: share(0.73),
    matthews: share(0.57),
    cost: measure(0.2),
  },
  cheapest: { threshold: 0.45, cost: 0.19 },
  roc: {
    falsePositiveRate: [0, 0.05, 8 / 60, 0.5, 1],
    truePositiveRate: [0, 0.4, 0.7, 0.9, 1],
    threshold: [null, 0.8, 0.5, 0.2, 0.01],
  },
  precisionRecall: {
    precision: [1, 0.84, 0.78, 0.55, 0.4],
    recall: [0.1, 0.4, 0.7, 0.9, 1],
    threshold: [0.9, 0.8, 0.5, 0.2, 0.01],
  },
  calibration: { uniform: bins, quantile: bins },
  calibrationError: 0.08,
  gain: [0.2, 0.4, 0.6, 0.8, 1].map((at) => ({
    share: at,
    gain: share(Math.min(1, at * 1.6)),
    lift: measure(Math.min(1, at * 1.6) / at, 0.2),
  })),
};

/** As many classes as asked for, of 10 rows each; one row in ten is taken for the next class. */
export function multiclass(count: number): Multiclass {
  const { kind: _, ...found } = binary;
  return {
    kind: 'multiclass',
    rows: 10 * count,
    accuracy: share(0.9),
    logLoss: measure(0.3),
    macroF1: share(0.9),
    rocAuc: share(0.95),
    confusion: Array.from({ length: count }, (_, truth) =>
      Array.from({ length: count }, (_, answer) => (truth === answer ? 9 : answer === (truth + 1) % count ? 1 : 0)),
    ),
    classes: Array.from({ length: count }, () => found),
  };
}

export const regression: NonNullable<Inspection['performance']> = {
  kind: 'regression',
  rows: 60,
  r2: measure(0.5),
  explainedVariance: measure(0.5),
  mae: measure(40, 5),
  rmse: measure(52, 6),
  medianAbsoluteError: measure(35, 6),
  residuals: { mean: measure(14, 9), standardDeviation: 50, quantiles: [-150, -80, -30, 5, 40, 90, 120] },
  byAnswer: [80, 120, 160].map((from, at) => ({ from, to: from + 40, rows: 20, mean: measure(10 * (at - 1), 12) })),
};

type Importance = NonNullable<Inspection['importance']>;

export const importanceOf = (names: readonly string[]): Importance => ({
  rows: 100,
  space: 'output',
  explainer: 'tree-shap',
  exact: true,
  players: names.map((name, at) => {
    const size = 0.2 / (at + 1);
    return {
      name,
      importance: measure(size, size / 4),
      plain: size,
      mean: measure(size / 3, size / 4),
      leads: share(at < 3 ? 0.5 - 0.2 * at : 0),
      raises: share(0.6, 0.2),
    };
  }),
});

export const permutationOf = (names: readonly string[]): NonNullable<Inspection['permutation']> =>
  names.map((name, at) => ({ name, increase: measure(0.06 / (at + 1) - 0.005, 0.01) }));

export const fairness: NonNullable<Inspection['fairness']>[number] = {
  columns: ['age'],
  threshold: 0.5,
  groups: [
    { from: null, to: 30, rows: 40, rate: 0.5, small: null },
    { from: 30, to: 50, rows: 50, rate: 0.3, small: null },
    { from: 50, to: null, rows: 9, rate: 0.2, small: 'rows' as const },
  ].map(({ from, to, rows, rate, small }) => ({
    of: [{ column: 'age', from, to }],
    rows,
    small,
    meanScore: share(rate),
    selectionRate: share(rate, 0.12),
    known: {
      positives: Math.round(rows * rate),
      prevalence: share(rate),
      truePositiveRate: share(0.7, 0.2),
      falsePositiveRate: share(0.15, 0.1),
      precision: share(0.7),
      accuracy: share(0.8),
      calibration: measure(0.01),
    },
  })),
  demographicParity: { largest: 0, smallest: 1, difference: measure(0.2, 0.15), ratio: measure(0.6, 0.25) },
  equalOpportunity: null,
  falsePositives: null,
  equalisedOdds: null,
  fourFifths: 'unclear',
  gaps: [
    {
      rows: [40, 59],
      difference: 0.1,
      columns: [
        { name: 'age', difference: measure(0.08, 0.02), first: 0.06, second: -0.02 },
        { name: 'amount', difference: measure(0.04, 0.06), first: 0.03, second: -0.01 },
        { name: 'sex', difference: measure(-0.02, 0.01), first: -0.01, second: 0.01 },
      ],
    },
    null,
    null,
  ],
};

type Curve = NonNullable<Inspection['curves']>[number];

export const numericCurve: Curve = {
  column: 'amount',
  levels: null,
  grid: [0, 10, 20, 40],
  mean: [0.2, 0.3, 0.5, 0.45].map((value) => share(value, 0.04)),
  centred: [0, 0.1, 0.3, 0.25].map((value) => measure(value, 0.03)),
  single: [
    [0.1, 0.2, 0.3, 0.3],
    [0.4, 0.4, 0.7, 0.6],
  ],
  local: { edges: [0, 15, 40], effect: [-0.1, 0.05, 0.1].map((value) => measure(value, 0.02)), rows: [50, 50] },
};

export const levelCurve: Curve = {
  column: 'job',
  levels: ['none', 'clerk', 'manager'],
  grid: [0, 1, 2],
  mean: [0.5, 0.3, 0.35].map((value) => share(value, 0.06)),
  centred: [0, -0.2, -0.15].map((value) => measure(value, 0.05)),
  single: [[0.4, 0.2, 0.3]],
  local: null,
};

export const errors: NonNullable<Inspection['errors']> = {
  condition: null,
  rows: 100,
  error: share(0.2),
  parts: [
    {
      condition: { column: 'age', most: 30 },
      rows: 40,
      error: share(0.35, 0.1),
      parts: [
        { condition: { column: 'job', level: 'none' }, rows: 15, error: share(0.6, 0.2), parts: [] },
        { condition: { column: 'job', not: 'none' }, rows: 25, error: share(0.2, 0.1), parts: [] },
      ],
    },
    { condition: { column: 'age', above: 30 }, rows: 60, error: share(0.1), parts: [] },
  ],
};

const names = ['amount', 'age', 'sex', 'job'];

/** A complete inspection of a model of two classes. */
export const whole: Inspection = v.parse(InspectionSchema, {
  schema: 'oriel.inspection/1',
  created: '2026-01-01T00:00:00.000Z',
  model: { name: 'gbt.onnx', sha256: 'm', format: 'onnx' },
  task: 'binary',
  classes: ['good', 'bad'],
  table: { file: 'data.csv', rows: 100, used: 100, known: 100, trained: 'no' },
  output: 'bad',
  threshold: 0.5,
  seed: 0,
  warnings: [],
  performance: binary,
  importance: importanceOf(names),
  permutation: permutationOf(names),
  curves: [numericCurve, levelCurve],
  together: {
    columns: ['amount', 'age'],
    edges: [
      [0, 10, 20],
      [20, 35, 50, 80],
    ],
    effect: [
      [0.06, 0.01, -0.02, -0.05],
      [0, 0, 0, 0],
      [-0.06, -0.01, 0.02, 0.05],
    ],
    half: [
      [0.015, 0.015, 0.015, 0.015],
      [0.015, 0.015, 0.015, null],
      [0.015, 0.015, 0.015, 0.015],
    ],
    rows: [
      [10, 12, 11],
      [9, 14, 10],
    ],
  },
  fairness: [fairness],
  errors,
  calls: 1000,
  stopped: 'done',
  milliseconds: 10,
  engine: 'oriel 0.1.0',
});

export const subjectOf = (change: Partial<Inspection> = {}, rest: Partial<Subject> = {}): Subject => ({
  inspection: { ...whole, ...change },
  language: english,
  words: { label: () => undefined, level: (_, level) => level, class: (name) => name },
  choice: {},
  rows: null,
  ...rest,
});

/** Beside another table and another model. */
export const against = (columns: readonly string[] = ['age', 'income', 'ward']) => {
  const drifts = columns.map((name, at) => ({
    ...{ name, psi: 0.4 / (at + 1), psiWithoutDrift: 0.15 },
    ...(at === 2 ? { ks: null, pValue: null } : { ks: 0.3 / (at + 1), pValue: at === 0 ? 1e-9 : 0.2 }),
  }));
  const shift = (at: number) => measure(0.1 - 0.05 * at, 0.04);
  return subjectOf({
    importance: importanceOf(['age', 'income']),
    against: {
      ...{ file: 'later.csv', rows: 300, used: 280, columns: drifts, explained: 100 },
      moved: columns.map((name, at) => ({ name, difference: shift(at), first: 0.1 - 0.05 * at, second: 0 })),
    },
    againstModel: {
      model: { name: 'forest.onnx', sha256: 'ab', format: 'onnx' },
      ...{ rows: 100, threshold: 0.5, performance: null, differences: null, disagreement: null, furthest: [] },
      ...{ explained: 60, space: 'output', explainer: 'tree-shap' },
      columns: columns.map((name, at) => ({
        name,
        first: at === 1 ? null : measure(0.2, 0.02),
        second: measure(0.1, 0.02),
        difference: shift(at),
        apart: measure(0.15, 0.02),
      })),
    },
  });
};

export const longName = 'a name of sixty letters that says a great deal of what it is';

/** 200 names of 60 letters each that begin and end alike. */
export const manyNames = Array.from(
  { length: 200 },
  (_, at) => `${longName.slice(0, 28)}${String(at).padStart(4, '0')}${longName.slice(32)}`,
);

/** Rows × players, whose first column's effect depends on the second; every seventh lacks the third. */
export function explainedRows(count: number, players: readonly string[] = names): ExplainedRows {
  const width = players.length;
  const value = (row: number, player: number): number => ((row * (player * 7 + 3)) % 101) / 100;
  const attributions = new Float64Array(count * width);
  for (let row = 0; row < count; row++)
    for (let player = 0; player < width; player++) {
      const own = (value(row, player) - 0.5) / (player + 1);
      attributions[row * width + player] = player === 0 ? own * value(row, 1) : own * 0.3;
    }
  return {
    rows: Array.from({ length: count }, (_, row) => 1000 + row),
    players,
    attributions,
    values: players.map((_, player) =>
      Array.from({ length: count }, (_, row) => {
        if (player === 2 && row % 7 === 0) return null;
        return player === 3 ? ['none', 'clerk', 'manager'][row % 3] : value(row, player);
      }),
    ),
    base: 0.4,
  };
}
