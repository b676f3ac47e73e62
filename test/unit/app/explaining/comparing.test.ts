import { expect, it } from 'vitest';
import { createComparing } from '../../../../src/app/explaining/comparing.ts';
import { initialState } from '../../../../src/app/state.ts';
import { createStore } from '../../../../src/app/store.ts';
import { creditRecord, creditStudy, creditTopic } from '../make.ts';
import { sessionOf } from '../session-of.ts';

const turns = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

async function begin() {
  const cancelled: string[] = [];
  let fail = (_: Error): void => {};
  const session = await sessionOf({
    explain: () => new Promise((_, reject) => (fail = reject)),
    cancel: async (job: string) => void cancelled.push(job),
  });
  const store = createStore({
    ...initialState,
    topic: creditTopic,
    status: 'done',
    shown: { record: creditRecord([0, 0, 0, 0]), study: creditStudy },
  });
  createComparing({ store, session }).compare(3);
  await turns();
  return { store, cancelled, fail: (error: Error) => fail(error) };
}

it('says what went wrong with the other row', async () => {
  const { store, fail } = await begin();
  fail(new Error('gone'));
  await turns();
  expect(store.get()).toMatchObject({ compared: null, alerts: [{ message: { key: 'page.beside.failed' } }] });
});

it('says nothing of a comparison that was forgotten with everything else', async () => {
  const { store, cancelled, fail } = await begin();
  store.set(initialState);
  expect(cancelled).toHaveLength(1);
  fail(new Error('the engine has ended'));
  await turns();
  expect(store.get().alerts).toEqual([]);
});
