import { expect, test } from 'vitest';
import { add, addAll, coalitionsOf, has } from '../../../src/games/coalitions.ts';
import type { TextGame } from '../../../src/games/game.ts';
import { createMasker } from '../../../src/games/masker.ts';
import { NO_TOKEN } from '../../../src/games/text-masker.ts';
import { createRandom } from '../../../src/numerics/random.ts';

const game: TextGame = {
  kind: 'text',
  players: 3,
  ids: Int32Array.of(101, 11, 12, 13, 14, 15, 102),
  playerOf: Int32Array.of(-1, 0, 0, 1, 2, 0, -1),
  absent: 'mask',
  mask: 103,
  columns: 9,
  padding: 'right',
};

/** A row for a set of players. */
function row(changes: Partial<TextGame>, ...players: number[]): number[] {
  const coalitions = coalitionsOf(3, 1);
  for (const player of players) add(coalitions, 0, player);
  const target = new Float32Array(9);
  createMasker({ ...game, ...changes }).write(coalitions, 0, 1, target);
  return [...target];
}

test('what is absent is masked, left empty or taken out; special tokens stay', () => {
  expect(row({}, 0, 1, 2)).toEqual([101, 11, 12, 13, 14, 15, 102, -1, -1]);
  expect(row({}, 1)).toEqual([101, 103, 103, 13, 103, 103, 102, -1, -1]);
  expect(row({ absent: 'pad' }, 1)).toEqual([101, -1, -1, 13, -1, -1, 102, -1, -1]);
  expect(row({ absent: 'remove' }, 1)).toEqual([101, 13, 102, -1, -1, -1, -1, -1, -1]);
  expect(row({ absent: 'remove', padding: 'left' }, 1)).toEqual([-1, -1, -1, -1, -1, -1, 101, 13, 102]);
  expect(row({ absent: 'remove' })).toEqual([101, 102, -1, -1, -1, -1, -1, -1, -1]);
});

test('rows equal the naive ones', () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = createRandom(seed);
    const players = 1 + random.integer(40);
    const length = players + random.integer(20);
    const own: TextGame = {
      kind: 'text',
      players,
      ids: Int32Array.from({ length }, () => random.integer(30000)),
      playerOf: Int32Array.from({ length }, () => random.integer(players + 1) - 1),
      absent: (['mask', 'pad', 'remove'] as const)[random.integer(3)],
      mask: 7,
      columns: length + random.integer(4),
      padding: random.integer(2) === 0 ? 'left' : 'right',
    };
    const masker = createMasker(own);
    expect(masker).toMatchObject({ players, rowsPerCoalition: 1, columns: own.columns });
    const coalitions = coalitionsOf(players, 5);
    addAll(coalitions, 0);
    for (let at = 2; at < 5; at++)
      for (let player = 0; player < players; player++) if (random.uniform() < 0.5) add(coalitions, at, player);
    const from = random.integer(5);
    const target = new Float32Array((5 - from) * own.columns + 2).fill(-77);
    masker.write(coalitions, from, 5, target);
    const naive = Array.from({ length: 5 - from }, (_, at) => {
      const tokens = [...own.ids].flatMap((id, i) => {
        const player = own.playerOf[i];
        if (player < 0 || has(coalitions, from + at, player)) return [id];
        return own.absent === 'remove' ? [] : [own.absent === 'mask' ? 7 : NO_TOKEN];
      });
      const rest = new Array<number>(own.columns - tokens.length).fill(NO_TOKEN);
      return own.padding === 'left' ? [...rest, ...tokens] : [...tokens, ...rest];
    }).flat();
    expect([...target]).toEqual([...naive, -77, -77]);
  }
});
