import { expect, it } from 'vitest';
import { createChanges } from '../../../src/app/changes.ts';
import type { Explaining } from '../../../src/app/explaining/explaining.ts';
import { initialState, type Topic } from '../../../src/app/state.ts';
import { createStore } from '../../../src/app/store.ts';
import { creditRecord, creditStudy, creditTopic } from './make.ts';

const other = { ...creditStudy, handle: 'study-2', model: 'cd' };
const origin = (model: string) => ({ kind: 'example', example: 'credit', model }) as const;

/** A page that went from one model of an example to another one. */
function switched(now: Partial<Topic>) {
  const opened: string[][] = [];
  const explaining = { drop() {}, start() {} } as unknown as Explaining;
  const store = createStore({
    ...initialState,
    status: 'done',
    topic: { ...creditTopic, origin: origin('gbt.onnx') },
    shown: { record: creditRecord([0, 0, 0, 0]), study: creditStudy },
  });
  const changes = createChanges({
    ...{ store, explaining, explain() {}, stay() {}, writeAddress() {} },
    openModel: async (...which) => void opened.push(which),
  });
  changes.mark();
  store.set({
    topic: { ...creditTopic, origin: origin('mlp.onnx'), study: other, ...now },
    shown: { record: creditRecord([0.1, 0, 0, 0]), study: other },
    settings: { ...initialState.settings, explainer: 'gp-shap' },
    chosenClass: 'good risk',
  });
  return { opened, store, changes };
}

it('leads back to another model of the example, as it was asked, and forth again', () => {
  const { opened, store, changes } = switched({});
  changes.back();
  expect(opened).toEqual([['credit', 'gbt.onnx']]);
  expect(store.get()).toMatchObject({ chosenClass: null, settings: { explainer: 'auto' } });
  expect(store.get().before?.topic.study).toBe(other);
});

it.each([
  ['another row', { row: 8 }],
  ['another example', { origin: { ...origin('mlp.onnx'), example: 'wine' } }],
  ['a file that took the place of the person’s own', { origin: { kind: 'own' } }],
] as const)('leads back to no %s', (_, now) => {
  const { opened, store, changes } = switched(now);
  const { topic } = store.get();
  changes.back();
  expect(opened).toEqual([]);
  expect(store.get().topic).toBe(topic);
});
