/** How the names of Oriel's caches begin; the path of the page's folder follows. */
export const PREFIX = 'oriel-offline ';

/** @param scope address of the page's folder, with a slash at its end */
export const cacheNameOf = (scope: string): string => PREFIX + new URL(scope).pathname;

/** The channel on which pages of this folder tell each other what becomes of what is kept. */
export const newsOf = (scope: string): string => `${cacheNameOf(scope)} news`;

/**
 * Whether this browser can keep a page: in private windows of some, in sandboxed frames and on
 * unencrypted pages there is nothing to keep it in.
 */
export function canKeep(): boolean {
  try {
    return globalThis.origin !== 'null' && 'serviceWorker' in navigator && !!navigator.locks && !!globalThis.caches;
  } catch {
    return false; // reading them is refused
  }
}

/** Whether something is kept of the page in this folder, without making anything. */
export const isKept = (scope: string): Promise<boolean> => caches.has(cacheNameOf(scope)).catch(() => false);
