import { describe, expect, test } from 'vitest';
import { columnStatistics } from '../../../src/data/tables/statistics.ts';
import type { Column } from '../../../src/data/tables/table.ts';
import type { Ask, ExplainerContext } from '../../../src/explainers/explainer.ts';
import { proximity } from '../../../src/explainers/lime/kernel.ts';
import { readOptions } from '../../../src/explainers/options.ts';
import { has, sizeOf } from '../../../src/games/coalitions.ts';
import type { Rows } from '../../../src/games/game.ts';
import type { Numbers } from '../../../src/numerics/numbers.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { contextOf, driveAll } from '../support/drive.ts';
import { explainerNamed } from '../support/explainers.ts';

const lime = explainerNamed('lime');

const columns: readonly Column[] = [
  { name: 'age', kind: 'numeric', levels: null },
  { name: 'job', kind: 'categorical', levels: ['none', 'some', 'own'] },
  { name: 'dependants', kind: 'numeric', levels: null },
  { name: 'always', kind: 'numeric', levels: null },
  { name: 'gaps', kind: 'numeric', levels: null },
];
const AGE = 0;
const JOB = 1;
const DEPENDANTS = 2;
const ALWAYS = 3;
const GAPS = 4;

function trainingTable(count = 400): Rows {
  const random = createRandom(7);
  const data = new Float32Array(count * columns.length);
  for (let row = 0; row < count; row++) {
    const job = random.uniform() < 0.5 ? 0 : random.uniform() < 0.5 ? 1 : 2;
    data.set(
      [40 + 10 * random.normal(), job, random.uniform() < 0.7 ? 1 : 2, 5, row % 4 === 0 ? Number.NaN : random.normal()],
      row * 5,
    );
  }
  return { count, columns: columns.length, data };
}

const statistics = columnStatistics(trainingTable(), columns);
const instance = Float32Array.of(45, 1, 2, 5, 0.3);

const tabular = (given: Partial<ExplainerContext> = {}, row = instance): ExplainerContext => {
  const seed = given.seed ?? 0;
  return contextOf(
    { players: 5, outputs: 2 },
    { samples: 3000, input: { kind: 'tabular', instance: row, statistics }, random: createRandom(seed), ...given },
  );
};

/** Two outputs: one of age and job, one of dependants and gaps. */
function model(ask: Ask): Float64Array {
  if (ask.kind !== 'rows') throw new Error('rows are asked for');
  const { count, columns: width, data } = ask.rows;
  const values = new Float64Array(count * 2);
  for (let row = 0; row < count; row++) {
    const at = (column: number) => data[row * width + column];
    values[row * 2] = 0.1 * at(AGE) + (at(JOB) === 1 ? 3 : 0);
    values[row * 2 + 1] = -at(DEPENDANTS) + (Number.isNaN(at(GAPS)) ? 0 : at(GAPS));
  }
  return values;
}

const rowsOf = (asks: readonly Ask[]): Numbers[] =>
  asks.flatMap((ask) => {
    if (ask.kind !== 'rows') throw new Error('rows are asked for');
    return Array.from({ length: ask.rows.count }, (_, row) => ask.rows.data.slice(row * 5, row * 5 + 5));
  });

const explain = (given: Readonly<Record<string, unknown>> = {}, context = tabular()) =>
  driveAll(lime.create(context, readOptions(lime, given)), model);

const share = (rows: readonly Numbers[], column: number, holds: (value: number) => boolean): number =>
  rows.slice(1).filter((row) => holds(row[column])).length / (rows.length - 1);

