import { describe, expect, test } from 'vitest';
import { createChanging } from '../../../../src/app/changing/changing.ts';
import { initialState } from '../../../../src/app/state.ts';
import { createStore } from '../../../../src/app/store.ts';
import type { CounterfactualRequest, Inquiry } from '../../../../src/engine/protocol.ts';
import { OrielError } from '../../../../src/errors.ts';
import type { Counterfactual } from '../../../../src/library/index.ts';
import { creditRecord, creditStudy, creditTopic } from '../make.ts';
import { sessionOf } from '../session-of.ts';

const found = (change: Partial<Counterfactual> = {}): Counterfactual =>
  ({ input: {}, ways: [], stopped: 'done', calls: 3, milliseconds: 1, ...change }) as unknown as Counterfactual;

/** A page with a row on show, and what its engine was asked for. */
async function page(answer: (request: CounterfactualRequest) => Promise<Counterfactual> = async () => found()) {
  const asked: CounterfactualRequest[] = [];
  const session = await sessionOf({
    async counterfactual(_name, request) {
      asked.push(request);
      return answer(request);
    },
    cancel: (async () => {}) as never,
    predict: (async () => ({ outputs: ['bad risk'], values: [0.2] })) as never,
  });
  const store = createStore({
    ...initialState,
    ...{ status: 'done', topic: creditTopic },
    shown: { record: creditRecord([0, 0, 0, 0]), study: creditStudy },
  });
  const set: unknown[] = [];
  const changing = createChanging({ store, session, setValues: (row) => void set.push(row), writeAddress() {} });
  store.set({ tab: 'change' });
  /** Until what was asked is known. */
  const rest = () =>
    new Promise<void>((resolve) => {
      const isOver = () => ['done', 'failed', 'unasked'].includes(store.get().changing.search?.state ?? '');
      if (isOver()) return resolve();
      const stop = store.subscribe(() => {
        if (!isOver()) return;
        stop();
        resolve();
      });
    });
  return { asked, store, changing, rest, set };
}

