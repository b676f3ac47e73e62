import { message } from '../../catalogue/message.ts';
import { isZip } from '../../data/is-zip.ts';
import { OrielError } from '../../errors.ts';
import { foreignFile } from '../../models/foreign/foreign-file.ts';
import { readModel } from '../../models/read.ts';
import type { Beside } from '../../models/tfjs/read.ts';
import type { FileSource } from '../protocol.ts';
import { readBytes } from './read-bytes.ts';
import type { ModelFile } from './study.ts';

/**
 * Reads a model's file with the files that belong to it: those that came with it, those beside its
 * URL, or those in the same zip. Throws `file-missing`, `archive-unreadable`, and what the formats'
 * readers throw.
 */
export async function openModelFile(file: FileSource, beside: readonly FileSource[]): Promise<ModelFile> {
  const bytes = await readBytes(file);
  if (isZip(bytes)) return openZip(bytes, file.name);
  return readModel(bytes, file.name, 'url' in file ? besideUrl(file.url) : among(beside));
}

async function openZip(bytes: Uint8Array, name: string): Promise<ModelFile> {
  const { unzip } = await import('../../data/archive.ts');
  const foreign = await foreignFile(bytes, name);
  if (foreign) throw foreign;
  const files = unzip(bytes, name);
  const model =
    Object.keys(files).find((path) => /(^|\/)model\.json$/.test(path)) ??
    Object.keys(files).find((path) => /\.onnx$/i.test(path));
  if (model === undefined)
    throw new OrielError('archive-unreadable', { file: name, text: message('engine.zipWithoutModel') });
  const folder = model.slice(0, model.lastIndexOf('/') + 1);
  return readModel(files[model], model.slice(folder.length), async (path) => files[folder + path] ?? null);
}

/** Among files that came together. Only their names count: dropped files have no folders. */
const among =
  (files: readonly FileSource[]): Beside =>
  async (path) => {
    const found = files.find(({ name }) => lastOf(name) === lastOf(path));
    return found ? readBytes(found) : null;
  };

const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Beside a URL, at the same origin. */
function besideUrl(url: string): Beside {
  return async (path) => {
    const at = new URL(path, url);
    if (at.origin !== new URL(url).origin) return null;
    return readBytes({ name: path, url: at.href }).catch(() => null);
  };
}
