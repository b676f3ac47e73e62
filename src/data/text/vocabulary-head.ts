/**
 * Whether a file is a vocabulary, judged by its name and first characters: a tokenizer.json, a word
 * index, or one piece of a word per line with special ones near the beginning.
 */
export function looksLikeVocabulary(name: string, head: string): boolean {
  if (/\.txt$/i.test(name)) return /^vocab/i.test(name) || /^\[(PAD|UNK|CLS|unused\d*)\]\r?$/m.test(head);
  if (!/\.json$/i.test(name)) return false;
  if (/^\s*\{\s*"(version"\s*:\s*"|(truncation|padding|added_tokens)")/.test(head)) return true;
  return /^\s*\{(\s*"(?:[^"\\]|\\.)*"\s*:\s*\d+\s*,){2}/.test(head);
}
