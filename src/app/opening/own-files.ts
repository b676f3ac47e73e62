import { message } from '../../catalogue/message.ts';
import { parseCard } from '../../data/card.ts';
import { foreign, OrielError } from '../../errors.ts';
import { type FileKind, recogniseFile } from '../../files/recognise-file.ts';
import type { Study } from '../../library/index.ts';
import { readRecords } from '../../records/read-records.ts';
import { messageOf } from '../explaining/explaining.ts';
import { noFiles, type OwnFiles, type Photo } from '../state.ts';
import type { Store } from '../store.ts';
import type { Opener } from './held.ts';

/** Reads a card a person brought. Throws `card-invalid`. */
async function readCard(file: File) {
  const json: unknown = await file
    .text()
    .then(JSON.parse)
    .catch((error: unknown) => {
      throw new OrielError('card-invalid', { file: file.name, text: foreign(error) });
    });
  return parseCard(json, file.name);
}

/** Puts a saved record on show, beside whatever is explained. Throws `record-invalid`. */
async function openRecord(store: Store, file: File): Promise<void> {
  const records = await readRecords(await file.text());
  store.set({ openedRecord: { file: file.name, ...records[0], others: records.length - 1 } });
}

/** What own files are opened with. */
export interface OwnFilesTools {
  readonly opener: Opener;
  readonly store: Store;
  /** An address within the page for a picture's file. */
  readonly addressOf: (file: File) => string;
  /** Says which file is read now. */
  readonly reading: (file: File) => void;
  /** Whether they are still wanted; when not, nothing is said of what fails. */
  readonly wanted: () => boolean;
}

async function openOwnFile(
  tools: OwnFilesTools,
  { file, kind, parts }: { file: File; kind: Exclude<FileKind, 'part' | 'record'>; parts: readonly File[] },
  own: OwnFiles,
): Promise<Partial<OwnFiles>> {
  const { opener } = tools;
  const source = { name: file.name, data: file };
  const files = { ...own.files, ...(kind === 'photo' ? {} : { [kind]: file }) };
  if (kind === 'model') {
    const beside = parts.map((part) => ({ name: part.name, data: part }));
    return { model: await opener.openModel(source, beside), answers: {}, files, parts };
  }
  if (kind === 'card') return { card: await readCard(file), answers: {}, files };
  const { table: _table, vocabulary: _vocabulary, ...others } = own.files;
  const noData = { table: null, photos: [], vocabulary: null };
  if (kind === 'table') return { ...noData, table: await opener.openTable(source), files: { ...others, table: file } };
  if (kind === 'vocabulary')
    return { ...noData, vocabulary: await opener.openVocabulary(source), files: { ...others, vocabulary: file } };
  return { ...noData, photos: [...own.photos, await openPhoto(tools, file)], files: others };
}

/**
 * Opens what was dropped, on top of what was brought before. Each file that cannot be opened raises
 * an alert of its own, and the others go on, unless it is the model. A table, photos and a
 * vocabulary replace one another; a new model drops the old answers.
 */
export async function openOwnFiles(tools: OwnFilesTools, files: readonly File[], before: OwnFiles): Promise<OwnFiles> {
  const { store, reading, wanted } = tools;
  const kindsHere = await Promise.all(files.map(recogniseFile));
  const { card: _card, ...withoutCard } = before.files;
  // The old model's card does not describe a new one.
  let own = kindsHere.includes('model') && before.model ? { ...before, card: null, files: withoutCard } : before;
  const parts = files.filter((_, at) => kindsHere[at] === 'part');
  if (parts.length > 0 && !kindsHere.includes('model'))
    store.alert(message('page.files.partsAlone', { file: parts[0].name }));
  for (const [at, file] of files.entries()) {
    const kind = kindsHere[at];
    if (kind === 'part') continue;
    try {
      if (!wanted()) return before;
      reading(file);
      if (typeof kind === 'object' && kind !== null)
        store.set({ foreign: [...store.get().foreign, { file: file.name, kind: kind.foreign }] });
      else if (kind === 'record') await openRecord(store, file);
      else if (kind === null) store.alert(message('page.files.unknown', { file: file.name }));
      else own = { ...own, ...(await openOwnFile(tools, { file, kind, parts }, own)) };
    } catch (thrown) {
      if (wanted()) store.alert(messageOf(thrown));
      // What came with a new model does not belong to the old one.
      if (kind === 'model' && before.model) return before;
    }
  }
  return own;
}

export async function openPhoto(
  { opener, addressOf }: Pick<OwnFilesTools, 'opener' | 'addressOf'>,
  file: File,
): Promise<Photo> {
  const opened = await opener.openPicture({ name: file.name, data: file });
  return { name: file.name, url: addressOf(file), data: file, opened };
}

/** Whether there is enough to explain something: a model, and a table, photos or a vocabulary. */
export const isComplete = ({ model, table, photos, vocabulary }: OwnFiles): boolean =>
  model !== null && (table !== null || photos.length > 0 || vocabulary !== null);

/** Binds complete files into a study. Throws what `Session.open` throws. */
export async function bindOwn(opener: Opener, own: OwnFiles): Promise<Study> {
  if (!own.model) throw new Error('bound without a model');
  const { facts: study } = await opener.open({
    model: own.model,
    ...(own.table ? { table: own.table } : {}),
    ...(own.vocabulary ? { vocabulary: own.vocabulary } : {}),
    ...(own.card ? { card: own.card } : {}),
    answers: own.answers,
  });
  boundWith.set(study, own);
  return study;
}

const boundWith = new WeakMap<Study, OwnFiles>();

/** Whether a study is of these very files: others may have been brought since. */
export function isOf(study: Study, { model, table, vocabulary }: OwnFiles): boolean {
  const bound = boundWith.get(study);
  return bound?.model === model && bound.table === table && bound.vocabulary === vocabulary;
}

/** What is left after a binding failed: the last set that worked, else the model alone. */
export const afterFailure = (own: OwnFiles, before: OwnFiles): OwnFiles =>
  isComplete(before)
    ? before
    : { ...noFiles, model: own.model, files: own.files.model ? { model: own.files.model } : {}, parts: own.parts };
