import { message } from '../catalogue/message.ts';
import { foreign, OrielError } from '../errors.ts';

/**
 * A file as it is given to the library: a `File`, bytes with their name, or an address. In Node an
 * address may be a path; in a page it may be relative.
 *
 * @example
 * await oriel.open([new URL('./gbt.onnx', import.meta.url), { name: 'rows.csv', data: bytes }]);
 */
export type GivenFile = File | URL | string | { readonly name: string; readonly data: Uint8Array | ArrayBuffer | Blob };

/** A given file that was read, and where it came from, if that has an address. */
export interface ReadFile {
  readonly file: File;
  readonly url: URL | null;
}

/** Reads a given file. Throws `file-missing`. */
export async function readGiven(given: GivenFile): Promise<ReadFile> {
  if (typeof given === 'string' || given instanceof URL) {
    const url = addressOf(given);
    const name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1) || url.href;
    return { file: new File([await fetched(url)], unescaped(name)), url };
  }
  if (given instanceof File) return { file: given, url: null };
  return { file: new File([given.data as BlobPart], given.name), url: null };
}

/** A file that is named beside an address, at the same origin; null where there is none. */
export async function readBeside(path: string, url: URL): Promise<File | null> {
  const at = new URL(path, url);
  if (at.origin !== url.origin) return null;
  const read = await readGiven(at).catch(() => null);
  return read && new File([read.file], path);
}

function unescaped(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** An address as it is given. What begins with no scheme is a path. Throws `file-missing`. */
function addressOf(given: string | URL): URL {
  if (given instanceof URL) return given;
  try {
    if (/^[a-z][a-z\d+.-]+:/i.test(given)) return new URL(given);
    if (!import.meta.env.SSR) return new URL(given, globalThis.document?.baseURI ?? globalThis.location.href);
  } catch (error) {
    throw new OrielError('file-missing', { file: given, text: foreign(error) }, { cause: error });
  }
  const { pathToFileURL } = process.getBuiltinModule('node:url');
  return pathToFileURL(given);
}

async function fetched(url: URL): Promise<Blob> {
  try {
    if (import.meta.env.SSR && url.protocol === 'file:') {
      const { readFile } = process.getBuiltinModule('node:fs/promises');
      return new Blob([await readFile(url)]);
    }
    const response = await fetch(url);
    if (response.ok) return await response.blob();
    const text = message('engine.status', { status: response.status });
    throw new OrielError('file-missing', { file: url.href, text });
  } catch (error) {
    if (error instanceof OrielError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const text = missing ? message('cli.noSuchFile') : foreign(error);
    throw new OrielError('file-missing', { file: url.href, text }, { cause: error });
  }
}
