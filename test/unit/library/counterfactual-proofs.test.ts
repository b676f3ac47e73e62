// Boosted trees, forests and linear models of four to thirty columns: for every stored row, with at
// most three columns changed, a search ends with a proof.

import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { csvOf } from '../../support/stumps.ts';
import { goldenData } from '../support/golden.ts';
import { openLibrary } from './support.ts';

const { oriel } = openLibrary();
afterAll(() => oriel.close());

describe('a proof for every stored row, with at most three columns changed', () => {
  test.each([
    ['breast_cancer', 'gbt'],
    ['breast_cancer', 'rf'],
    ['diabetes', 'gbt'],
    ['diabetes', 'rf'],
    ['iris', 'rf'],
    ['wine', 'rf'],
    ['diabetes', 'lin'],
    ['iris', 'lr'],
  ])(
    '%s-%s',
    async (dataset, kind) => {
      const { feature_names, explain, background } = goldenData(dataset);
      const bytes = readFileSync(new URL(`../../golden/models/${dataset}-${kind}.onnx`, import.meta.url));
      const table = csvOf([feature_names.map((name) => `"${name}"`), ...explain, ...background]);
      const model = await oriel.open(
        [
          { name: 'model.onnx', data: new Uint8Array(bytes) },
          { name: 'rows.csv', data: table },
        ],
        { ask: 'none' },
      );
      for (const row of explain.keys()) {
        const [[answer]] = await model.predict([row]);
        const to = dataset === 'diabetes' ? { to: { least: answer * 1.15 } } : {};
        const record = await model.counterfactual(row, { ...to, changed: 3, count: 1, milliseconds: 60_000 }).result;
        expect(['nearest', 'none within limits']).toContain(record.proof);
      }
    },
    600_000,
  );
});
