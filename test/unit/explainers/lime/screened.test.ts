import { describe, expect, it } from 'vitest';
import { createLocalFit } from '../../../../src/explainers/glime/fit.ts';
import { createSurrogate } from '../../../../src/explainers/lime/surrogate.ts';
import { createRandom } from '../../../../src/numerics/random.ts';

const FEATURES = 400;
const STRONG = [7, 120, 399];

/** Rows of random features, of which three count for the one output. */
function rowsOf(count: number) {
  const random = createRandom(1);
  const design = Float64Array.from({ length: count * FEATURES }, () => random.normal());
  const values = Float64Array.from({ length: count }, (_, row) =>
    STRONG.reduce((sum, j, i) => sum + (i + 1) * design[row * FEATURES + j], 5),
  );
  return { design, values, weights: new Float64Array(count).fill(1) };
}
const settings = { features: FEATURES, outputs: 1, count: 3, selection: 'auto' } as const;

describe('very many features', () => {
  it('have a LIME surrogate in a hurry, on those that stand out alone', () => {
    const { design, values, weights } = rowsOf(300);
    const surrogate = createSurrogate(settings);
    surrogate.add(design, weights, values);
    for (const found of [surrogate.hurried!.rough!(), surrogate.fit()]) {
      expect(found.players).toBe(FEATURES);
      for (const [i, j] of STRONG.entries()) expect(found.values[j]).toBeCloseTo(i + 1, 1);
      expect(found.values.filter((value) => value !== 0)).toHaveLength(3);
      expect(found.note).toEqual({ key: 'explaining.screened', values: { features: 100 } });
    }
  });

  it('have all of them looked at where rows and time allow it', () => {
    const { design, values, weights } = rowsOf(500);
    const surrogate = createSurrogate(settings);
    surrogate.add(design, weights, values);
    expect(surrogate.fit().note).toBeUndefined();
    expect(surrogate.hurried!.effort()).toBeGreaterThan(500 * FEATURES * FEATURES * 0.01);
    expect(createSurrogate({ ...settings, features: 100 }).hurried).toBeUndefined();
    expect(createSurrogate({ ...settings, features: 100, pulse: () => {} }).hurried).not.toHaveProperty('rough');
  });

  it('have a local fit in a hurry as well', () => {
    const { design, values } = rowsOf(300);
    const fit = createLocalFit({ ...settings, controls: 0, first: new Float64Array(FEATURES) }, Float64Array.of(5));
    fit.add(design, values);
    const found = fit.rough();
    for (const [i, j] of STRONG.entries()) expect(found.values[j]).toBeCloseTo(i + 1, 1);
    expect(found.players).toBe(FEATURES);
  });
});

it('few features have a local fit in a hurry, too, which looks at all of them', () => {
  const random = createRandom(2);
  const design = Float64Array.from({ length: 400 * 4 }, () => random.normal());
  const values = Float64Array.from({ length: 400 }, (_, row) => 1 + 2 * design[4 * row] - 3 * design[4 * row + 3]);
  const redraw = (): Float64Array => {
    throw new Error('drawing takes time');
  };
  const few = { ...settings, features: 4, count: 0, first: new Float64Array(4), controls: 0, redraw };
  const fit = createLocalFit(few, Float64Array.of(1));
  fit.add(design, values);
  const { values: found, note, standardErrors } = fit.rough();
  expect([...found]).toEqual([2, 0, 0, -3].map((value) => expect.closeTo(value, 10)));
  expect(note).toEqual({ key: 'explaining.rough' });
  expect(standardErrors).toHaveLength(4);
});
