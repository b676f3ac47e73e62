import { boundingOf } from './bounding.ts';
import { searchBoxes } from './boxes/search-boxes.ts';
import type { Ask, Outcome, Problem, Reply } from './counterfactual.ts';
import { gainsOf, type LinearStructure, leastCost, linearContrasts } from './linear/gains.ts';
import type { Table } from './search/data-settings.ts';

/** Halvings by which the line is found. */
const HALVINGS = 100;

/**
 * The nearest rows with another answer of a linear model, with proof; null where its answers are
 * not bounded by its scores. Each lever adds to the scores by itself. Where one score decides, what
 * a box costs at least is bounded by duality, which is all but tight.
 *
 * Reference: Ustun et al., Actionable recourse in linear classification, FAT* 2019, for the same
 * question as an integer program.
 */
export function* nearestInLinear(
  problem: Problem,
  structure: LinearStructure,
  table: Table,
): Generator<Ask, Outcome | null, Reply> {
  const bounding = boundingOf(problem.goal, structure);
  if (!bounding) return null;
  const gains = gainsOf(structure, bounding, { ...problem, table });
  const contrasts = linearContrasts(gains);
  const { settings, complete, asIs, size } = gains;
  const boxes = { settings, complete, bounding, contrasts };
  if (bounding.contrasts > 1) return yield* searchBoxes(problem, boxes);
  // The contrast from which on the goal may be reached.
  let [below, above] = [asIs[0], asIs[0] + 2 * size + 1];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (below + above) / 2;
    if (bounding.possible(Float64Array.of(middle), contrasts.slack)) above = middle;
    else below = middle;
  }
  return yield* searchBoxes(problem, { ...boxes, least: leastCost(gains, below - asIs[0]) });
}
