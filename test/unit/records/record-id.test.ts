import { expect, test } from 'vitest';
import { message } from '../../../src/catalogue/message.ts';
import { canonicalJson } from '../../../src/records/canonical.ts';
import { type Explanation, parseExplanation } from '../../../src/records/record.ts';
import { recordId } from '../../../src/records/record-id.ts';
import { madeRecord } from '../store/made.ts';

test('the id of a record stays, through JSON too', async () => {
  const record = await madeRecord(1);
  expect(record.id).toBe('7848f12952678d1d1b1d302af068546b');
  expect(await recordId(parseExplanation(JSON.parse(canonicalJson(record))))).toBe(record.id);
});

test.each([
  { created: '2027-01-01T00:00:00.000Z' },
  { milliseconds: 9 },
  { backend: { name: 'webgpu', adapter: 'a', why: 'b' } },
  { runtime: 'other' },
  { asked: { samples: 64, error: 0 } },
  {
    explainer: { requested: 'auto', name: 'kernel-shap', options: {}, why: '', whyMessage: message('engine.askedFor') },
  },
] satisfies Partial<Explanation>[])('what may differ from run to run is not in it: %j', async (over) => {
  expect((await madeRecord(1, over)).id).toBe((await madeRecord(1)).id);
});

test.each([
  { seed: 2 },
  { base: [0.25] },
  { engine: 'other' },
  { stopped: 'cancelled' },
] satisfies Partial<Explanation>[])('what an equal request repeats is in it: %j', async (over) => {
  expect((await madeRecord(1, over)).id).not.toBe((await madeRecord(1)).id);
});
