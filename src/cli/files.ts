import { createHash } from 'node:crypto';
import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { type MessageValue, message } from '../catalogue/message.ts';
import { type Card, parseCard } from '../data/card.ts';
import { named } from '../data/named.ts';
import { foreign, OrielError } from '../errors.ts';
import { FILE_MEGABYTES, MEGABYTE } from '../limits.ts';
import { checkModelSize } from '../models/model-size.ts';
import { parseModelJson, partsOf } from '../models/tfjs/manifest.ts';
import { beginsTfjs } from '../models/tfjs/pack.ts';

/** A file's bytes under its name. */
export interface Source {
  readonly name: string;
  readonly data: ArrayBuffer;
}

/**
 * A file's bytes under its name, looked at before it is read: what is no file may never end, or not
 * even begin. Throws `file-missing`, and what `checkSize` does: `file-too-large`.
 */
export const readSource = (path: string, checkSize = checkFileSize): Promise<Source> =>
  checked(path, checkSize, async () => {
    const bytes = await readFile(path);
    return {
      name: basename(path),
      data: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
    };
  });

/** Bytes that are read at a time. */
const PART = MEGABYTE;

/** A file, which may be large: its bytes are held once. Throws what `readSource` does. */
export const readHashed = (path: string): Promise<{ readonly file: File; readonly sha256: string }> =>
  checked(path, checkFileSize, async () => {
    const hash = createHash('sha256');
    const parts: Blob[] = [];
    const handle = await open(path);
    try {
      const room = new Uint8Array(PART);
      for (;;) {
        const { bytesRead } = await handle.read(room, 0, PART);
        if (bytesRead === 0) break;
        const part = room.subarray(0, bytesRead);
        hash.update(part);
        parts.push(new Blob([part]));
      }
    } finally {
      await handle.close();
    }
    return { file: new File(parts, basename(path)), sha256: hash.digest('hex') };
  });

async function checked<T>(path: string, checkSize: typeof checkFileSize, read: () => Promise<T>): Promise<T> {
  try {
    const facts = await stat(path);
    if (!facts.isFile()) {
      const text = facts.isDirectory() ? message('cli.isFolder') : message('cli.isDevice');
      throw new OrielError('file-missing', { file: path, text });
    }
    checkSize(facts.size, path);
    return await read();
  } catch (error) {
    if (error instanceof OrielError) throw error;
    throw new OrielError('file-missing', { file: path, text: unreadable(error) }, { cause: error });
  }
}

function checkFileSize(bytes: number, file: string): void {
  const megabytes = Math.ceil(bytes / MEGABYTE);
  if (megabytes > FILE_MEGABYTES) throw new OrielError('file-too-large', { file, megabytes, limit: FILE_MEGABYTES });
}

const unreadable = (error: unknown): MessageValue =>
  (error as NodeJS.ErrnoException).code === 'ENOENT' ? message('cli.noSuchFile') : foreign(error);

/**
 * A model's file, and the files beside it that hold its weights. Throws `file-missing` where the
 * first is absent; the engine names those of the others that are.
 */
export async function readModel(path: string): Promise<{ readonly model: Source; readonly beside: readonly Source[] }> {
  const model = await readSource(path, checkModelSize);
  const bytes = new Uint8Array(model.data);
  const parts = beginsTfjs(bytes) ? partsOf(parseModelJson(bytes, path)) : [];
  // Parts are only read from the model's own folder, wherever their paths point.
  const found = await Promise.all(
    parts.map(async (part) => {
      try {
        return await readSource(join(dirname(path), basename(part)), checkModelSize);
      } catch (error) {
        if (error instanceof OrielError && error.code === 'file-missing') return null;
        throw error;
      }
    }),
  );
  return { model, beside: found.filter((source) => source !== null) };
}

async function readJson(path: string, code: 'card-invalid' | 'groups-invalid'): Promise<unknown> {
  const source = await readSource(path);
  try {
    return JSON.parse(new TextDecoder().decode(source.data));
  } catch (error) {
    throw new OrielError(code, { file: path, text: foreign(error) }, { cause: error });
  }
}

/** A card from its file. Throws `file-missing` and `card-invalid`. */
export const readCard = async (path: string): Promise<Card> => parseCard(await readJson(path, 'card-invalid'), path);

const GroupsSchema = named(v.array(v.string()));

/**
 * Groups from their file: `{ "player": ["column", ...] }`. Throws `file-missing` and
 * `groups-invalid`.
 */
export async function readGroups(path: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const result = v.safeParse(GroupsSchema, await readJson(path, 'groups-invalid'));
  if (!result.success) throw new OrielError('groups-invalid', { text: message('cli.groupsShape', { file: path }) });
  return result.output;
}

/** Writes a text to a file that the person named. Throws `failure-output`. */
export async function writeOutput(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new OrielError('failure-output', { text: foreign(error) }, { cause: error });
  }
}
