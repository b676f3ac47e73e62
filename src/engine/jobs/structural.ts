import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { ExplainerDescription, OptionValues, PreparedFacts } from '../../explainers/explainer.ts';
import { packedWidth } from '../../explainers/shared/structural.ts';
import type { Space } from '../../games/game.ts';
import type { Structure } from '../../structures/structure.ts';
import type { Pool } from '../pool/pool.ts';
import type { MethodSpec } from '../protocol.ts';
import { methodFor } from '../studies/structure-facts.ts';
import type { Subject } from '../subjects/subject.ts';

/** The parts of a request that decide how its model's structure is explained. */
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

export interface MethodChoice {
  readonly pool: Pool;
  readonly description: ExplainerDescription;
  readonly structural: StructuralRequest;
  readonly subject: Subject;
  readonly options: OptionValues;
  readonly seed: number;
  /** See `MethodSpec`. */
  readonly valuesAlone?: boolean;
}

/** Makes a method ready in a pool's evaluators. */
export type MethodPreparer = (choice: MethodChoice) => Promise<ReadyMethod>;

/** Keeps the method made last for each pool, so that many rows of one request need it made once. */
export function createMethodPreparer(): MethodPreparer {
  const kept = new WeakMap<Pool, { readonly key: string; readonly ready: Promise<ReadyMethod> }>();

  async function prepare(pool: Pool, spec: MethodSpec): Promise<ReadyMethod> {
    const facts = await pool.prepare(spec);
    const { selected, players, options, valuesAlone } = spec;
    const width = packedWidth(selected.length, players, options.interactions === true);
    return { ...facts, spec, width: valuesAlone ? selected.length * players : width };
  }

  return async ({
    pool,
    description,
    structural: { selected, space },
    subject,
    options,
    seed,
    valuesAlone = false,
  }) => {
    const { name, structural } = description;
    const { masker, background, players } = subject;
    if (!structural || masker.kind !== 'tabular') throw needsStructure(name, structural?.needs ?? 'trees');
    const key = JSON.stringify([
      name,
      selected,
      space,
      background?.sha256,
      Array.from(masker.playerOf),
      options,
      seed,
      valuesAlone,
    ]);
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
      valuesAlone,
    });
    ready.catch(() => kept.delete(pool));
    kept.set(pool, { key, ready });
    return ready;
  };
}

/** An explainer that reads a structure was asked for, and the model shows none of that kind. */
export const needsStructure = (name: string, structure: Structure['kind']): OrielError =>
  new OrielError('request-invalid', { text: message('explaining.needs', { name, structure }) });

/** Whether reading a structure gives exact values, and why `auto` takes or leaves that way. */
export function structuralReason({ structure, selected, space }: StructuralRequest): {
  readonly exact: boolean;
  readonly why: Message;
} {
  const exact = methodFor(structure)?.structural.exactFor(structure, selected, space) === true;
  if (exact) return { exact, why: message(`engine.structureExact.${structure.kind}`) };
  const summed = structure.kind !== 'trees' || structure.trees.aggregate === 'sum';
  return {
    exact,
    why: message(summed ? `engine.structureBent.${structure.kind}` : 'engine.structureNotSummed'),
  };
}
