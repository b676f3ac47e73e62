import { expect, test } from 'vitest';
import { add, addAll, type Coalitions, coalitionsOf, has } from '../../../src/games/coalitions.ts';
import type { ImageGame } from '../../../src/games/game.ts';
import { createMasker } from '../../../src/games/masker.ts';
import { createRandom, type Random } from '../../../src/numerics/random.ts';

function randomGame(random: Random, layout: 'NCHW' | 'NHWC'): ImageGame {
  const [width, height, channels] = [1 + random.integer(9), 1 + random.integer(9), random.integer(2) === 0 ? 1 : 3];
  const players = 1 + random.integer(Math.min(40, width * height));
  const numbers = () => Float32Array.from({ length: width * height * channels }, () => random.normal());
  const segments = random.shuffle(Int32Array.from({ length: width * height }, (_, pixel) => pixel % players));
  return { kind: 'image', players, width, height, channels, layout, picture: numbers(), fill: numbers(), segments };
}

/** The same, number by number. */
function naive(game: ImageGame, coalitions: Coalitions, row: number): number[] {
  const pixels = game.width * game.height;
  return Array.from(game.picture, (_, at) => {
    const pixel = game.layout === 'NCHW' ? at % pixels : Math.floor(at / game.channels);
    return has(coalitions, row, game.segments[pixel]) ? game.picture[at] : game.fill[at];
  });
}

test.each(['NCHW', 'NHWC'] as const)('%s: rows equal the naive ones', (layout) => {
  for (let seed = 0; seed < 200; seed++) {
    const random = createRandom(seed);
    const game = randomGame(random, layout);
    const masker = createMasker(game);
    expect(masker).toMatchObject({ players: game.players, rowsPerCoalition: 1, columns: game.picture.length });
    const coalitions = coalitionsOf(game.players, 6);
    addAll(coalitions, 0);
    for (let row = 2; row < 6; row++) {
      const share = random.uniform();
      for (let player = 0; player < game.players; player++) if (random.uniform() < share) add(coalitions, row, player);
    }
    const from = random.integer(6);
    const to = from + random.integer(7 - from);
    const target = new Float32Array((to - from) * masker.columns + 2).fill(-77);
    masker.write(coalitions, from, to, target);
    const expected = Array.from({ length: to - from }, (_, at) => naive(game, coalitions, from + at)).flat();
    expect([...target]).toEqual([...expected, -77, -77]);
  }
});
