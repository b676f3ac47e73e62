// Interactions of many players: the squared error of `interactions` over that of plain regression at
// equal coalitions, and how often its intervals hold the truth.

import type { Attribution } from '../../../src/explainers/explainer.ts';
import { create } from '../../../src/explainers/interactions/create.ts';
import { symmetric } from '../../../src/explainers/interactions/indices.ts';
import { cutRegression } from '../../../src/explainers/interactions/regression.ts';
import { pairPlan } from '../../../src/explainers/kernel-shap/pair-plan.ts';
import { withComplements } from '../../../src/explainers/shared/complements.ts';
import { has } from '../../../src/games/coalitions.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { contextOf, drive, valuesOf } from '../../unit/support/drive.ts';
import type { JointGame } from '../../unit/support/joint-games.ts';
import { geometricMean } from '../accuracy/score.ts';
import { count, figure, table } from '../accuracy/tables.ts';
import { jointGames } from './games.ts';

const PLAYERS = 30;
const BUDGETS = [256, 512, 1024, 2048];
/** Both below this part of the interactions: both are exact. */
const ROUNDING = 1e-9;

/** Prints ratios and coverage of the games whose name contains `only`. */
export async function interactions(only: string, seeds = 10): Promise<void> {
  console.log(
    `${PLAYERS} players, Shapley interaction index, ${seeds} seeds: squared error over plain regression's at equal\n` +
      'coalitions, which needs 1,306 before it is determined (before, its ridge decides); in brackets the error over the\n' +
      "interactions' mean square. Last: how many 95 % intervals hold the truth.",
  );
  const ratios = BUDGETS.map((): number[] => []);
  const covered = BUDGETS.map(() => [0, 0]);
  const rows: string[][] = [];
  for (const { name, make } of jointGames(PLAYERS)) {
    if (!name.includes(only)) continue;
    const game = make();
    const truth = truthOf(game);
    const size = squares(truth, () => 0);
    const cells = BUDGETS.map((samples, b) => {
      let [own, plain, time] = [0, 0, 0];
      for (let seed = 1; seed <= seeds; seed++) {
        const start = performance.now();
        const found = drive(create(contextOf(game, { samples, seed }), { index: 'shapley' }), game);
        time += performance.now() - start;
        const { interactions: values, interactionErrors: errors } = found as Required<Attribution>;
        own += squares(truth, (at) => values[at]) / size / seeds;
        const other = plainPairs(game, samples, seed);
        plain += squares(truth, (at) => other[at]) / size / seeds;
        for (const [at, value] of truth.entries()) {
          covered[b][0] += Math.abs(value - values[at]) <= 1.96 * errors[at] + 1e-6 * Math.sqrt(size) ? 1 : 0;
          covered[b][1] += 1;
        }
      }
      if (own < ROUNDING && plain < ROUNDING) return 'exact';
      ratios[b].push(own / plain);
      return `${figure(own / plain)} (${figure(own)}, ${count(time / seeds)} ms)`;
    });
    rows.push([name, ...cells]);
  }
  const means = ratios.map((some) => figure(some.length > 0 ? geometricMean(some) : null));
  const held = covered.map(([of, all]) => `${((100 * of) / all).toFixed(1)} %`);
  table('', ['', ...BUDGETS.map(count)], [...rows, ['geometric mean', ...means], ['intervals that hold', ...held]]);
}

/** m × m. */
function truthOf({ players, together }: JointGame): Map<number, number> {
  const truth = new Map<number, number>();
  for (let i = 0; i < players; i++) for (let j = 0; j < i; j++) truth.set(i * players + j, together('shapley', [j, i]));
  return truth;
}

function squares(truth: Map<number, number>, found: (at: number) => number): number {
  let sum = 0;
  for (const [at, value] of truth) sum += (found(at) - value) ** 2;
  return sum / truth.size;
}

/** Weighted least squares on pairs of players alone (KernelSHAP-IQ, Fumagalli et al. 2024), m × m. */
function plainPairs(game: JointGame, samples: number, seed: number): Float64Array {
  const { players } = game;
  const plan = pairPlan(players, createRandom(seed));
  const batch = plan.take(samples / 2);
  const active = Int32Array.from({ length: players }, (_, p) => p);
  const holds = (row: number, j: number): boolean => has(batch.coalitions, row, j);
  const values = valuesOf(game, withComplements({ players, active, ends: true }, batch.coalitions.count, holds));
  const cuts = Float64Array.from(
    { length: batch.coalitions.count },
    (_, row) => values[0] + values[1] - values[2 * row + 2] - values[2 * row + 3],
  );
  const regression = cutRegression(players, 1, plan, 'shapley');
  regression.add(batch, cuts);
  return symmetric(regression.solve().values, players, 1);
}
