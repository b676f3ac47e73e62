import { createStoppingRule } from '../../../src/engine/jobs/stopping-rule.ts';
import type { Attribution, ExplainerDescription } from '../../../src/explainers/explainer.ts';
import { readOptions } from '../../../src/explainers/options.ts';
import { sizeOf } from '../../../src/games/coalitions.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { contextOf } from '../../unit/support/drive.ts';
import type { Case, Game } from './case.ts';

export interface Run extends Pick<Attribution, 'values' | 'standardErrors' | 'additive'> {
  /** Milliseconds of processor time in the explainer itself, without the values. */
  readonly solving: number;
  /** Coalitions that were asked for, without the empty and the full one. */
  readonly asked: number;
}

/**
 * Milliseconds of processor time that this process has taken; steadier than the clock on a shared
 * machine.
 */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

interface Driven {
  readonly game: Game;
  readonly input: Case['input'];
  readonly samples: number;
  readonly seed: number;
  /** The relative error at which it ends, as the engine ends it; without one it asks for all samples. */
  readonly stop?: number | undefined;
}

/**
 * Drives an explainer over a game as the engine does, without estimates on the way but for those by
 * which it is stopped.
 */
export async function run(
  description: ExplainerDescription,
  { game, input, samples, seed, stop }: Driven,
): Promise<Run> {
  const context = contextOf(game, {
    samples,
    seed,
    random: createRandom(seed).fork(description.name),
    ...(input === 'image' ? { input: { kind: 'image' } } : {}),
  });
  // Its code is there before the clock starts.
  await description.create(contextOf(game, { samples }), readOptions(description));
  const rule = createStoppingRule(stop ?? 0);
  let [asked, known] = [0, 0];
  let start = processorTime();
  const explainer = await description.create(context, readOptions(description));
  let step = explainer.next();
  let solving = processorTime() - start;
  while (!step.done) {
    if (step.value.kind !== 'coalitions') throw new Error('asks for rows');
    const { coalitions, estimate, unfinished } = step.value;
    if (estimate && !unfinished && rule.isDue(known)) {
      start = processorTime();
      const found = estimate();
      solving += processorTime() - start;
      if (rule.isMet(found)) {
        explainer.return(found);
        return { ...found, solving, asked };
      }
    }
    known += coalitions.count;
    for (let row = 0; row < coalitions.count; row++) {
      const size = sizeOf(coalitions, row);
      if (size > 0 && size < game.players) asked += 1;
    }
    const values = coalitions.count === 0 ? new Float64Array(0) : await game.answer(coalitions);
    start = processorTime();
    step = explainer.next(values);
    solving += processorTime() - start;
  }
  const { values, standardErrors, additive } = step.value;
  return { values, standardErrors, additive, solving, asked };
}
