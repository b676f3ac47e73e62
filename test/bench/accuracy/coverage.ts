import { write } from './accuracy.ts';
import type { Case } from './case.ts';
import { goldenCases, storedGame } from './golden.ts';
import { budgetsOf, visitRuns } from './measure.ts';
import { covered } from './score.ts';
import { type Settings, wanted } from './settings.ts';
import { count, figure, table } from './tables.ts';

/** Tolerance for the float32 values of golden models; far below any sampling error. */
const ROUNDING = 1e-7;

/** A share between these per cent is as it should be; others are marked. */
const EACH = [88, 99] as const;
const POOLED = [93, 97] as const;

const marked = (share: number | undefined, [low, high]: readonly [number, number]): string =>
  `${figure(share)}${share !== undefined && (share < low || share > high) ? ' !' : ''}`;

interface Tally {
  held: number;
  of: number;
}

/**
 * The golden networks with 13 players or more, and wine's row 0 from its stored coalition values.
 */
function coverageCases(root: string): readonly Case[] {
  const wine = storedGame(root, 'wine-mlp');
  const stored: Case = {
    name: 'wine mlp, row 0, stored values',
    group: 'golden',
    players: wine.players,
    input: 'tabular',
    games: () => [wine],
    shap: new Map(),
  };
  return [...goldenCases(root).filter(({ name, players }) => name.endsWith(' mlp') && players >= 13), stored];
}

/** Counts and prints how often 95 % intervals hold the exact value. */
export async function coverage(root: string, settings: Settings): Promise<void> {
  const tallies = new Map<string, Tally>();
  const key = (...parts: readonly (string | number)[]): string => parts.join(' | ');
  const cases = wanted(coverageCases(root), settings.only);
  for (const one of cases) {
    const { left } = await visitRuns(one, settings, (game, found, { estimator, budget, game: row }) => {
      const { held, of } = covered(found, game.truth, game.truthError, ROUNDING);
      for (const at of [
        key(one.name, budget, estimator),
        key(one.name, budget, estimator, row),
        key('pooled', estimator),
      ]) {
        const tally = tallies.get(at) ?? { held: 0, of: 0 };
        tallies.set(at, tally);
        tally.held += held;
        tally.of += of;
      }
    });
    for (const [name, why] of left) console.log(`${name} is left out of ${one.name}: ${why}`);
  }
  const share = (at: string): number | undefined => {
    const tally = tallies.get(at);
    return tally && tally.of > 0 ? (100 * tally.held) / tally.of : undefined;
  };
  const names = settings.estimators.map(({ name }) => name);
  const rows = cases.flatMap((one) =>
    budgetsOf(one, settings.budgets).map((budget) => [
      `${one.name}, ${count(budget)}`,
      ...names.map((name) => {
        const all = share(key(one.name, budget, name));
        const each = [0, 1, 2, 3, 4]
          .map((row) => share(key(one.name, budget, name, row)))
          .filter((value) => value !== undefined);
        if (all === undefined) return '-';
        const text = marked(all, EACH);
        return each.length > 1 ? `${text} (${figure(Math.min(...each))} to ${figure(Math.max(...each))})` : text;
      }),
    ]),
  );
  const stopped = settings.stop === null ? '' : `stopped at an error of ${100 * settings.stop} %; `;
  const title = `Share of 95 % intervals that hold the exact value, in per cent; ${settings.seeds} seeds; ${stopped}in brackets the rows' least and most; ! marks what is not 88 to 99, pooled 93 to 97`;
  table(
    title,
    ['', ...names],
    [...rows, ['pooled', ...names.map((name) => marked(share(key('pooled', name)), POOLED))]],
  );
  write(root, settings.out, {
    seeds: settings.seeds,
    budgets: settings.budgets,
    coverage: Object.fromEntries(tallies),
  });
}
