import type { Topic } from '../../../src/app/state.ts';
import type { Card } from '../../../src/data/card.ts';
import type { Study } from '../../../src/engine/protocol.ts';
import type { Explanation } from '../../../src/records/record.ts';

/** A credit card with the ways of spelling values that the shipped example has. */
export const creditCard: Card = {
  schema: 'oriel.card/1',
  name: 'Credit',
  task: 'binary',
  classes: ['good risk', 'bad risk'],
  target: 'bad_risk',
  input: { kind: 'tabular' },
  features: [
    {
      name: 'checking_status',
      label: 'Checking account (DM)',
      kind: 'categorical',
      levels: ['<0', '0<=X<200', '>=200', 'no checking'],
    },
    { name: 'duration', label: 'Duration', unit: 'months', kind: 'numeric' },
    { name: 'age', label: 'Age', unit: 'years', kind: 'numeric' },
    { name: 'other_parties', label: 'Other debtors', kind: 'categorical', levels: ['none', 'guarantor'] },
  ],
};

export const creditStudy: Study = {
  handle: 'study-1',
  card: creditCard,
  questions: [],
  notices: [],
  outputs: ['bad risk'],
  columns: creditCard.features!.map(({ name, kind, levels }) => ({ name, kind, levels: levels ?? null })),
  ranges: [null, [4, 72], [19, 75], null],
  rows: 1000,
  model: 'ab',
  structure: null,
  derivatives: [],
};

export const creditTopic: Topic = {
  origin: { kind: 'own' },
  title: { en: 'gbt.onnx' },
  study: creditStudy,
  row: 7,
  values: ['no checking', 30, 26, 'none'],
  edited: ['no checking', 30, 26, 'none'],
  target: null,
  photos: [],
  photo: 0,
  text: '',
};

/** A record of the credit study with the given attributions of its one output. */
export function creditRecord(attributions: readonly number[], change: Partial<Explanation> = {}): Explanation {
  return {
    schema: 'oriel.explanation/1',
    id: '1',
    created: '2026-01-01T00:00:00.000Z',
    model: { name: 'gbt.onnx', sha256: 'ab', format: 'onnx' },
    input: {
      kind: 'tabular',
      sha256: 'cd',
      columns: creditStudy.columns.map(({ name }) => name),
      values: ['no checking', 30, 26, 'none'],
      row: 7,
    },
    background: { sha256: 'ef', rows: 100, method: 'sample', seed: 0 },
    players: creditStudy.columns.map(({ name }) => name),
    groups: null,
    outputs: ['bad risk'],
    space: 'output',
    explainer: { requested: 'auto', name: 'kernel-shap', options: {}, why: '' },
    seed: 0,
    modelOutput: [0.29],
    base: [0.3],
    prediction: [0.29],
    attributions: [[...attributions]],
    standardErrors: [attributions.map(() => 0.001)],
    additivityResidual: [0],
    fidelity: {},
    coalitions: 200,
    calls: 20001,
    stopped: 'samples',
    milliseconds: 100,
    backend: { name: 'wasm', adapter: null, why: 'asked for' },
    runtime: 'onnxruntime-web 1.30',
    engine: '0.1.0',
    ...change,
  };
}

export const penguinCard: Card = {
  schema: 'oriel.card/1',
  name: 'Penguins',
  task: 'multiclass',
  classes: ['Adelie', 'Chinstrap', 'Gentoo'],
  input: { kind: 'tabular' },
};
