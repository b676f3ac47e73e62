// Every language has every text, with the same values and nothing left in English by mistake.

import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import de from '../../../src/catalogue/de.json';
import en from '../../../src/catalogue/en.json';
import { languages } from '../../../src/catalogue/languages.ts';
import { argumentsOf, wordsOf } from '../sources/wording.ts';

type Texts = Readonly<Record<string, string>>;
const english: Texts = en;
const translated: Readonly<Record<string, Texts>> = { de };

test('every language is looked at', () => {
  expect(Object.keys(languages).sort()).toEqual(['en', ...Object.keys(translated)].sort());
});

test.each(Object.entries({ en, ...translated }))('%s: every text can be read', (tag, texts) => {
  for (const [key, text] of Object.entries(texts))
    expect(() => new IntlMessageFormat(text, tag, undefined, { ignoreTag: true }), key).not.toThrow();
});

describe.each(Object.entries(translated))('%s', (_, texts) => {
  test('no text is missing, and none is left over', () => {
    expect(Object.keys(english).filter((key) => !Object.hasOwn(texts, key))).toEqual([]);
    expect(Object.keys(texts).filter((key) => !Object.hasOwn(english, key))).toEqual([]);
  });

  test('texts stand in the order of the English ones', () => {
    expect(Object.keys(texts)).toEqual(Object.keys(english));
  });

  test('each text takes the values that the English one takes', () => {
    const differing = Object.keys(english).filter((key) => {
      const [ours, theirs] = [argumentsOf(texts[key] ?? ''), argumentsOf(english[key])];
      return ours.size !== theirs.size || [...ours].some((name) => !theirs.has(name));
    });
    expect(differing).toEqual([]);
  });

  test('no sentence is left in English', () => {
    const same = Object.keys(english).filter((key) => texts[key] === english[key] && wordsOf(english[key]).length > 2);
    expect(same).toEqual([]);
  });
});
