import { describe, expect, test } from 'vitest';
import { columnStatistics } from '../../../src/data/tables/statistics.ts';
import type { Column } from '../../../src/data/tables/table.ts';
import type { Ask, Attribution, Explainer, ExplainerContext, OptionValues } from '../../../src/explainers/explainer.ts';
import { readOptions } from '../../../src/explainers/options.ts';
import type { Rows } from '../../../src/games/game.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { contextOf, driveAll, valuesOf } from '../support/drive.ts';
import { glime } from '../support/explainers.ts';
import type { TestGame } from '../support/games.ts';

const COLUMNS: readonly Column[] = [0, 1, 2, 3, 4].map((index) =>
  index < 4
    ? { name: `${index}`, kind: 'numeric', levels: null }
    : { name: 'code', kind: 'categorical', levels: ['a', 'b', 'c'] },
);
const PLAYERS = COLUMNS.length;

function trainingTable(count = 300): Rows {
  const random = createRandom(3);
  const data = new Float32Array(count * PLAYERS);
  for (let row = 0; row < count; row++) {
    for (let j = 0; j < 4; j++) data[row * PLAYERS + j] = random.normal();
    data[row * PLAYERS + 4] = random.integer(3);
  }
  return { count, columns: PLAYERS, data };
}

const statistics = columnStatistics(trainingTable(), COLUMNS);
const instance = Float32Array.of(0.3, -1.2, 0.9, 0.1, 1);

/**
 * A step, a curve, a product, and one that matters only where another is large: the noise is not
 * alike everywhere.
 */
function model(ask: Ask): Float64Array {
  if (ask.kind !== 'rows') throw new Error('rows are asked for');
  const { count, data } = ask.rows;
  return Float64Array.from({ length: count * 2 }, (_, i) => {
    const [a, b, c, d, e] = data.subarray((i >> 1) * PLAYERS, ((i >> 1) + 1) * PLAYERS);
    return i % 2 === 0 ? (a > 0 ? 2 : 0) + 0.5 * b * b + c * d + (e === 1 ? 1 : 0) : c > 1 ? 3 * d : 0;
  });
}

const tabular = (given: Partial<ExplainerContext> = {}): ExplainerContext => {
  const seed = given.seed ?? 0;
  return contextOf(
    { players: PLAYERS, outputs: 2 },
    { samples: 400, input: { kind: 'tabular', instance, statistics }, random: createRandom(seed), ...given },
  );
};

function finish(explainer: Explainer, answer: (ask: Ask) => Float64Array): Attribution {
  let step = explainer.next();
  while (!step.done) step = explainer.next(answer(step.value));
  return step.value;
}

/** The same between 0 and 1, steep enough to be near either end most of the time. */
const probability = (ask: Ask): Float64Array => model(ask).map((value) => 1 / (1 + Math.exp(2 - 2 * value)));

const coverage = (name: string, answer: (ask: Ask) => Float64Array, options: OptionValues, least: number) => {
  const run = (samples: number, seed: number) =>
    finish(glime.create(tabular({ samples, seed }), readOptions(glime, { numFeatures: 0, ...options })), (ask) =>
      ask.kind === 'rows' && ask.rows.count > 0 ? answer(ask) : new Float64Array(),
    );
  const limit = run(400_000, 999);
  let held = 0;
  let all = 0;
  for (let seed = 0; seed < 100; seed++) {
    const { values, standardErrors } = run(400, seed);
    values.forEach((value, i) => {
      const error = standardErrors?.[i] ?? 0;
      // What is linear is found exactly.
      if (error < 1e-9) return;
      all += 1;
      if (Math.abs(value - limit.values[i]) <= 1.96 * error) held += 1;
    });
  }
  if (process.env.ORIEL_REPORT) console.log('coverage', name, held / all, all);
  expect(held / all).toBeGreaterThan(least);
  expect(held / all).toBeLessThan(0.985);
};

test.each([
  ['a narrow neighbourhood', model, { discretize: false, width: 0.5 }, 0.92],
  ['a wide one', model, { discretize: false, width: 1 }, 0.92],
  ['other ranges', model, {}, 0.92],
  ['other ranges, now and then', model, { keep: 0.75 }, 0.92],
  ['probabilities', probability, {}, 0.92],
  // Rare changes of a prediction that is near 0 or 1: 400 rows say too little of their noise.
  ['probabilities, now and then', probability, { keep: 0.75 }, 0.9],
] as const)('intervals hold the limit: %s', { timeout: 60_000 }, coverage);

describe('the plan', () => {
  const rowsOf = (asks: readonly Ask[]) => asks.flatMap((ask) => (ask.kind === 'rows' ? [...ask.rows.data] : []));
  const drive = (given: Partial<ExplainerContext>, options = {}) =>
    driveAll(glime.create(tabular(given), readOptions(glime, options)), model);

  test('same seed, same bits; a smaller budget only cuts it; answers do not matter to it', () => {
    const long = drive({ samples: 350 });
    expect(drive({ samples: 350 }).result).toEqual(long.result);
    expect(rowsOf(long.asks).slice(0, PLAYERS)).toEqual([...instance]);
    expect(rowsOf(drive({ samples: 123 }).asks)).toEqual(rowsOf(long.asks).slice(0, 123 * PLAYERS));
    expect(long.result?.coalitions).toBe(350);
    expect([...(long.result?.prediction ?? [])]).toEqual([...model(long.asks[0]).slice(0, 2)]);
  });

  test.each([1, 2, 3, 8, 30])('%i rows give finite numbers', (samples) => {
    const result = drive({ samples }, { numFeatures: 2 }).result;
    expect(result?.coalitions).toBe(samples);
    expect(
      [...(result?.values ?? [Number.NaN]), ...(result?.standardErrors ?? [Number.NaN]), ...(result?.base ?? [])].every(
        Number.isFinite,
      ),
    ).toBe(true);
  });

  test('more rows than a block', () => {
    const result = finish(glime.create(tabular({ samples: 1100 }), readOptions(glime)), model);
    expect(result.coalitions).toBe(1100);
    expect(result.fidelity.stabilityJaccard).toHaveLength(2);
  });

  test('a constant model has no coefficients', () => {
    const { result } = driveAll(glime.create(tabular({ samples: 200 }), readOptions(glime)), (ask) =>
      model(ask).fill(0.3),
    );
    expect(Array.from(result?.values ?? [1])).toEqual(new Array(10).fill(0));
    expect(Array.from(result?.base ?? [])).toEqual([0.3, 0.3]);
  });

  test('groups of columns are refused', () => {
    expect(() => glime.create(tabular({ players: 3 }), readOptions(glime)).next()).toThrow(
      expect.objectContaining({ code: 'request-invalid' }),
    );
  });
});

test.each([1, 2, 3])('a sum of %i segments is found exactly', (players) => {
  const game: TestGame = { players, outputs: 1, value: (z) => [z.reduce((sum, one) => sum + one, 0)] };
  const context = contextOf(game, { samples: 100, input: { kind: 'image' } });
  const { values, base } = finish(glime.create(context, readOptions(glime)), (ask) =>
    ask.kind === 'coalitions' ? valuesOf(game, ask.coalitions) : new Float64Array(),
  );
  for (const value of values) expect(value).toBeCloseTo(1, 9);
  expect(base[0]).toBeCloseTo(0, 9);
});
