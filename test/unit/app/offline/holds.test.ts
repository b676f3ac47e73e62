import { expect, test } from 'vitest';
import { holdsSomething } from '../../../../src/app/offline/use.ts';
import { type AppState, initialState, type Topic } from '../../../../src/app/state.ts';

const shown: AppState = { ...initialState, status: 'done' };
const file = new File(['x'], 'x.csv');
const text = (own: string): Partial<AppState> => ({
  topic: {
    text: own,
    study: { card: { input: { kind: 'text' }, samples: ['A sample', 'another'] } },
  } as unknown as Topic,
});

test('a page with an example on show loses nothing when it is loaded anew', () => {
  expect(holdsSomething(shown)).toBe(false);
  expect(holdsSomething({ ...shown, status: 'error' })).toBe(false);
  expect(holdsSomething({ ...shown, ...text('another') })).toBe(false);
});

test.each<[string, Partial<AppState>]>([
  ['an explanation under way', { status: 'explaining' }],
  ['something that is being opened', { opening: [] }],
  ['own files', { own: { ...initialState.own, files: { table: file } } }],
  ['an edited row', { edits: { '1': { values: [1], past: [], now: [2], future: [] } } }],
  ['a text of their own', text('mine')],
])('one holds what is lost: %s', (_, change) => {
  expect(holdsSomething({ ...shown, ...change })).toBe(true);
});
