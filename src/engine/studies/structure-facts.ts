import { structuralExplainers } from '../../explainers/structural.ts';
import type { Space } from '../../games/game.ts';
import { answersAreScores, type Structure } from '../../structures/structure.ts';
import type { StructureFacts } from '../protocol.ts';

/** The method that reads a kind of structure; undefined where there is none. */
export const methodFor = (structure: Structure) =>
  structuralExplainers.find(({ structural }) => structural.needs === structure.kind);

/** What the page must know about a structure with K answers. */
export function structureFacts(structure: Structure, outputs: number): StructureFacts {
  const all = Array.from({ length: outputs }, (_, k) => k);
  const spaces: readonly Space[] = ['output', 'logit', 'raw'];
  return {
    kind: structure.kind,
    exact: spaces.filter((space) => methodFor(structure)?.structural.exactFor(structure, all, space)),
    raw: !answersAreScores(structure.finalStep),
  };
}
