import { english } from './english.ts';
import { createLanguage, type Language } from './language.ts';

interface Loaded {
  readonly name: string;
  /** The language with the texts that the page starts with. */
  readonly load: () => Promise<Language>;
  /** The others (`later.ts`). */
  readonly later: () => Promise<{ readonly later: Readonly<Record<string, string>> }>;
}

/**
 * Languages a person can choose, each by its own name. docs/translating.md says how to add one.
 */
export const languages = {
  en: { name: 'English', load: async (): Promise<Language> => english, later: () => import('./later/en.ts') },
  de: {
    name: 'Deutsch',
    load: async () => createLanguage('de', 'ltr', (await import('./de.json')).default),
    later: () => import('./later/de.ts'),
  },
  fr: {
    name: 'Français',
    load: async () => createLanguage('fr', 'ltr', (await import('./fr.json')).default),
    later: () => import('./later/fr.ts'),
  },
  es: {
    name: 'Español',
    load: async () => createLanguage('es', 'ltr', (await import('./es.json')).default),
    later: () => import('./later/es.ts'),
  },
  ar: {
    name: 'العربية',
    load: async () => createLanguage('ar', 'rtl', (await import('./ar.json')).default),
    later: () => import('./later/ar.ts'),
  },
} as const satisfies Readonly<Record<string, Loaded>>;

export type LanguageTag = keyof typeof languages;

/**
 * Pseudo-locales, as Android names them: English that is longer and accented, and English from
 * right to left.
 */
const pseudo = { 'en-XA': 'ltr', 'ar-XB': 'rtl' } as const;

/**
 * The tag of the language that serves `tag` (also as POSIX spells it: de_AT.UTF-8); null where none
 * does.
 */
export function languageTag(tag: string): LanguageTag | keyof typeof pseudo | null {
  const wanted = tag.split('.')[0].replace('_', '-');
  if (Object.hasOwn(pseudo, wanted)) return wanted as keyof typeof pseudo;
  const primary = wanted.split('-')[0].toLowerCase();
  return Object.hasOwn(languages, primary) ? (primary as LanguageTag) : null;
}

/**
 * The first of the wanted languages that there is; where there is none, the one that `otherwise`
 * names, which is asked only then, or English.
 */
export async function loadLanguage(
  wanted: readonly string[],
  otherwise?: () => Promise<string | undefined>,
): Promise<Language> {
  const first = wanted.map(languageTag).find((found) => found !== null);
  const tag = first ?? languageTag((await otherwise?.()) ?? 'en') ?? 'en';
  if (!(tag in pseudo)) return languages[tag as LanguageTag].load();
  const { pseudoTexts } = await import('./pseudo.ts');
  const direction = pseudo[tag as keyof typeof pseudo];
  return createLanguage(tag, direction, pseudoTexts(direction));
}
