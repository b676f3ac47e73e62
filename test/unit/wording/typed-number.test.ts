import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLanguage } from '../../../src/catalogue/language.ts';
import { asSpoken, loadLanguage } from '../../../src/catalogue/languages.ts';
import { plainNumber, writtenNumber } from '../../../src/wording/typed-number.ts';

describe('a number is read as it is typed in its language', () => {
  test.each([
    [
      'en',
      { '1,234.5': '1234.5', '1234.5': '1234.5', '1,500': '1500', '0,5': '0.5', '1,5': '1.5', '1,234,567': '1234567' },
    ],
    [
      'de',
      {
        '1.234,5': '1234.5',
        '1234,5': '1234.5',
        '1.500': '1500',
        '1.5': '1.5',
        '0.125': '0.125',
        '1,234.56': '1234.56',
      },
    ],
    ['fr', { '1 234,5': '1234.5', '1\u202f234,5': '1234.5', '1\u00a0234': '1234', '1.500': '1.500', '1,5': '1.5' }],
    ['es', { '1.234,5': '1234.5', '1234,5': '1234.5', '12.345': '12345', '2.5': '2.5' }],
    [
      'ar',
      {
        '1,234.5': '1234.5',
        '١٬٢٣٤٫٥': '1234.5',
        '١٢٫٥': '12.5',
        '۱۲۳': '123',
        '\u200e−5.5': '-5.5',
        '١٫٥٠٠': '1.500',
      },
    ],
    ['ar-XB', { '1,234.5': '1234.5' }],
  ])('%s', (tag, numbers) => {
    for (const [typed, plain] of Object.entries(numbers))
      expect([typed, plainNumber(typed, tag)]).toEqual([typed, plain]);
  });

  test('signs, powers of ten, and numbers that are not finished', () => {
    const read = ['-3', '−3', '+3', '1e-5', '1,5E3', '.5', '5,', ' 7 ', '-0', '12345678901234567890'];
    expect(read.map((text) => plainNumber(text, 'de'))).toEqual([
      ...['-3', '-3', '3', '1e-5', '1.5e3', '0.5', '5', '7', '-0', '12345678901234567890'],
    ]);
  });

  test('before a power of ten, a sign is one for decimals', () => {
    for (const tag of ['en', 'de', 'fr', 'es', 'ar'])
      for (const typed of ['1.234e5', '1,234e5', '1.234E+5']) expect(Number(plainNumber(typed, tag))).toBe(123_400);
  });

  test.each([
    '',
    '-',
    '.',
    'abc',
    '1.2.3',
    '1,2,3',
    '1 5',
    '5 %',
    '1e',
    '--1',
    '0x10',
    '1,23,456.7',
    '1.234,5e3',
    '1e999',
    '-1e999',
  ])('%s is none', (typed) => {
    for (const tag of ['en', 'de', 'fr', 'es', 'ar']) expect(plainNumber(typed, tag)).toBeNull();
  });
});

test.each(['en', 'de', 'fr', 'es', 'ar'])('%s: what a field or a chart shows can be typed back', (tag) => {
  const language = createLanguage(tag, tag === 'ar' ? 'rtl' : 'ltr', {});
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      expect(Number(plainNumber(writtenNumber(String(number), tag), tag))).toBe(number + 0);
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 1, max: 3 }), (number, digits) => {
      const value = number / 1000;
      // A group of three behind a single sign reads as thousands: charts write decimals and no groups, or both.
      const shown = language.number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
      const back = Number(plainNumber(shown, tag));
      expect(Math.abs(back - value)).toBeLessThanOrEqual(0.51 * 10 ** -digits);
    }),
  );
});

describe('numbers are those of the region that the browser names', () => {
  test.each([
    // What the browser names, the tag that numbers go by, a number written so, and what "1.500" is.
    [['es-MX'], 'es-MX', '1,234,567.5', 1.5],
    [['es-ES'], 'es', '1.234.567,5', 1500],
    [['de-CH', 'en'], 'de-CH', /^1['’]234['’]567\.5$/, 1.5],
    [['de-DE'], 'de', '1.234.567,5', 1500],
    [['fr-CH'], 'fr', '1\u202f234\u202f567,5', 1.5],
    [['en-US'], 'en', '1,234,567.5', 1.5],
    [['en-IN'], 'en-IN', '12,34,567.5', 1.5],
    [['ar-MA'], 'ar-MA', '1.234.567,5', 1500],
    [['es_MX.UTF-8'], 'es-MX', '1,234,567.5', 1.5],
    [['de_DE@euro'], 'de', '1.234.567,5', 1500],
    [['de-AT'], 'de-AT', '1\u00a0234\u00a0567,5', 1500],
    [['es-CR'], 'es-CR', '1\u00a0234\u00a0567,5', 1500],
    [['zh-Hans-CN', 'de-x'], 'de', '1.234.567,5', 1500],
  ] as const)('%j', async (wanted, regional, written, typed) => {
    const language = await loadLanguage(wanted);
    expect([language.tag, language.regional]).toEqual([regional.slice(0, 2), regional]);
    const shown = language.number(1234567.5);
    expect(shown).toMatch(written);
    expect(Number(plainNumber(shown, regional))).toBe(1234567.5);
    expect(Number(plainNumber('1.500', regional))).toBe(typed);
    expect(writtenNumber('0.5', regional)).toBe(language.number(0.5));
  });

  test('thousands by three are read in India, too', () => {
    expect(plainNumber('123,456', 'en-IN')).toBe('123456');
    expect(plainNumber('1,234,567', 'en-IN')).toBe('1234567');
    expect(plainNumber('12,34,567', 'en-IN')).toBe('1234567');
  });

  test('of a language that is chosen, it is the browser’s region where that speaks it', () => {
    expect(asSpoken('es', ['en-US', 'es-MX', 'es'])).toBe('es-MX');
    expect(asSpoken('es', ['en-US', 'de-CH'])).toBe('es');
    expect(asSpoken('es-AR', ['es-MX'])).toBe('es-AR');
  });
});
