/** Names of this machine: what comes from it counts as secure without encryption. */
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3})$/;

/**
 * The origin that a text names, in the form in which browsers have it; a slash at its end may stand
 * or not. `insecure` where a page of it is not a secure context, in which frames aren't either, so
 * that what Oriel needs is denied to them. null where the text names no single origin.
 */
export function originOf(text: string): string | 'insecure' | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  // The name becomes part of a header, and URLs allow more in one than headers do: `;` and `*`.
  if (!/^https?:$/.test(url.protocol) || !/^[a-z0-9.-]+$/.test(url.hostname)) return null;
  if (url.href !== `${url.origin}/` || !/^\s*https?:\/\/[^/?#\\]+\/?\s*$/i.test(text)) return null;
  return url.protocol === 'https:' || LOOPBACK.test(url.hostname) ? url.origin : 'insecure';
}
