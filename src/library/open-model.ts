import type { Card } from '../data/card.ts';
import type { EngineApi, Question, Study } from '../engine/protocol.ts';
import { type GivenFile, type ReadFile, readGiven } from './given-files.ts';
import type { Files, OpenOptions } from './options.ts';
import { QuestionsError } from './questions-error.ts';
import { besideThem, type Sorted, sortFiles } from './sort-files.ts';

/** A wrong guess about how a picture enters would explain another model, without a sign of it. */
const neverGuessed: readonly Question['about'][] = ['layout', 'size', 'normalisation'];

const isCard = (card: Card | GivenFile): card is Card => typeof card === 'object' && 'schema' in card;

/**
 * Reads files and binds them into a study. Throws what reading and binding throw, and
 * `QuestionsError` where something must be answered first; nothing stays open then. Pictures that
 * came with them are handed on.
 */
export async function openStudy(
  api: EngineApi,
  files: Files,
  options: OpenOptions,
): Promise<{ readonly study: Study; readonly pictures: readonly File[] }> {
  const { card: given = null, ask = 'needed', ...choice } = options;
  const card: Card | ReadFile | null = given === null || isCard(given) ? given : await readGiven(given);
  const all = await sorted(files, card);
  const study = await bind(api, all, choice);
  const open = study.questions.filter(
    ({ about }) => ask === 'all' || (ask === 'needed' && neverGuessed.includes(about)),
  );
  if (open.length === 0) return { study, pictures: all.pictures };
  await api.release(study.handle);
  throw new QuestionsError(study.card.name, open);
}

async function sorted(files: Files, card: Card | ReadFile | null): Promise<Sorted> {
  if (typeof files === 'object' && 'model' in files) {
    const { model, parts = [], table, vocabulary } = files;
    const read = async (given: GivenFile | undefined) => (given === undefined ? null : readGiven(given));
    return besideThem({
      model: await readGiven(model),
      parts: await Promise.all(parts.map(readGiven)),
      table: await read(table),
      vocabulary: await read(vocabulary),
      card,
      pictures: [],
    });
  }
  const list = Array.isArray(files) ? (files as readonly GivenFile[]) : [files as GivenFile];
  return sortFiles(await Promise.all(list.map(readGiven)), card);
}

async function bind(api: EngineApi, files: Sorted, choice: Omit<OpenOptions, 'card' | 'ask'>): Promise<Study> {
  const source = (file: File) => ({ name: file.name, data: file });
  const handles: string[] = [];
  const opened = async <T extends { readonly handle: string }>(opening: Promise<T>): Promise<string> => {
    const { handle } = await opening;
    handles.push(handle);
    return handle;
  };
  try {
    const { model, parts, table, vocabulary, card } = files;
    return await api.study({
      model: await opened(api.openModel(source(model), parts.map(source))),
      ...(table && { table: await opened(api.openTable(source(table))) }),
      ...(vocabulary && { vocabulary: await opened(api.openVocabulary(source(vocabulary))) }),
      ...(card && { card }),
      ...choice,
    });
  } finally {
    // A study holds what it needs of its files.
    for (const handle of handles) await api.release(handle);
  }
}
