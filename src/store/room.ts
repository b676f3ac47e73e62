import { type Kind, kinds } from './kinds.ts';
import type { Meta, Usage } from './store.ts';

/** What can be had again, by computing or by opening it. The log and settings stay. */
const replaceable: ReadonlySet<Kind> = new Set(['record', 'request', 'model', 'table']);

const nameOf = ({ kind, key }: Pick<Meta, 'kind' | 'key'>): string => `${kind} ${key}`;

/** Requests that records answered, by what they are about: they are of no use without it. */
function requestsByRecord(metas: readonly Meta[]): ReadonlyMap<string, readonly Meta[]> {
  const found = new Map<string, Meta[]>();
  for (const meta of metas)
    for (const about of meta.kind === 'request' ? meta.about : []) {
      if (!about.startsWith('record ')) continue;
      const same = found.get(about);
      if (same) same.push(meta);
      else found.set(about, [meta]);
    }
  return found;
}

/**
 * What goes so that `bytes` become free: the least recently used first, pinned ones never, and
 * `spared` neither. null where all of it together is not enough.
 */
export function toGo(metas: readonly Meta[], bytes: number, spared: Pick<Meta, 'kind' | 'key'>): Meta[] | null {
  const going = new Map<string, Meta>();
  const go = (meta: Meta): number => {
    if (going.has(nameOf(meta)) || nameOf(meta) === nameOf(spared)) return 0;
    going.set(nameOf(meta), meta);
    return meta.bytes;
  };
  const requests = requestsByRecord(metas);
  const candidates = metas
    .filter(({ kind, pinned }) => replaceable.has(kind) && !pinned)
    .sort((a, b) => a.used - b.used || a.kept - b.kept || (a.key < b.key ? -1 : 1));
  let free = 0;
  for (const candidate of candidates) {
    if (free >= bytes) break;
    free += go(candidate);
    if (candidate.kind !== 'record') continue;
    for (const request of requests.get(`record ${candidate.key}`) ?? []) free += go(request);
  }
  return free >= bytes ? [...going.values()] : null;
}

export function usageOf(metas: readonly Meta[], room: number): Usage {
  const sum = (some: readonly Meta[]): number => some.reduce((total, { bytes }) => total + bytes, 0);
  const entries = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
  for (const { kind } of metas) entries[kind]++;
  return { bytes: sum(metas), pinnedBytes: sum(metas.filter(({ pinned }) => pinned)), room, entries };
}
