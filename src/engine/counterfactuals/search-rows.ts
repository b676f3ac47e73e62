import { type Ask, isNearer, type Outcome, type Problem, type Reply } from '../../counterfactuals/counterfactual.ts';
import { foundBySearch } from '../../counterfactuals/found-by-search.ts';
import { nearestInLinear } from '../../counterfactuals/nearest-in-linear.ts';
import { nearestInTrees } from '../../counterfactuals/nearest-in-trees.ts';
import { createRandom } from '../../numerics/random.ts';
import type { Counterfactual } from '../../records/counterfactual.ts';
import type { Structure } from '../../structures/structure.ts';
import type { TabularStudy } from '../studies/study.ts';
import { columnFacts } from './column-facts.ts';

/** What rows are searched with. */
export interface Searched {
  readonly study: TabularStudy;
  /** What the model is made of, where it answers by it. */
  readonly structure: Structure | null;
  readonly seed: number;
  /** Told by which method it goes on, where that is not the structure's own. */
  readonly method?: (method: Counterfactual['method']) => void;
}

/** The nearest rows with another answer: exactly where the structure allows, else by search. */
export function* searchRows(
  problem: Problem,
  { study, structure, seed, method }: Searched,
): Generator<Ask, Outcome, Reply> {
  const table = study.usable().rows;
  function* exactly(): Generator<Ask, Outcome | null, Reply> {
    if (structure?.kind === 'linear') return yield* nearestInLinear(problem, structure, table);
    const seen = (column: number) => columnFacts(study)[column].seen;
    return structure ? yield* nearestInTrees(problem, structure, seen) : null;
  }
  const exact = yield* exactly();
  if (exact && (exact.proof === 'none within limits' || (exact.bound && exact.found.length > 0))) return exact;
  const found = yield* foundBySearch(problem, { table, random: createRandom(seed).fork('counterfactual') });
  const [own, other] = [exact?.found[0], found.found[0]];
  if (exact && own && !(other && isNearer(other, own))) return exact;
  method?.('search');
  if (!exact?.bound) return found;
  // What was excluded stays so, whatever is found beyond it.
  return { ...found, proof: found.found.length > 0 ? 'within gap' : 'none found', bound: exact.bound };
}
