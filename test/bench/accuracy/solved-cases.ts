import { valuesOf } from '../../unit/support/drive.ts';
import type { SolvedGame } from '../../unit/support/games.ts';
import type { Case } from './case.ts';

/** Families of games whose Shapley values are known, a case for each family and size. */
export const solvedCases = (
  families: Readonly<Record<string, (players: number) => readonly SolvedGame[]>>,
  sizes: readonly number[],
): readonly Case[] =>
  Object.entries(families).flatMap(([family, make]) =>
    sizes.map(
      (players): Case => ({
        name: `${family} ${players}`,
        group: 'known',
        players,
        input: 'tabular',
        games: () =>
          make(players).map((game) => ({
            players,
            outputs: 1,
            truth: game.shapley,
            answer: (coalitions) => valuesOf(game, coalitions),
          })),
        shap: new Map(),
      }),
    ),
  );
