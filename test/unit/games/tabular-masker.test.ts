import { expect, test } from 'vitest';
import { add, addAll, type Coalitions, coalitionsOf, has } from '../../../src/games/coalitions.ts';
import type { TabularGame } from '../../../src/games/game.ts';
import { createMasker } from '../../../src/games/masker.ts';
import { roomFor, roomLike } from '../../../src/numerics/numbers.ts';
import { createRandom, type Random } from '../../../src/numerics/random.ts';

function randomGame(random: Random): TabularGame {
  const columns = 1 + random.integer(70);
  const players = 1 + random.integer(columns);
  const count = 1 + random.integer(12);
  const playerOf = Int32Array.from({ length: columns }, (_, column) =>
    column < players ? column : random.integer(players),
  );
  const precision = random.integer(2) === 0 ? 'float32' : 'float64';
  const number = () => (random.integer(20) === 0 ? Number.NaN : random.normal());
  return {
    kind: 'tabular',
    players,
    instance: roomFor(precision, columns).map(number),
    background: { count, columns, data: roomFor(precision, count * columns).map(number) },
    playerOf: random.shuffle(playerOf),
  };
}

function randomCoalitions(players: number, count: number, random: Random): Coalitions {
  const coalitions = coalitionsOf(players, count);
  addAll(coalitions, 1);
  for (let row = 2; row < count; row++) {
    const share = random.uniform();
    for (let player = 0; player < players; player++) if (random.uniform() < share) add(coalitions, row, player);
  }
  return coalitions;
}

/** The same, cell by cell. */
function naive(game: TabularGame, coalitions: Coalitions, from: number, to: number): number[] {
  const { count, columns, data } = game.background;
  const cells: number[] = [];
  for (let row = from; row < to; row++) {
    for (let column = 0; column < columns; column++) {
      const present = has(coalitions, Math.floor(row / count), game.playerOf[column]);
      cells.push(present ? game.instance[column] : data[(row % count) * columns + column]);
    }
  }
  return cells;
}

test('any stretch of rows of any game equals the naive ones', () => {
  for (let seed = 0; seed < 300; seed++) {
    const random = createRandom(seed);
    const game = randomGame(random);
    const masker = createMasker(game);
    const coalitions = randomCoalitions(game.players, 2 + random.integer(6), random);
    const all = coalitions.count * game.background.count;
    expect(masker).toMatchObject({
      players: game.players,
      rowsPerCoalition: game.background.count,
      columns: game.instance.length,
      precision: game.instance instanceof Float64Array ? 'float64' : 'float32',
    });
    const from = random.integer(all);
    const to = from + random.integer(all - from + 1);
    const target = roomFor(masker.precision, (to - from) * masker.columns + 3).fill(-77);
    masker.write(coalitions, from, to, target);
    expect([...target]).toEqual([...naive(game, coalitions, from, to), -77, -77, -77]);
  }
});

test('writing leaves the game as it was, and chunks make the same rows as the whole', () => {
  const random = createRandom(7);
  const game = randomGame(random);
  const before = structuredClone(game);
  const masker = createMasker(game);
  const coalitions = randomCoalitions(game.players, 40, random);
  const all = 40 * game.background.count;
  const whole = roomFor(masker.precision, all * masker.columns);
  masker.write(coalitions, 0, all, whole);
  const chunked = roomLike(whole, whole.length);
  for (let from = 0; from < all; from += 17) {
    const to = Math.min(all, from + 17);
    masker.write(coalitions, from, to, chunked.subarray(from * masker.columns));
  }
  expect(chunked).toEqual(whole);
  expect(game).toEqual(before);
});
