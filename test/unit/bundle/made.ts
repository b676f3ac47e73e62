import type { Bundle, Plan } from '../../../src/bundle/schema.ts';

/** What a batch of three rows is to do, by a model of two columns. */
export const plan: Plan = {
  model: { name: 'm', sha256: 'a'.repeat(64) },
  card: {
    schema: 'oriel.card/1',
    name: 'm',
    task: 'binary',
    classes: ['no', 'yes'],
    input: { kind: 'tabular' },
  },
  table: { sha256: 'b'.repeat(64), rows: 20 },
  outputs: ['no', 'yes'],
  rows: { first: 10, last: 12 },
  request: {
    explainer: 'auto',
    options: {},
    outputs: 'default',
    space: 'output',
    groups: null,
    background: null,
    sequence: null,
    samples: null,
    error: null,
    seed: 0,
    when: null,
  },
  records: true,
  engine: 'oriel 0.1.0',
  numerics: 1,
};

/** A bundle that is not sealed yet. */
export const made: Omit<Bundle, 'sha256'> = {
  schema: 'oriel.bundle/1',
  ...plan,
  method: { explainer: { name: 'exact', options: {} }, background: null, players: ['a', 'b'] },
  counts: { rows: 3, explained: 3, failed: 0, passed: 0 },
  parts: [
    { file: 'records/00000.jsonl', bytes: 7, sha256: 'c'.repeat(64), rows: [10, 12] },
    { file: 'values.parquet', bytes: 9, sha256: 'd'.repeat(64) },
  ],
};
