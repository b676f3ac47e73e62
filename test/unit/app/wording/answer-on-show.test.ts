import { describe, expect, it } from 'vitest';
import { type AppState, initialState } from '../../../../src/app/state.ts';
import { answerOnShow, explanationOnShow } from '../../../../src/app/wording/answer-on-show.ts';
import { besideOnShow } from '../../../../src/app/wording/beside-words.ts';
import { creditRecord, creditStudy, creditTopic } from '../make.ts';

/** A record of row 7 or another one, and a topic that asks about row 7. */
const record = (row: number, values = creditTopic.values) => {
  const one = creditRecord([0.1, 0, 0, 0]);
  return { ...one, input: { ...one.input, row, values } as typeof one.input };
};
const state = (change: Partial<AppState>): AppState => ({ ...initialState, topic: creditTopic, ...change });
const shown = (row: number) => ({ record: record(row), study: creditStudy });

describe('the explanation on show', () => {
  it('is one of another row only while that of the chosen one is on its way', () => {
    const other = { shown: shown(384), stale: true };
    expect(explanationOnShow(state({ ...other, status: 'explaining' }))).toBe(other.shown);
    for (const status of ['done', 'error'] as const) {
      expect(explanationOnShow(state({ ...other, status }))).toBeNull();
      expect(answerOnShow(state({ ...other, status }))).toBeNull();
    }
  });

  it('stays after a cancel where it is about what is asked, and is not about values since changed', () => {
    const own = { shown: shown(7), stale: true, status: 'done' } as const;
    expect(explanationOnShow(state(own))).toBe(own.shown);
    const topic = { ...creditTopic, edited: ['no checking', 12, 26, 'none'] };
    expect(explanationOnShow(state({ ...own, topic }))).toBeNull();
  });
});

describe('two rows beside one another', () => {
  const compared = { study: creditStudy, row: 3, record: record(3) };

  it('are those that the table names, never an earlier one under the number of the chosen one', () => {
    expect(besideOnShow(state({ compared, shown: shown(7), status: 'done' }))).toEqual({
      shown: shown(7),
      other: compared.record,
    });
    const stale = { compared, shown: shown(384), stale: true };
    expect(besideOnShow(state({ ...stale, status: 'explaining' }))).toEqual({ row: 7, underWay: true });
    expect(besideOnShow(state({ ...stale, status: 'done' }))).toEqual({ row: 7, underWay: false });
    expect(besideOnShow(state({ ...stale, status: 'error' }))).toEqual({ row: 7, underWay: false });
  });

  it('wait for the other row only where that is being explained', () => {
    const waiting = { compared: { ...compared, record: null }, shown: shown(7) };
    expect(besideOnShow(state({ ...waiting, status: 'done' }))).toEqual({ row: 3, underWay: true });
    expect(besideOnShow(state({ ...waiting, status: 'done', stale: true }))).toEqual({ row: 3, underWay: false });
    expect(besideOnShow(state({ shown: shown(7), status: 'done' }))).toBeNull();
  });
});
