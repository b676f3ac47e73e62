import { expect, it } from 'vitest';
import { type AppState, initialState } from '../../../../src/app/state.ts';
import { millisecondsPerRow, rowsToSave } from '../../../../src/app/table/saving.ts';
import { english } from '../../../../src/catalogue/english.ts';
import type { Explanation } from '../../../../src/records/record.ts';
import { roughTime } from '../../../../src/wording/format.ts';
import { creditRecord, creditStudy, creditTopic } from '../make.ts';

const explainedBy = (name: string, requested: string): Explanation['explainer'] => ({
  ...{ requested, name },
  ...{ options: {}, why: '' },
});
function state(explainer: Explanation['explainer'], change: Partial<AppState> = {}): AppState {
  const settings = { ...initialState.settings, explainer: explainer.requested };
  const record = creditRecord([0, 0, 0, 0], { explainer });
  return { ...initialState, settings, topic: creditTopic, shown: { record, study: creditStudy }, ...change };
}
const all = { what: 'all', query: {}, total: 1000 } as const;

it('has all rows explained without asking where that is a matter of moments', () => {
  const trees = state(explainedBy('tree-shap', 'auto'));
  expect(rowsToSave(trees, all).choice.explain).toMatchObject({ explainer: 'tree-shap' });
  expect(millisecondsPerRow(trees)).toBeNull();
});

it('has them explained by any method where a person wants to wait for it', () => {
  const lime = state(explainedBy('lime', 'lime'));
  expect(rowsToSave(lime, all).choice.explain).toBeNull();
  expect(millisecondsPerRow(lime)).toBe(100);
  const { choice, count } = rowsToSave(lime, { ...all, explained: true });
  expect(choice.explain).toMatchObject({ explainer: 'lime', outputs: ['bad risk'], curves: false });
  expect(count).toBe(1000);
  // What suits one row may not suit the next.
  const sampled = rowsToSave(state(explainedBy('gp-shap', 'auto')), { ...all, explained: true });
  expect(sampled.choice.explain?.explainer).toBe('auto');
});

it('explains nothing in the name of what is not on show', () => {
  const stale = state(explainedBy('lime', 'lime'), { stale: true });
  expect(rowsToSave(stale, { ...all, explained: true }).choice).toMatchObject({ explain: null, records: [] });
  expect(millisecondsPerRow(stale)).toBeNull();
});

it('tells a long time roughly', () => {
  expect([300, 42_000, 25.4 * 60_000, 3 * 3_600_000].map((time) => roughTime(time, english))).toEqual([
    '1 sec',
    '42 sec',
    '25 min',
    '3 hr',
  ]);
});
