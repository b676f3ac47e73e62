import { add, type Coalitions, coalitionsOf } from '../../../src/games/coalitions.ts';
import type { ConditionalGame, Imputer, Rows } from '../../../src/games/game.ts';
import { fitCopula } from '../../../src/games/gaussian-copula.ts';
import { loadMasker } from '../../../src/games/load-masker.ts';
import { fitNearest } from '../../../src/games/nearest-rows.ts';
import { type Numbers, roomLike } from '../../../src/numerics/numbers.ts';
import type { Random } from '../../../src/numerics/random.ts';

interface GameOptions {
  readonly imputer: Imputer['kind'];
  readonly instance: Numbers;
  readonly background: Rows;
  readonly playerOf?: Int32Array;
  readonly draws?: number;
  readonly seed?: number;
  /** Columns that hold categories. */
  readonly categorical?: readonly number[];
}

/** A conditional game; without players, each column is one. */
export function conditionalGame(options: GameOptions): ConditionalGame {
  const { imputer, instance, background, draws = 100, seed = 0, categorical = [] } = options;
  const all = Array.from({ length: background.columns }, (_, column) => column);
  const { playerOf = Int32Array.from(all) } = options;
  return {
    kind: 'conditional',
    players: 1 + Math.max(...playerOf),
    instance,
    background,
    playerOf,
    imputer:
      imputer === 'gaussian-copula'
        ? fitCopula(background)
        : fitNearest(
            background,
            Uint8Array.from(all, (column) => (categorical.includes(column) ? 1 : 0)),
          ),
    draws,
    seed,
  };
}

/** One coalition. */
export function coalitionOf(players: number, present: readonly number[]): Coalitions {
  const one = coalitionsOf(players, 1);
  for (const player of present) add(one, 0, player);
  return one;
}

/** All rows of coalitions. */
export async function rowsOf(game: ConditionalGame, coalitions: Coalitions): Promise<Numbers> {
  const masker = await loadMasker(game);
  const count = coalitions.count * masker.rowsPerCoalition;
  const rows = roomLike(game.background.data, count * masker.columns);
  masker.write(coalitions, 0, count, rows);
  return rows;
}

/** The mean of an answer over a coalition's rows. */
export async function worthOf(
  game: ConditionalGame,
  present: readonly number[],
  answer: (row: Numbers) => number,
): Promise<number> {
  const rows = await rowsOf(game, coalitionOf(game.players, present));
  const { columns } = game.background;
  let sum = 0;
  for (let at = 0; at < rows.length; at += columns) sum += answer(rows.subarray(at, at + columns));
  return (sum * columns) / rows.length;
}

/** Rows in double precision, drawn one by one. */
export function rowsBy(count: number, row: (random: Random) => readonly number[], random: Random): Rows {
  const data = Float64Array.from(Array.from({ length: count }, () => row(random)).flat());
  return { count, columns: data.length / count, data };
}
