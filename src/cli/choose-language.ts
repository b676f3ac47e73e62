import type { Language } from '../catalogue/language.ts';
import { languages, languageTag, loadLanguage } from '../catalogue/languages.ts';
import { message } from '../catalogue/message.ts';
import { OrielError } from '../errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What `--lang` says, null where it is absent, and the arguments without it. */
export interface LanguageChoice {
  readonly tag: string | null;
  readonly rest: readonly string[];
}

/**
 * Takes `--lang` out of the arguments before they are read: whatever is wrong with the others is
 * said in its language, and it may stand in front of the command.
 */
export function takeLanguage(argv: readonly string[]): LanguageChoice {
  let tag: string | null = null;
  const rest: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    if (argv[at].startsWith('--lang=')) tag = argv[at].slice('--lang='.length);
    else if (argv[at] === '--lang') tag = argv[++at] ?? '';
    else rest.push(argv[at]);
  }
  return { tag, rest };
}

/**
 * The language of the environment, as POSIX has it: the first variable that is set decides. C,
 * POSIX and languages that Oriel lacks mean English.
 */
export const environmentLanguage = ({ LC_ALL, LC_MESSAGES, LANG }: Environment): Promise<Language> =>
  loadLanguage([LC_ALL || LC_MESSAGES || LANG || 'en']);

/** The language of a tag given by `--lang`. Throws `usage-unknown` where there is none. */
export function requestedLanguage(tag: string): Promise<Language> {
  if (languageTag(tag) !== null) return loadLanguage([tag]);
  const known = Object.entries(languages).map(([code, { name }]) => `${code} (${name})`);
  throw new OrielError('usage-unknown', {
    text:
      tag === ''
        ? message('cli.missingValue', { name: '--lang' })
        : message('cli.unknownLanguage', { tag, languages: known }),
  });
}
