// Intervals of the measures of performance, and what is not defined.

import { describe, expect, test } from 'vitest';
import { normalCdf } from '../../../src/numerics/normal.ts';
import { createRandom, type Random } from '../../../src/numerics/random.ts';
import { cheapestThreshold, decisionsAt } from '../../../src/whole-model/decision.ts';
import { gainOf } from '../../../src/whole-model/gain.ts';
import { exactly, type Measure, proportion } from '../../../src/whole-model/measure.ts';
import { multiclassPerformance } from '../../../src/whole-model/multiclass.ts';
import { binaryPerformance } from '../../../src/whole-model/performance.ts';
import { rankingOf } from '../../../src/whole-model/ranking.ts';
import { regressionPerformance } from '../../../src/whole-model/regression.ts';

const holds = ({ low, high }: Measure, truth: number): boolean =>
  low !== null && high !== null && low <= truth && truth <= high;

/** How often of so many times. */
const share = (times: number, once: (random: Random) => boolean): number => {
  let count = 0;
  for (let i = 0; i < times; i++) count += Number(once(createRandom(1000 + i)));
  return count / times;
};

/** Half the rows are positive; their scores are normal, those of positive rows around 1. */
function twoClasses(random: Random, rows: number): [truth: Uint8Array, scores: Float64Array] {
  const truth = Uint8Array.from({ length: rows }, () => random.integer(2));
  const scores = Float64Array.from(truth, (one) => normalCdf(random.normal() + one - 0.5));
  return [truth, scores];
}

describe('95 % intervals hold the truth', () => {
  const ROWS = 200;
  // P(a normal number around 1 is larger than one around 0), and shares beyond the middle.
  const area = normalCdf(1 / Math.SQRT2);
  const hit = normalCdf(0.5);
  const f1 = hit;
  const matthews = 2 * hit - 1;
  const costs = { falsePositive: 1, falseNegative: 5 };
  const drawn = Array.from({ length: 300 }, (_, i) => {
    const random = createRandom(i);
    return binaryPerformance(...twoClasses(random, ROWS), { costs });
  });
  const large = binaryPerformance(...twoClasses(createRandom(7), 400_000));

  test('that of average precision shrinks with the root of the rows', () => {
    const width = ({ averagePrecision: { low, high } }: (typeof drawn)[number]): number => Number(high) - Number(low);
    const small = drawn.reduce((sum, found) => sum + width(found), 0) / drawn.length;
    const shrunk = (width(large) / small) * Math.sqrt(400_000 / ROWS);
    expect(shrunk).toBeGreaterThan(0.8);
    expect(shrunk).toBeLessThan(1.25);
  });

  test.each<[string, number, (found: ReturnType<typeof binaryPerformance>) => Measure]>([
    ['area under the ROC curve', area, ({ rocAuc }) => rocAuc],
    ['average precision', large.averagePrecision.value as number, ({ averagePrecision }) => averagePrecision],
    ['log loss', large.logLoss.value as number, ({ logLoss }) => logLoss],
    ['Brier score', large.brier.value as number, ({ brier }) => brier],
    ['accuracy', hit, ({ decisions }) => decisions.accuracy],
    ['precision', hit, ({ decisions }) => decisions.precision],
    ['recall', hit, ({ decisions }) => decisions.recall],
    ['F1', f1, ({ decisions }) => decisions.f1],
    ["Matthews' correlation", matthews, ({ decisions }) => decisions.matthews],
    ['cost', (1 - hit) * 3, ({ decisions }) => decisions.cost],
  ])('%s', (_, truth, pick) => {
    const cover = drawn.filter((found) => holds(pick(found), truth)).length / drawn.length;
    expect(cover).toBeGreaterThan(0.92);
    expect(cover).toBeLessThan(0.985);
  });

  test.each<[string, number, (found: ReturnType<typeof regressionPerformance>) => Measure]>([
    ['R²', 0.8, ({ r2 }) => r2],
    ['explained variance', 0.8, ({ explainedVariance }) => explainedVariance],
    ['RMSE', 1, ({ rmse }) => rmse],
    ['MAE', Math.sqrt(2 / Math.PI), ({ mae }) => mae],
    ['median absolute error', 0.674489750196, ({ medianAbsoluteError }) => medianAbsoluteError],
    ['mean residual', 0, ({ residuals }) => residuals.mean],
  ])('%s', (_, truth, pick) => {
    const cover = share(300, (random) => {
      const answers = Float64Array.from({ length: ROWS }, () => 2 * random.normal());
      const known = answers.map((answer) => answer + random.normal());
      return holds(pick(regressionPerformance(known, answers)), truth);
    });
    expect(cover).toBeGreaterThan(0.92);
    expect(cover).toBeLessThan(0.985);
  });

  test('of three classes: accuracy, F1 and area', () => {
    // A class scores 1 more where it is the known one: the largest of three wins.
    const draw = (random: Random, rows: number) => {
      const truth = Uint8Array.from({ length: rows }, () => random.integer(3));
      const shares = Float64Array.from({ length: 3 * rows }, (_, i) => {
        const own = i % 3 === truth[Math.floor(i / 3)] ? 1 : 0;
        return normalCdf(random.normal() + own - 1);
      });
      return multiclassPerformance(truth, shares, { classes: 3 });
    };
    const truth = draw(createRandom(5), 100_000);
    const found = Array.from({ length: 150 }, (_, i) => draw(createRandom(i), 100));
    for (const name of ['accuracy', 'macroF1', 'rocAuc', 'logLoss'] as const) {
      const cover = found.filter((one) => holds(one[name], truth[name].value as number)).length / found.length;
      expect(cover, name).toBeGreaterThan(0.9);
      expect(cover, name).toBeLessThan(0.99);
    }
  });
});

