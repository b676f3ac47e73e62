import { truthOf } from './cell-words.ts';

/** Numbers as one program or another writes the same: 10 and 10.0, but not 010. */
const NUMBER = /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/;

/** What spellings of one value share; null for a text that has no other spelling. */
function sharedBy(text: string): string | null {
  if (NUMBER.test(text)) return String(Number(text));
  const truth = truthOf(text);
  return truth === null ? null : `truth ${truth}`;
}

/**
 * Reads the names of levels as their codes, null for a text that names none. Unlike a card's
 * levels, these are known to be what the model was trained with: a code is no name, but 10.0 is 10
 * and TRUE is True, where no other level is.
 */
export function levelCodes(levels: readonly string[]): (text: string) => number | null {
  const named = new Map(levels.map((level, code) => [level, code]));
  const spelled = new Map<string, number | null>();
  for (const [code, level] of levels.entries()) {
    const value = sharedBy(level);
    if (value !== null) spelled.set(value, spelled.has(value) ? null : code);
  }
  return (text) => named.get(text) ?? spelled.get(sharedBy(text) ?? '') ?? null;
}
