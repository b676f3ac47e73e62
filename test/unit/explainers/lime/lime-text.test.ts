// What is there or not, with the lime package's measure for sentences, against its own fits of
// stored samples.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { binaryDistance, binaryWeight, SENTENCE } from '../../../../src/explainers/lime/binary.ts';
import { createSurrogate } from '../../../../src/explainers/lime/surrogate.ts';
import type { Fit } from './lime-golden.ts';

interface Sentence {
  readonly text: string;
  readonly deterministic: {
    readonly data: readonly (readonly number[])[];
    readonly y: readonly number[];
    readonly distances: readonly number[];
    readonly weights: readonly number[];
    readonly fit10: Fit;
    readonly fit_all: Fit;
  };
}

const golden: { docs: Sentence[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../golden/lime/text-reviews.json'), 'utf8'),
);

describe.each(golden.docs.map(({ text, deterministic }) => [text, deterministic] as const))(
  '%s',
  (_, { data, y, distances, weights, ...fits }) => {
    const features = data[0].length;

    test('is measured as lime measures it', () => {
      for (const [row, presence] of data.entries()) {
        const size = presence.reduce((sum, one) => sum + one, 0);
        expect(Math.abs(binaryDistance(size, features, SENTENCE) - distances[row])).toBeLessThan(1e-10);
        expect(Math.abs(binaryWeight(size, features, SENTENCE) - weights[row])).toBeLessThan(1e-12);
      }
    });

    test.each([
      ['fit10', 10],
      ['fit_all', 0],
    ] as const)('%s is what lime finds', (name, count) => {
      const wanted = fits[name];
      const surrogate = createSurrogate({ features, outputs: 1, count, selection: 'auto' });
      surrogate.add(Float64Array.from(data.flat()), Float64Array.from(weights), Float64Array.from(y));
      const found = surrogate.fit();
      const coefficients = new Float64Array(features);
      for (const [feature, value] of wanted.coef) coefficients[feature] = value;
      for (let j = 0; j < features; j++) expect(Math.abs(found.values[j] - coefficients[j])).toBeLessThan(1e-8);
      expect(Math.abs(found.base[0] - wanted.intercept)).toBeLessThan(1e-8);
      expect(Math.abs((found.fidelity.r2 as number[])[0] - wanted.score)).toBeLessThan(1e-8);
      expect(Math.abs((found.fidelity.localPrediction as number[])[0] - [wanted.local_pred].flat()[0])).toBeLessThan(
        1e-8,
      );
    });
  },
);
