/** Names that an unclear match lists besides the one taken. */
const OTHERS = 3;

/**
 * A name without what tables and models write differently: case, spaces, punctuation, and accents
 * in two parts.
 */
export const plainName = (name: string): string =>
  name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]|[\ufe00-\ufe0f]/gu, '');

/** A name as it looks: accents in one part, white space as single spaces. */
export const visibleName = (name: string): string => name.normalize('NFC').replace(/\s+/g, ' ').trim();

/** Whether two names are the same, or differ only in case, spaces or punctuation. */
export function sameName(a: string, b: string): boolean {
  if (a === b || visibleName(a) === visibleName(b)) return true;
  const plain = plainName(a);
  return plain !== '' && plain === plainName(b);
}

/** Where each wanted name was found. */
interface MatchedNames {
  /** Index for each wanted name, -1 where there is none. */
  readonly found: readonly number[];
  /** Names that several of the free ones are like, none of them exactly, with the one taken. */
  readonly unclear: readonly { readonly wanted: string; readonly taken: number; readonly others: readonly number[] }[];
}

/**
 * Finds wanted names among `names`: equal ones first, then for each name left the first free one
 * that looks the same, else that differs only in case, spaces or punctuation. No two names share
 * one unless they are equal.
 */
export function matchNames(
  wanted: readonly string[],
  names: readonly string[],
  isFree: (at: number) => boolean = () => true,
): MatchedNames {
  const exact = new Map<string, number>();
  for (const [at, name] of names.entries()) if (isFree(at) && !exact.has(name)) exact.set(name, at);
  const found = wanted.map((name) => exact.get(name) ?? -1);
  const unclear: MatchedNames['unclear'][number][] = [];
  if (!found.includes(-1)) return { found, unclear };

  const taken = new Set(found);
  for (const form of [visibleName, (name: string) => visibleName(name).toLowerCase(), plainName]) {
    const alike = new Map<string, number[]>();
    for (const [at, name] of names.entries()) {
      const key = isFree(at) && !taken.has(at) ? form(name) : '';
      if (key === '') continue;
      const own = alike.get(key);
      if (own) own.push(at);
      else alike.set(key, [at]);
    }
    for (const [at, name] of wanted.entries()) {
      const candidates = found[at] < 0 ? alike.get(form(name)) : undefined;
      const first = candidates?.shift();
      if (candidates === undefined || first === undefined) continue;
      found[at] = first;
      taken.add(first);
      if (candidates.length > 0) unclear.push({ wanted: name, taken: first, others: candidates.slice(0, OTHERS) });
    }
  }
  return { found, unclear };
}

/** The first two names that differ only in case or white space; null where there are none. */
export function alikeNames(names: readonly string[]): readonly [string, string] | null {
  const seen = new Map<string, string>();
  for (const name of names) {
    const key = visibleName(name).toLowerCase();
    const before = seen.get(key);
    if (before !== undefined) return [before, name];
    seen.set(key, name);
  }
  return null;
}
