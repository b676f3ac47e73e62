import { describe, expect, it } from 'vitest';
import { type AppState, initialState } from '../../../../src/app/state.ts';
import { changeText } from '../../../../src/app/wording/change-words.ts';
import { english } from '../../../../src/catalogue/english.ts';
import { creditRecord, creditStudy, creditTopic } from '../make.ts';

const first = creditRecord([-0.112, 0.04, 0.01, 0.002]);
const second = creditRecord([0.102, 0.01, 0.01, 0.002], { modelOutput: [0.42] });
const shown = (record = first) => ({ record, study: creditStudy });

const state: AppState = {
  ...initialState,
  status: 'done',
  topic: creditTopic,
  shown: shown(),
  before: {
    shown: shown(),
    topic: creditTopic,
    prediction: null,
    chosenClass: null,
    settings: initialState.settings,
  },
};
const edited = { ...creditTopic, edited: ['<0', 30, 26, 'none'] };
const told = (change: Partial<AppState>) => {
  const change_ = changeText({ ...state, ...change }, english);
  return (
    change_ && Object.fromEntries(Object.entries(change_).map(([name, text]) => [name, text.replaceAll('\u00a0', ' ')]))
  );
};

describe('a change in words', () => {
  it('says from where to where, why, and what moved', () => {
    expect(told({ topic: edited, shown: shown(second) })).toEqual({
      numbers: '29 % → 42 %',
      label: 'bad risk',
      cause: 'Checking account: no checking → below 0',
      moved: 'What moved most: Checking account −11.2 → +10.2, Duration +4.0 → +1.0 (in percentage points).',
      brief: 'Checking account −11.2 → +10.2',
    });
  });

  it('knows the new number before its reasons, and leaves it open before that', () => {
    const stale = { topic: edited, stale: true };
    expect(told({ ...stale, prediction: { outputs: ['bad risk'], values: [0.42] } })).toMatchObject({
      numbers: '29 % → 42 %',
      moved: '',
      brief: 'Checking account: no checking → below 0',
    });
    expect(told(stale)?.numbers).toBe('29 % → …');
  });

  it('turns round with the class, and compares no other class’s reasons', () => {
    const good = { ...state.before!, chosenClass: 'good risk' };
    expect(told({ before: good, chosenClass: 'good risk', topic: edited, shown: shown(second) })).toMatchObject({
      numbers: '71 % → 58 %',
      brief: 'Checking account +11.2 → −10.2',
    });
    expect(told({ chosenClass: 'good risk' })).toMatchObject({
      numbers: '29 % bad risk → 71 % good risk',
      cause: 'asked about good risk instead of bad risk',
      moved: '',
    });
  });

  it('names the row and the method, and says where nothing moved', () => {
    expect(told({ topic: { ...creditTopic, row: 8 } })).toMatchObject({
      numbers: '29 %, as before',
      cause: 'row 7 → row 8',
      moved: 'No reason moved noticeably.',
    });
    const lime = creditRecord([0.5, 0, 0, 0], { additivityResidual: null });
    const settings = { ...initialState.settings, explainer: 'lime' };
    expect(told({ settings, shown: shown(lime) })).toMatchObject({
      cause: 'explained by LIME instead of SHAP',
      moved: '',
    });
    const many = { ...creditTopic, edited: ['<0', 31, 27, 'none'] };
    expect(told({ topic: many })?.cause).toBe('3 values changed');
  });

  it('is silent where nothing changed, or another model is on show', () => {
    expect(told({})).toBeNull();
    expect(told({ before: null, topic: edited })).toBeNull();
    expect(told({ topic: { ...edited, study: { ...creditStudy } } })).toBeNull();
  });
});
