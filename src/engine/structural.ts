import { OrielError } from '../errors.ts';
import type { ExplainerDescription, OptionValues, PreparedStructure, StructureContext } from '../explainers/explainer.ts';
import { explainers } from '../explainers/index.ts';
import type { Space } from '../games/game.ts';
import type { Random } from '../games/random.ts';
import { type Structure, sameSpaces } from '../games/structure.ts';
import { engineWords, explainerWords } from '../words/en.ts';
import type { StructureFacts } from './protocol.ts';
import type { Subject } from './subject.ts';

/** The method that reads a kind of structure; undefined where there is none. */
export const methodFor = (structure: Structure): ExplainerDescription | undefined =>
  explainers.find(({ structural }) => structural?.needs === structure.kind);

/** What the page is told of a structure with K answers. */
export function structureFacts(structure: Structure, outputs: number): StructureFacts {
  const all = Array.from({ length: outputs }, (_, k) => k);
  const spaces: readonly Space[] = ['output', 'logit', 'raw'];
  return {
    kind: structure.kind,
    exact: spaces.filter((space) => methodFor(structure)?.structural?.exactFor(structure, all, space)),
    raw: !sameSpaces(structure.post),
  };
}

/** What of a request decides how its model's structure is explained. */
export interface StructuralRequest {
  readonly structure: Structure;
  readonly selected: readonly number[];
  readonly space: Space;
}

/** Makes a method ready; the one made last for a structure is kept, so that many rows of one request are prepared for once. */
export function createPreparer() {
  const kept = new WeakMap<Structure, { readonly key: string; readonly prepared: PreparedStructure }>();
  return (
    { structural, name }: ExplainerDescription,
    { structure, selected, space }: StructuralRequest,
    { masker, background, players }: Subject,
    options: OptionValues,
    seed: number,
    random: Random,
  ): PreparedStructure => {
    if (!structural || masker.kind !== 'tabular')
      throw new OrielError('request-invalid', { text: explainerWords.needs(name, structural?.needs ?? 'trees') });
    const key = JSON.stringify([name, selected, space, background?.sha256, Array.from(masker.playerOf), options, seed]);
    const before = kept.get(structure);
    if (before?.key === key) return before.prepared;
    const context: StructureContext = {
      structure,
      selected,
      space,
      background: masker.background,
      playerOf: masker.playerOf,
      players: players.length,
      random,
    };
    const prepared = structural.prepare(context, options);
    kept.set(structure, { key, prepared });
    return prepared;
  };
}
export type Preparer = ReturnType<typeof createPreparer>;

/** Why 'auto' took a structural method, or why it did not although there is a structure; null without one. */
export function structuralReason({ structure, selected, space }: StructuralRequest): { readonly exact: boolean; readonly why: string } {
  const exact = methodFor(structure)?.structural?.exactFor(structure, selected, space) === true;
  if (exact) return { exact, why: engineWords.structureExact[structure.kind] };
  const summed = structure.kind !== 'trees' || structure.trees.aggregate === 'sum';
  return { exact, why: summed ? engineWords.structureBent[structure.kind] : engineWords.structureNotSummed };
}
