import type { TabularGame } from './game.ts';

/**
 * For each player, whether its columns equal those of every background row, so that its presence
 * changes nothing. NaN equals NaN.
 */
export function idlePlayers(game: Pick<TabularGame, 'players' | 'instance' | 'background' | 'playerOf'>): boolean[] {
  const idle = new Array<boolean>(game.players).fill(true);
  const { count, columns, data } = game.background;
  for (let column = 0; column < columns; column++) {
    const player = game.playerOf[column];
    const own = game.instance[column];
    for (let row = 0; row < count && idle[player]; row++) {
      const other = data[row * columns + column];
      if (own !== other && !(Number.isNaN(own) && Number.isNaN(other))) idle[player] = false;
    }
  }
  return idle;
}
