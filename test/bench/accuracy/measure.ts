import type { ExplainerDescription } from '../../../src/explainers/explainer.ts';
import type { Case, Game } from './case.ts';
import { remembering } from './memory.ts';
import { type Run, run } from './run.ts';
import { mean, meanSquaredError, variance } from './score.ts';
import type { Settings } from './settings.ts';

/** What one estimator did with one budget, over all games and seeds of a case. */
export interface Cell {
  readonly estimator: string;
  readonly budget: number;
  /** Mean squared error, averaged over games and seeds. */
  readonly error: number;
  /** `error` over the variance of the exact values. */
  readonly relative: number;
  /** Standard error of `error` over the seeds. */
  readonly spread: number;
  /** Mean processor time for solving, in milliseconds. */
  readonly solving: number;
  /** Mean number of coalitions that were asked for. */
  readonly asked: number;
}

/** Called with each run of an estimator; gathers what a bench needs. */
export type Visit = (
  game: Game,
  run: Run,
  where: { estimator: string; budget: number; seed: number; game: number },
) => void;

/**
 * Budgets of a case: none beyond the first that reaches every coalition, and none above the case's
 * limit.
 */
export const budgetsOf = ({ players, most }: Case, budgets: readonly number[]): readonly number[] =>
  budgets.filter(
    (budget, i) =>
      (i === 0 || budgets[i - 1] < 2 ** players - 2) && budget <= (most?.budget ?? Number.POSITIVE_INFINITY),
  );

/**
 * Runs every estimator with every budget and seed over a case's games. A coalition's values are
 * computed once for all that ask for it. An estimator that fails, or whose first run with a budget
 * takes longer to solve than `patience`, is left out from there on: `left` says where and why.
 */
export async function visitRuns(
  one: Case,
  settings: Settings,
  visit: Visit,
): Promise<{ left: ReadonlyMap<string, string>; seeds: number }> {
  const left = new Map<string, string>();
  const limits = new Map<string, number>();
  const budgets = budgetsOf(one, settings.budgets);
  const seeds = Math.min(settings.seeds, one.most?.seeds ?? Number.POSITIVE_INFINITY);
  const estimators = settings.estimators.filter(
    (each) => each.inputs.includes(one.input) && one.players <= (each.maxPlayers ?? Infinity),
  );
  const give = (estimator: ExplainerDescription, budget: number, why: string): void => {
    limits.set(estimator.name, budget);
    left.set(estimator.name, why);
  };
  const games = await one.games();
  for (const [index, each] of games.entries()) {
    const game = remembering(each);
    for (let seed = 0; seed < seeds; seed++) {
      for (const estimator of estimators) {
        for (const budget of budgets) {
          if (budget >= (limits.get(estimator.name) ?? Number.POSITIVE_INFINITY)) break;
          try {
            const found = await run(estimator, {
              game,
              input: one.input,
              samples: budget,
              seed,
              stop: settings.stop ?? undefined,
            });
            if (index === 0 && seed === 0 && found.solving > settings.patience) {
              give(estimator, budget, `${budget} coalitions take ${(found.solving / 1000).toFixed(1)} s to solve`);
              break;
            }
            visit(each, found, { estimator: estimator.name, budget, seed, game: index });
          } catch (error) {
            give(estimator, 0, `fails at ${budget}, seed ${seed}: ${error instanceof Error ? error.message : error}`);
          }
        }
      }
      game.forget();
    }
    each.close?.();
  }
  return { left, seeds };
}

interface Sums {
  readonly estimator: string;
  readonly budget: number;
  readonly bySeed: number[];
  runs: number;
  solving: number;
  asked: number;
}

export interface Measured {
  readonly cells: readonly Cell[];
  /** Estimators that were left out from some budget on, and why. */
  readonly left: ReadonlyMap<string, string>;
  /** What an estimated reference's own error adds to each relative error; 0 for an exact one. */
  readonly floor: number;
}

/** Errors of every estimator and budget on a case. */
export async function measure(one: Case, settings: Settings): Promise<Measured> {
  const sums = new Map<string, Sums>();
  const games = new Map<number, { variance: number; noise: number }>();
  const { left, seeds } = await visitRuns(one, settings, (game, found, { estimator, budget, seed, game: index }) => {
    const { truth, truthError, players } = game;
    if (!games.has(index))
      games.set(index, {
        variance: variance(truth, players),
        noise: truthError ? meanSquaredError(truthError, new Float64Array(truth.length)) : 0,
      });
    const key = `${estimator} ${budget}`;
    const own = sums.get(key) ?? { estimator, budget, bySeed: [], runs: 0, solving: 0, asked: 0 };
    const error = meanSquaredError(found.values, truth);
    if (!Number.isFinite(error)) throw new Error('values that are not finite');
    if (!found.additive) throw new Error('values that do not add up: no Shapley values');
    sums.set(key, own);
    own.bySeed[seed] = (own.bySeed[seed] ?? 0) + error;
    own.runs += 1;
    own.solving += found.solving;
    own.asked += found.asked;
  });
  const total = (part: 'variance' | 'noise'): number =>
    [...games.values()].reduce((sum, game) => sum + game[part], 0) / games.size;
  const complete = [...sums.values()].filter(({ runs }) => runs === games.size * seeds);
  const cells = complete.map(({ estimator, budget, bySeed, runs, solving, asked }): Cell => {
    const errors = bySeed.map((sum) => sum / games.size);
    const error = mean(errors);
    const deviation = errors.reduce((sum, e) => sum + (e - error) ** 2, 0) / Math.max(1, seeds - 1);
    return {
      estimator,
      budget,
      error,
      relative: error / total('variance'),
      spread: Math.sqrt(deviation / seeds),
      solving: solving / runs,
      asked: asked / runs,
    };
  });
  return { cells, left, floor: total('noise') / total('variance') };
}
