import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { phraseHierarchy } from '../../../../src/data/text/phrase-hierarchy.ts';
import { type PlayerKind, textPlayers } from '../../../../src/data/text/text-players.ts';
import { openTokenizer, readVocabulary } from '../../../../src/data/text/vocabulary.ts';
import { tokensIn, windowsOf } from '../../../../src/data/text/windows.ts';

const folder = join(import.meta.dirname, '../../../golden/text');
const file = (name: string) => new Uint8Array(readFileSync(join(folder, name)));
const tokenizers = Object.fromEntries(
  Object.entries({
    wordpiece: '../../../public/examples/toxicity/vocab.txt',
    bpe: 'bpe.tokenizer.json',
    unigram: 'unigram.tokenizer.json',
  }).map(([kind, name]) => [kind, openTokenizer(readVocabulary(file(name), name), undefined, '')]),
);
const strings: readonly string[] = JSON.parse(readFileSync(join(folder, 'strings.json'), 'utf8'));
const playersOf = (text: string, kind: PlayerKind = 'words', tokenizer = 'wordpiece') =>
  textPlayers(text, tokenizers[tokenizer].encode(text), kind);

test.each([
  ["I don't think so, really!!!", ['I', "don't", 'think', 'so', ',', 'really', '!!!']],
  ['A well-known state-of-the-art idea - good?', ['A', 'well-known', 'state-of-the-art', 'idea', '-', 'good', '?']],
  ['See https://example.com/a?b=c, or www.x.org.', ['See', 'https://example.com/a?b=c', ',', 'or', 'www.x.org', '.']],
  ['Write to me@host.org for 3.14 or 1,000.', ['Write', 'to', 'me@host.org', 'for', '3.14', 'or', '1,000', '.']],
  ['東京タワー is 高い', ['東', '京', 'タ', 'ワ', 'ー', 'is', '高', 'い']],
  ['naïve cafe\u0301 👍🏽 ❤️ ok', ['naïve', 'cafe\u0301', '👍🏽', '❤️', 'ok']],
  ['مرحبا بالعالم', ['مرحبا', 'بالعالم']],
  ['unbelievable antidisestablishmentarianism', ['unbelievable', 'antidisestablishmentarianism']],
  ['say [MASK] please', ['say', 'please']],
])('words of %s', (text, names) => {
  expect(playersOf(text).names).toEqual(names);
});

test('equal words can be one player', () => {
  const { names, spans, playerOf } = playersOf('good food, good people, Good', 'distinct');
  expect(names).toEqual(['good', 'food', ',', 'people', 'Good']);
  expect(spans[0]).toEqual([
    [0, 4],
    [11, 15],
  ]);
  expect(playerOf).toEqual([0, 1, 2, 0, 3, 2, 4]);
});

test('sentences, with their marks and quotes', () => {
  const text = 'It broke. "Really?" he asked! 它坏了。真的吗？\nNo end';
  expect(playersOf(text, 'sentences').names).toEqual([
    'It broke.',
    '"Really?"',
    'he asked!',
    '它坏了。',
    '真的吗？',
    'No end',
  ]);
});

test('tokens are the model’s own pieces', () => {
  expect(playersOf("antidisestablishment isn't", 'tokens').names).toEqual([
    'anti',
    'dis',
    'est',
    'ab',
    'lish',
    'ment',
    'isn',
    "'",
    't',
  ]);
});

describe.each(Object.keys(tokenizers))('%s', (name) => {
  test.each(['words', 'distinct', 'tokens', 'sentences'] as const)('every token has its player: %s', (kind) => {
    for (const text of strings) {
      const tokens = tokenizers[name].encode(text);
      const { names, spans, playerOf } = textPlayers(text, tokens, kind);
      expect(playerOf).toHaveLength(tokens.ids.length);
      const used = new Set(playerOf);
      for (const [player, own] of spans.entries()) {
        expect(used.has(player)).toBe(true);
        for (const [start, end] of own) {
          expect(end).toBeGreaterThan(start);
          expect(text.slice(start, end)).toBe(names[player]);
        }
      }
      const flat = spans.flat().sort((a, b) => a[0] - b[0]);
      for (const [at, [start]] of flat.entries()) if (at > 0) expect(start).toBeGreaterThanOrEqual(flat[at - 1][1]);
      for (const [at, player] of playerOf.entries()) {
        if (player < 0)
          expect(tokens.special[at] || spans.length === 0 || tokens.starts[at] === tokens.ends[at]).toBe(true);
        else if (tokens.starts[at] < tokens.ends[at])
          expect(
            spans[player].some(([start, end]) => tokens.starts[at] >= start && tokens.ends[at] <= end),
            JSON.stringify(text),
          ).toBe(true);
      }
    }
  });
});

describe('phrases', () => {
  /** The tree in brackets. */
  const drawn = (text: string): string => {
    const { names, spans } = playersOf(text);
    const { players, left, right } = phraseHierarchy(
      text,
      spans.map(([first]) => first),
    );
    const draw = (node: number): string =>
      node < players ? names[node] : `(${draw(left[node - players])} ${draw(right[node - players])})`;
    return draw(players + left.length - 1);
  };

  test.each([
    ['Not good.', '((Not good) .)'],
    ['It is not good, just slow.', '((((It is) (not good)) ,) ((just slow) .))'],
    ['He (a friend) said: go!', '(((He (((( a) friend) ))) (said :)) (go !))'],
    ['مرحبا، كيف أنت', '((مرحبا ،) (كيف أنت))'],
    ['It broke. They refused a refund.', '(((It broke) .) (((They refused) (a refund)) .))'],
  ])('%s', (text, tree) => {
    expect(drawn(text)).toBe(tree);
  });

  test('hold every player once', () => {
    for (const text of strings) {
      const { spans } = playersOf(text);
      const { players, left, right } = phraseHierarchy(
        text,
        spans.map(([first]) => first),
      );
      expect([...left, ...right].sort((a, b) => a - b)).toEqual(
        Array.from({ length: Math.max(0, 2 * players - 2) }, (_, node) => node),
      );
    }
  });
});

describe('windows', () => {
  const text = 'one two three four five six seven unbelievably ten';
  const tokens = tokenizers.wordpiece.encode(text);

  test('one holds all that fits', () => {
    expect(windowsOf(text, tokens, tokens.ids.length)).toEqual([[0, tokens.ids.length]]);
    expect(windowsOf('', tokenizers.wordpiece.encode(''), 10)).toEqual([[0, 0]]);
  });

  test('follow one another and end between words', () => {
    for (let most = 1; most < tokens.ids.length; most++) {
      const windows = windowsOf(text, tokens, most);
      expect(windows[0][0]).toBe(0);
      expect(windows.at(-1)?.[1]).toBe(tokens.ids.length);
      for (const [at, [from, to]] of windows.entries()) {
        expect(to - from).toBeGreaterThan(0);
        expect(to - from).toBeLessThanOrEqual(most);
        if (at > 0) expect(from).toBe(windows[at - 1][1]);
      }
    }
    const [[, end]] = windowsOf(text, tokens, 9);
    expect(text.slice(0, tokens.ends[end - 1])).toBe('one two three four five six seven');
    expect(tokensIn(tokens, [1, 3]).ids).toEqual(tokens.ids.slice(1, 3));
  });
});
