import type { PartsCounterfactual } from '../../library/index.ts';

/** A stretch of a text: as it stays, or as it changes. */
export interface Stretch {
  readonly text: string;
  readonly gone: boolean;
  /** What stands in its place; null where nothing does. */
  readonly by: string | null;
}

/** A text in stretches, in their order; neighbours that are taken out are one. */
export function stretches(text: string, marked: readonly (Pick<Stretch, 'by'> & { readonly at: Place })[]): Stretch[] {
  const all: Stretch[] = [];
  let reached = 0;
  for (const { at, by } of marked.toSorted((one, other) => one.at[0] - other.at[0])) {
    const [from, to] = at;
    const between = text.slice(reached, from);
    const word = text.slice(Math.max(from, reached), to);
    const last = all.at(-1);
    if (by === null && last?.gone && last.by === null && between.trim() === '') {
      all[all.length - 1] = { ...last, text: last.text + between + word };
    } else {
      if (between !== '') all.push({ text: between, gone: false, by: null });
      all.push({ text: word, gone: true, by });
    }
    reached = Math.max(reached, to);
  }
  if (reached < text.length) all.push({ text: text.slice(reached), gone: false, by: null });
  return all;
}

/** From where to where, in UTF-16 units. */
type Place = readonly [from: number, to: number];

/** A text with what a way takes out or swaps; none for a picture. */
export function textOfWay(
  { input }: PartsCounterfactual,
  { parts, by }: PartsCounterfactual['ways'][number],
): Stretch[] {
  if (input.kind !== 'text') return [];
  const marked = parts.flatMap((part, at) => input.spans[part].map((place) => ({ at: place, by: by?.[at] ?? null })));
  return stretches(input.text, marked);
}
