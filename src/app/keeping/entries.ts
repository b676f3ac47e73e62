import { type Card, parseCard } from '../../data/card.ts';
import type { Explanation } from '../../records/record.ts';
import type { ValueOf } from '../../store/kinds.ts';
import type { Plain } from '../../store/plain.ts';
import type { Entry, Store } from '../../store/store.ts';
import type { KeptEntry } from './kept-things.ts';

/** Entries that are read at a time: those of photos are large, and the page goes on meanwhile. */
const PAGE = 8;

/** A record with what a list has no use for left out: hundreds may be listed. */
function inShort({ interactions: _, interactionErrors: _errors, ...record }: Explanation): Explanation {
  const { input } = record;
  return input.kind === 'image' ? { ...record, input: { ...input, picture: null, segments: '' } } : record;
}

/** The card that was kept with an explanation; null without one that can be read. */
export function cardOf({ card }: ValueOf<'record'>): Card | null {
  if (card === undefined) return null;
  try {
    return parseCard(card, 'card');
  } catch {
    return null; // the record says everything in its own words
  }
}

export const entryOf = ({ kept, value }: Entry<'record'>): KeptEntry => ({
  ...{ kept, record: inShort(value.record), card: cardOf(value) },
});

/** A card as it is kept: it has the words for a record's columns, levels and classes. */
export const keptCard = (card: Card): Plain => JSON.parse(JSON.stringify(card)) as Plain;

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
