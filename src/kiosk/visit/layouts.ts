import arabic from 'simple-keyboard-layouts/build/layouts/arabic.js';
import english from 'simple-keyboard-layouts/build/layouts/english.js';
import french from 'simple-keyboard-layouts/build/layouts/french.js';
import german from 'simple-keyboard-layouts/build/layouts/german.js';
import spanish from 'simple-keyboard-layouts/build/layouts/spanish.js';
import { ownOf } from '../../data/named.ts';

const layouts = { ar: arabic, de: german, es: spanish, fr: french };

/** The keyboard of a language, as rows of keys by their names; English where there is none. */
export function layoutOf(tag: string, shifted: boolean): readonly string[] {
  const { layout } = ownOf(layouts, tag.split('-')[0]) ?? english;
  return (shifted ? layout.shift : null) ?? layout.default ?? [];
}
