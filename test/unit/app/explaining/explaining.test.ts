import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createExplaining } from '../../../../src/app/explaining/explaining.ts';
import { initialState, type Topic } from '../../../../src/app/state.ts';
import { createStore } from '../../../../src/app/store.ts';
import { message } from '../../../../src/catalogue/message.ts';
import type { EngineApi, ExplainRequest, Progress } from '../../../../src/engine/protocol.ts';
import { OrielError } from '../../../../src/errors.ts';
import type { Explanation } from '../../../../src/records/record.ts';
import type { Deciding } from '../../../../src/records/request.ts';
import { creditRecord, creditStudy } from '../make.ts';
import { sessionOf } from '../session-of.ts';

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
  const averaged: ExplainRequest[] = [];
  const identified: ExplainRequest[] = [];
  const api: Partial<EngineApi> = {
    warmUp: async (study) => void warmed.push(study),
    predict: async () => ({ outputs: ['bad risk'], values: [0.3] }),
    async average(request) {
      averaged.push(request);
      return { outputs: ['bad risk'], values: [0.31] };
    },
    explain: (_, request, progress) =>
      new Promise((resolve, reject) => jobs.push({ request, progress, resolve, reject })),
    async identify(request) {
      identified.push(request);
      return {
        ...{ request: decidingOf(request), nested: true },
        ...{ requested: 'auto', background: { method: 'sample', seed: 0 } },
      };
    },
    knownValues: async () => null,
    compare: async () => ({ agrees: false, why: '' }),
    cancel: async (job) => void cancelled.push(job),
  };
  return { jobs, cancelled, warmed, averaged, identified, api: api as EngineApi };
}

const decidingOf = ({ input, seed, budget: { samples = 200, error = 0.01 } }: ExplainRequest): Deciding => ({
  model: 'ab',
  input: JSON.stringify(input),
  background: 'ef',
  outputs: ['bad risk'],
  space: 'output',
  groups: null,
  masker: {},
  explainer: { name: 'kernel-shap', options: {} },
  ...{ seed, samples, error },
  curves: true,
  numerics: 1,
});

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
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};
/** Hashes are made outside of this thread. */
const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};
const news = (change: Partial<Progress>): Progress => ({
  phase: 'sampling',
  done: 1,
  total: 2,
  calls: 1,
  known: 0,
  milliseconds: 5,
  record: null,
  note: null,
  ...change,
});

