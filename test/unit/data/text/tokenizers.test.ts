// Tokenizers against the reference (Hugging Face's tokenizers, in Rust) on strings of many scripts,
// with emoji, addresses and control characters.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Tokens, trimmedSpan } from '../../../../src/data/text/tokenizer.ts';
import { openTokenizer, readVocabulary } from '../../../../src/data/text/vocabulary.ts';
import { looksLikeVocabulary } from '../../../../src/data/text/vocabulary-head.ts';

const folder = join(import.meta.dirname, '../../../golden/text');
const json = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const strings: readonly string[] = json('strings.json');
const bytes = (text: string) => new TextEncoder().encode(text);
const open = (name: string) =>
  openTokenizer(readVocabulary(new Uint8Array(readFileSync(join(folder, name))), name), undefined, 'card.json');

interface Encoding {
  readonly ids: readonly number[];
  readonly spans: readonly number[];
}

/**
 * Where each letter with its marks begins and ends: within one, normal forms may leave no trace of
 * which part became what.
 */
function widened(text: string, [start, end]: readonly [number, number]): readonly [number, number] {
  let [from, to] = [start, end];
  while (from > 0 && /^[\p{M}\u1160-\u11ff]/u.test(text.slice(from)))
    from -= /[\udc00-\udfff]/.test(text[from - 1]) ? 2 : 1;
  while (to < text.length && /^[\p{M}\u1160-\u11ff]/u.test(text.slice(to))) to++;
  return [from, to];
}

const spansOf = (tokens: Tokens) => tokens.ids.map((_, at) => [tokens.starts[at], tokens.ends[at]] as const);
const referenceSpans = (text: string, { spans }: Encoding, from: number, count: number) =>
  Array.from({ length: count }, (_, at) => trimmedSpan(text, spans[2 * (from + at)], spans[2 * (from + at) + 1]));

const cases = [
  ['wordpiece', '../../../public/examples/toxicity/vocab.txt'],
  ['bpe', 'bpe.tokenizer.json'],
  ['unigram', 'unigram.tokenizer.json'],
] as const;

describe.each(cases)('%s', (name, file) => {
  const tokenizer = open(file);
  const { encodings }: { encodings: readonly Encoding[] } = json(`${name}.json`);
  // In a long run of one letter several ways to cut it are equally likely: which is taken depends
  // on the last bit of a sum.
  const settled = name === 'unigram' ? strings.filter((text) => !/(\S{1,3})\1{29}/iu.test(text)) : strings;

  test(`numbers equal the reference's on ${settled.length} strings`, () => {
    expect(settled.length).toBeGreaterThan(name === 'unigram' ? 700 : 999);
    for (const text of settled) {
      const { ids } = tokenizer.encode(text);
      expect([...tokenizer.prefix, ...ids, ...tokenizer.suffix], JSON.stringify(text)).toEqual(
        encodings[strings.indexOf(text)].ids,
      );
    }
  });

  test("spans equal the reference's", () => {
    for (const text of settled) {
      const tokens = tokenizer.encode(text);
      const wanted = referenceSpans(text, encodings[strings.indexOf(text)], tokenizer.prefix.length, tokens.ids.length);
      for (const [at, span] of spansOf(tokens).entries()) {
        // The reference lets a space that was put in front of a word stand for the word's first
        // letter.
        if (span[0] === span[1]) expect(wanted[at] === null || name === 'unigram').toBe(true);
        else if (name === 'wordpiece') expect(span, JSON.stringify(text)).toEqual(wanted[at]);
        else
          expect(widened(text, span), JSON.stringify(text)).toEqual(
            widened(text, wanted[at] as readonly [number, number]),
          );
      }
    }
  });

  test('spans go through the text in order and never part a surrogate pair', () => {
    for (const text of strings) {
      let last = 0;
      for (const [start, end] of spansOf(tokenizer.encode(text))) {
        expect(start).toBeGreaterThanOrEqual(last);
        last = start;
        for (const at of [start, end])
          expect(/^[\udc00-\udfff]/.test(text.slice(at)) && /[\ud800-\udbff]$/.test(text.slice(0, at))).toBe(false);
      }
    }
  });
});

test('typed special tokens are told from words', () => {
  const { ids, special } = open('../../../public/examples/toxicity/vocab.txt').encode('say [MASK] please');
  expect(special).toEqual(ids.map((id) => id === 103));
  expect(special.filter(Boolean)).toHaveLength(1);
});

