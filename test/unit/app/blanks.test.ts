import { expect, it } from 'vitest';
import { createBlanks } from '../../../src/app/blanks.ts';
import { initialState } from '../../../src/app/state.ts';
import { createStore } from '../../../src/app/store.ts';
import { creditTopic } from './make.ts';
import { sessionOf } from './session-of.ts';

it.each([
  ['forgotten', null, 0],
  ['left for another row', { ...creditTopic, row: 8 }, 0],
  ['still on show', creditTopic, 1],
])('what fails for a row that is %s', async (_, topic, alerts) => {
  const store = createStore({ ...initialState, topic: creditTopic });
  let fail = (_error: Error): void => {};
  const session = await sessionOf({ nextUsable: () => new Promise((_resolve, reject) => (fail = reject)) });
  const blanks = createBlanks({ store, session, setValues() {}, async chooseRow() {} });
  const asked = blanks.skipToUsable();
  store.set({ topic });
  fail(new Error('the engine has ended'));
  await asked;
  expect(store.get().alerts).toHaveLength(alerts);
});
