import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Message, message } from '../catalogue/message.ts';
import { foreign, OrielError } from '../errors.ts';
import { kindOf, type Recognised, recogniseFile } from '../files/recognise-file.ts';
import type { Files } from '../library/index.ts';
import { FILE_MEGABYTES, MEGABYTE } from '../limits.ts';
import { checkModelSize } from '../models/model-size.ts';

/** A model with what belongs to it, or why it cannot be opened. */
export interface FoundModel {
  readonly name: string;
  readonly files: Files;
  readonly card: URL | null;
  readonly problem: OrielError | null;
}

interface Seen {
  readonly path: string;
  readonly kind: Recognised;
}

/**
 * The models of a folder and of the folders in it, by name. A model is called as its file; the only
 * one of a folder in it, as that folder; each of several, as both. Its card is `NAME.card.json`, or
 * the only card of a folder with one model; its table has its name, is the folder's only one, or is
 * called data. What cannot be read is left out, and `tell` hears of it. Throws `file-missing` where
 * that is the folder itself.
 */
export async function findModels(root: string, tell: (text: Message) => void): Promise<readonly FoundModel[]> {
  const skip: Skip = (path, error) =>
    tell(message('serve.unreadable', { file: relative(root, path), text: foreign(error) }));
  const { files, folders } = await listed(root, skip).catch((error: unknown) => {
    throw new OrielError('file-missing', { file: root, text: foreign(error) }, { cause: error });
  });
  const found = await inFolder(files, { called: (name) => name, skip });
  for (const folder of folders) {
    const { files: own } = await listed(folder, skip).catch((error: unknown) => {
      skip(folder, error);
      return { files: [] };
    });
    const outer = basename(folder);
    found.push(...(await inFolder(own, { called: (name, alone) => (alone ? outer : `${outer}-${name}`), skip })));
  }
  const taken = new Map<string, FoundModel>();
  for (const one of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    let { name } = one;
    for (let again = 2; taken.has(name); again++) name = `${one.name}-${again}`;
    taken.set(name, { ...one, name });
  }
  return [...taken.values()];
}

/** Tells that something cannot be read, and why. */
type Skip = (path: string, error: unknown) => void;

/** What lies beside models, and is a text whatever its name ends with. */
const PAPERS = /^(licen[cs]es?|notice|readme|copying)(\.[^.]*)?$/i;

/** Files and folders that are not hidden, with links followed. */
async function listed(
  folder: string,
  skip: Skip,
): Promise<{ readonly files: readonly string[]; readonly folders: readonly string[] }> {
  const files: string[] = [];
  const folders: string[] = [];
  for (const name of (await readdir(folder)).sort()) {
    if (name.startsWith('.')) continue;
    const path = join(folder, name);
    try {
      const facts = await stat(path);
      if (facts.isDirectory()) folders.push(path);
      else if (facts.isFile()) files.push(path);
    } catch (error) {
      skip(path, error);
    }
  }
  return { files, folders };
}

/** What a file is; only where its name does not say, it is read. */
async function seen(path: string, skip: Skip): Promise<Seen> {
  const name = basename(path);
  const named = kindOf(name);
  if (/(^|\.)card\.json$/i.test(name)) return { path, kind: 'card' };
  if (named !== null && !/\.(json|txt|zip)$/i.test(name)) return { path, kind: named };
  let bytes: Buffer<ArrayBuffer>;
  try {
    if ((await stat(path)).size > FILE_MEGABYTES * MEGABYTE) return { path, kind: null };
    bytes = await readFile(path);
  } catch (error) {
    skip(path, error);
    return { path, kind: null };
  }
  // The ending of LICENSE.model says nothing: its bytes do.
  const called = PAPERS.test(name) ? name.replace(/\..*$/, '') : name;
  const kind = await recogniseFile(new File([bytes], called)).catch(() => null);
  return { path, kind: kind === 'card' ? null : kind };
}

const stem = (path: string): string => basename(path).replace(/(\.card)?\.[^.]+$/, '');

interface FolderParts {
  readonly called: (name: string, alone: boolean) => string;
  readonly skip: Skip;
}

async function inFolder(paths: readonly string[], { called, skip }: FolderParts): Promise<FoundModel[]> {
  const all: Seen[] = [];
  for (const path of paths) all.push(await seen(path, skip));
  const of = (kind: Recognised): string[] => all.filter((one) => one.kind === kind).map(({ path }) => path);
  const others = all.filter(({ kind }) => typeof kind === 'object' && kind !== null).map(({ path }) => path);
  const own = of('model');
  // What only others open is said to be so, where there is nothing else.
  const models = own.length > 0 ? own : others;
  const alone = models.length === 1;
  return Promise.all(
    models.map(async (path) => {
      const [card, tables, vocabularies] = [
        cardOf(path, of('card'), alone),
        tablesOf(path, of('table')),
        of('vocabulary'),
      ];
      const name = called(stem(path), alone);
      const url = pathToFileURL(path);
      const problem = await problemOf(path, tables);
      if (own.length === 0) return { name, files: [url], card: null, problem };
      return {
        name,
        files: {
          model: url,
          ...(tables.length === 1 && { table: pathToFileURL(tables[0]) }),
          // A card names its own.
          ...(card === null && vocabularies.length === 1 && { vocabulary: pathToFileURL(vocabularies[0]) }),
        },
        card: card === null ? null : pathToFileURL(card),
        problem,
      };
    }),
  );
}

function cardOf(model: string, cards: readonly string[], alone: boolean): string | null {
  const own = cards.find((card) => stem(card) === stem(model));
  return own ?? (alone && cards.length === 1 ? cards[0] : null);
}

function tablesOf(model: string, tables: readonly string[]): readonly string[] {
  const own = tables.filter((table) => stem(table) === stem(model));
  if (own.length > 0 || tables.length <= 1) return own.length > 0 ? own : tables;
  const data = tables.filter((table) => stem(table) === 'data');
  return data.length > 0 ? data : tables;
}

async function problemOf(model: string, tables: readonly string[]): Promise<OrielError | null> {
  if (tables.length > 1)
    return new OrielError('files-several', { files: tables.map((path) => basename(path)), kind: 'table' });
  try {
    checkModelSize((await stat(model)).size, basename(model));
    for (const file of tables) {
      const megabytes = Math.ceil((await stat(file)).size / MEGABYTE);
      if (megabytes > FILE_MEGABYTES)
        return new OrielError('file-too-large', { file: basename(file), megabytes, limit: FILE_MEGABYTES });
    }
    return null;
  } catch (error) {
    if (error instanceof OrielError) return error;
    return new OrielError('file-missing', { file: basename(model), text: foreign(error) });
  }
}
