import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { type MessageValue, message } from '../catalogue/message.ts';
import { type Card, parseCard } from '../data/card.ts';
import type { FileSource } from '../engine/protocol.ts';
import { foreign, OrielError } from '../errors.ts';
import { parseModelJson, partsOf } from '../models/tfjs/manifest.ts';
import { beginsTfjs } from '../models/tfjs/pack.ts';

/** A file's bytes under its name. Throws `file-missing`. */
export async function readSource(path: string): Promise<FileSource> {
  try {
    const bytes = await readFile(path);
    return {
      name: basename(path),
      data: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
    };
  } catch (error) {
    throw new OrielError('file-missing', { file: path, text: unreadable(error) }, { cause: error });
  }
}

function unreadable(error: unknown): MessageValue {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return message('cli.noSuchFile');
  return code === 'EISDIR' ? message('cli.isFolder') : foreign(error);
}

/**
 * A model's file, and the files beside it that hold its weights. Throws `file-missing` where the
 * first is absent; the engine names those of the others that are.
 */
export async function readModel(
  path: string,
): Promise<{ readonly model: FileSource; readonly beside: readonly FileSource[] }> {
  const model = await readSource(path);
  const bytes = 'data' in model ? new Uint8Array(model.data as ArrayBuffer) : new Uint8Array();
  const parts = beginsTfjs(bytes) ? partsOf(parseModelJson(bytes, path)) : [];
  // Parts are only read from the model's own folder, wherever their paths point.
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
    throw new OrielError(code, { file: path, text: foreign(error) }, { cause: error });
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
  if (!result.success) throw new OrielError('groups-invalid', { text: message('cli.groupsShape', { file: path }) });
  return result.output;
}
