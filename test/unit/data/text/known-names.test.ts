import { expect, test } from 'vitest';
import { openTokenizer, readVocabulary } from '../../../../src/data/text/vocabulary.ts';

// A vocabulary is made of words, and these are words as others are.
const words = ['constructor', '__proto__', 'prototype', 'tostring', 'valueof'];
const text = words.join(' ');
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);

test('a word index may hold words that every object knows, and lacks them where it does', () => {
  const settings = { kind: 'words', pattern: '\\S+', special: { unknown: 99 } } as const;
  const encoded = (index: object) => {
    const vocabulary = readVocabulary(bytes(JSON.stringify(index)), 'words.json');
    return openTokenizer(vocabulary, settings, 'card.json').encode(text).ids;
  };
  expect(encoded(Object.fromEntries(words.map((word, index) => [word, index + 1])))).toEqual([1, 2, 3, 4, 5]);
  expect(encoded({ other: 1 })).toEqual(words.map(() => 99));
});

test('so may pieces of words', () => {
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
  const encoded = (pieces: readonly string[]) => {
    const vocabulary = readVocabulary(bytes([...special, ...pieces].join('\n')), 'vocab.txt');
    return openTokenizer(vocabulary, undefined, 'card.json').encode('constructor prototype tostring').ids;
  };
  expect(encoded(['constructor', 'prototype', 'tostring', '__proto__'])).toEqual([5, 6, 7]);
  expect(encoded(['other'])).toEqual([1, 1, 1]);
});
