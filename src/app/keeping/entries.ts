import type { Explanation } from '../../records/record.ts';
import type { Entry, Store } from '../../store/store.ts';
import type { KeptEntry } from '../state.ts';

/** Entries that are read at a time: those of photos are large, and the page goes on meanwhile. */
const PAGE = 8;

/** A record with what a list has no use for left out: hundreds may be listed. */
function inShort({ interactions: _, ...record }: Explanation): Explanation {
  const { input } = record;
  return input.kind === 'image' ? { ...record, input: { ...input, picture: null, segments: '' } } : record;
}

export const entryOf = ({ kept, value }: Entry<'record'>): KeptEntry => ({ kept, record: inShort(value.record) });

/** All explanations that are kept, the newest first. */
export async function allEntries(store: Store): Promise<KeptEntry[]> {
  const entries: KeptEntry[] = [];
  for (let before: Entry | undefined; ; ) {
    const page = await store.list('record', { before, limit: PAGE });
    entries.push(...page.map(entryOf));
    if (page.length < PAGE) return entries;
    before = page[page.length - 1];
  }
}

/** The list with an entry put in its place, or, where it is gone, without it. */
export function withEntry(entries: readonly KeptEntry[], id: string, entry: KeptEntry | null): KeptEntry[] {
  const others = entries.filter(({ record }) => record.id !== id);
  const after = ({ kept, record }: KeptEntry, other: KeptEntry) =>
    kept < other.kept || (kept === other.kept && record.id < other.record.id);
  return entry ? [...others, entry].sort((a, b) => (after(a, b) ? 1 : -1)) : others;
}
