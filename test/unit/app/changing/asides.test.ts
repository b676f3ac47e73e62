import { describe, expect, test } from 'vitest';
import { asideQuestionOf } from '../../../../src/app/changing/asides.ts';
import { createChanging } from '../../../../src/app/changing/changing.ts';
import { type ChangeSearch, notChanging } from '../../../../src/app/changing/changing-state.ts';
import { initialState } from '../../../../src/app/state.ts';
import { createStore } from '../../../../src/app/store.ts';
import type { Inquiry } from '../../../../src/engine/protocol.ts';
import { OrielError } from '../../../../src/errors.ts';
import { creditRecord, creditStudy, creditTopic } from '../make.ts';
import { sessionOf } from '../session-of.ts';

const shown = { record: creditRecord([0, 0, 0, 0]), study: creditStudy };
const onShow = { ...initialState, status: 'done', tab: 'change', topic: creditTopic, shown } as const;

/** A page with a row on show, and what its engine was asked for beside changes. */
async function page(answer: (request: Inquiry) => Promise<object>) {
  const asked: Inquiry[] = [];
  const cancelled: string[] = [];
  const session = await sessionOf({
    counterfactual: async () => ({ input: {}, ways: [], stopped: 'done', calls: 3, milliseconds: 1 }) as never,
    async inquire(_name, request) {
      asked.push(request);
      return answer(request) as never;
    },
    cancel: (async (name: string) => void cancelled.push(name)) as never,
    predict: (async () => ({ outputs: ['bad risk'], values: [0.2] })) as never,
  });
  const store = createStore({ ...onShow, tab: 'why' });
  const changing = createChanging({ store, session, setValues() {}, writeAddress() {} });
  store.set({ tab: 'change' });
  await expect.poll(() => store.get().changing.search?.state).toBe('done');
  return { asked, cancelled, store, changing, asides: () => store.get().changing.asides };
}

const found = (about: string, calls = 5) => ({ about, input: {}, stopped: 'done', calls, milliseconds: 1 });

describe('a rule and similar rows', () => {
  test('are each looked for once unfolded, of the row on show', async () => {
    const { asked, changing, asides } = await page(async ({ about }) => found(about));
    expect(asked).toEqual([]);
    changing.wantAside('rule', true);
    await expect.poll(() => asides().rule?.record).toMatchObject({ about: 'rule' });
    expect(asides().examples).toBeNull();
    changing.wantAside('examples', true);
    await expect.poll(() => asides().examples?.record).toMatchObject({ about: 'examples' });
    expect(asked.map(({ about, input }) => [about, input])).toEqual([
      ['rule', { kind: 'row', row: 7 }],
      ['examples', { kind: 'row', row: 7 }],
    ]);
  });

  test('other limits on changes leave them; another row asks anew, and the late answer is not shown', async () => {
    const late: ((record: object) => void)[] = [];
    const { asked, store, changing, asides } = await page(() => new Promise((resolve) => void late.push(resolve)));
    changing.wantAside('rule', true);
    await expect.poll(() => late.length).toBe(1);
    changing.limitChanges({ changed: 1 });
    await expect.poll(() => store.get().changing.search?.state).toBe('done');
    expect(asked).toHaveLength(1);
    store.set({ topic: { ...creditTopic, row: 8 } });
    late[0](found('rule', 1));
    await expect.poll(() => late.length).toBe(2);
    late[1](found('rule', 2));
    await expect.poll(() => asides().rule?.record).toMatchObject({ calls: 2 });
    expect(asked[1].input).toEqual({ kind: 'row', row: 8 });
  });

  test('folded up again, it is ended; what failed is said', async () => {
    const failure = new OrielError('failure-closed');
    const { asked, cancelled, changing, asides } = await page(async ({ about }) => {
      if (about === 'rule') return new Promise(() => {});
      throw failure;
    });
    changing.wantAside('rule', true);
    await expect.poll(() => asked.length).toBe(1);
    changing.wantAside('rule', false);
    expect(asides().rule).toBeNull();
    await expect.poll(() => cancelled.length).toBe(1);
    changing.wantAside('examples', true);
    await expect.poll(() => asides().examples?.error).toEqual(failure.said);
  });

  test('of numbers, what is a tenth less or more is the same answer, once the answer is known', () => {
    const study = { ...creditStudy, card: { ...creditStudy.card, task: 'regression' as const } };
    const state = { ...onShow, topic: { ...creditTopic, study } };
    expect(asideQuestionOf(state)).toBeNull();
    const search = { study, stale: false, record: { outputs: ['bad risk'], modelOutput: [-200] } };
    const known = { ...notChanging, search: search as unknown as ChangeSearch };
    expect(asideQuestionOf({ ...state, changing: known })?.within).toEqual({
      output: 'bad risk',
      least: -220,
      most: -180,
    });
    expect(asideQuestionOf(onShow)?.within).toBeNull();
  });

  test('nothing is asked of a model without a table', () => {
    expect(asideQuestionOf({ ...onShow, topic: { ...creditTopic, study: { ...creditStudy, rows: 0 } } })).toBeNull();
  });
});
