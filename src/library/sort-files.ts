import { type Card, parseCard } from '../data/card.ts';
import { foreign, loaded, OrielError } from '../errors.ts';
import { type FileKind, recogniseFile } from '../files/recognise-file.ts';
import { foreignFile } from '../models/foreign/foreign-file.ts';
import { beginsTfjs } from '../models/tfjs/pack.ts';
import { type ReadFile, readBeside } from './given-files.ts';

/** Files that make a model, each by what it is. */
export interface Sorted {
  readonly model: File;
  /** Files that hold the model's weights. */
  readonly parts: readonly File[];
  readonly table: File | null;
  readonly vocabulary: File | null;
  readonly card: Card | null;
  readonly pictures: readonly File[];
}

/** The same, as they were given. */
interface Given {
  readonly model: ReadFile;
  readonly parts: readonly ReadFile[];
  readonly table: ReadFile | null;
  readonly vocabulary: ReadFile | null;
  readonly card: Card | ReadFile | null;
  readonly pictures: readonly ReadFile[];
}

/**
 * Tells files apart. Throws `files-no-model`, `files-several`, `file-unknown`, `file-foreign`, and
 * what `besideThem` throws.
 */
export async function sortFiles(read: readonly ReadFile[], card: Card | ReadFile | null): Promise<Sorted> {
  const kinds = await Promise.all(read.map(({ file }) => recogniseFile(file)));
  const of = (kind: FileKind): readonly ReadFile[] => read.filter((_, at) => kinds[at] === kind);
  for (const [at, { file }] of read.entries()) {
    const kind = kinds[at];
    if (kind === null || kind === 'record') throw new OrielError('file-unknown', { file: file.name });
    if (typeof kind === 'object') throw await whatItIs(file);
  }
  const only = (kind: 'model' | 'table' | 'vocabulary' | 'card'): ReadFile | null => {
    const found = of(kind);
    if (found.length > 1) throw new OrielError('files-several', { files: found.map(({ file }) => file.name), kind });
    return found[0] ?? null;
  };
  const model = only('model');
  if (!model) throw new OrielError('files-no-model', { files: read.map(({ file }) => file.name) });
  const [table, vocabulary] = [only('table'), only('vocabulary')];
  return besideThem({ model, parts: of('part'), table, vocabulary, card: card ?? only('card'), pictures: of('photo') });
}

/**
 * Adds what lies beside an address: weights, and the vocabulary that a card names. Throws
 * `card-invalid`, and `model-unreadable` for a model.json that is none.
 */
export async function besideThem({ model, parts, table, vocabulary, card: given, pictures }: Given): Promise<Sorted> {
  const cardFile = given && 'file' in given ? given : null;
  const card = given && 'file' in given ? await readCard(given.file) : given;
  return {
    model: model.file,
    parts: parts.length > 0 ? parts.map(({ file }) => file) : await partsBeside(model),
    table: table?.file ?? null,
    vocabulary: vocabulary?.file ?? (await vocabularyBeside(card, cardFile ?? model)),
    card,
    pictures: pictures.map(({ file }) => file),
  };
}

/** Reads a card. Throws `card-invalid`. */
async function readCard(file: File): Promise<Card> {
  const json: unknown = await file
    .text()
    .then(JSON.parse)
    .catch((error: unknown) => {
      throw new OrielError('card-invalid', { file: file.name, text: foreign(error) });
    });
  return parseCard(json, file.name);
}

/** What a file is that others make, as an error that says how to make a model of it. */
async function whatItIs(file: File): Promise<OrielError> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return (await foreignFile(bytes, file.name)) ?? new OrielError('file-unknown', { file: file.name });
}

/** The weights of a model that was given by its address alone. */
async function partsBeside({ file, url }: ReadFile): Promise<readonly File[]> {
  if (url === null) return [];
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (!beginsTfjs(bytes)) return [];
  const { parseModelJson, partsOf } = await loaded(import('../models/tfjs/manifest.ts'));
  const found = await Promise.all(partsOf(parseModelJson(bytes, file.name)).map((path) => readBeside(path, url)));
  return found.filter((part) => part !== null);
}

/** The vocabulary that a card names, beside the address of the card, or of the model. */
async function vocabularyBeside(card: Card | null, { url }: ReadFile): Promise<File | null> {
  const [named] = card?.tokenizer?.files ?? [];
  return named === undefined || url === null ? null : readBeside(named, url);
}
