import { expect, it } from 'vitest';
import { driverOf } from '../support/drive.ts';
import { occlusion } from '../support/explainers.ts';
import { linearGame, type TestGame, tableGame } from '../support/games.ts';

const { explain, watch } = driverOf(occlusion);
const only = (players: number, player: number, others: number): Uint8Array =>
  new Uint8Array(players).fill(others).fill(1 - others, player, player + 1);

it.each([1, 2, 5, 9])('says what each of %i players takes away, or brings alone', (players) => {
  const game = tableGame(players, 3, players);
  const full = game.value(new Uint8Array(players).fill(1));
  const empty = game.value(new Uint8Array(players));
  const [lost, gained] = [explain(game), explain(game, { options: { from: 'empty' } })];
  for (let p = 0; p < players; p++) {
    for (let k = 0; k < 3; k++) {
      expect(lost.values[k * players + p]).toBe(full[k] - game.value(only(players, p, 1))[k]);
      expect(gained.values[k * players + p]).toBe(game.value(only(players, p, 0))[k] - empty[k]);
    }
  }
  for (const found of [lost, gained]) {
    expect(found).toMatchObject({
      additive: false,
      complete: true,
      coalitions: players,
      standardErrors: new Float64Array(3 * players),
    });
    expect([...found.base]).toEqual(Array.from(empty));
    expect([...found.prediction]).toEqual(Array.from(full));
  }
});

it('is blind to players that stand in for each other, and to those that need each other', () => {
  const either: TestGame = { players: 3, outputs: 1, value: (z) => [z[0] || z[1] ? 1 : 0] };
  expect([...explain(either).values]).toEqual([0, 0, 0]);
  expect([...explain(either, { options: { from: 'empty' } }).values]).toEqual([1, 1, 0]);
  const together: TestGame = { players: 3, outputs: 1, value: (z) => [z[0] && z[1] ? 1 : 0] };
  expect([...explain(together).values]).toEqual([1, 1, 0]);
  expect([...explain(together, { options: { from: 'empty' } }).values]).toEqual([0, 0, 0]);
});

it('does not ask about idle players, and asks in parts where there are many', () => {
  const weights = Array.from({ length: 150 }, (_, p) => (p % 10 === 0 ? 0 : p));
  const game = linearGame(weights, 2);
  const idle = weights.map((w) => w === 0);
  for (const from of ['full', 'empty']) {
    const { asks, result } = watch(game, { idle, options: { from } });
    expect(asks.length).toBeGreaterThan(1);
    expect([...result!.values]).toEqual(weights);
    expect(result!.coalitions).toBe(135);
  }
  expect(explain(linearGame([1, 2]), { idle: [true, true] })).toMatchObject({
    values: new Float64Array(2),
    coalitions: 0,
  });
});
