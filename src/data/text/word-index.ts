import { OrielError } from '../../errors.ts';
import { changed } from './aligned.ts';
import type { Tokens } from './tokenizer.ts';

/** How a text becomes words that are looked up whole, as Keras models take them. */
export interface WordOptions {
  readonly lowercase: boolean;
  /** What a word is: a JavaScript pattern without slashes. */
  readonly pattern: string;
  /** Number of words the index does not hold; null leaves them out. */
  readonly unknown: number | null;
}

/**
 * Letters, digits and apostrophes; what Keras's own tokenizer leaves after taking punctuation away.
 */
export const KERAS_WORD = '[^\\s!"#$%&()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~]+';

const CHARACTERS = /[\s\S]/gu;

/** A tokenizer that looks words up. Throws `card-invalid` where the pattern is none. */
export function wordTokenizer(
  index: ReadonlyMap<string, number>,
  options: WordOptions,
  card: string,
): (text: string) => Tokens {
  let pattern: RegExp;
  try {
    pattern = new RegExp(options.pattern, 'gu');
  } catch (error) {
    throw new OrielError(
      'card-invalid',
      { file: card, text: `tokenizer.pattern: ${(error as Error).message}` },
      { cause: error },
    );
  }
  return (text) => {
    const source = changed(text, CHARACTERS, (character) => (options.lowercase ? character.toLowerCase() : character));
    const tokens = { ids: [] as number[], starts: [] as number[], ends: [] as number[], special: [] as boolean[] };
    for (const { 0: word, index: at } of source.text.matchAll(pattern)) {
      const id = index.get(word) ?? options.unknown;
      if (word === '' || id === null) continue;
      tokens.ids.push(id);
      tokens.starts.push(source.starts[at]);
      tokens.ends.push(source.ends[at + word.length - 1]);
      tokens.special.push(false);
    }
    return tokens;
  };
}
