import { expect, test } from 'vitest';
import { placeOfRecord, placeOnShow, readPlace, removePlace, writePlace } from '../../../../src/app/keeping/place.ts';
import { initialState } from '../../../../src/app/state.ts';
import { openMemoryStore } from '../../../../src/store/memory.ts';
import { madeRecord } from '../../store/made.ts';
import { creditTopic } from '../make.ts';

const MODEL = 'f'.repeat(64);

test('where a model was left comes back as it was', async () => {
  const record = {
    ...(await madeRecord(1)),
    explainer: { requested: 'auto', name: 'x', options: {}, why: '', whyMessage: { key: 'page.name' } },
  } as never;
  const topic = { ...creditTopic, edited: ['no checking', Number.NaN, null, 'none'] };
  const settings = { ...initialState.settings, seed: 9, options: { lime: { samples: 5, kernel: 'x', all: true } } };
  const state = { ...initialState, topic, settings, chosenClass: 'bad risk', shown: { record, study: topic.study } };
  const place = placeOnShow(state);
  expect(place).not.toBeNull();
  const store = openMemoryStore({ now: () => 77 });
  if (place) await writePlace(store, MODEL, place);
  expect(await readPlace(store, MODEL)).toEqual({ ...place, kept: 77 });
  await removePlace(store, MODEL);
  expect(await readPlace(store, MODEL)).toBeNull();
});

test('a place that was kept before there was a choice of how columns are drawn comes back', async () => {
  const { absent: _a, imputer: _i, draws: _d, conditionalRows: _c, ...settings } = initialState.settings;
  const store = openMemoryStore({ now: () => 77 });
  const place = {
    row: 1,
    photo: null,
    text: '',
    edited: null,
    chosenClass: null,
    settings,
    record: await madeRecord(2),
  };
  await store.put('setting', `place ${MODEL}`, place as never);
  expect((await readPlace(store, MODEL))?.settings).toEqual(initialState.settings);
});

test('a row that was not changed follows its table', () => {
  const record = { model: {} } as never;
  const state = { ...initialState, topic: creditTopic, shown: { record, study: creditTopic.study } };
  expect(placeOnShow(state)?.edited).toBeNull();
  expect(placeOnShow(initialState)).toBeNull();
});

test.each([
  ['another version’s', { row: 1 }],
  [
    'with settings of another version',
    { row: 1, photo: null, text: '', edited: null, chosenClass: null, settings: {} },
  ],
  ['no object', 5],
])('a place that cannot be read is none: %s', async (_, value) => {
  const store = openMemoryStore();
  await store.put('setting', `place ${MODEL}`, value as never);
  expect(await readPlace(store, MODEL)).toBeNull();
});

test('an explanation is shown with its model where it was made, or as far as it says so itself', async () => {
  const store = openMemoryStore({ now: () => 77 });
  const record = await madeRecord(3, { seed: 8 });
  await store.put('record', record.id, { record });
  const alone = await placeOfRecord(store, record.id);
  expect(alone).toMatchObject({ row: 3, edited: null, settings: { seed: 8, space: 'output' }, kept: 77 });
  const state = { ...initialState, topic: { ...creditTopic, row: 3 }, chosenClass: 'x' };
  const { record: _record, ...left } = placeOnShow({ ...state, shown: { record, study: creditTopic.study } }) ?? {};
  await store.put('record', record.id, { record, left: left as never });
  expect(await placeOfRecord(store, record.id)).toEqual({ ...left, record, kept: 77 });
  expect(await placeOfRecord(store, 'nothing')).toBeNull();
});
