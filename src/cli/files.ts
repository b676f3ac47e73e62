import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import * as v from 'valibot';
import type { Card } from '../data/card.ts';
import { parseCard } from '../data/card.ts';
import type { FileSource } from '../engine/protocol.ts';
import { OrielError } from '../errors.ts';
import { cliWords as words } from '../words/en.ts';

/** A file's bytes under its name. Throws `file-missing`. */
export async function readSource(path: string): Promise<FileSource> {
  try {
    const bytes = await readFile(path);
    return { name: basename(path), data: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const text = code === 'ENOENT' ? words.noSuchFile : code === 'EISDIR' ? words.isFolder : message;
    throw new OrielError('file-missing', { file: path, text }, { cause: error });
  }
}

async function readJson(path: string, code: 'card-invalid' | 'groups-invalid'): Promise<unknown> {
  const source = await readSource(path);
  try {
    return JSON.parse(new TextDecoder().decode('data' in source ? (source.data as ArrayBuffer) : undefined));
  } catch (error) {
    throw new OrielError(code, { file: path, text: (error as Error).message }, { cause: error });
  }
}

/** A card from its file. Throws `file-missing` and `card-invalid`. */
export const readCard = async (path: string): Promise<Card> => parseCard(await readJson(path, 'card-invalid'), path);

const GroupsSchema = v.record(v.string(), v.array(v.string()));

/** Groups from their file: `{ "player": ["column", ...] }`. Throws `file-missing` and `groups-invalid`. */
export async function readGroups(path: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const result = v.safeParse(GroupsSchema, await readJson(path, 'groups-invalid'));
  if (!result.success) throw new OrielError('groups-invalid', { text: words.groupsShape(path) });
  return result.output;
}
