import { describe, expect, test } from 'vitest';
import { add, coalitionsOf, concatCoalitions, has } from '../../../src/games/coalitions.ts';
import type { ConditionalGame, Rows } from '../../../src/games/game.ts';
import { loadMasker } from '../../../src/games/load-masker.ts';
import { createMasker } from '../../../src/games/masker.ts';
import { roomLike } from '../../../src/numerics/numbers.ts';
import { createRandom, type Random } from '../../../src/numerics/random.ts';
import { coalitionOf, conditionalGame, rowsBy, rowsOf } from '../support/conditional.ts';

/** A number, a whole one, a flag, a constant, one that may be missing, and one that always is. */
const mixedRow = (random: Random): number[] => [
  random.normal(),
  random.integer(4),
  random.integer(2),
  7,
  random.integer(3) === 0 ? Number.NaN : random.normal(),
  Number.NaN,
];
const PLAYERS = 6;

/** Rows in single precision, as most models take them. */
const inSingle = ({ data, ...rest }: Rows): Rows => ({ ...rest, data: new Float32Array(data) });

function allCoalitions(players: number) {
  const all = coalitionsOf(players, 2 ** players);
  for (let row = 0; row < all.count; row++)
    for (let player = 0; player < players; player++) if ((row >> player) & 1) add(all, row, player);
  return all;
}

describe.each(['gaussian-copula', 'nearest-rows'] as const)('%s', (imputer) => {
  const gameOf = (count: number, random: Random, row = mixedRow(random)): ConditionalGame =>
    conditionalGame({
      imputer,
      instance: new Float32Array(row),
      background: inSingle(rowsBy(count, mixedRow, random)),
      draws: 1 + random.integer(20),
      categorical: [2],
    });

  test('rows are the same in whatever order, parts and company they are asked for', async () => {
    for (let seed = 0; seed < 10; seed++) {
      const random = createRandom(seed);
      const game = gameOf(1 + random.integer(40), random);
      const all = allCoalitions(PLAYERS);
      const whole = await rowsOf(game, all);
      const { rowsPerCoalition: each, columns, write } = await loadMasker(structuredClone(game));
      const order = random.shuffle(Array.from({ length: all.count }, (_, row) => row));
      const shuffled = concatCoalitions(order.map((row) => coalitionOf(PLAYERS, present(all, row))));
      const parts = roomLike(whole, whole.length);
      for (let from = 0; from < all.count * each; ) {
        const to = Math.min(all.count * each, from + 1 + random.integer(2 * each));
        write(shuffled, from, to, parts.subarray(from * columns));
        from = to;
      }
      for (const [at, row] of order.entries()) {
        const own = parts.subarray(at * each * columns, (at + 1) * each * columns);
        expect(own).toEqual(whole.subarray(row * each * columns, (row + 1) * each * columns));
      }
    }
  });

  test('another seed draws other rows', async () => {
    const game = { ...gameOf(40, createRandom(1)), draws: 20 };
    const drawn = (seed: number) => rowsOf({ ...game, seed }, coalitionOf(PLAYERS, [0]));
    const seeds = await Promise.all([0, 1, 2, 3, 4].map(drawn));
    expect(new Set(seeds.map((rows) => rows.join())).size).toBeGreaterThan(1);
  });

  test('present columns are the instance’s, absent ones have values of the background', async () => {
    for (let seed = 0; seed < 16; seed++) {
      const random = createRandom(seed);
      // From a single row on, of which some columns are constant and some values missing.
      const game = gameOf([1, 2, 3, 50][seed % 4], random);
      const { background, instance } = game;
      const { columns, count, data } = background;
      const all = allCoalitions(PLAYERS);
      const rows = await rowsOf(game, all);
      const each = rows.length / columns / all.count;
      const known = Array.from(
        { length: columns },
        (_, column) => new Set(Array.from({ length: count }, (_, row) => data[row * columns + column])),
      );
      // A missing value is drawn only where the background has one.
      const wrong = Array.from(rows.keys()).filter((at) => {
        const [row, column] = [Math.floor(at / columns), at % columns];
        const isPresent = has(all, Math.floor(row / each), column);
        return isPresent ? !Object.is(rows[at], instance[column]) : !known[column].has(rows[at]);
      });
      expect(wrong).toEqual([]);
    }
  });

  test('a group’s columns are known together', async () => {
    const random = createRandom(6);
    const game = gameOf(30, random);
    const grouped = { ...game, players: 3, playerOf: Int32Array.from([0, 1, 0, 2, 1, 2]) };
    const rows = await rowsOf(grouped, coalitionOf(3, [0]));
    for (let at = 0; at < rows.length; at++)
      if (at % PLAYERS === 0 || at % PLAYERS === 2) expect(rows[at]).toBe(game.instance[at % PLAYERS]);
  });
});

test('a copula’s draws of mean and deviation do not depend on the units of a column', async () => {
  const random = createRandom(8);
  const background = rowsBy(200, (r) => [r.normal(), r.normal()], random);
  const scaled = { ...background, data: background.data.map((value) => 1000 * value + 5) };
  const options = { imputer: 'gaussian-copula', draws: 50 } as const;
  const [own, other] = await Promise.all([
    rowsOf(conditionalGame({ ...options, instance: Float64Array.of(1, 0), background }), coalitionOf(2, [0])),
    rowsOf(
      conditionalGame({ ...options, instance: Float64Array.of(1005, 0), background: scaled }),
      coalitionOf(2, [0]),
    ),
  ]);
  expect(other).toEqual(own.map((value) => 1000 * value + 5));
});

test('where no present column tells anything, the nearest rows are all rows', async () => {
  const random = createRandom(5);
  const background = rowsBy(10, mixedRow, random);
  const instance = Float64Array.of(0, 1, 1, 7, Number.NaN, 0);
  const game = conditionalGame({ imputer: 'nearest-rows', instance, background });
  const inOrder = (numbers: ArrayLike<number>) =>
    Array.from(numbers)
      .filter((_, at) => at % PLAYERS === 4)
      .sort();
  // A constant tells nothing, nor does a column that nothing is known of.
  for (const given of [[], [3], [3, 5]])
    expect(inOrder(await rowsOf(game, coalitionOf(PLAYERS, given)))).toEqual(inOrder(background.data));
});

test('its masker is loaded when it is needed', () => {
  const random = createRandom(0);
  const background = rowsBy(3, mixedRow, random);
  const game = conditionalGame({ imputer: 'nearest-rows', instance: background.data.slice(0, 6), background });
  expect(() => createMasker(game)).toThrow('loaded');
});

const present = (coalitions: ReturnType<typeof coalitionsOf>, row: number): number[] =>
  Array.from({ length: coalitions.players }, (_, player) => player).filter((player) => has(coalitions, row, player));
