/**
 * Whether a file holds a vocabulary, by its name and its first characters: a tokenizer.json, words
 * with their numbers, or pieces of words a line, special ones among the first.
 */
export function looksLikeVocabulary(name: string, head: string): boolean {
  if (/\.txt$/i.test(name)) return /^vocab/i.test(name) || /^\[(PAD|UNK|CLS|unused\d*)\]\r?$/m.test(head);
  if (!/\.json$/i.test(name)) return false;
  if (/^\s*\{\s*"(version|truncation|added_tokens)"/.test(head)) return true;
  return /^\s*\{(\s*"(?:[^"\\]|\\.)*"\s*:\s*\d+\s*,){2}/.test(head);
}
