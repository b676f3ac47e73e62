import { expect, it } from 'vitest';
import { averageOf } from '../../../../src/app/wording/average.ts';
import { creditRecord, creditStudy } from '../make.ts';

it('is known of the background that an explanation had, and of no other model', () => {
  const average = { study: creditStudy, of: 'ef', outputs: ['good risk', 'bad risk'], base: [0.7, 0.3] };
  const shown = { record: creditRecord([0, 0, 0, 0]), study: creditStudy };
  expect(averageOf(average, shown, 0)).toBe(0.3);
  expect(averageOf({ ...average, of: 'another background' }, shown, 0)).toBeNull();
  expect(averageOf({ ...average, study: { ...creditStudy } }, shown, 0)).toBeNull();
  expect(averageOf({ ...average, outputs: ['good risk'] }, shown, 0)).toBeNull();
  // A text has no background: what is hidden is its own words.
  const record = { ...shown.record, background: null };
  expect(averageOf({ ...average, of: record.id }, { ...shown, record }, 0)).toBe(0.3);
  expect(averageOf(average, { ...shown, record }, 0)).toBeNull();
});
