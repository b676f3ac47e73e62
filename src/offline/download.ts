import { FRESH, isHashed, type ListedFile } from './file-list.ts';
import { listen } from './patience.ts';
import type { Problem, Shelf } from './shelf.ts';
import { matches } from './verify.ts';

/** Files that are fetched at the same time. */
const AT_ONCE = 6;

/** Why nothing more was fetched. */
export class DownloadError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.kind, options);
    this.problem = problem;
  }
}

export interface Download {
  readonly shelf: Shelf;
  readonly version: string;
  readonly files: readonly ListedFile[];
  readonly signal: AbortSignal;
  /** Hears how many bytes have arrived by now. */
  readonly tell: (bytes: number) => void;
  /** A file of which nothing arrives for so many ms cannot be had; left out: a minute. */
  readonly patience?: number;
}

/**
 * Fetches files and keeps each once its hash is what the list says. Throws a DownloadError at the
 * first that cannot be had, and the signal's reason once it is aborted.
 */
export async function download({ shelf, version, files, signal, tell, patience }: Download): Promise<void> {
  const waiting = [...files];
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  let arrived = 0;
  const count = (bytes: number): void => {
    arrived += bytes;
    tell(arrived);
  };
  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file; file = waiting.shift()) await one(file);
  };
  const one = async (file: ListedFile): Promise<void> => {
    const { bytes, response } = await read(file, { scope: shelf.scope, version, signal: either, count, patience });
    either.throwIfAborted();
    await shelf.keep(file, version, bytes, response).catch((cause) => {
      throw new DownloadError({ kind: 'room', file: file.path }, { cause });
    });
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } catch (error) {
    stop.abort(); // the others stop too
    signal.throwIfAborted();
    throw error;
  }
}

interface Reading {
  readonly scope: string;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly count: (bytes: number) => void;
  readonly patience?: number;
}

async function read(file: ListedFile, { scope, version, signal, count, patience }: Reading) {
  const address = new URL(file.path, scope);
  if (!isHashed(file.path)) address.searchParams.set(FRESH, version);
  // What the browser has of a name with a hash in it will do, unless it is damaged.
  const ways: readonly RequestCache[] = isHashed(file.path) ? ['default', 'reload'] : ['no-cache'];
  for (const cache of ways) {
    const listening = listen(signal, patience);
    const found = await attempt(new Request(address, { cache, signal: listening.signal }), file, (bytes) => {
      listening.heard();
      count(bytes);
    }).finally(listening.end);
    if (!found) continue;
    if (await matches(found.bytes, file)) return found;
    count(-found.bytes.length);
  }
  throw new DownloadError({ kind: 'changed', file: file.path });
}

/** Null where the server has no such file, or one of another size. */
async function attempt(request: Request, file: ListedFile, count: (bytes: number) => void) {
  try {
    const response = await fetch(request);
    const bytes = response.ok ? await body(response, file, count) : null;
    return bytes && { bytes, response };
  } catch (cause) {
    throw new DownloadError({ kind: 'network', file: file.path }, { cause });
  }
}

/** All bytes; null where there are not as many as were listed. */
async function body(response: Response, { bytes: size }: ListedFile, count: (bytes: number) => void) {
  const all = new Uint8Array(size);
  const reader = response.body?.getReader();
  let at = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    if (at + part.value.length > size) {
      await reader?.cancel();
      count(-at);
      return null;
    }
    all.set(part.value, at);
    at += part.value.length;
    count(part.value.length);
  }
  if (at === size) return all;
  count(-at);
  return null;
}