describe('a table', () => {
  test('is asked for in growing batches, the explained row first', () => {
    const { asks, estimates, result } = explain();
    expect(asks.map((ask) => (ask.kind === 'rows' ? ask.rows.count : 0))).toEqual([100, 200, 400, 800, 1000, 500]);
    expect(rowsOf(asks)[0]).toEqual(instance);
    expect(asks[0].estimate).toBeUndefined();
    expect(estimates.map((estimate) => estimate.coalitions)).toEqual([100, 300, 700, 1500, 2500]);
    expect(result).toMatchObject({ players: 5, outputs: 2, coalitions: 3000, additive: false, complete: false });
    expect([...(result?.prediction ?? [])]).toEqual([...model(asks[0]).slice(0, 2)]);
  });

  test('columns are drawn as the training rows have them', () => {
    const rows = rowsOf(explain({}, tabular({ samples: 20000 })).asks);
    for (const code of [0, 1, 2]) {
      const wanted = statistics[JOB].bins[code].frequency;
      expect(Math.abs(share(rows, JOB, (value) => value === code) - wanted)).toBeLessThan(0.02);
    }
    for (const { min, max, frequency, mean, deviation } of statistics[AGE].bins) {
      const inside = rows.slice(1).filter((row) => row[AGE] > min && row[AGE] <= max);
      expect(Math.abs(inside.length / rows.length - frequency)).toBeLessThan(0.02);
      expect(Math.abs(inside.reduce((sum, row) => sum + row[AGE], 0) / inside.length - mean)).toBeLessThan(deviation);
    }
    expect(Math.abs(share(rows, GAPS, Number.isNaN) - 0.25)).toBeLessThan(0.02);
  });

  test('the surrogate finds what the model does', () => {
    const { result } = explain();
    const values = result?.values ?? [];
    expect(Math.abs(values[JOB] - 3)).toBeLessThan(0.3);
    expect(values[AGE]).toBeGreaterThan(0.2);
    // "dependants = 2" against 1.
    expect(Math.abs(values[5 + DEPENDANTS] + 1)).toBeLessThan(0.1);
    expect(values[ALWAYS]).toBe(0);
    expect(values[5 + ALWAYS]).toBe(0);
    const errors = result?.standardErrors ?? [];
    for (const unused of [DEPENDANTS, GAPS]) expect(Math.abs(values[unused])).toBeLessThan(4 * errors[unused]);
  });

  test('a bin of tied values is drawn as the value, or as 0, as lime does', () => {
    const isTwo = (value: number) => Math.abs(value - 2) < 1e-6;
    const asLime = rowsOf(explain({ tiedValues: 'zero' }).asks);
    expect(share(asLime, DEPENDANTS, (value) => value === 0 || isTwo(value))).toBe(1);
    expect(share(asLime, ALWAYS, (value) => value === 0)).toBe(1);
    const own = rowsOf(explain().asks);
    expect(share(own, DEPENDANTS, (value) => value === 1 || isTwo(value))).toBe(1);
    expect(share(own, ALWAYS, (value) => value === 5)).toBe(1);
  });

  test('zeros drawn for a constant column turn signs, and the note says that the surrogate misses', () => {
    // What age adds depends on a column that is 5 in all rows, and 0 in none.
    const turning = (ask: Ask): Float64Array => {
      if (ask.kind !== 'rows') throw new Error('rows are asked for');
      const { count, data } = ask.rows;
      return Float64Array.from({ length: 2 * count }, (_, at) => {
        const row = (at >> 1) * 5;
        return at % 2 === 0 ? (data[row + AGE] - 40) * (data[row + ALWAYS] - 2.5) : data[row + AGE];
      });
    };
    const old = Float32Array.of(60, 1, 2, 5, 0.3);
    const { result: zeros } = driveAll(
      lime.create(tabular({}, old), readOptions(lime, { tiedValues: 'zero' })),
      turning,
    );
    expect(zeros?.values[AGE]).toBeLessThan(0);
    expect(zeros?.note).toMatchObject({ key: 'explaining.surrogateMiss', values: { prediction: 50 } });
    const { result: own } = driveAll(lime.create(tabular({}, old), readOptions(lime)), turning);
    expect(own?.values[AGE]).toBeGreaterThan(0);
  });

  test('a surrogate that follows the model has no note', () => {
    expect(explain({ num_features: 0 }).result?.note).toBeUndefined();
    const line = driveAll(lime.create(tabular(), readOptions(lime, { discretize: false, num_features: 0 })), (ask) => {
      if (ask.kind !== 'rows') throw new Error('rows are asked for');
      const { count, data } = ask.rows;
      return Float64Array.from({ length: 2 * count }, (_, at) => data[(at >> 1) * 5 + AGE]);
    });
    expect(line.result?.note).toBeUndefined();
  });

  test('without ranges, numbers are normal around the mean or around the row', () => {
    const mean = (around: boolean) => {
      const { asks, result } = explain(
        { discretize: false, sample_around_instance: around },
        tabular({ samples: 10000 }),
      );
      // The coefficient is per standard deviation.
      expect(Math.abs((result?.values[AGE] ?? 0) / (0.1 * statistics[AGE].deviation) - 1)).toBeLessThan(0.05);
      const ages = rowsOf(asks).slice(1);
      return ages.reduce((sum, row) => sum + row[AGE], 0) / ages.length;
    };
    expect(Math.abs(mean(false) - statistics[AGE].mean)).toBeLessThan(0.5);
    expect(Math.abs(mean(true) - 45)).toBeLessThan(0.5);
  });

  test('each output has its own selection', () => {
    const { result } = explain({ num_features: 2 });
    const used = [0, 1].map((k) => [0, 1, 2, 3, 4].filter((j) => result?.values[k * 5 + j] !== 0));
    expect(used).toEqual([
      [AGE, JOB],
      [DEPENDANTS, GAPS],
    ]);
    expect(result?.fidelity.selected).toEqual([2, 2]);
  });

  test.each([true, false])('an empty cell in the row is explained too (ranges: %s)', (discretize) => {
    const row = Float32Array.of(Number.NaN, Number.NaN, 2, 5, Number.NaN);
    const { asks, result } = driveAll(
      lime.create(tabular({ samples: 500 }, row), readOptions(lime, { discretize })),
      (ask) => model(ask).map((value) => (Number.isNaN(value) ? 0 : value)),
    );
    expect(rowsOf(asks)[0]).toEqual(row);
    expect(
      [...(result?.values ?? [Number.NaN]), ...(result?.standardErrors ?? [Number.NaN])].every(Number.isFinite),
    ).toBe(true);
  });

  test('same seed, same bits; a smaller budget only cuts the plan', () => {
    const long = explain();
    const again = explain();
    expect(again.result).toEqual(long.result);
    const short = explain({}, tabular({ samples: 1234 }));
    expect(rowsOf(short.asks)).toEqual(rowsOf(long.asks).slice(0, 1234));
    expect(rowsOf(explain({}, tabular({ seed: 1 })).asks)).not.toEqual(rowsOf(long.asks));
  });

  test('what is drawn does not depend on the answers', () => {
    const other = driveAll(lime.create(tabular(), readOptions(lime)), (ask) => model(ask).map(() => 1));
    expect(rowsOf(other.asks)).toEqual(rowsOf(explain().asks));
  });

  test('an estimate is the result of a run that ends there', () => {
    const { estimates } = explain();
    expect(estimates[2]).toEqual(explain({}, tabular({ samples: 700 })).result);
  });

  test('standard errors shrink with the square root of the rows', () => {
    const error = (samples: number) => explain({}, tabular({ samples })).result?.standardErrors?.[AGE] ?? Number.NaN;
    expect(error(2000) / error(32000)).toBeGreaterThan(3);
    expect(error(2000) / error(32000)).toBeLessThan(5);
  });

  test('a wide kernel weighs all rows alike, a narrow one the nearest', () => {
    const effective = (kernel_width: number) => Number(explain({ kernel_width }).result?.fidelity.effectiveSamples);
    expect(effective(1000)).toBeCloseTo(3000, 0);
    expect(effective(0.3)).toBeLessThan(300);
    expect(effective(0)).toBe(effective(0.75 * Math.sqrt(5)));
  });

  test('groups of columns are refused', () => {
    expect(() => lime.create(tabular({ players: 3 }), readOptions(lime)).next()).toThrow(
      expect.objectContaining({ code: 'request-invalid' }),
    );
  });

  test('without a budget in rows the plan goes on', () => {
    const { asks } = driveAll(
      lime.create(tabular({ samples: Number.POSITIVE_INFINITY }), readOptions(lime)),
      model,
      (seen) => seen.length === 12,
    );
    expect(asks.at(-1)).toMatchObject({ rows: { count: 1000 } });
  });
});

