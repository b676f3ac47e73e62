import { isZip, unzip } from '../../data/archive.ts';
import { OrielError } from '../../errors.ts';
import { readModel } from '../../models/read.ts';
import type { Beside } from '../../models/tfjs/read.ts';
import { engineWords } from '../../words/en.ts';
import type { FileSource } from '../protocol.ts';
import { readBytes, type ShelvedModel } from './handles.ts';

/**
 * Reads a model's file with what belongs to it: from among the files that came with it, from beside
 * its address, or from the zip that holds them all. Throws `file-missing`, `archive-unreadable`,
 * and what the formats' readers throw.
 */
export async function openModelFile(file: FileSource, beside: readonly FileSource[]): Promise<ShelvedModel> {
  const bytes = await readBytes(file);
  if (isZip(bytes)) return openZip(bytes, file.name);
  return readModel(bytes, file.name, 'url' in file ? besideAddress(file.url) : among(beside));
}

async function openZip(bytes: Uint8Array, name: string): Promise<ShelvedModel> {
  const files = unzip(bytes, name);
  const model =
    Object.keys(files).find((path) => /(^|\/)model\.json$/.test(path)) ??
    Object.keys(files).find((path) => /\.onnx$/i.test(path));
  if (model === undefined)
    throw new OrielError('archive-unreadable', { file: name, text: engineWords.zipWithoutModel });
  const folder = model.slice(0, model.lastIndexOf('/') + 1);
  return readModel(files[model], model.slice(folder.length), async (path) => files[folder + path] ?? null);
}

/** Files are known by their names alone: what is dropped has no folder. */
const among =
  (files: readonly FileSource[]): Beside =>
  async (path) => {
    const found = files.find(({ name }) => lastOf(name) === lastOf(path));
    return found ? readBytes(found) : null;
  };

const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What lies beside an address, of the same origin. */
function besideAddress(url: string): Beside {
  return async (path) => {
    const at = new URL(path, url);
    if (at.origin !== new URL(url).origin) return null;
    return readBytes({ name: path, url: at.href }).catch(() => null);
  };
}