describe('explaining', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
    vi.stubGlobal('document', { hidden: true }); // without frames, as in a hidden page
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  async function begin(study = creditStudy, change: Partial<EngineApi> = {}) {
    const engine = steeredEngine();
    const { jobs } = engine;
    const store = createStore({ ...initialState, topic: { ...topic, study } });
    const session = await sessionOf({ ...engine.api, ...change }, study);
    const explaining = createExplaining({ store, session });
    let seed = 0;
    /** Asks for another explanation each time. */
    const go = async (delay = 0) => {
      store.set({ settings: { ...store.get().settings, seed: seed++ } });
      explaining.start({ newInput: true, delay });
      const before = jobs.length;
      await vi.advanceTimersByTimeAsync(delay + 1);
      await until(() => jobs.length > before || store.get().status !== 'explaining');
    };
    /** Asks for the same again, or for what the choice says. */
    const again = async (choice: Partial<Parameters<typeof explaining.start>[0]> = {}) => {
      explaining.start({ newInput: false, ...choice });
      const before = jobs.length;
      await until(() => jobs.length > before || store.get().status !== 'explaining');
    };
    return { ...engine, store, explaining, go, again };
  }

  it('has the model opened, also where there is nothing to explain yet', async () => {
    const study = { ...creditStudy, card: { ...creditStudy.card, input: { kind: 'image' } as never } };
    const { jobs, warmed, store, go } = await begin(study);
    await go();
    expect(jobs).toHaveLength(0);
    expect(warmed).toEqual([creditStudy.handle]);
    expect(store.get().status).toBe('done');
  });

  it.each([500, null])('with a limit of time of %s, waits for the model to answer first', async (milliseconds) => {
    let answer = () => {};
    const { jobs, store, explaining } = await begin(creditStudy, {
      predict: () =>
        new Promise((resolve) => {
          answer = () => resolve({ outputs: ['bad risk'], values: [0.3] });
        }),
    });
    // Which class to explain is known before the answer.
    store.set({ chosenClass: 'bad risk', settings: { ...store.get().settings, milliseconds } });
    explaining.start({ newInput: true });
    await vi.advanceTimersByTimeAsync(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(jobs).toHaveLength(milliseconds === null ? 1 : 0);
    answer();
    await until(() => jobs.length === 1);
  });

  it('takes edits that come quickly for one', async () => {
    const { jobs, explaining, store } = await begin();
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
    const { jobs, cancelled, store, go } = await begin();
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
    const { jobs, store, go } = await begin();
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
    expect(store.get().shown).toEqual({
      record: expect.objectContaining({ id: 'last' }),
      study: creditStudy,
      source: { from: 'computed', paid: 1, known: 0 },
    });
  });

  it('draws the newest of many estimates, and loses no note', async () => {
    const { jobs, store, go } = await begin();
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
    const { jobs, store, go } = await begin();
    await go();
    jobs[0].progress(news({ phase: 'preparing', done: 0 }));
    await vi.advanceTimersByTimeAsync(1);
    jobs[0].progress(news({ done: 0 }));
    jobs[0].progress(news({ record: creditRecord([0.2, 0, 0, 0], { id: 'first' }) }));
    expect(store.get()).toMatchObject({ stale: false, shown: { record: { id: 'first' } } });
  });

  it('learns the average answer from values that start there, and else asks for it once', async () => {
    const { jobs, averaged, store, go } = await begin();
    const lime = { additivityResidual: null, base: [0.1] };
    const end = async (at: number, change: Partial<Explanation>) => {
      await go();
      jobs[at].resolve(creditRecord([0.1, 0, 0, 0], change));
      await turns();
      return store.get().average;
    };
    const first = { sha256: 'first', rows: 100, method: 'sample', seed: 0 };
    expect(await end(0, { ...lime, background: first })).toMatchObject({ of: 'first', base: [0.31] });
    expect(averaged).toMatchObject([{ study: 'study-1', input: { kind: 'row', row: 3 } }]);
    await end(1, { ...lime, background: first });
    expect(averaged).toHaveLength(1);
    const other = { ...first, sha256: 'other' };
    expect(await end(2, { background: other, base: [0.25] })).toMatchObject({ of: 'other', base: [0.25] });
    await end(3, { ...lime, background: other });
    expect(averaged).toHaveLength(1);
    // Log-odds say nothing of the average in the model's own units, and what needs none asks for none.
    expect(await end(4, { background: first, space: 'logit', base: [-1] })).toMatchObject({ of: 'other' });
    expect(averaged).toHaveLength(1);
  });

  /** A record of the row that is asked about, not as exact as could be. */
  const atRow3 = (change: Partial<Explanation>) => {
    const record = creditRecord([0.1, 0, 0, 0], { standardErrors: [[0.01, 0, 0, 0]], ...change });
    const model = { ...record.model, name: creditStudy.card.name };
    return { ...record, model, input: { ...record.input, row: 3 } } as Explanation;
  };

  describe('what was explained before', () => {
    /** Explains with a record, and goes elsewhere. */
    async function explained(change: Partial<Explanation>) {
      const page = await begin();
      await page.go();
      const record = atRow3({ id: 'made', ...change });
      page.jobs[0].progress(news({ calls: record.calls, record }));
      page.jobs[0].resolve(record);
      await turns();
      page.store.set({ shown: null });
      return { ...page, record };
    }

    it('is shown again at once, and says since when', async () => {
      const { jobs, store, record, again } = await explained({ stopped: 'done' });
      await again();
      expect(jobs).toHaveLength(1);
      expect(store.get()).toMatchObject({ status: 'done', stale: false, shown: { record } });
      expect(store.get().shown?.source).toEqual({ from: 'kept', paid: 0, known: 0, keptAt: expect.any(Number) });
    });

    it('answers for fewer samples, also after another engine took over', async () => {
      const { jobs, store, record, again } = await explained({ stopped: 'samples', coalitions: 200 });
      store.set({ settings: { ...store.get().settings, samples: 100 } });
      await again();
      expect(jobs).toHaveLength(1);
      expect(store.get().shown).toMatchObject({ record: { id: record.id }, source: { from: 'reused' } });
    });

    it('is asked for anew where a structure turns out not to agree with the runtime', async () => {
      const native = { name: 'native', adapter: null, why: '' } as const;
      const { jobs, again } = await explained({ stopped: 'done', backend: native });
      await until(() => jobs.length === 2); // found out as soon as it was explained
      jobs[1].resolve(creditRecord([0.3, 0, 0, 0], { id: 'runtime' }));
      await turns();
      await again();
      expect(jobs).toHaveLength(2);
    });
  });

  describe('more exactly', () => {
    const better = async () => {
      const page = await begin();
      await page.go();
      page.jobs[0].resolve(atRow3({ id: 'before', coalitions: 200 }));
      await turns();
      page.store.set({ settings: { ...page.store.get().settings, samples: 800 } });
      await page.again({ better: true });
      return page;
    };

    it('what is on show stays until there is something better', async () => {
      const { jobs, store } = await better();
      expect(store.get()).toMatchObject({ status: 'explaining', stale: false, shown: { record: { id: 'before' } } });
      jobs[1].progress(news({ record: creditRecord([9, 0, 0, 0], { id: 'early', coalitions: 50 }) }));
      await vi.advanceTimersByTimeAsync(200);
      expect(store.get()).toMatchObject({ progress: { done: 1 }, shown: { record: { id: 'before' } } });
      jobs[1].progress(news({ record: creditRecord([0.2, 0, 0, 0], { id: 'late', coalitions: 400 }) }));
      await vi.advanceTimersByTimeAsync(200);
      expect(store.get().shown).toMatchObject({ record: { id: 'late' }, unfinished: true });
    });

    it('cancelled, what was there stays', async () => {
      const { jobs, store, explaining } = await better();
      explaining.cancel();
      jobs[1].resolve(creditRecord([9, 0, 0, 0], { id: 'early', coalitions: 50, stopped: 'cancelled' }));
      await turns();
      expect(store.get()).toMatchObject({ status: 'done', stale: true, shown: { record: { id: 'before' } } });
    });
  });

  it('tells a cancellation from a failure', async () => {
    const { jobs, cancelled, explaining, store, go } = await begin();
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
