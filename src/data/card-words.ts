import type { Card } from './card.ts';
import type { Names } from './example-list.ts';
import { ownOf } from './named.ts';

/**
 * What a card calls things in a language (a BCP 47 tag); its own words where it was not translated.
 */
export interface CardWords {
  readonly name: string;
  readonly note: string | undefined;
  readonly whoDecides: string | undefined;
  /** A column's label; undefined where the card has none. */
  label(column: string): string | undefined;
  unit(column: string): string | undefined;
  level(column: string, level: string): string;
  class(name: string): string;
}

export function cardWords(card: Card, tag: string): CardWords {
  const own = (column: string) => card.features?.find(({ name }) => name === column);
  const translation = ownOf(card.translations, tag);
  const translated = (column: string) => ownOf(translation?.features, column);
  return {
    name: translation?.name ?? card.name,
    note: translation?.note ?? card.note,
    whoDecides: translation?.whoDecides ?? card.whoDecides,
    label: (column) => translated(column)?.label ?? own(column)?.label,
    unit: (column) => translated(column)?.unit ?? own(column)?.unit,
    level: (column, level) => ownOf(translated(column)?.levels, level) ?? level,
    class: (name) => ownOf(translation?.classes, name) ?? name,
  };
}

/** The name of an example, of its model, or of a person's own file. */
export const nameIn = (names: Names, tag: string): string => ownOf(names, tag) ?? names.en;
