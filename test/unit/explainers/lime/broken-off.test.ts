import { expect, it } from 'vitest';
import { createLocalFit } from '../../../../src/explainers/glime/fit.ts';
import { createSurrogate } from '../../../../src/explainers/lime/surrogate.ts';
import { createRandom } from '../../../../src/numerics/random.ts';

const FEATURES = 70;
const ROWS = 600;

const random = createRandom(4);
const design = Float64Array.from({ length: ROWS * 2 * FEATURES }, () => random.normal());
const values = Float64Array.from({ length: ROWS }, (_, row) => Math.abs(design[row * 2 * FEATURES]) / 9);
const narrow = Float64Array.from(
  { length: ROWS * FEATURES },
  (_, i) => design[i + Math.floor(i / FEATURES) * FEATURES],
);

const fits = {
  lime(pulse: () => void) {
    const found = createSurrogate({ features: FEATURES, outputs: 1, count: 5, selection: 'auto', pulse });
    found.add(narrow, new Float64Array(ROWS).fill(1), values);
    return found.fit;
  },
  glime(pulse: () => void) {
    const controls = FEATURES;
    const settings = { features: FEATURES, outputs: 1, count: 5, selection: 'auto', controls, pulse } as const;
    const redraw = (count: number) =>
      Float64Array.from({ length: count * 2 * FEATURES }, (_, i) => design[i % design.length]);
    const found = createLocalFit({ ...settings, first: new Float64Array(FEATURES), redraw }, Float64Array.of(0.5));
    found.add(design, values);
    return found.fit;
  },
};

it.each(Object.entries(fits))('%s finds the same after a fit was broken off, wherever that was', (_, fitOf) => {
  let pulses = 0;
  const whole = fitOf(() => {
    pulses += 1;
  })();
  expect(pulses).toBeGreaterThan(4);
  for (let at = 1; at <= Math.min(pulses, 12); at++) {
    let left = at;
    const solve = fitOf(() => {
      left -= 1;
      if (left === 0) throw new Error('broken off');
    });
    expect(solve).toThrow('broken off');
    expect(solve()).toEqual(whole);
  }
});
