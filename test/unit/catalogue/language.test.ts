import { expect, test } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { createLanguage } from '../../../src/catalogue/language.ts';
import { loadLanguage } from '../../../src/catalogue/languages.ts';
import { type MessageKey, message } from '../../../src/catalogue/message.ts';

/** A language in which one text reads as given. */
const saying = (tag: string, text: string, direction: 'ltr' | 'rtl' = 'ltr') =>
  createLanguage(tag, direction, { 'page.answer.row': text });
const key: MessageKey = 'page.answer.row';

test('numbers, plurals and choices follow the language', () => {
  const text = '{rows, plural, one {# Zeile} other {# Zeilen}}{error, select, none {} other { ({error})}}';
  const german = saying('de', text);
  expect(german.say(key, { rows: 1, error: null })).toBe('1 Zeile');
  expect(german.say(key, { rows: 12345, error: '0,1' })).toBe('12.345 Zeilen (0,1)');
  expect(german.number(-1234.5)).toBe('−1.234,5');
  expect(english.number(-1234.5)).toBe('−1,234.5');
});

test('a value that is written is told apart from what it chooses', () => {
  const text = '{row, select, none {nothing} other {a {row}}}';
  expect(saying('en', text).say(key, { row: null })).toBe('nothing');
  expect(saying('en', text).say(key, { row: '' })).toBe('nothing');
  expect(saying('en', text).say(key, { row: 'none' })).toBe('a none');
  expect(saying('en', '({row})').say(key, { row: '' })).toBe('()');
  const kinds = '{row, select, image {picture} other {table}}';
  expect(saying('ar', kinds, 'rtl').say(key, { row: 'image' })).toBe('picture');
});

test('a message within a message is in the same language, and so is a list', async () => {
  const german = await loadLanguage(['de']);
  const missing = message('error.data-empty', { file: 'a.csv' });
  expect(saying('en', 'first: {row}').say(key, { row: missing })).toBe(`first: ${english.text(missing)}`);
  expect(saying('de', 'zuerst: {row}').say(key, { row: ['a', 'b', 'c'] })).toBe('zuerst: a, b und c');
  expect(german.text(missing)).not.toBe(english.text(missing));
  expect(german.text('a.csv')).toBe('a.csv');
});

test('pieces stand where the language puts them', () => {
  const [what, why] = [{ is: 'what' }, { is: 'why' }];
  expect(saying('en', '{row} because of {reasons}.').pieces(key, { row: what, reasons: why })).toEqual([
    what,
    ' because of ',
    why,
    '.',
  ]);
  const reversed = saying('xx', 'Wegen {reasons}: {row}').pieces(key, { row: what, reasons: ['a', why] });
  expect(reversed).toEqual(['Wegen ', 'a', why, ': ', what]);
  expect(english.list(['a', why, 'c'])).toEqual(['a', ', ', why, ', and ', 'c']);
});

test('what a language lacks is said in English, with English numbers', () => {
  const empty = createLanguage('de', 'ltr', {});
  expect(empty.say('engine.rowsLeftOut', { n: 1234 })).toBe(english.say('engine.rowsLeftOut', { n: 1234 }));
});

test('from right to left, text from elsewhere is kept from reordering the sentence', () => {
  expect(saying('en', '{row}!').say(key, { row: 'a.csv' })).toBe('a.csv!');
  expect(saying('en', '{row} = −1').say(key, { row: 'العمر' })).toBe('\u2068العمر\u2069 = −1');
  expect(saying('ar', '{row}!', 'rtl').say(key, { row: 'a.csv' })).toBe('\u2068a.csv\u2069!');
});

test('the language is the first of the wanted ones that there is', async () => {
  const tag = async (...wanted: string[]) => (await loadLanguage(wanted)).tag;
  expect(await tag('fr-CH', 'de-AT', 'en')).toBe('de');
  expect(await tag('de_DE.UTF-8')).toBe('de');
  expect(await tag('C')).toBe('en');
  expect(await tag()).toBe('en');
  expect(await tag('constructor')).toBe('en');
  expect(await tag('en-XA')).toBe('en-XA');
  expect((await loadLanguage(['ar-XB'])).direction).toBe('rtl');
});

test('the pseudo-locales change every word and keep every value', async () => {
  const long = (await loadLanguage(['en-XA'])).say('engine.rowsLeftOut', { n: 3 });
  expect(long).toContain('3');
  expect(long).not.toMatch(/[a-z]/i);
  expect(long.length).toBeGreaterThan(english.say('engine.rowsLeftOut', { n: 3 }).length * 1.25);
  const mirrored = (await loadLanguage(['ar-XB'])).say('error.data-empty', { file: 'a.csv' });
  expect(mirrored).toContain('\u2068a.csv\u2069');
  expect(mirrored).toMatch(/\u202e\p{L}+\u202c/u);
});
