import { OrielError } from '../../errors.ts';
import type { ExplainerDescription, OptionValues, PreparedFacts } from '../../explainers/explainer.ts';
import { readers } from '../../explainers/readers.ts';
import { packedWidth } from '../../explainers/shared/structural.ts';
import type { Space } from '../../games/game.ts';
import { type Structure, sameSpaces } from '../../structures/structure.ts';
import { engineWords, explainerWords } from '../../words/en.ts';
import type { Pool } from '../pool/pool.ts';
import type { MethodSpec, StructureFacts } from '../protocol.ts';
import type { Subject } from '../subjects/subject.ts';

/** The method that reads a kind of structure; undefined where there is none. */
export const methodFor = (structure: Structure) =>
  readers.find(({ structural }) => structural.needs === structure.kind);

/** What the page is told of a structure with K answers. */
export function structureFacts(structure: Structure, outputs: number): StructureFacts {
  const all = Array.from({ length: outputs }, (_, k) => k);
  const spaces: readonly Space[] = ['output', 'logit', 'raw'];
  return {
    kind: structure.kind,
    exact: spaces.filter((space) => methodFor(structure)?.structural.exactFor(structure, all, space)),
    raw: !sameSpaces(structure.post),
  };
}

/** What of a request decides how its model's structure is explained. */
export interface StructuralRequest {
  readonly structure: Structure;
  readonly selected: readonly number[];
  readonly space: Space;
}

/** A method and what is known of it; `width`: numbers of a row it explained, see `packedWidth`. */
export interface ReadyMethod extends PreparedFacts {
  readonly spec: MethodSpec;
  readonly width: number;
}

/**
 * Has a method made ready; the one made last for a pool is kept, so that many rows of one request
 * are prepared for once.
 */
export function createPreparer() {
  const kept = new WeakMap<Pool, { readonly key: string; readonly ready: Promise<ReadyMethod> }>();

  async function prepare(pool: Pool, spec: MethodSpec): Promise<ReadyMethod> {
    const facts = await pool.prepare(spec);
    return {
      ...facts,
      spec,
      width: packedWidth(spec.selected.length, spec.players, spec.options.interactions === true),
    };
  }

  return (
    pool: Pool,
    { structural, name }: ExplainerDescription,
    { selected, space }: StructuralRequest,
    { masker, background, players }: Subject,
    options: OptionValues,
    seed: number,
  ): Promise<ReadyMethod> => {
    if (!structural || masker.kind !== 'tabular')
      throw new OrielError('request-invalid', { text: explainerWords.needs(name, structural?.needs ?? 'trees') });
    const key = JSON.stringify([name, selected, space, background?.sha256, Array.from(masker.playerOf), options, seed]);
    const before = kept.get(pool);
    if (before?.key === key) return before.ready;
    const { playerOf, background: rows } = masker;
    const ready = prepare(pool, {
      name,
      options,
      seed,
      selected,
      space,
      background: rows,
      playerOf,
      players: players.length,
    });
    ready.catch(() => kept.delete(pool));
    kept.set(pool, { key, ready });
    return ready;
  };
}
export type Preparer = ReturnType<typeof createPreparer>;

/**
 * Why 'auto' took a structural method, or why it did not although there is a structure; null
 * without one.
 */
export function structuralReason({ structure, selected, space }: StructuralRequest): {
  readonly exact: boolean;
  readonly why: string;
} {
  const exact = methodFor(structure)?.structural.exactFor(structure, selected, space) === true;
  if (exact) return { exact, why: engineWords.structureExact[structure.kind] };
  const summed = structure.kind !== 'trees' || structure.trees.aggregate === 'sum';
  return { exact, why: summed ? engineWords.structureBent[structure.kind] : engineWords.structureNotSummed };
}
