import { expect, test } from 'vitest';
import type { TabularGame } from '../../../src/games/game.ts';
import { idlePlayers } from '../../../src/games/idle-players.ts';

test('players equal to the whole background are idle', () => {
  const nan = Number.NaN;
  const game: TabularGame = {
    kind: 'tabular',
    players: 5,
    playerOf: Int32Array.of(0, 1, 2, 3, 2, 4),
    instance: Float32Array.of(1, 2, 3, nan, 5, nan),
    background: { count: 2, columns: 6, data: Float32Array.of(1, 2, 3, nan, 5, nan, 1, 9, 3, nan, 6, 0) },
  };
  expect(idlePlayers(game)).toEqual([true, false, false, true, false]);
});
