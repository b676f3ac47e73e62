// In the page and the package, builds put those texts in its place that come later than the others
// (`scripts/package/texts.mjs`). Everywhere else all texts are together.

import texts from '../fr.json';

export const later: Readonly<Record<string, string>> = texts;
