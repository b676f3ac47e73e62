// Tokenizers against the reference's (Hugging Face tokenizers, in Rust) on strings of many scripts, emoji, URLs and control characters.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { trimmed } from '../../../../src/data/text/tokenizer.ts';
import { openTokenizer, readVocabulary } from '../../../../src/data/text/vocabulary.ts';

const folder = join(import.meta.dirname, '../../../golden/text');
const json = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const strings: readonly string[] = json('strings.json');
const vocab = '/work/shared/examples/toxicity/vocab.txt';

interface Encoding {
  readonly ids: readonly number[];
  readonly spans: readonly number[];
}

const cases = [
  ['wordpiece', vocab],
  ['bpe', join(folder, 'bpe.tokenizer.json')],
  ['unigram', join(folder, 'unigram.tokenizer.json')],
] as const;

describe.each(cases)('%s', (name, file) => {
  const tokenizer = openTokenizer(readVocabulary(new Uint8Array(readFileSync(file)), file), undefined, '');
  const { encodings }: { encodings: readonly Encoding[] } = json(`${name}.json`);
  test('x', () => {
    let bad = 0, badSpan=0;
    for (const [at, text] of strings.entries()) {
      const tokens = tokenizer.encode(text);
      const ids = [...tokenizer.prefix, ...tokens.ids, ...tokenizer.suffix];
      const wanted = encodings[at];
      if (JSON.stringify(ids) !== JSON.stringify(wanted.ids)) { if (bad++ < 12) console.log(name, JSON.stringify(text), '\n', ids.join(' '), '\n', wanted.ids.join(' ')); continue; }
      const p = tokenizer.prefix.length;
      const spans = tokens.ids.map((_, i) => tokens.starts[i]<tokens.ends[i]?[tokens.starts[i], tokens.ends[i]]:[-1,-1]);
      const ws = tokens.ids.map((_, i) => { const [a,b]=[wanted.spans[2*(i+p)], wanted.spans[2*(i+p)+1]]; return trimmed(text,a,b) ?? [-1,-1]; });
      if (JSON.stringify(spans) !== JSON.stringify(ws)) { if (badSpan++ < 8) console.log(name, 'SPAN', JSON.stringify(text), '\n', JSON.stringify(spans), '\n', JSON.stringify(ws)); }
    }
    console.log(name, bad, badSpan);
  });
});
