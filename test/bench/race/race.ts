import { smallSampleFactor } from '../../../src/numerics/student-t.ts';
import { write } from '../accuracy/accuracy.ts';
import type { Case } from '../accuracy/case.ts';
import { goldenCases } from '../accuracy/golden.ts';
import { knownCases } from '../accuracy/known.ts';
import { budgetsOf, visitRuns } from '../accuracy/measure.ts';
import { geometricMean, mean, meanSquaredError, variance } from '../accuracy/score.ts';
import { type Settings, wanted } from '../accuracy/settings.ts';
import { count, figure, table } from '../accuracy/tables.ts';
import { madeCases } from './made.ts';

/** Errors below this part of the values' variance are rounding: nobody wins there. */
const ROUNDING = 1e-16;

/** What a rival made of a case with a budget, beside the first estimator. */
interface Meeting {
  readonly game: string;
  readonly rival: string;
  readonly budget: number;
  /** Mean squared error over the first estimator's. */
  readonly ratio: number;
  /** Mean difference of the logarithms over its standard error, over seeds; below 0 it is lost. */
  readonly t: number;
  readonly lost: boolean;
}

/**
 * Races the first estimator of the settings against each other one at equal coalitions. A game is
 * lost where its squared errors are larger by more than chance: a paired t-test of their logarithms
 * over seeds, at 2.5 % on that side. So of as many meetings a fortieth would be lost by equals.
 */
export async function race(root: string, settings: Settings): Promise<void> {
  const cases = wanted([...knownCases.filter(isRaced), ...madeCases, ...goldenCases(root)], settings.only);
  const [own, ...rivals] = settings.estimators.map(({ name }) => name);
  console.log(`Squared error over that of ${own} at equal coalitions; ${settings.seeds} seeds`);
  const meetings: Meeting[] = [];
  for (const one of cases) {
    const errors = await errorsOf(one, settings);
    const before = meetings.length;
    for (const budget of budgetsOf(one, settings.budgets))
      for (const rival of rivals) {
        const met = meet(errors.get(`${own} ${budget}`), errors.get(`${rival} ${budget}`), settings.seeds);
        if (met) meetings.push({ game: one.name, rival, budget, ...met });
      }
    print(`${one.name} (${one.players} players)`, settings, rivals, meetings.slice(before), (some) =>
      some.map(({ ratio, lost }) => `${figure(ratio)}${lost ? ' !' : ''}`).join(),
    );
  }
  print('Geometric mean of all games', settings, rivals, meetings, (some) =>
    figure(geometricMean(some.map(({ ratio }) => ratio))),
  );
  print('Games lost by more than chance, of those met', settings, rivals, meetings, (some) => {
    const lost = some.filter((each) => each.lost).length;
    return `${lost} of ${some.length}`;
  });
  for (const { game, rival, budget, ratio } of meetings.filter(({ lost }) => lost))
    console.log(`  lost: ${game}, ${count(budget)}, to ${rival} (${figure(ratio)})`);
  write(root, settings.out, { seeds: settings.seeds, budgets: settings.budgets, own, meetings });
}

/** Additive games tell nothing: everybody has them right. */
const isRaced = ({ name, players }: Case): boolean => !name.startsWith('linear') && players >= 16 && players <= 60;

/** Relative squared errors by "estimator budget", one for each seed. */
async function errorsOf(one: Case, settings: Settings): Promise<Map<string, number[]>> {
  const errors = new Map<string, number[]>();
  const { left } = await visitRuns(one, settings, (game, { values }, { estimator, budget, seed }) => {
    const key = `${estimator} ${budget}`;
    const bySeed = errors.get(key) ?? [];
    errors.set(key, bySeed);
    bySeed[seed] = (bySeed[seed] ?? 0) + meanSquaredError(values, game.truth) / variance(game.truth, game.players);
  });
  for (const [name, why] of left) console.log(`${name} is left out of ${one.name}: ${why}`);
  return errors;
}

function meet(
  own: readonly number[] | undefined,
  other: readonly number[] | undefined,
  seeds: number,
): Pick<Meeting, 'ratio' | 't' | 'lost'> | null {
  if (own?.length !== seeds || other?.length !== seeds || mean(own) < ROUNDING || mean(other) < ROUNDING) return null;
  const steps = own.map((error, seed) => Math.log((other[seed] + ROUNDING) / (error + ROUNDING)));
  const average = mean(steps);
  const squares = steps.reduce((sum, step) => sum + (step - average) ** 2, 0);
  const deviation = Math.sqrt(squares / Math.max(1, seeds - 1) / seeds);
  const t = average / Math.max(deviation, Number.MIN_VALUE);
  return { ratio: mean(other) / mean(own), t, lost: t < -1.96 * smallSampleFactor(seeds - 1) };
}

function print(
  title: string,
  { budgets }: Settings,
  rivals: readonly string[],
  meetings: readonly Meeting[],
  text: (some: readonly Meeting[]) => string,
): void {
  const shown = budgets.filter((budget) => meetings.some((each) => each.budget === budget));
  const rows = rivals.map((rival) => [
    rival,
    ...shown.map((budget) => {
      const some = meetings.filter((each) => each.rival === rival && each.budget === budget);
      return some.length > 0 ? text(some) : '.';
    }),
  ]);
  if (shown.length > 0) table(title, ['', ...shown.map(count)], rows);
}