describe('a search for changes', () => {
  test('asks about the row on show, once', async () => {
    const { asked, store, rest } = await page();
    await rest();
    expect(asked).toHaveLength(1);
    expect(asked[0].input).toEqual({ kind: 'row', row: 7 });
    expect(store.get().changing.search).toMatchObject({ state: 'done', stale: false, calls: 3, slow: false });
    store.set({ notices: [] });
    expect(asked).toHaveLength(1);
  });

  test('waits until the row has been explained, and keeps what was found until then', async () => {
    const { asked, store, rest } = await page();
    await rest();
    store.set({ status: 'explaining', topic: { ...creditTopic, edited: ['no checking', 12, 26, 'none'] } });
    expect(asked).toHaveLength(1);
    expect(store.get().changing.search).toMatchObject({ state: 'waiting', stale: true, record: { calls: 3 } });
    store.set({ status: 'done' });
    await rest();
    expect(asked[1].input).toEqual({ kind: 'values', values: ['no checking', 12, 26, 'none'] });
    // Taken back, it is found again.
    store.set({ topic: creditTopic });
    await rest();
    expect(asked).toHaveLength(2);
    expect(store.get().changing.search?.stale).toBe(false);
  });

  test('limits ask anew, and what failed is said in the page’s words', async () => {
    const failure = new OrielError('failure-closed');
    const { asked, store, changing, rest } = await page(async ({ limits }) => {
      if (limits?.fixed?.length) throw failure;
      return found();
    });
    await rest();
    changing.limitColumn('age', { may: 'nothing' });
    await rest();
    expect(asked[1].limits?.fixed).toEqual(['age']);
    expect(store.get().changing.search).toMatchObject({ state: 'failed', error: failure.said });
    changing.limitChanges(null);
    await rest();
    expect(store.get().changing.search).toMatchObject({ state: 'done', error: null });
    changing.searchAgain();
    await rest();
    expect(asked).toHaveLength(3);
  });

  test('is ended by another row, another tab and forgetting, and its late answer is not shown', async () => {
    const late: ((record: Counterfactual) => void)[] = [];
    const { asked, store } = await page(() => new Promise((resolve) => void late.push(resolve)));
    await expect.poll(() => asked.length).toBe(1);
    store.set({ tab: 'why' });
    late[0](found({ calls: 99 }));
    await Promise.resolve();
    expect(store.get().changing.search?.record ?? null).toBeNull();
    store.set({ ...initialState });
    expect(store.get().changing.search).toBeNull();
  });

  test('of numbers, a person has to say which are wanted', async () => {
    const { asked, store, changing, rest } = await page();
    await rest();
    const study = { ...creditStudy, card: { ...creditStudy.card, task: 'regression' as const } };
    store.set({ topic: { ...creditTopic, study } });
    await rest();
    expect(store.get().changing.search).toMatchObject({ state: 'unasked', record: null });
    expect(asked).toHaveLength(1);
    changing.limitChanges({ to: { output: 'bad risk', least: 0.4 } });
    expect(store.get().changing.search?.state).not.toBe('unasked');
  });

  test('of a text, its words are asked about; without one, nothing is', async () => {
    const asked: Inquiry[] = [];
    const study = { ...creditStudy, card: { ...creditStudy.card, input: { kind: 'text' as const } } };
    const session = await sessionOf(
      {
        async inquire(_name, request) {
          asked.push(request);
          return { ...found({ calls: 9 }), input: { kind: 'text', text: 'so good' } } as never;
        },
        cancel: (async () => {}) as never,
      },
      study,
    );
    const topic = { ...creditTopic, study, text: ' ' };
    const store = createStore({ ...initialState, status: 'done', tab: 'change', topic });
    const parts = { store, session, setValues() {}, writeAddress() {} };
    const changing = createChanging(parts);
    store.set({ notices: [] });
    store.set({ topic: { ...topic, text: 'so good' } });
    await expect.poll(() => store.get().changing.search?.state).toBe('done');
    expect(store.get().changing.search).toMatchObject({ record: null, parts: { calls: 9 } });
    expect(asked).toMatchObject([{ about: 'parts', swap: false, input: { kind: 'text', text: 'so good' } }]);
    changing.limitChanges({ swap: true });
    await expect.poll(() => asked.length).toBe(2);
    expect(asked[1]).toMatchObject({ swap: true });
    changing.wantTipping(true);
    await expect.poll(() => store.get().changing.search?.state).toBe('done');
    expect(store.get().changing.tipping).toBeNull();
  });

  test('how near it is to tipping is asked once a person wants it, of what was found', async () => {
    const { asked, store, changing, rest } = await page(async ({ tipping }) => found({ calls: tipping ? 50 : 3 }));
    await rest();
    expect(asked.some(({ tipping }) => tipping)).toBe(false);
    changing.wantTipping(true);
    await expect.poll(() => store.get().changing.tipping?.record?.calls).toBe(50);
    expect(asked[1]).toMatchObject({ tipping: true, count: 1, input: asked[0].input });
    expect(store.get().changing.tipping?.about).toBe(store.get().changing.search?.record);
    store.set({ topic: { ...creditTopic, edited: ['no checking', 12, 26, 'none'] } });
    await expect.poll(() => asked.filter(({ tipping }) => tipping).length).toBe(2);
  });

  test('of two searches for it, one after the other, the cancelled one has no say', async () => {
    const late: ((record: Counterfactual) => void)[] = [];
    const { store, changing, rest } = await page(async ({ tipping }) =>
      tipping ? new Promise((resolve) => void late.push(resolve)) : found(),
    );
    await rest();
    changing.wantTipping(true);
    await expect.poll(() => late.length).toBe(1);
    changing.wantTipping(false);
    changing.wantTipping(true);
    await expect.poll(() => late.length).toBe(2);
    late[0](found({ calls: 1 }));
    late[1](found({ calls: 50 }));
    await expect.poll(() => store.get().changing.tipping?.record).not.toBeNull();
    expect(store.get().changing.tipping?.record?.calls).toBe(50);
  });

  test('trying a way is one step of the row, like a person’s own', async () => {
    const { changing, set } = await page();
    const changes = [{ column: 'duration', from: 30, to: 24 }];
    changing.tryChanges({ changes } as unknown as Counterfactual['ways'][number]);
    expect(set).toEqual([['no checking', 24, 26, 'none']]);
  });
});

describe('the answers along a column', () => {
  test('are asked all at once, of the row on show, and none of another model come late', async () => {
    const { store, changing } = await page();
    changing.followColumn('duration');
    await expect.poll(() => store.get().changing.along?.column).toBe(1);
    const { along } = store.get().changing;
    expect(along?.answers.length).toBe(along?.cells.length);
    expect(along?.cells[along.own]).toBe(30);
    changing.followColumn('age');
    store.set({ ...initialState });
    await Promise.resolve();
    expect(store.get().changing.along).toBeNull();
    await new Promise((resolve) => setImmediate(resolve));
    expect(store.get().changing.along).toBeNull();
  });
});
