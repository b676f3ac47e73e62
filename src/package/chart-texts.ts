import { english } from '../catalogue/english.ts';

/**
 * What charts alone say in English: builds put it here, and `oriel` loads without it
 * (`scripts/package/texts.mjs`). Everywhere else all texts are together.
 */
const texts: Readonly<Record<string, string>> = {};

english.learn(texts);
