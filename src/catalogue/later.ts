import type { Language } from './language.ts';
import { type LanguageTag, languages } from './languages.ts';
import { later as en } from './later/en.ts';

const isTag = (tag: string): tag is LanguageTag => Object.hasOwn(languages, tag);

const learnt = new WeakMap<Language, Promise<void>>();

/**
 * Gives a language the texts that stay behind when the page is loaded: `LATER` in
 * `scripts/package/texts.mjs` says which. Whoever shows them imports this file, and awaits it
 * before the first `say`.
 */
export function learnLater(language: Language): Promise<void> {
  const known = learnt.get(language);
  if (known) return known;
  const learning = learn(language);
  learnt.set(language, learning);
  // What did not arrive may arrive the next time.
  learning.catch(() => learnt.delete(language));
  return learning;
}

async function learn(language: Language): Promise<void> {
  const { tag, direction } = language;
  if (isTag(tag)) return language.learn(tag === 'en' ? en : (await languages[tag].later()).later);
  const { pseudoTexts } = await import('./pseudo.ts');
  language.learn(pseudoTexts(direction, en));
}
