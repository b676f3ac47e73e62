import en from './en.json';
import { createLanguage } from './language.ts';

/** The language of records and logs, and of whatever another language lacks. */
export const english = createLanguage('en', 'ltr', en);
