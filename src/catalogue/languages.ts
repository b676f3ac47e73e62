import en from './en.json';
import { english } from './english.ts';
import { createLanguage, type Language, regionalTag } from './language.ts';

interface Loaded {
  readonly name: string;
  /** The language, or its regional form, with the texts that the page starts with. */
  readonly load: (regional?: string) => Promise<Language>;
  /** The others (`later.ts`). */
  readonly later: () => Promise<{ readonly later: Readonly<Record<string, string>> }>;
}

/**
 * Languages a person can choose, each by its own name. docs/translating.md says how to add one.
 */
export const languages = {
  en: {
    name: 'English',
    load: async (regional?: string): Promise<Language> =>
      (regional ?? 'en') === 'en' ? english : createLanguage('en', 'ltr', en, regional),
    later: () => import('./later/en.ts'),
  },
  de: {
    name: 'Deutsch',
    load: async (regional?: string) => createLanguage('de', 'ltr', (await import('./de.json')).default, regional),
    later: () => import('./later/de.ts'),
  },
  fr: {
    name: 'Français',
    load: async (regional?: string) => createLanguage('fr', 'ltr', (await import('./fr.json')).default, regional),
    later: () => import('./later/fr.ts'),
  },
  es: {
    name: 'Español',
    load: async (regional?: string) => createLanguage('es', 'ltr', (await import('./es.json')).default, regional),
    later: () => import('./later/es.ts'),
  },
  ar: {
    name: 'العربية',
    load: async (regional?: string) => createLanguage('ar', 'rtl', (await import('./ar.json')).default, regional),
    later: () => import('./later/ar.ts'),
  },
} as const satisfies Readonly<Record<string, Loaded>>;

export type LanguageTag = keyof typeof languages;

/**
 * Pseudo-locales, as Android names them: English that is longer and accented, and English from
 * right to left.
 */
const pseudo = { 'en-XA': 'ltr', 'ar-XB': 'rtl' } as const;

/** A tag as BCP 47 spells it, of one that POSIX may have spelled. */
const posixless = (tag: string): string => tag.split(/[.@]/)[0].replace('_', '-');

/**
 * The tag of the language that serves `tag` (also as POSIX spells it: de_AT.UTF-8); null where none
 * does.
 */
export function languageTag(tag: string): LanguageTag | keyof typeof pseudo | null {
  const wanted = posixless(tag);
  if (Object.hasOwn(pseudo, wanted)) return wanted as keyof typeof pseudo;
  const primary = wanted.split('-')[0].toLowerCase();
  return Object.hasOwn(languages, primary) ? (primary as LanguageTag) : null;
}

/**
 * A tag that was chosen, as the browser has it: with the region of the first language there that is
 * the same.
 */
export const asSpoken = (tag: string, spoken: readonly string[]): string =>
  (tag.includes('-') ? null : spoken.find((one) => languageTag(one) === tag)) ?? tag;

/**
 * The first of the wanted languages that there is, with the numbers of its region; where there is
 * none, the one that `otherwise` names, which is asked only then, or English.
 */
export async function loadLanguage(
  wanted: readonly string[],
  otherwise?: () => Promise<string | undefined>,
): Promise<Language> {
  const found = wanted.find((one) => languageTag(one) !== null) ?? (await otherwise?.()) ?? 'en';
  const tag = languageTag(found) ?? 'en';
  if (!(tag in pseudo)) return languages[tag as LanguageTag].load(regionalTag(tag, posixless(found)));
  const { pseudoTexts } = await import('./pseudo.ts');
  const direction = pseudo[tag as keyof typeof pseudo];
  return createLanguage(tag, direction, pseudoTexts(direction));
}
