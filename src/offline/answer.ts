import { CONFIG, isHashed, type ListedFile } from './file-list.ts';
import type { Shelf, Wanted } from './shelf.ts';
import { matches } from './verify.ts';

/** The page's own address may end in this name or in none. */
const PAGE = 'index.html';

/** The configuration is asked for anew; where no answer comes in so many ms, the copy serves. */
const CONFIG_PATIENCE = 3000;

export interface Asking {
  readonly request: Request;
  /** Below the page's folder. */
  readonly path: string;
  /** Whether a window is being opened. */
  readonly opens: boolean;
}

export interface Answering {
  readonly shelf: Shelf;
  /** From the network. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** What is to be done after the answer. */
  readonly afterwards: (work: Promise<unknown>) => void;
  /** Takes a waiting version where no window is open; returns what holds then. */
  readonly takeWhereNobodyIs: (wanted: Wanted) => Promise<Wanted>;
}

/**
 * Answers a request of the page: by the version in use where that has the file, else from the
 * network. What is listed and comes from there is kept. What fails of the shelf, whose disk may be
 * full, is as if it had nothing.
 */
export async function answer({ request, path, opens }: Asking, given: Answering): Promise<Response> {
  const { shelf, fetch } = given;
  const found = await shelf.wanted().catch(() => null);
  if (!found) return fetch(request);
  if (path === CONFIG) return configuration(request, given);
  const name = path === '' ? PAGE : path;
  const isPage = opens && name === PAGE;
  const takes = isPage && found.ready !== null;
  const wanted = takes ? await given.takeWhereNobodyIs(found).catch(() => found) : found;
  if (isPage && !(await isWhole(shelf, wanted).catch(() => false))) {
    // A page without its parts is of no use where the server has all of it.
    const fresh = await fetch(request).catch(() => null);
    if (fresh?.ok) return fresh;
  }
  const kept = await copyOf(name, shelf, wanted).catch(() => undefined);
  if (kept) return kept;
  const response = await fetch(request);
  const file = await listed(name, shelf, wanted.current).catch(() => undefined);
  if (file && response.ok) given.afterwards(keep(file, response.clone(), shelf));
  return response;
}

const listed = async (name: string, shelf: Shelf, version: string | null): Promise<ListedFile | undefined> =>
  (await shelf.list(version))?.files.find(({ path }) => path === name);

/** Open pages of another version find theirs too, whose names no other version uses. */
async function copyOf(name: string, shelf: Shelf, wanted: Wanted): Promise<Response | undefined> {
  const { current, previous, ready } = wanted;
  for (const version of isHashed(name) ? [current, previous, ready] : [current]) {
    const file = await listed(name, shelf, version);
    const copy = file && version !== null ? await shelf.get(file, version) : undefined;
    if (copy) return copy;
  }
  return undefined;
}

async function isWhole(shelf: Shelf, { current }: Wanted): Promise<boolean> {
  const list = await shelf.list(current);
  if (!list) return false;
  const page = list.files.filter(({ part }) => part === 'page');
  return (await shelf.missing(page, list.version)).length === 0;
}

async function keep(file: ListedFile, response: Response, shelf: Shelf): Promise<void> {
  const bytes = await response.arrayBuffer();
  if (!(await matches(bytes, file))) return; // the server has another version by now
  // Somebody may have had all of it forgotten meanwhile.
  const wanted = await shelf.wanted();
  if (wanted?.current) await shelf.keep(file, wanted.current, bytes, response);
}

/**
 * Of no version, for whoever serves the page may change it. A server that fails, or one before it
 * that cannot reach it, has not changed it.
 */
async function configuration(request: Request, { shelf, fetch }: Answering): Promise<Response> {
  const copy = await shelf.getOther(CONFIG).catch(() => undefined);
  const asked = fetch(request);
  if (!copy) return asked;
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(copy), CONFIG_PATIENCE));
  const heard = asked.then((response) => (response.status >= 500 ? copy : response)).catch(() => copy);
  return Promise.race([heard, late]);
}
