// Every language has every text, with the same values and choices and nothing left in English by
// mistake.

import { readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import en from '../../../src/catalogue/en.json';
import { languages } from '../../../src/catalogue/languages.ts';
import { argumentsOf, choicesOf, literalsOf, wordsOf } from '../sources/wording.ts';

type Texts = Readonly<Record<string, string>>;
const english: Texts = en;
const folder = new URL('../../../src/catalogue/', import.meta.url);
const read = (tag: string): Texts => JSON.parse(readFileSync(new URL(`${tag}.json`, folder), 'utf8'));
const translated = Object.fromEntries(
  Object.keys(languages)
    .filter((tag) => tag !== 'en')
    .map((tag) => [tag, read(tag)]),
);

/** How a language tells numbers up to ten apart; the forms of larger ones may read like "other". */
const formsOf = (tag: string): string[] => {
  const rules = new Intl.PluralRules(tag);
  return [...new Set(Array.from({ length: 10 }, (_, n) => rules.select(n + 1)))];
};

test.each(Object.entries({ en, ...translated }))('%s: every text can be read', (tag, texts) => {
  for (const [key, text] of Object.entries(texts))
    expect(() => new IntlMessageFormat(text, tag, undefined, { ignoreTag: true }), key).not.toThrow();
});

test.each(Object.entries({ en, ...translated }))('%s: numbers are told apart as the language does', (tag, texts) => {
  const known = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
  const wrong = Object.entries(texts).flatMap(([key, text]) =>
    choicesOf(text).flatMap(({ kind, name, branches, counts }) => {
      if (kind !== 'plural') return [];
      const forms = branches.filter((branch) => !branch.startsWith('='));
      const unknown = forms.filter((form) => !known.includes(form as Intl.LDMLPluralRule));
      const small = formsOf(tag);
      const tells = counts && small.some((form) => form !== 'other' && isTold(form, branches));
      const missing = tells ? small.filter((form) => !isTold(form, branches)) : [];
      return [
        ...unknown.map((form) => `${key}: ${name} has ${form}`),
        ...missing.map((form) => `${key}: ${name} lacks ${form}`),
      ];
    }),
  );
  expect(wrong).toEqual([]);
});

/** A number or a value, a space at which a line may break, and a unit. */
const PARTED = /[}\d] (?:%|(?:s|ms|min|h|[kMG]i?B|px)(?![\p{L}\d]))/u;

test.each(Object.entries({ en, ...translated }))(
  '%s: on a page, a number and its unit stay on one line',
  (_, texts) => {
    const onPages = Object.entries(texts).filter(([key]) => /^(page|chart|report|kiosk|widget)\./.test(key));
    expect(onPages.filter(([, text]) => PARTED.test(text)).map(([key]) => key)).toEqual([]);
  },
);

test('French: no line breaks between a word and the sign or the quotation mark beside it', () => {
  const parted = Object.entries(translated.fr).filter(([, text]) =>
    literalsOf(text).some((literal) => / [:;?!»]|« /.test(literal)),
  );
  expect(parted.map(([key]) => key)).toEqual([]);
});

/** Whether a text has a form: that of a single number may be written as that number. */
function isTold(form: string, branches: readonly string[]): boolean {
  const number = { one: '=1', two: '=2' }[form];
  return branches.includes(form) || (number !== undefined && branches.includes(number));
}

describe.each(Object.entries(translated))('%s', (tag, texts) => {
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

  test('each value chooses between the wordings that it chooses between in English', () => {
    /** What each value chooses; of numbers, the numbers that are said in words of their own. */
    const chosen = (text: string) => {
      const found = choicesOf(text).flatMap(({ kind, name, branches }) =>
        branches.filter((branch) => kind === 'select' || branch.startsWith('=')).map((branch) => `${name}: ${branch}`),
      );
      return [...new Set(found)].sort();
    };
    const differing = Object.keys(english).filter((key) => {
      const ours = chosen(texts[key] ?? '');
      return chosen(english[key]).some((choice) => !ours.includes(choice));
    });
    expect(differing).toEqual([]);
  });

  test('no sentence is left in English, and no part of one', () => {
    const same = Object.keys(english).filter((key) => texts[key] === english[key] && wordsOf(english[key]).length > 2);
    expect(same).toEqual([]);
    const partly = Object.keys(english).flatMap((key) => {
      const theirs = literalsOf(english[key]).flatMap(phrases);
      const left = literalsOf(texts[key] ?? '')
        .flatMap(phrases)
        .filter((phrase) => theirs.includes(phrase));
      return left.length > 0 ? [`${key}: ${left[0]}`] : [];
    });
    expect(partly).toEqual([]);
  });

  test('its file in later/ gives its own texts', async () => {
    const { later } = await languages[tag as keyof typeof languages].later();
    expect(later).toEqual(texts);
  });

  test('it goes the way that its script goes, and is called by its own name', async () => {
    const { name, load } = languages[tag as keyof typeof languages];
    const { script } = new Intl.Locale(tag).maximize();
    expect((await load()).direction).toBe(script === 'Arab' || script === 'Hebr' ? 'rtl' : 'ltr');
    expect((await load()).tag).toBe(tag);
    expect(name.toLowerCase()).toBe(new Intl.DisplayNames(tag, { type: 'language' }).of(tag)?.toLowerCase());
  });
});

/** Runs of four words in small letters: what is written so in two languages is not code. */
function phrases(literal: string): string[] {
  return literal.split(/[^a-z ’]+/).flatMap((run) => {
    const words = run.split(' ').filter((word) => word.length > 1);
    return words.slice(3).map((_, at) => words.slice(at, at + 4).join(' '));
  });
}
