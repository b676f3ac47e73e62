import type { Role } from '../../library/keeper/keeper-api.ts';
import type { Entry, Store } from '../../store/store.ts';
import { isOf } from '../opening/own-files.ts';
import type { AppState, OwnFiles } from '../state.ts';
import type { KeptModel, KeptThings } from './kept-things.ts';

/** A person's files by what they are to the model, with their names. */
export function ownFiles({ files, parts, photos }: OwnFiles): readonly (readonly [Role, string, Blob])[] {
  const { model, table, vocabulary } = files;
  const one = (role: Role, file: File | undefined) => (file ? [[role, file.name, file] as const] : []);
  return [
    ...one('model', model),
    ...parts.flatMap((file) => one('part', file)),
    ...one('table', table),
    ...one('vocabulary', vocabulary),
    ...photos.flatMap(({ name, data }) => (data ? [['photo', name, data] as const] : [])),
  ];
}

export const filesToKeep = (own: OwnFiles): readonly { role: Role; file: File }[] =>
  ownFiles(own).map(([role, name, data]) => ({ role, file: data instanceof File ? data : new File([data], name) }));

/** What was said of a model, as text, to compare it by. */
const saidOf = (card: unknown, answers: Readonly<Record<string, string>>): string => JSON.stringify([card, answers]);

export function modelOf({ key, kept, bytes, value }: Entry<'model'>, present: ReadonlySet<string>): KeptModel {
  return {
    sha256: key,
    name: value.name,
    kept,
    bytes,
    files: value.files.map(({ role = 'model', name, sha256, bytes }) => ({ role, name, sha256, bytes })),
    said: saidOf(value.card, value.answers ?? {}),
    missing: value.files.some(({ sha256 }) => !present.has(sha256)),
  };
}

/** All models that are kept, the newest first. */
export async function allModels(store: Store): Promise<readonly KeptModel[]> {
  const entries = await store.list('model');
  const present = new Set(entries.length > 0 ? await store.fileNames() : []);
  return entries.map((entry) => modelOf(entry, present));
}

/** The person's files that are on show; null where something else is. */
export const ownOnShow = ({ topic, own }: Pick<AppState, 'topic' | 'own'>): OwnFiles | null =>
  topic?.origin.kind === 'own' && isOf(topic.study, own) ? own : null;

/** The kept model that is on show, in whatever state it was kept; null where there is none. */
export function keptOnShow(state: Pick<AppState, 'topic' | 'own' | 'kept'>): KeptModel | null {
  const { topic, kept } = state;
  if (!topic || !ownOnShow(state)) return null;
  return kept.models.find(({ sha256 }) => sha256 === topic.study.model) ?? null;
}

type Hashes = KeptThings['hashes'];

/**
 * Files beside a kept model. `kept`: it is kept with all of them, and as it is described now.
 * `changed`: they are its files, described otherwise or taken away since. `unknown`: they have the
 * names and sizes of its files, and have yet to be hashed.
 */
export function comparedWith(
  own: OwnFiles,
  model: KeptModel,
  hashes: Hashes,
): 'kept' | 'changed' | 'other' | 'unknown' {
  const files = ownFiles(own);
  const alike = files.every(([role, name, { size }], at) => {
    const kept = model.files[at];
    return kept?.role === role && kept.name === name && kept.bytes === size;
  });
  if (files.length !== model.files.length || !alike) return 'other';
  const found = files.map(([, , data]) => hashes.get(data));
  if (found.some((sha256, at) => sha256 !== undefined && sha256 !== model.files[at].sha256)) return 'other';
  if (found.includes(undefined)) return 'unknown';
  return model.missing || model.said !== saidOf(own.card, own.answers) ? 'changed' : 'kept';
}

/** Files that must be hashed to tell whether they are kept. */
export function unhashed(own: OwnFiles, { models, hashes }: Pick<KeptThings, 'models' | 'hashes'>): readonly Blob[] {
  if (!models.some((model) => comparedWith(own, model, hashes) === 'unknown')) return [];
  return ownFiles(own).flatMap(([, , data]) => (hashes.has(data) ? [] : [data]));
}
