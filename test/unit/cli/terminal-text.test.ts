import { describe, expect, test } from 'vitest';
import { fitted, harmless, padEnd, padStart, shorten, widthOf } from '../../../src/cli/terminal-text.ts';

describe('harmless', () => {
  test.each([
    ['a\u001b[2Jb', 'a␛[2Jb'],
    ['\u001b]0;title\u0007', '␛]0;title␇'],
    ['a\u009b31mb', 'a\ufffd31mb'],
    ['a\rb\nc\td', 'a b c d'],
    ['a\u2028b\u0085c', 'a b c'],
    ['a\u0000\u007f', 'a␀␡'],
    ['a\u202eb', 'a\ufffdb'],
    ['a\ud800b', 'a\ufffdb'],
    ['\u2068open', '\ufffdopen'],
    ['closed\u2069\u2068', 'closed\ufffd\ufffd'],
  ])('%j reads %j', (given, shown) => {
    expect(harmless(given)).toBe(shown);
  });

  test.each(['Größe (€) = 12,5', '年間消費量', 'عدد أفراد', '👩‍👩‍👧 é', '\u2068isolated\u2069'])('%j stays', (text) => {
    expect(harmless(text)).toBe(text);
  });

  test('of every control character nothing is left, and once is enough', () => {
    const all = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join('');
    expect(harmless(all)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
    expect(harmless(harmless(all))).toBe(harmless(all));
  });
});

test.each([
  ['abc', 3],
  ['年間', 4],
  ['ｶﾞ', 2],
  ['キロワット', 10],
  ['e\u0301', 1],
  ['🙂', 2],
  ['👩‍👩‍👧', 2],
  ['☎\ufe0f', 2],
  ['한국', 4],
  ['a\u200bb', 2],
  ['', 0],
])('%j is %i columns wide', (text, width) => {
  expect(widthOf(text)).toBe(width);
  expect(padEnd(text, 12)).toBe(text + ' '.repeat(12 - width));
  expect(padStart(text, 12)).toBe(' '.repeat(12 - width) + text);
});

test.each([
  ['household electricity', 21, 'household electricity'],
  ['household electricity', 11, 'house…icity'],
  ['年間平均世帯', 8, '年間…帯'],
  ['abcdef', 1, '…'],
  ['abcdef', 0, ''],
])('%j shortened to %i columns is %j', (text, width, short) => {
  expect(shorten(text, width)).toBe(short);
  expect(widthOf(shorten(text, width))).toBeLessThanOrEqual(width);
});

describe('fitted', () => {
  const begin = 'average monthly household electricity ';

  test('what fits stays; labels give way before their values', () => {
    expect(fitted([{ label: 'age', cell: '41' }], 20)).toEqual(['age = 41']);
    // A name from right to left would take the sign of the number with it.
    expect(fitted([{ label: 'العمر', cell: '−0.222' }], 20)).toEqual(['\u2068العمر\u2069 = −0.222']);
    expect(fitted([{ label: 'age', cell: 'كبير' }], 20)).toEqual(['age = \u2068كبير\u2069']);
    const [first, second] = fitted(
      [
        { label: `${begin}(summer)`, cell: '1200' },
        { label: `${begin}(winter)`, cell: '1300' },
      ],
      30,
    );
    expect(first).toMatch(/^average.*….*\(summer\) = 1200$/);
    expect(second).toMatch(/\(winter\) = 1300$/);
  });

  test('a long value leaves half of the width to its label', () => {
    const [text] = fitted([{ label: 'x'.repeat(50), cell: `start${'-'.repeat(90)}end` }], 40);
    expect(widthOf(text)).toBe(40);
    expect(text).toMatch(/^x+…x+ = start-*…-*end$/);
  });

  test('labels that would look alike are numbered, equal ones are not', () => {
    const alike = ['one', 'two', 'three'].map((part) => ({ label: `${begin}${part} ${begin}`, cell: '5' }));
    const texts = fitted(alike, 30);
    expect(new Set(texts).size).toBe(3);
    expect(texts[2]).toMatch(/ \(3\) = 5$/);
    for (const text of texts) expect(widthOf(text)).toBeLessThanOrEqual(30);
    const [a, b] = fitted([alike[0], alike[0]], 30);
    expect(a).toBe(b);
  });
});