describe('what few rows say', () => {
  test('without mistakes nothing is known for certain', () => {
    const truth = [0, 1, 0, 1, 1, 0];
    const { rocAuc, averagePrecision, decisions } = binaryPerformance(truth, Float64Array.from(truth));
    for (const measure of [rocAuc, averagePrecision, decisions.accuracy, decisions.f1, decisions.matthews]) {
      expect(measure.value).toBe(1);
      expect(measure.low).toBeLessThan(0.85);
      expect(measure.low).toBeGreaterThan(0);
      expect(measure.high).toBe(1);
    }
  });

  test('of one class there is no area, and of no row no share', () => {
    const none = { value: null, low: null, high: null };
    const found = binaryPerformance([1, 1], Float64Array.of(0.4, 0.6));
    expect(found.rocAuc).toEqual(none);
    expect(found.averagePrecision).toEqual(exactly(1));
    expect(found.roc.threshold).toEqual([]);
    expect(found.decisions.specificity).toEqual(none);
    expect(found.decisions.matthews).toEqual(none);
    expect(proportion(0, 0)).toEqual(none);
    const empty = binaryPerformance([], new Float64Array());
    expect(empty.logLoss).toEqual(none);
    expect(empty.precisionRecall).toEqual({ precision: [], recall: [], threshold: [] });
    expect(empty.decisions.f1).toEqual(none);
  });

  test('one row has no interval', () => {
    const { mae, rmse, r2 } = regressionPerformance(Float64Array.of(3), Float64Array.of(5));
    expect(mae).toEqual({ value: 2, low: null, high: null });
    expect(rmse).toEqual({ value: 2, low: null, high: null });
    expect(r2.value).toBeNull();
  });
});

test('the threshold with the least cost is the one that trying all finds', () => {
  const [truth, scores] = twoClasses(createRandom(3), 120);
  for (const costs of [
    { falsePositive: 1, falseNegative: 5 },
    { falsePositive: 7, falseNegative: 1 },
    { falsePositive: 1, falseNegative: 1 },
  ]) {
    const { threshold, cost } = cheapestThreshold(rankingOf(truth, scores), costs);
    const all = [...scores, 2].map((at) => decisionsAt(truth, scores, { threshold: at, costs }).cost.value as number);
    expect(cost).toBeCloseTo(Math.min(...all), 12);
    expect(decisionsAt(truth, scores, { threshold, costs }).cost.value).toBeCloseTo(cost, 12);
  }
});

test('gain counts positive rows among those taken first, ties in equal parts', () => {
  const ranking = rankingOf([1, 0, 1, 0, 1, 0, 0, 0], Float64Array.of(0.9, 0.8, 0.8, 0.5, 0.4, 0.3, 0.2, 0.1));
  const [quarter, half, , all] = gainOf(ranking, 4);
  expect(quarter).toMatchObject({ share: 0.25, gain: { value: 1.5 / 3 }, lift: { value: (1.5 / 2) * (8 / 3) } });
  expect(half.gain.value).toBeCloseTo(2 / 3, 12);
  expect(all).toMatchObject({ share: 1, gain: { value: 1 }, lift: { value: 1 } });
});
