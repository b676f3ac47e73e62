import { expect, test } from 'vitest';
import type { KeptModel } from '../../../../src/app/keeping/kept-things.ts';
import {
  holdsWords,
  inputText,
  keptLine,
  modelHoldsWords,
  modelLine,
  sizeText,
  whenText,
} from '../../../../src/app/wording/kept-words.ts';
import { english } from '../../../../src/catalogue/english.ts';
import { loadLanguage } from '../../../../src/catalogue/languages.ts';
import type { Card } from '../../../../src/data/card.ts';
import type { Explanation } from '../../../../src/records/record.ts';
import { creditCard, creditRecord } from '../make.ts';

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

test('a line is in the language of the page, as far as the card that was kept with it has words', async () => {
  const german = await loadLanguage(['de']);
  const card: Card = {
    ...creditCard,
    name: row.model.name,
    translations: {
      de: { name: 'Kreditmodell', classes: { 'bad risk': 'schlechtes Risiko' }, features: { age: { label: 'Alter' } } },
    },
  };
  const entry = { record: row, kept: 0, card };
  expect(keptLine(entry, german)).toMatchObject({ model: 'Kreditmodell', output: 'schlechtes Risiko' });
  expect(keptLine(entry, english)).toMatchObject({ model: 'gbt.onnx', output: 'bad risk' });
  for (const words of ['kreditmodell', 'gbt', 'schlechtes alter', 'bad age'])
    expect(holdsWords(entry, words, german), words).toBe(true);
  expect(holdsWords({ record: row }, 'kreditmodell', german)).toBe(false);
  // A card of another name says nothing of this model.
  expect(keptLine({ ...entry, card: { ...card, name: 'another' } }, german).model).toBe('gbt.onnx');
});

test('a text is known by how it begins', () => {
  expect(plain(inputText(texted('One  two\nthree.'), english))).toBe('“One two three.”');
  const long = plain(inputText(texted('word '.repeat(40)), english));
  expect(long).toMatch(/^“(word ){16}…”$/);
  expect(plain(inputText(texted(null), english))).toBe('“”');
});

test('all words must be there, and a number by itself', () => {
  const record = { ...row, input: { ...row.input, row: 12 } } as Explanation;
  expect(holdsWords({ record }, 'GBT  Row 12 duration', english)).toBe(true);
  expect(holdsWords({ record }, 'row 2', english)).toBe(false);
  expect(holdsWords({ record }, 'gbt elephant', english)).toBe(false);
  // Nothing of it is a pattern.
  expect(holdsWords({ record }, '.* (', english)).toBe(false);
});

test.each([
  [0, '0 kB'],
  [1536, '1.5 kB'],
  [20 * 1024 ** 2, '20 MB'],
  [2 * 1024 ** 3, '2 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeText(bytes, english)).toBe(text);
});

test('when it was kept: today and yesterday by their names, by the calendar, others by their date', async () => {
  const now = new Date(2026, 2, 30, 0, 30).getTime();
  const when = (...of: [number, number, number, number]) =>
    plain(whenText(new Date(2026, ...of).getTime(), english, now));
  expect(when(2, 30, 0, 10)).toMatch(/^today, 12:10.AM$/);
  expect(when(2, 29, 0, 10)).toMatch(/^yesterday, 12:10.AM$/);
  expect(when(2, 29, 23, 59)).toMatch(/^yesterday, /);
  expect(when(2, 28, 23, 59)).toContain('Mar 28, 2026');
  const german = await loadLanguage(['de']);
  expect(whenText(new Date(2026, 2, 29, 14, 2).getTime(), german, now)).toBe('gestern, 14:02');
});

test('a kept model says what it was opened with, how large it is, and since when', () => {
  const file = (role: string, name: string) => ({ role, name, sha256: 'cd', bytes: 10 });
  const model = (...files: ReturnType<typeof file>[]): KeptModel => ({
    ...{ sha256: 'ab', name: 'm.onnx', kept: Date.UTC(2020, 0, 2), bytes: 3 * 2 ** 20, said: '', missing: false },
    files: [file('model', 'm.onnx'), ...files],
  });
  expect(modelLine(model(), english).data).toBeNull();
  expect(modelLine(model(file('part', 'w.bin'), file('table', 'd.csv')), english)).toMatchObject({
    ...{ name: 'm.onnx', data: 'd.csv', size: '3 MB' },
    when: expect.stringContaining('2020'),
  });
  const photos = model(file('photo', 'a.jpg'), file('photo', 'b.jpg'), file('photo', 'c.jpg'));
  expect(plain(modelLine(photos, english).data ?? '')).toBe('a.jpg and 2 more');
  expect(modelHoldsWords(photos, 'M.ONNX b.jpg', english)).toBe(true);
  expect(modelHoldsWords(photos, 'd.jpg', english)).toBe(false);
});