describe('a picture', () => {
  const PLAYERS = 40;
  const context = (given: Partial<ExplainerContext> = {}): ExplainerContext =>
    contextOf({ players: PLAYERS, outputs: 2 }, { samples: 1000, input: { kind: 'image' }, ...given });
  const answer = (ask: Ask): Float64Array => {
    if (ask.kind !== 'coalitions') throw new Error('coalitions are asked for');
    return Float64Array.from({ length: ask.coalitions.count * 2 }, (_, i) =>
      has(ask.coalitions, i >> 1, i & 1 ? 35 : 3) ? 1 : 0.25,
    );
  };
  const run = (given: Readonly<Record<string, unknown>> = {}, at = context()) =>
    driveAll(lime.create(at, readOptions(lime, given)), answer);

  test('is asked for as coalitions, the whole first, then a fair coin a segment', () => {
    const { asks, result } = run();
    const all = asks.flatMap((ask) => (ask.kind === 'coalitions' ? [ask.coalitions] : []));
    expect(all.map((coalitions) => coalitions.count)).toEqual([64, 128, 256, 256, 256, 40]);
    expect(sizeOf(all[0], 0)).toBe(PLAYERS);
    for (let player = 0; player < PLAYERS; player++) {
      let present = -1;
      for (const coalitions of all)
        for (let row = 0; row < coalitions.count; row++) if (has(coalitions, row, player)) present += 1;
      expect(Math.abs(present / 999 - 0.5)).toBeLessThan(0.08);
    }
    for (const coalitions of all)
      for (let row = 0; row < coalitions.count; row++) expect(sizeOf(coalitions, row)).toBeLessThanOrEqual(PLAYERS);
    expect(result).toMatchObject({ players: PLAYERS, outputs: 2, coalitions: 1000 });
  });

  test('every segment has a coefficient, and those that matter stand out', () => {
    const { result } = run();
    const values = result?.values ?? [];
    expect(values[3]).toBeGreaterThan(0.6);
    expect(values[PLAYERS + 35]).toBeGreaterThan(0.6);
    expect(Array.from(values).filter((value) => Math.abs(value) > 0.05)).toHaveLength(2);
    expect(Array.from(values).filter((value) => value !== 0)).toHaveLength(2 * PLAYERS);
    expect(result?.fidelity.selected).toEqual([PLAYERS, PLAYERS]);
  });

  test('a number of segments can be asked for', () => {
    const { result } = run({ numSegments: 1 });
    expect(Array.from(result?.values.keys() ?? []).filter((i) => result?.values[i] !== 0)).toEqual([3, PLAYERS + 35]);
  });

  test('same seed, same bits; a smaller budget only cuts the plan', () => {
    const bits = (asks: readonly Ask[]) =>
      asks.flatMap((ask) => (ask.kind === 'coalitions' ? [...ask.coalitions.bits] : []));
    const long = run();
    expect(run().result).toEqual(long.result);
    expect(bits(run({}, context({ samples: 333 })).asks)).toEqual(bits(long.asks).slice(0, 333 * 2));
  });
});

test('the kernel', () => {
  expect(proximity(0, 0.25)).toBe(1);
  expect(proximity(2, 2)).toBeCloseTo(Math.sqrt(Math.exp(-1)), 15);
});

test('the options have the names of the lime package too', () => {
  expect(
    readOptions(lime, {
      kernel_width: 3,
      num_features: 4,
      feature_selection: 'lasso_path',
      discretize_continuous: false,
      sample_around_instance: true,
    }),
  ).toEqual({
    kernelWidth: 3,
    numFeatures: 4,
    numSegments: 0,
    featureSelection: 'lasso_path',
    discretize: false,
    sampleAroundInstance: true,
    tiedValues: 'value',
  });
  expect(lime).toMatchObject({ family: 'lime', links: false });
  expect(lime.defaultSamples({ kind: 'image' }, 5)).toBe(1000);
  expect(lime.defaultSamples({ kind: 'tabular', instance, statistics }, 5)).toBe(5000);
});
