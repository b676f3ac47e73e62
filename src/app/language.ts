import type { Language } from '../catalogue/language.ts';
import { asSpoken, loadLanguage } from '../catalogue/languages.ts';
import type { Store } from './store.ts';

/**
 * The language chosen, else the first of the browser's that there is, else the one that the site
 * names in its `oriel.config.json`.
 */
export const languageFor = (chosen: string | null): Promise<Language> =>
  loadLanguage(chosen === null ? navigator.languages : [asSpoken(chosen, navigator.languages)], siteLanguage);

/** Few need it: the rest of the file is read by whoever needs that. */
async function siteLanguage(): Promise<string | undefined> {
  const response = await fetch(new URL('oriel.config.json', document.baseURI)).catch(() => null);
  const config: unknown = response?.ok ? await response.json().catch(() => null) : null;
  const { lang } = Object(config) as { lang?: unknown };
  return typeof lang === 'string' ? lang : undefined;
}

/** Keeps the document's language, direction and title in step with the page's. */
export function showLanguage(store: Store): void {
  const root = document.documentElement;
  let on: Language | null = null;
  const show = (language: Language) => {
    if (language === on) return;
    on = language;
    root.lang = language.regional;
    root.dir = language.direction;
    document.title = language.say('page.name');
  };
  show(store.get().language);
  store.subscribe((state) => show(state.language));
}