describe('a word index', () => {
  const index = { '.': 1, model: 3, good: 5, not: 7, "don't": 9, straße: 11 };
  const said = {
    kind: 'words' as const,
    pattern: "[\\wß']+|[,.?;\\-()]",
    special: { unknown: 0, pad: 0 },
    length: 100,
  };
  const tokenizer = openTokenizer(readVocabulary(bytes(JSON.stringify(index)), 'word_index.json'), said, 'card.json');

  test('is looked up word by word in lower case', () => {
    const { ids, starts, ends } = tokenizer.encode("Not GOOD, don't!");
    expect(ids).toEqual([7, 5, 0, 9]);
    expect(ids.map((_, at) => [starts[at], ends[at]])).toEqual([
      [0, 3],
      [4, 8],
      [8, 9],
      [10, 15],
    ]);
    expect(tokenizer).toMatchObject({ prefix: [], suffix: [], mask: null, pad: 0, length: 100, padding: 'right' });
  });

  test('reads the sentiment example’s texts as its own package does, whatever they hold', () => {
    const folder = join(import.meta.dirname, '../../../../public/examples/sentiment');
    const words = new Uint8Array(readFileSync(join(folder, 'word_index.json')));
    const numbers: Record<string, number> = JSON.parse(new TextDecoder().decode(words));
    const card = JSON.parse(readFileSync(join(folder, 'model.card.json'), 'utf8'));
    const own = openTokenizer(readVocabulary(words, 'word_index.json'), card.tokenizer, 'card.json');
    for (const text of strings) {
      const expected = (text.toLowerCase().match(/[\w']+|[,.?;\-()]/g) ?? []).map((word) => numbers[word] || 0);
      expect(own.encode(text).ids, JSON.stringify(text)).toEqual(expected);
    }
  });

  test('keeps its place where lower case is longer', () => {
    const { ids, starts, ends } = openTokenizer(
      readVocabulary(bytes('{"i̇x":3,"y":4}'), 'w.json'),
      { kind: 'words', pattern: '\\S+', special: {} },
      'card.json',
    ).encode('İX y');
    expect(ids).toEqual([3, 4]);
    expect([starts, ends]).toEqual([
      [0, 3],
      [2, 4],
    ]);
  });

  test('leaves out unknown words where they have no id', () => {
    const own = openTokenizer(readVocabulary(bytes(JSON.stringify(index)), 'w.json'), { kind: 'words' }, 'card.json');
    expect(own.encode('Good, very good.').ids).toEqual([5, 5]);
  });
});

test.each([
  ['vocab.txt', 'a\nb', true],
  ['words.txt', '[PAD]\n[unused0]\n', true],
  ['notes.txt', 'one,two\n1,2\n', false],
  ['tokenizer.json', '{\n "version": "1.0",', true],
  ['index.json', '{".": 1, "the": 2, "i"', true],
  ['index.json', '{"say \\"": 1, "b":2,', true],
  ['card.json', '{"schema": "oriel.card/1", "name"', false],
  ['model.onnx', '[PAD]', false],
])('%s is known by its first characters: %j', (name, head, vocabulary) => {
  expect(looksLikeVocabulary(name, head)).toBe(vocabulary);
});

describe('what is no vocabulary is refused', () => {
  test.each([
    ['bytes', Uint8Array.of(0xff, 0xfe, 0)],
    ['a list of words without [UNK]', bytes('a\nb\n')],
    ['broken JSON', bytes('{"model": ')],
    ['other JSON', bytes('{"a": "b"}')],
    ['an empty object', bytes('{}')],
    ['numbers too large', bytes('{"a": 99999999}')],
  ])('%s', (_, content) => {
    expect(() => readVocabulary(content, 'x.json')).toThrow(expect.objectContaining({ code: 'tokenizer-unreadable' }));
  });

  test.each(['{"model": {"type": "Nonsense"}}', '{"model": []}', '{"model": {"type": "WordPiece"}}'])(
    'a tokenizer.json %s',
    (content) => {
      expect(() => openTokenizer(readVocabulary(bytes(content), 't.json'), undefined, 'card.json')).toThrow(
        expect.objectContaining({ code: 'tokenizer-unreadable' }),
      );
    },
  );

  test('an invalid pattern', () => {
    const words = readVocabulary(bytes('{"a": 1}'), 'w.json');
    expect(() => openTokenizer(words, { kind: 'words', pattern: '(' }, 'card.json')).toThrow(
      expect.objectContaining({ code: 'card-invalid' }),
    );
  });
});
