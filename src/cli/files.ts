import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import type { Card } from '../data/card.ts';
import { parseCard } from '../data/card.ts';
import type { FileSource } from '../engine/protocol.ts';
import { OrielError } from '../errors.ts';
import { parseModelJson, partsOf } from '../models/tfjs/manifest.ts';
import { beginsTfjs } from '../models/tfjs/pack.ts';
import { cliWords as words } from '../words/en.ts';

/** A file's bytes under its name. Throws `file-missing`. */
export async function readSource(path: string): Promise<FileSource> {
  try {
    const bytes = await readFile(path);
    return {
      name: basename(path),
      data: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const text = code === 'ENOENT' ? words.noSuchFile : code === 'EISDIR' ? words.isFolder : message;
    throw new OrielError('file-missing', { file: path, text }, { cause: error });
  }
}

/**
 * A model's file, and the files beside it that hold its weights. Throws `file-missing` for the
 * first; the engine misses the others.
 */
export async function readModel(
  path: string,
): Promise<{ readonly model: FileSource; readonly beside: readonly FileSource[] }> {
  const model = await readSource(path);
  const bytes = 'data' in model ? new Uint8Array(model.data as ArrayBuffer) : new Uint8Array();
  const parts = beginsTfjs(bytes) ? partsOf(parseModelJson(bytes, path)) : [];
  // Parts are files of the model's own folder, whatever it says.
  const found = await Promise.all(
    parts.map((part) => readSource(join(dirname(path), basename(part))).catch(() => null)),
  );
  return { model, beside: found.filter((source) => source !== null) };
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

/**
 * Groups from their file: `{ "player": ["column", ...] }`. Throws `file-missing` and
 * `groups-invalid`.
 */
export async function readGroups(path: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const result = v.safeParse(GroupsSchema, await readJson(path, 'groups-invalid'));
  if (!result.success) throw new OrielError('groups-invalid', { text: words.groupsShape(path) });
  return result.output;
}
