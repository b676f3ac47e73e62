import { sha256 } from '../../data/hash.ts';
import type { Table } from '../../data/tables/table.ts';
import type { MaskerSpec, Space } from '../../games/game.ts';
import type { Binding } from '../../models/model.ts';
import { canonicalJson } from '../../records/canonical.ts';
import { type Deciding, type DecidingGame, NUMERICS } from '../../records/request.ts';
import type { ExplainRequest, Study } from '../protocol.ts';
import type { StudyState, TabularStudy } from '../studies/study.ts';
import type { Subject } from './subject.ts';

/** Everything that decides what a set of players is worth. */
export async function decidingGame(
  { facts, card, binding }: Pick<StudyState, 'facts' | 'card' | 'binding'>,
  subject: Subject,
  request: Pick<ExplainRequest, 'space' | 'groups'>,
): Promise<DecidingGame> {
  const { stopped } = facts;
  const space: Space = request.space ?? 'output';
  return {
    model: facts.sha256,
    ...(stopped && stopped.best < stopped.all && { trees: stopped.answering }),
    ...(binding.finalStep && { finalStep: binding.finalStep }),
    ...(card.outputTensor !== undefined && { outputTensor: card.outputTensor }),
    binding: await bindingHash(binding),
    input: subject.input.sha256,
    background: subject.background?.sha256 ?? null,
    space,
    groups: copied(subject.groups ?? request.groups ?? null),
    masker: await maskerOf(subject.masker),
    numerics: NUMERICS,
  };
}

const named = new WeakMap<Study['columns'], Promise<string>>();

/** SHA-256 of what a study's outputs, columns and levels are called. */
export function namesOf({ outputs, columns }: Pick<Study, 'outputs' | 'columns'>): Promise<string> {
  const words = { outputs, columns: columns.map(({ name, levels }) => [name, levels]) };
  const hash = named.get(columns) ?? sha256(new TextEncoder().encode(canonicalJson(words)));
  named.set(columns, hash);
  return hash;
}

const tables = new WeakMap<Table, Promise<string>>();

/** SHA-256 of the rows that tell how columns are spread and which are alike. */
export function tableOf(study: TabularStudy): Promise<string> {
  const usable = study.usable();
  const hash = tables.get(usable) ?? sha256(usable.rows.data);
  tables.set(usable, hash);
  return hash;
}

const copied = (groups: Readonly<Record<string, readonly string[]>> | null): Deciding['groups'] =>
  groups && Object.fromEntries(Object.entries(groups).map(([name, columns]) => [name, [...columns]]));

const bindings = new WeakMap<Binding, Promise<string>>();

function bindingHash(binding: Binding): Promise<string> {
  const hash = bindings.get(binding) ?? sha256(new TextEncoder().encode(canonicalJson(binding)));
  bindings.set(binding, hash);
  return hash;
}

/** How players are hidden; a picture's are made ready once for several explanations. */
const maskers = new WeakMap<MaskerSpec, Promise<Deciding['masker']>>();

function maskerOf(spec: MaskerSpec): Promise<Deciding['masker']> {
  const masker = maskers.get(spec) ?? describedMasker(spec);
  maskers.set(spec, masker);
  return masker;
}

async function describedMasker(spec: MaskerSpec): Promise<Deciding['masker']> {
  // A table's is all said by its background and groups.
  if (spec.kind === 'tabular') return {};
  if (spec.kind === 'conditional') {
    const { imputer, draws, seed } = spec;
    const drawn = { absent: spec.kind, imputer: imputer.kind, draws, seed };
    return imputer.kind === 'nearest-rows' ? { ...drawn, categories: imputer.categorical.join('') } : drawn;
  }
  if (spec.kind === 'image') {
    const { players, picture, fill, segments } = spec;
    return { players, content: await hashOf(picture, fill, segments) };
  }
  const { players, ids, playerOf, absent, mask, columns, padding } = spec;
  return { players, absent, padding, content: await hashOf(ids, playerOf, Int32Array.of(mask, columns)) };
}

/** SHA-256 of arrays, one after the other. */
async function hashOf(...arrays: readonly (Float32Array | Int32Array)[]): Promise<string> {
  const bytes = new Uint8Array(arrays.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return sha256(bytes);
}
