import { expect, test } from 'vitest';
import type { Source } from '../../../../src/app/state.ts';
import { sourceNews, sourceText } from '../../../../src/app/wording/source-words.ts';
import { english } from '../../../../src/catalogue/english.ts';
import { loadLanguage } from '../../../../src/catalogue/languages.ts';
import type { Explanation } from '../../../../src/records/record.ts';
import { creditRecord, creditStudy } from '../make.ts';

const german = await loadLanguage(['de']);
const now = new Date(2026, 4, 5, 16, 30).getTime();
const earlier = new Date(2026, 4, 5, 14, 2).getTime();
const yesterday = new Date(2026, 4, 4, 14, 2).getTime();

const from = (source: Source, change: Partial<Explanation> = {}) => ({
  record: creditRecord([0.1, 0, 0, 0], { calls: 20_001, ...change }),
  study: creditStudy,
  source,
});

test.each([
  [{ from: 'kept', keptAt: earlier, paid: 0, known: 0 }, {}, /^Kept from 2:02\sPM, not recomputed\.$/],
  [{ from: 'kept', keptAt: yesterday, paid: 0, known: 0 }, {}, /^Kept from yesterday, 2:02\sPM, not recomputed\.$/],
  [
    { from: 'reused', keptAt: earlier, paid: 0, known: 0 },
    {},
    /^From an explanation with more samples, made 2:02\sPM;/,
  ],
  [{ from: 'reused', keptAt: earlier, paid: 0, known: 0 }, { stopped: 'done' }, /more samples would change nothing/],
  [{ from: 'continued', paid: 5000, known: 15_001 }, {}, /^Only 5,000 answers of the model were asked for now;/],
  [{ from: 'continued', paid: 0, known: 20_001 }, {}, /^The model was asked nothing new: all its answers/],
  [{ from: 'computed', paid: 20_001, known: 0 }, {}, /^$/],
] as const)('%o is said', (source, change, words) => {
  expect(sourceText(from(source, change), english, now)).toMatch(words);
});

test('in German too', () => {
  const kept = from({ from: 'kept', keptAt: yesterday, paid: 0, known: 0 });
  expect(sourceText(kept, german, now)).toBe('Aufbewahrt: gestern, 14:02, nicht neu berechnet.');
  const continued = from({ from: 'continued', paid: 5000, known: 15_001 });
  expect(sourceText(continued, german, now)).toMatch(/^Nur 5\.000 Antworten des Modells wurden neu erfragt;/);
});

test('beside the answer it is said only where it is news', () => {
  expect(sourceNews(from({ from: 'kept', keptAt: now - 30_000, paid: 0, known: 0 }), english, now)).toBe('');
  expect(sourceNews(from({ from: 'kept', keptAt: now - 90_000, paid: 0, known: 0 }), english, now)).toMatch(
    /^Kept from/,
  );
  expect(sourceNews(from({ from: 'continued', paid: 20_000, known: 1 }), english, now)).toBe('');
  expect(sourceNews(from({ from: 'continued', paid: 5000, known: 15_001 }), english, now)).toMatch(/^Only 5,000/);
  const { record, study } = from({ from: 'computed', paid: 1, known: 0 });
  expect(sourceNews({ record, study }, english, now)).toBe('');
});
