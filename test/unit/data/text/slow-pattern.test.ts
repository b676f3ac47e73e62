import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pieceTokenizer } from '../../../../src/data/text/hugging-face.ts';
import { isSlowPattern } from '../../../../src/data/text/slow-pattern.ts';
import { looksLikeVocabulary } from '../../../../src/data/text/vocabulary-head.ts';
import { KERAS_WORD, wordTokenizer } from '../../../../src/data/text/word-index.ts';
import { boosterFormat } from '../../../../src/models/trees/booster-format.ts';
import { errorOf } from '../../support/errors.ts';

test.each([
  ['(a+)+$'],
  ['^([a-zA-Z .,!]+)+\\d$'],
  ['(a|a)*b'],
  ['(a|aa)+$'],
  ['(?:a?)*b'],
  ['(?:(?:a{1,9}){1,99})b'],
  ['(\\w*\\s*)*x'],
  ['(?<=(x+x+)+)y'],
  ['\\s*\\s*\\s*\\s*x'],
  ['(.*)*'],
])('%s is slow', (pattern) => expect(isSlowPattern(pattern)).toBe(true));

test.each([
  [KERAS_WORD],
  ["'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"],
  [
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
  ],
  [
    "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\s+",
  ],
  ['<\\|startoftext\\|>|<\\|endoftext\\|>|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+'],
  [' ?[^(\\s|[.,!?…。，、।۔،])]+'],
  ['(?:ab|cd)+'],
  ['[a-z(+*]+'],
])('%s is not', (pattern) => expect(isSlowPattern(pattern)).toBe(false));

test('the pattern of the example', () => {
  const card = JSON.parse(readFileSync('public/examples/sentiment/model.card.json', 'utf8'));
  expect(isSlowPattern(card.tokenizer.pattern ?? '')).toBe(false);
});

const tokenizer = (more: object) => ({
  version: '1.0',
  added_tokens: [],
  model: { type: 'WordPiece', vocab: { '[UNK]': 0, a: 1 }, unk_token: '[UNK]' },
  ...more,
});

test('a slow pattern is refused, in a tokenizer and in a card', () => {
  const split = { type: 'Split', pattern: { Regex: '(a+)+$' }, behavior: 'Isolated', invert: false };
  for (const pre_tokenizer of [split, { type: 'Sequence', pretokenizers: [split] }])
    expect(errorOf(() => pieceTokenizer(tokenizer({ pre_tokenizer }), 't.json'))).toMatchObject({
      code: 'tokenizer-unreadable',
      details: { text: { key: 'data.text.slowPattern' } },
    });
  const options = { lowercase: true, pattern: '(a+)+$', unknown: null };
  expect(errorOf(() => wordTokenizer(new Map(), options, 'c.json'))).toMatchObject({ code: 'card-invalid' });
});

test('more added tokens than a pattern can hold are refused in a few words', () => {
  const added_tokens = Array.from({ length: 100_000 }, (_, id) => ({ id, content: `<extra_${id}>` }));
  const error = errorOf(() => pieceTokenizer(tokenizer({ added_tokens }), 't.json'));
  expect(error).toMatchObject({ code: 'tokenizer-unreadable' });
  expect(error.message.length).toBeLessThan(300);
});

test('formats are told apart by what only they have', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  for (const head of ['{"version": "1.0", "truncation": null', '{\n  "version": "1.0",\n  "model": {']) {
    expect(boosterFormat(bytes(head))).toBeNull();
    expect(looksLikeVocabulary('tokenizer.json', head)).toBe(true);
  }
  for (const head of ['{"version":[1,7,6],"learner":{', '{"learner":{', '{ "version" : [2, 0, 3]']) {
    expect(boosterFormat(bytes(head))).toBe('xgboost');
    expect(looksLikeVocabulary('model.json', head)).toBe(false);
  }
});
