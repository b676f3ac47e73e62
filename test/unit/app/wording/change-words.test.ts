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
  return change_ && JSON.parse(JSON.stringify(change_).replaceAll('\u00a0', ' '));
};

describe('a change in words', () => {
  it('says from where to where, why, and what moved', () => {
    expect(told({ topic: edited, shown: shown(second) })).toEqual({
      numbers: '29 % → 42 %',
      label: 'bad risk',
      cause: 'Checking account: no checking → below 0',
      moved: 'What moved most: Checking account −11.2 → +10.2, Duration +4.0 → +1.0 (in percentage points).',
      brief: 'Checking account −11.2 → +10.2',
      leadsBack: true,
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

  it('sets two models beside one another that are asked about the same row', () => {
    const examples = [
      {
        id: 'credit',
        kind: 'tabular',
        name: { en: 'Credit' },
        data: 'data.csv',
        models: [
          { file: 'forest.onnx', card: '', label: { en: 'Forest' } },
          { file: 'mlp.onnx', card: '', label: { en: 'Network' } },
        ],
      },
    ] as const satisfies AppState['examples'];
    const origin = (model: string) => ({ kind: 'example', example: 'credit', model }) as const;
    // The other model has an output for either class.
    const study = { ...creditStudy, handle: 'study-2', model: 'cd', outputs: ['good risk', 'bad risk'] };
    const record = creditRecord([0, 0, 0, 0], {
      outputs: study.outputs,
      modelOutput: [0.68, 0.32],
      base: [0.7, 0.3],
      prediction: [0.68, 0.32],
      attributions: [
        [-0.102, 0, 0, 0],
        [0.102, 0.04, 0.01, 0.002],
      ],
      standardErrors: null,
      additivityResidual: [0, 0],
    });
    const before = {
      ...state.before!,
      chosenClass: 'good risk',
      topic: { ...creditTopic, origin: origin('forest.onnx') },
    };
    const now = {
      ...{ examples, before, chosenClass: 'good risk', shown: { record, study } },
      topic: { ...creditTopic, origin: origin('mlp.onnx'), study },
    };
    expect(told(now)).toMatchObject({
      numbers: '71 % → 68 %',
      cause: 'Network instead of Forest',
      brief: 'Checking account +11.2 → −10.2',
      leadsBack: true,
    });
    expect(told({ ...now, topic: { ...now.topic, row: 8 } })).toBeNull();
    // A file that was brought took the place of the one before.
    const own = {
      ...now,
      before: { ...state.before!, chosenClass: 'good risk' },
      topic: { ...now.topic, origin: { kind: 'own' }, title: { en: 'b.onnx' } },
    };
    expect(told(own as typeof now)).toMatchObject({ cause: 'b.onnx instead of gbt.onnx', leadsBack: false });
  });

  it('says of a text which words came, went and turned', () => {
    const study = { ...creditStudy, card: { ...creditStudy.card, input: { kind: 'text' } as const } };
    const about = (text: string, values: readonly number[]) => {
      const spans = [...text.matchAll(/\w+/gu)].map(({ index, 0: word }) => [[index, index + word.length]] as const);
      const record = creditRecord(values, {
        players: text.match(/\w+/gu) as string[],
        input: {
          ...{ kind: 'text', sha256: text, text, absent: 'remove', part: null, phrases: { left: [], right: [] } },
          spans: spans.map(([span]) => [[...span]]),
        },
      });
      return { record, study };
    };
    const first = about('not good not kind', [-0.3, 0.2, -0.1, 0.05]);
    const second = about('not bad kind', [-0.3, 0.1, 0.05]);
    const topic = { ...creditTopic, study, values: [], edited: [] };
    const before = { ...state.before!, shown: first, topic: { ...topic, text: 'not good not kind' } };
    expect(told({ before, topic: { ...topic, text: 'not bad kind' }, shown: second })).toMatchObject({
      cause: 'another text',
      moved: 'What moved most: “good” +20.0 → not there, “not” −40.0 → −30.0 (in percentage points).',
    });
    // What counts as a word is another matter now.
    const settings = { ...initialState.settings, players: 'tokens' } as const;
    expect(told({ before, settings, topic: { ...topic, text: 'not bad kind' }, shown: second })?.moved).toBe('');
  });
});
