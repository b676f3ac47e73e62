import { boundingOf } from './bounding.ts';
import { searchBoxes } from './boxes/search-boxes.ts';
import type { Ask, Outcome, Problem, Reply } from './counterfactual.ts';
import { contrastsOf } from './trees/contrasts.ts';
import { passingOf, type TreeStructure } from './trees/passing.ts';

/**
 * The nearest rows with another answer of an ensemble of trees, with proof; null where its answers
 * are not bounded by sums of its leaves.
 *
 * Trees see of a row only which of their tests it passes. Every lever has therefore finitely many
 * settings that they tell apart, each stood for by the cheapest. A box of settings cannot reach the
 * goal where the best leaf of every tree within it does not.
 *
 * Reference: Cui et al., Optimal action extraction for random forests and boosted trees, KDD 2015;
 * Kanamori et al., DACE, IJCAI 2020, for the same question as a mixed-integer program.
 */
export function* nearestInTrees(
  problem: Problem,
  structure: TreeStructure,
  seen: (column: number) => Float64Array,
): Generator<Ask, Outcome | null, Reply> {
  const { trees } = structure;
  const bounding = boundingOf(problem.goal, structure);
  if (!bounding || trees.aggregate !== 'sum' || trees.linear) return null;
  const passing = passingOf(structure, problem.row, problem.levers, seen);
  const { settings, complete } = passing;
  return yield* searchBoxes(problem, {
    settings,
    complete,
    bounding,
    contrasts: contrastsOf(trees, bounding, passing),
  });
}
