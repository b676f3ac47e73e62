import { expect, test } from 'vitest';
import { holdsWords, inputText, keptLine, sizeText } from '../../../../src/app/wording/kept-words.ts';
import { english } from '../../../../src/catalogue/english.ts';
import type { Explanation } from '../../../../src/records/record.ts';
import { creditRecord } from '../make.ts';

const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, '');
const row = creditRecord([0.1, 0.2, -0.1, 0]);
const texted = (text: string | null): Explanation => ({
  ...row,
  input: {
    kind: 'text',
    sha256: '',
    text,
    spans: [],
    absent: 'mask',
    part: null,
    phrases: { left: [], right: [] },
  },
});

test('a line says model, row, answer and how exact', () => {
  const line = keptLine({ record: row, kept: Date.UTC(2026, 0, 2) }, english);
  expect(line).toMatchObject({ model: 'gbt.onnx', output: 'bad risk' });
  expect(plain(line.input)).toMatch(/^row \d+$/);
  expect(line.answer).toContain('%');
  expect(line.when).toContain('2026');
});

test('a text is known by how it begins', () => {
  expect(plain(inputText(texted('One  two\nthree.'), english))).toBe('“One two three.”');
  const long = plain(inputText(texted('word '.repeat(40)), english));
  expect(long).toMatch(/^“(word ){16}…”$/);
  expect(plain(inputText(texted(null), english))).toBe('“”');
});

test('all words must be there, and a number by itself', () => {
  const record = { ...row, input: { ...row.input, row: 12 } } as Explanation;
  expect(holdsWords(record, 'GBT  Row 12 duration', english)).toBe(true);
  expect(holdsWords(record, 'row 2', english)).toBe(false);
  expect(holdsWords(record, 'gbt elephant', english)).toBe(false);
  // Nothing of it is a pattern.
  expect(holdsWords(record, '.* (', english)).toBe(false);
});

test.each([
  [0, '0 kB'],
  [1536, '1.5 kB'],
  [20 * 1024 ** 2, '20 MB'],
  [2 * 1024 ** 3, '2 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeText(bytes, english)).toBe(text);
});
