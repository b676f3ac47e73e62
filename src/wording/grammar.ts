import type { Language } from '../catalogue/language.ts';

/** What a language does to a column's name and its value within a sentence, beyond its texts. */
export interface Grammar {
  /** A label as it is written in mid-sentence. */
  label(label: string): string;
  /** A clause that says that something is absent; null where the level says no such thing. */
  absence(label: string, level: string): string | null;
}

const plain: Grammar = { label: (label) => label, absence: () => null };

/**
 * English writes labels in lower case within a sentence, except those written in capitals ("Age"
 * but "LDL cholesterol"), and says of "Checking account: no checking" that there is no checking
 * account.
 */
const englishGrammar = (language: Language): Grammar => ({
  label: (label) => (/^\p{Lu}\p{Ll}/u.test(label) ? label[0].toLowerCase() + label.slice(1) : label),
  absence(label, level) {
    const absent = (what: string) => language.say('page.sentence.absent', { what, many: /[^s]s$/.test(what) });
    if (/^none$/i.test(level)) return absent(label);
    // "no credits/all paid" says two things; only one thing can be absent.
    const what = level.match(/^no ([\p{L}\p{N} '’-]+)$/iu)?.[1];
    if (!what) return null;
    return absent(label.toLowerCase().startsWith(what.toLowerCase()) ? label : what);
  },
});

/** The rules of a language; most need none. */
export const grammarOf = (language: Language): Grammar =>
  new Intl.Locale(language.tag).language === 'en' ? englishGrammar(language) : plain;
