import { DownloadError } from './download.ts';
import { asFileList, CONFIG, type FileList, FRESH, LIST } from './file-list.ts';
import { soon } from './patience.ts';
import type { Shelf } from './shelf.ts';

/** The server's list of its files. Throws `DownloadError`. */
export async function fetchList(scope: string, signal: AbortSignal): Promise<FileList> {
  const address = new URL(LIST, scope);
  let text = '';
  try {
    const response = await fetch(address, { cache: 'no-store', signal: soon(signal) });
    if (response.ok) text = await response.text();
  } catch (cause) {
    throw new DownloadError({ kind: 'network', file: LIST }, { cause });
  }
  const list = asFileList(parsed(text));
  if (!list) throw new DownloadError({ kind: 'list', file: LIST });
  return list;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * So that the page knows it also without a network; sites need not have one. Its text, empty where
 * there is none, and null where nobody can say.
 */
export async function keepConfig(shelf: Shelf, signal: AbortSignal): Promise<string | null> {
  const text = await readConfig(shelf.scope, signal).catch(() => null);
  const before = (await (await shelf.getOther(CONFIG))?.text()) ?? '';
  if (text === null || text === before) return text;
  await (text === '' ? shelf.dropOther(CONFIG) : shelf.keepOther(CONFIG, new Response(text, json)));
  return text;
}

async function readConfig(scope: string, signal: AbortSignal): Promise<string | null> {
  const address = new URL(CONFIG, scope);
  address.searchParams.set(FRESH, 'config');
  const response = await fetch(address, { cache: 'no-cache', signal: soon(signal) });
  if (response.ok) return response.text();
  return response.status === 404 ? '' : null;
}

export const json = { headers: { 'Content-Type': 'application/json' } };
