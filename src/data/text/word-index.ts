import { message } from '../../catalogue/message.ts';
import { foreign, OrielError } from '../../errors.ts';
import { mapPieces } from './aligned.ts';
import { isSlowPattern } from './slow-pattern.ts';
import type { Tokens } from './tokenizer.ts';

/** How a text is split into words that are looked up whole, as Keras models take them. */
interface WordOptions {
  readonly lowercase: boolean;
  /** A JavaScript pattern, without slashes, that matches one word. */
  readonly pattern: string;
  /** Id for words that the index does not contain; null leaves them out. */
  readonly unknown: number | null;
}

/** What Keras's own tokenizer takes for a word: anything between white space and punctuation. */
export const KERAS_WORD = '[^\\s!"#$%&()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~]+';

/** Letters of a pattern that an error shows. */
const SHOWN = 60;
const CHARACTERS = /[\s\S]/gu;

/** A tokenizer that looks up whole words. Throws `card-invalid` where the pattern is invalid. */
export function wordTokenizer(
  index: ReadonlyMap<string, number>,
  options: WordOptions,
  card: string,
): (text: string) => Tokens {
  if (isSlowPattern(options.pattern))
    throw new OrielError('card-invalid', {
      file: card,
      text: message('data.text.slowPattern', { pattern: options.pattern.slice(0, SHOWN) }),
    });
  let pattern: RegExp;
  try {
    pattern = new RegExp(options.pattern, 'gu');
  } catch (error) {
    const text = `tokenizer.pattern: ${foreign(error)}`;
    throw new OrielError('card-invalid', { file: card, text }, { cause: error });
  }
  return (text) => {
    const source = mapPieces(text, CHARACTERS, (character) =>
      options.lowercase ? character.toLowerCase() : character,
    );
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
