import { expect, test } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { forward, isolated, isolatedLines } from '../../../src/catalogue/isolate.ts';
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

test('digits and calendar are the same in every language, whatever is the custom there', () => {
  const arabic = saying(
    'ar',
    '{row, number} {row, plural, zero {z} one {i} two {ii} few {# few} other {# other}}',
    'rtl',
  );
  expect(arabic.say(key, { row: 3 })).toBe('3 3 few');
  expect(arabic.say(key, { row: 1234 })).toBe('1,234 1,234 other');
  // A mark of direction keeps the sign in front of its number.
  expect(arabic.number(-1234.5)).toBe('\u200e−1,234.5');
  const day = new Date('2026-11-30T12:00:00Z');
  for (const tag of ['ar-EG', 'fa', 'th', 'ar-SA'])
    expect(createLanguage(tag, 'ltr', {}).date(day, { year: 'numeric', timeZone: 'UTC' })).toContain('2026');
});

test('what joins a list follows how the next item begins', () => {
  const spanish = createLanguage('es', 'ltr', {});
  expect(spanish.list(['padre', 'madre'])).toEqual(['padre', ' y ', 'madre']);
  expect(spanish.list(['padre', 'hijo'])).toEqual(['padre', ' e ', 'hijo']);
  const piece = { is: 'a piece' };
  expect(spanish.list([piece, piece])).toEqual([piece, ' y ', piece]);
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

test('from right to left, names and numbers that signs alone hold together follow each other as the language goes', () => {
  const pair = saying('ar', '{row}: {label}', 'rtl').say(key, { row: 'age', label: '5' });
  expect(pair).toBe('\u2068age\u2069: \u20685\u2069');
  // Nothing but isolates and a colon: a reader that looks for the first letter would find none.
  expect(isolated(pair, 'rtl')).toBe(`\u2067${pair}\u2069`);
  expect(isolated(`العمر ${pair}`, 'rtl')).toBe(`\u2068العمر ${pair}\u2069`);
  const share = forward('<5%', 'rtl');
  expect([share, isolated(share, 'rtl'), forward('<5%', 'ltr')]).toEqual(['\u2066<5%\u2069', share, '<5%']);
  expect(isolated(share + share, 'rtl')).toBe(`\u2067${share}${share}\u2069`);
  expect(isolatedLines(['\u2067a \u2066b', 'c\u2069 d\u2069'])).toEqual([
    '\u2067a \u2066b\u2069\u2069',
    '\u2067\u2066c\u2069 d\u2069',
  ]);
});

test('from right to left, signs stay before the Latin letters that they belong to', () => {
  expect(saying('ar', 'ملف (.onnx) أو --model و a.csv', 'rtl').say(key)).toBe(
    'ملف (\u200e.onnx) أو \u200e--model و a.csv',
  );
  // Between Latin letters they stay by themselves, and can be copied with them.
  expect(saying('ar', '«oriel --help»', 'rtl').say(key)).toBe('«oriel --help»');
  expect(saying('en', 'a file (.onnx)').say(key)).toBe('a file (.onnx)');
});

test('the language is the first of the wanted ones that there is', async () => {
  const tag = async (...wanted: string[]) => (await loadLanguage(wanted)).tag;
  expect(await tag('pt-BR', 'de-AT', 'en')).toBe('de');
  expect(await tag('de_DE.UTF-8')).toBe('de');
  expect(await tag('C')).toBe('en');
  expect(await tag()).toBe('en');
  expect(await tag('constructor')).toBe('en');
  expect(await tag('en-XA')).toBe('en-XA');
  expect((await loadLanguage(['ar-XB'])).direction).toBe('rtl');
});

test('the site’s language is asked for where none of the wanted ones is there', async () => {
  const asked: string[] = [];
  const site = (tag: string | undefined) => async () => {
    asked.push(String(tag));
    return tag;
  };
  const tag = async (wanted: string[], otherwise: string | undefined) =>
    (await loadLanguage(wanted, site(otherwise))).tag;
  expect([await tag(['pt', 'de-AT'], 'en'), asked]).toEqual(['de', []]);
  expect([await tag(['pt'], 'de-CH'), await tag([], 'xx'), await tag(['pt'], undefined)]).toEqual(['de', 'en', 'en']);
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

test.each([
  ['en', 'Taken for “{a}” from {b} on, and “{c}”.', '“yes” for x', 'Taken for “‘yes’ for x” from 2 on, and “no”.'],
  ['de', 'Für „{a}“ ab {b}, und „{c}“.', '„ja“ bei x', 'Für „‚ja‘ bei x“ ab 2, und „no“.'],
  ['fr', 'Pris pour « {a} » dès {b}, et « {c} ».', '« oui » pour x', 'Pris pour « “oui” pour x » dès 2, et « no ».'],
  ['es', 'Por «{a}» desde {b}, y «{c}».', '«sí» en x', 'Por «“sí” en x» desde 2, y «no».'],
])('what is quoted may be quoted in itself: %s', (tag, text, a, said) => {
  expect(saying(tag, text).say(key, { a, b: 2, c: 'no' })).toBe(said);
});
