import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createExplaining } from '../../../../src/app/explaining/explaining.ts';
import { createStore, initialState, type Topic } from '../../../../src/app/state.ts';
import { message } from '../../../../src/catalogue/message.ts';
import type { EngineApi, ExplainRequest, Progress } from '../../../../src/engine/protocol.ts';
import { OrielError } from '../../../../src/errors.ts';
import type { Explanation } from '../../../../src/records/record.ts';
import { creditRecord, creditStudy } from '../make.ts';

interface Job {
  readonly request: ExplainRequest;
  readonly progress: (news: Progress) => void;
  readonly resolve: (record: Explanation) => void;
  readonly reject: (error: unknown) => void;
}

/** An engine whose jobs end when the test says so. */
function steeredEngine() {
  const jobs: Job[] = [];
  const cancelled: string[] = [];
  const warmed: string[] = [];
  const api: Partial<EngineApi> = {
    warmUp: async (study) => void warmed.push(study),
    predict: async () => ({ outputs: ['bad risk'], values: [0.3] }),
    explain: (_, request, progress) =>
      new Promise((resolve, reject) => jobs.push({ request, progress, resolve, reject })),
    cancel: async (job) => void cancelled.push(job),
  };
  return { jobs, cancelled, warmed, api: api as EngineApi };
}

const topic: Topic = {
  origin: { kind: 'own' },
  title: { en: '' },
  study: creditStudy,
  row: 3,
  values: [],
  edited: [],
  target: null,
  photos: [],
  photo: 0,
  text: '',
};
const note = (n: number) => message('page.files.photos', { count: n });
const turns = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};
const news = (change: Partial<Progress>): Progress => ({
  phase: 'sampling',
  done: 1,
  total: 2,
  milliseconds: 5,
  record: null,
  note: null,
  ...change,
});

describe('explaining', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('document', { hidden: true }); // without frames, as in a hidden page
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  function begin() {
    const engine = steeredEngine();
    const store = createStore({ ...initialState, topic });
    const explaining = createExplaining(store, () => engine.api);
    const go = async (delay = 0) => {
      explaining.start({ newInput: true, delay });
      await vi.advanceTimersByTimeAsync(delay + 1);
    };
    return { ...engine, store, explaining, go };
  }

  it('has the model opened, also where there is nothing to explain yet', async () => {
    const { jobs, warmed, store, go } = begin();
    store.setTopic({ study: { ...creditStudy, card: { ...creditStudy.card, input: { kind: 'image' } as never } } });
    await go();
    expect(jobs).toHaveLength(0);
    expect(warmed).toEqual([creditStudy.handle]);
    expect(store.get().status).toBe('done');
  });

  it('takes edits that come quickly for one', async () => {
    const { jobs, explaining, store } = begin();
    explaining.start({ newInput: true, delay: 150 });
    await vi.advanceTimersByTimeAsync(100);
    explaining.start({ newInput: true, delay: 150 });
    await vi.advanceTimersByTimeAsync(100);
    expect(jobs).toHaveLength(0);
    expect(store.get().status).toBe('explaining');
    await vi.advanceTimersByTimeAsync(60);
    expect(jobs).toHaveLength(1);
    expect(store.get().prediction?.values).toEqual([0.3]);
  });

  it('replaces what runs, and shows nothing of it that comes late', async () => {
    const { jobs, cancelled, store, go } = begin();
    await go();
    await go();
    expect(cancelled).toHaveLength(1);
    jobs[1].resolve(creditRecord([0.2, 0, 0, 0], { id: 'new' }));
    await turns();
    jobs[0].progress(news({ record: creditRecord([0.1, 0, 0, 0], { id: 'old' }) }));
    jobs[0].resolve(creditRecord([0.1, 0, 0, 0], { id: 'old' }));
    await vi.advanceTimersByTimeAsync(500);
    expect(store.get()).toMatchObject({ status: 'done', stale: false, shown: { record: { id: 'new' } } });
  });

  it('keeps the previous explanation until the new one has something', async () => {
    const { jobs, store, go } = begin();
    await go();
    jobs[0].resolve(creditRecord([0.1, 0, 0, 0], { id: 'first' }));
    await turns();
    await go();
    expect(store.get()).toMatchObject({ status: 'explaining', stale: true, shown: { record: { id: 'first' } } });
    jobs[1].progress(news({}));
    await vi.advanceTimersByTimeAsync(200);
    expect(store.get()).toMatchObject({ stale: true, progress: { done: 1, total: 2 } });
    jobs[1].progress(news({ record: creditRecord([0.2, 0, 0, 0], { id: 'second' }) }));
    await vi.advanceTimersByTimeAsync(200);
    expect(store.get()).toMatchObject({ stale: false, shown: { record: { id: 'second' }, unfinished: true } });
    jobs[1].resolve(creditRecord([0.2, 0, 0, 0], { id: 'last' }));
    await turns();
    expect(store.get().shown).toEqual({ record: expect.objectContaining({ id: 'last' }), study: creditStudy });
  });

  it('draws the newest of many estimates, and loses no note', async () => {
    const { jobs, store, go } = begin();
    await go();
    let draws = 0;
    store.subscribe(({ shown }) => {
      if (shown) draws++;
    });
    for (let done = 1; done <= 50; done++) {
      jobs[0].progress(
        news({ done, record: creditRecord([done, 0, 0, 0]), note: done % 25 === 0 ? note(done) : null }),
      );
    }
    await vi.advanceTimersByTimeAsync(150);
    expect(draws).toBeLessThanOrEqual(2);
    expect(store.get().progress?.done).toBe(50);
    expect(store.get().notes).toEqual([note(25), note(50)]);
  });

  it('draws the first estimate at once, whatever was told just before', async () => {
    const { jobs, store, go } = begin();
    await go();
    jobs[0].progress(news({ phase: 'preparing', done: 0 }));
    await vi.advanceTimersByTimeAsync(1);
    jobs[0].progress(news({ done: 0 }));
    jobs[0].progress(news({ record: creditRecord([0.2, 0, 0, 0], { id: 'first' }) }));
    expect(store.get()).toMatchObject({ stale: false, shown: { record: { id: 'first' } } });
  });

  it('tells a cancellation from a failure', async () => {
    const { jobs, cancelled, explaining, store, go } = begin();
    await go();
    explaining.cancel();
    expect(cancelled).toHaveLength(1);
    jobs[0].reject(new OrielError('failure-cancelled'));
    await turns();
    expect(store.get()).toMatchObject({ status: 'done', alerts: [], progress: null });
    expect(store.get().notes).toHaveLength(1);
    await go();
    const broken = new OrielError('failure-backend', { backend: 'wasm', text: 'broken' });
    jobs[1].reject(broken);
    await turns();
    expect(store.get().status).toBe('error');
    expect(store.get().alerts.map((alert) => alert.message)).toEqual([broken.said]);
  });
});
