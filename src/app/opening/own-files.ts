import { message } from '../../catalogue/message.ts';
import { parseCard } from '../../data/card.ts';
import { looksLikeVocabulary } from '../../data/text/vocabulary-head.ts';
import type { EngineApi, Study } from '../../engine/protocol.ts';
import { foreign, OrielError } from '../../errors.ts';
import { beginsTfjs } from '../../models/tfjs/pack.ts';
import { boosterFormat } from '../../models/trees/booster-format.ts';
import { messageOf } from '../explaining/explaining.ts';
import { noFiles, type OwnFiles, type Photo, type Store } from '../state.ts';

export type FileKind = 'model' | 'part' | 'table' | 'photo' | 'vocabulary' | 'card';

const kinds: readonly (readonly [RegExp, FileKind])[] = [
  [/\.(onnx|zip)$/i, 'model'],
  [/(\.bin|shard\d+of\d+)$/i, 'part'],
  [/\.(csv|tsv|txt)$/i, 'table'],
  [/\.(jpe?g|png)$/i, 'photo'],
  [/\.json$/i, 'card'],
];

/** What a file is, by its name; null for what Oriel cannot read. The engine looks at the bytes. */
export const kindOf = (name: string): FileKind | null => kinds.find(([pattern]) => pattern.test(name))?.[1] ?? null;

/**
 * What a file is, by its name and, where it may be a model's, its first bytes: a model's name may
 * end as a card's or a table's.
 */
async function kindOfFile(file: File): Promise<FileKind | null> {
  if (!/\.(json|txt|ubj|model)$/i.test(file.name)) return kindOf(file.name);
  const head = new Uint8Array(await file.slice(0, 256).arrayBuffer());
  if (boosterFormat(head) || beginsTfjs(head) || /\.ubj$/i.test(file.name)) return 'model';
  return looksLikeVocabulary(file.name, new TextDecoder().decode(head)) ? 'vocabulary' : kindOf(file.name);
}

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

async function openOwnFile(
  engine: EngineApi,
  { file, kind, parts }: { file: File; kind: Exclude<FileKind, 'part'>; parts: readonly File[] },
  own: OwnFiles,
): Promise<Partial<OwnFiles>> {
  const source = { name: file.name, data: file };
  const files = { ...own.files, ...(kind === 'photo' ? {} : { [kind]: file }) };
  if (kind === 'model') {
    const beside = parts.map((part) => ({ name: part.name, data: part }));
    return { model: await engine.openModel(source, beside), answers: {}, files, parts };
  }
  if (kind === 'card') return { card: await readCard(file), answers: {}, files };
  const { table: _table, vocabulary: _vocabulary, ...others } = own.files;
  const noData = { table: null, photos: [], vocabulary: null };
  if (kind === 'table') return { ...noData, table: await engine.openTable(source), files: { ...others, table: file } };
  if (kind === 'vocabulary')
    return { ...noData, vocabulary: await engine.openVocabulary(source), files: { ...others, vocabulary: file } };
  return { ...noData, photos: [...own.photos, await openPhoto(engine, file)], files: others };
}

/**
 * Opens what was dropped, on top of what was brought before. Each file that cannot be opened raises
 * an alert of its own, and the others go on. A table, photos and a vocabulary replace one another;
 * a new model drops the old answers.
 */
export async function openOwnFiles(
  engine: EngineApi,
  store: Store,
  files: readonly File[],
  before: OwnFiles,
): Promise<OwnFiles> {
  const kindsHere = await Promise.all(files.map(kindOfFile));
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
      if (kind === null) store.alert(message('page.files.unknown', { file: file.name }));
      else own = { ...own, ...(await openOwnFile(engine, { file, kind, parts }, own)) };
    } catch (thrown) {
      store.alert(messageOf(thrown));
    }
  }
  return own;
}

export async function openPhoto(engine: EngineApi, file: File): Promise<Photo> {
  const { handle } = await engine.openPicture({ name: file.name, data: file });
  return { name: file.name, url: URL.createObjectURL(file), data: file, handle };
}

/** Whether there is enough to explain something: a model, and a table, photos or a vocabulary. */
export const isComplete = ({ model, table, photos, vocabulary }: OwnFiles): boolean =>
  model !== null && (table !== null || photos.length > 0 || vocabulary !== null);

/** Binds complete files into a study. Throws what the engine throws. */
export async function bindOwn(engine: EngineApi, own: OwnFiles): Promise<Study> {
  if (!own.model) throw new Error('bound without a model');
  return engine.study({
    model: own.model.handle,
    ...(own.table ? { table: own.table.handle } : {}),
    ...(own.vocabulary ? { vocabulary: own.vocabulary.handle } : {}),
    ...(own.card ? { card: own.card } : {}),
    answers: own.answers,
  });
}

/** What is left after a binding failed: the last set that worked, else the model alone. */
export const afterFailure = (own: OwnFiles, before: OwnFiles): OwnFiles =>
  isComplete(before)
    ? before
    : { ...noFiles, model: own.model, files: own.files.model ? { model: own.files.model } : {}, parts: own.parts };
