import { PREFIX } from '../../offline/can-keep.ts';

/** What this browser holds for the page, beside what a person asked to have kept. */
export interface Stored {
  /** Files that a service worker keeps; null where the browser lets nothing be kept. */
  readonly files: { readonly count: number; readonly bytes: number } | null;
  /** Settings that are remembered. */
  readonly settings: { readonly count: number; readonly bytes: number } | null;
  readonly cookies: number | null;
  /** All of it as the browser counts it, what a person asked to have kept included. */
  readonly bytes: number | null;
}

/** Looks without making anything. */
export async function whatIsStored(): Promise<Stored> {
  const [files, settings, cookies, bytes] = await Promise.all([
    allowed(filesKept),
    allowed(settingsKept),
    allowed(() => document.cookie.split(';').filter((one) => one.trim() !== '').length),
    allowed(async () => (await navigator.storage.estimate()).usage ?? null),
  ]);
  return { files, settings, cookies, bytes };
}

/** Where a frame is refused storage, whatever asks for it throws. */
async function allowed<T>(look: () => T | Promise<T>): Promise<T | null> {
  try {
    return await look();
  } catch {
    return null;
  }
}

/** How the names of settings begin; other pages of the same origin have names of their own. */
const SETTING = 'oriel.';

/** What Chromium's estimate says beside the total. */
type Details = { readonly usageDetails?: { readonly caches?: number } };

async function filesKept(): Promise<Stored['files']> {
  const names = await caches.keys();
  const own = names.filter((name) => name.startsWith(PREFIX));
  const kept = await Promise.all(own.map((name) => caches.open(name)));
  const requests = await Promise.all(kept.map((cache) => cache.keys()));
  const count = requests.flat().length;
  const { usageDetails } = (await navigator.storage.estimate()) as Details;
  if (usageDetails && own.length === names.length) return { count, bytes: usageDetails.caches ?? 0 };
  // Where others have some too, and in other browsers, each says how much it is once it was read.
  let bytes = 0;
  for (const [at, cache] of kept.entries())
    for (const request of requests[at]) bytes += (await (await cache.match(request))?.blob())?.size ?? 0;
  return { count, bytes };
}

function settingsKept(): Stored['settings'] {
  const all = [localStorage, sessionStorage]
    .flatMap((storage) => Object.entries<string>(storage))
    .filter(([name]) => name.startsWith(SETTING));
  // Letters take two bytes each there.
  const bytes = all.reduce((sum, [name, value]) => sum + 2 * (name.length + value.length), 0);
  return { count: all.length, bytes };
}
