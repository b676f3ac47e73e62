import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Topic } from '../../../../src/app/state.ts';
import { createStore } from '../../../../src/app/store.ts';
import { createInspecting } from '../../../../src/app/whole/inspecting.ts';
import { firstPlace } from '../../../../src/app/whole/place.ts';
import { type Inspected, noWhole } from '../../../../src/app/whole/whole-model.ts';
import type { Example } from '../../../../src/data/example-list.ts';
import { OrielError } from '../../../../src/errors.ts';
import type { InspectionJob, InspectionStatus, Study } from '../../../../src/library/index.ts';
import type { Inspection } from '../../../../src/records/inspection.ts';
import { creditStudy, creditTopic } from '../make.ts';

const study: Study = creditStudy;
const other: Study = { ...creditStudy, handle: 'study-2', model: 'cd' };
const inspection = (stopped: Inspection['stopped']): Inspection => ({ stopped }) as Inspection;

/** A job that a test ends. */
function fakeJob() {
  let end: (inspection: Inspection) => void = () => {};
  let fail: (error: OrielError) => void = () => {};
  const result = new Promise<Inspection>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  let status = { state: 'running', phase: 'answers', done: 0, total: 0, milliseconds: 0, inspection: null, rows: null };
  let hear: (status: InspectionStatus) => void = () => {};
  let cancels = 0;
  const job = {
    result,
    status: () => status,
    on: (_name: string, listener: typeof hear) => {
      hear = listener;
      return () => {};
    },
    cancel: () => {
      cancels++;
    },
  } as unknown as InspectionJob;
  return {
    job,
    end,
    fail(code: 'failure-cancelled' | 'failure-closed') {
      status = { ...status, state: code === 'failure-cancelled' ? 'cancelled' : 'failed' };
      fail(new OrielError(code));
    },
    tell: (change: Partial<InspectionStatus>) => hear({ ...status, ...change } as InspectionStatus),
    get cancels() {
      return cancels;
    },
  };
}

/** The page with a study on show; jobs in the order in which they were begun. */
function page({ broken = false } = {}) {
  const store = createStore();
  store.set({ topic: { ...creditTopic, study } });
  const jobs: ReturnType<typeof fakeJob>[] = [];
  const asked: unknown[] = [];
  const session = {
    modelOf: () => ({
      inspect: () => {
        const made = fakeJob();
        jobs.push(made);
        return made.job;
      },
      listing: async () => ({ columns: [{ name: 'id', numeric: false, role: 'other' }], rows: 3, answered: true }),
      answerRows: async () => void asked.push('answers'),
      rows: async (query: unknown) => {
        asked.push(query);
        if (broken) throw new OrielError('failure-closed');
        return { total: 2, from: 0, rows: [0, 2].map((row) => ({ row, cells: [`P${row}`] })) };
      },
    }),
  };
  const written: boolean[] = [];
  const inspecting = createInspecting({
    store,
    session: session as unknown as Parameters<typeof createInspecting>[0]['session'],
    writeAddress: (push = false) => void written.push(push),
  });
  return { store, inspecting, jobs, asked, written, now: () => store.get().whole.inspected };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('a model is looked at', () => {
  test('once: what was found out is there again, also after another model', async () => {
    const { store, inspecting, jobs, now } = page();
    inspecting.inspect();
    inspecting.inspect();
    expect([jobs.length, now()?.state]).toEqual([1, 'running']);
    jobs[0].tell({ phase: 'attributions', done: 3, total: 9 });
    expect(now()?.progress).toMatchObject({ phase: 'attributions', done: 3, total: 9 });
    jobs[0].end(inspection('done'));
    await settle();
    expect(now()).toMatchObject({ state: 'done', progress: null, columns: [{ name: 'id' }] });
    store.set({ topic: { ...creditTopic, study: other } });
    inspecting.inspect();
    expect([jobs.length, now()?.study]).toEqual([2, other]);
    store.set({ topic: { ...creditTopic, study } });
    inspecting.inspect();
    expect([jobs.length, jobs[1].cancels, now()?.state]).toEqual([2, 1, 'done']);
    // What the other one tells comes too late.
    jobs[1].tell({ done: 7 });
    jobs[1].end(inspection('done'));
    await settle();
    expect(now()?.study).toBe(study);
  });

  test('stopped, it has what was found by then, and is begun anew where that is wanted', async () => {
    const { inspecting, jobs, now } = page();
    inspecting.inspect();
    inspecting.stopInspecting();
    expect(jobs[0].cancels).toBe(1);
    jobs[0].end(inspection('cancelled'));
    await settle();
    expect(now()?.state).toBe('stopped');
    inspecting.inspectAgain();
    jobs[1].fail('failure-cancelled');
    await settle();
    expect(now()).toMatchObject({ state: 'stopped', inspection: null });
  });

  test('failed, it says why, and is not begun anew by itself, in another engine either', async () => {
    const { store, inspecting, jobs, now } = page();
    inspecting.inspect();
    jobs[0].fail('failure-closed');
    await settle();
    expect(now()).toMatchObject({ state: 'failed', error: { key: 'error.failure-closed' } });
    const again: Study = { ...study, handle: 'study-9' };
    store.set({ topic: { ...creditTopic, study: again } });
    inspecting.inspect();
    expect([jobs.length, now()?.state, now()?.study]).toEqual([1, 'failed', again]);
    inspecting.inspectAgain();
    expect([jobs.length, now()?.state]).toEqual([2, 'running']);
  });

  test('failed, it has nothing of another model that was looked at since', async () => {
    const { store, inspecting, jobs, now } = page();
    inspecting.inspect();
    jobs[0].fail('failure-closed');
    await settle();
    store.set({ topic: { ...creditTopic, study: other } });
    inspecting.inspect();
    jobs[1].tell({ inspection: inspection('done') });
    store.set({ topic: { ...creditTopic, study } });
    inspecting.inspect();
    expect(now()).toMatchObject({ study, state: 'failed', inspection: null, error: { key: 'error.failure-closed' } });
    expect(jobs[1].cancels).toBe(1);
    jobs[1].tell({ done: 5 });
    expect(now()?.study).toBe(study);
  });

  test('not where it is no model of a table; forgotten, nothing of it comes back', async () => {
    const { store, inspecting, jobs, now } = page();
    store.set({ topic: { ...creditTopic, study: { ...study, rows: 0 } } });
    inspecting.inspect();
    inspecting.inspectAgain();
    expect(jobs).toHaveLength(0);
    store.set({ topic: { ...creditTopic, study } });
    inspecting.inspect();
    inspecting.forgetInspected();
    jobs[0].end(inspection('done'));
    await settle();
    expect(now()).toBeNull();
  });
});

test('only another place is one to come back to', () => {
  const { store, inspecting, written } = page();
  inspecting.lookAt({ part: 'good' });
  inspecting.lookAt({ part: 'whom', of: 'age' });
  expect([written, store.get().whole.place]).toEqual([[true], { ...firstPlace, part: 'whom', of: 'age' }]);
});

test('rows of conditions are found, the model is asked where these are about its answers; the later ones win', async () => {
  const { store, inspecting, asked } = page();
  inspecting.inspect();
  await settle();
  const old = inspecting.lookAtCohort([{ about: { of: 'column', name: 'age' }, least: 30 }]);
  const late = inspecting.lookAtCohort([{ about: { of: 'error' }, wrong: true }]);
  expect(store.get().whole.cohort?.found).toBeNull();
  await Promise.all([old, late]);
  expect(store.get().whole.cohort).toEqual({ conditions: [{ about: { of: 'error' }, wrong: true }], found: [0, 2] });
  expect(asked.filter((one) => one === 'answers')).toHaveLength(1);
  await inspecting.lookAtCohort([]);
  expect(store.get().whole.cohort).toBeNull();
  await inspecting.readColumn('id');
  expect(store.get().whole.fetched).toEqual([{ study, name: 'id', texts: ['P0', 'P2'] }]);
});

test('another table is compared until what differs is known, and put away with the model', async () => {
  const { store, inspecting, jobs } = page();
  inspecting.inspect();
  const later = new File(['age,duration\n30,12\n41,24\n'], 'later.csv');
  await inspecting.compareWith({ files: [later] });
  expect(store.get().whole.compared).toMatchObject({ study, kind: 'table', name: 'later.csv', state: 'running' });
  const against = { file: 'later.csv', rows: 2, used: 2, columns: [], explained: 0, moved: null };
  const known = { ...inspection('running'), against } as Inspection;
  jobs[1].tell({ phase: 'against', done: 1, total: 2, inspection: known });
  expect(store.get().whole.compared).toMatchObject({ state: 'running', progress: { done: 1 }, found: { against } });
  jobs[1].tell({ phase: 'against', done: 2, total: 2, inspection: { ...known, against: { ...against, moved: [] } } });
  expect([store.get().whole.compared?.state, jobs[1].cancels]).toEqual(['done', 1]);
  await inspecting.compareWith({ files: [new File(['\u0001\u0002'], 'notes.bin')] });
  expect(store.get().whole.compared).toMatchObject({ state: 'failed', error: { key: 'page.whole.against.neither' } });
  store.set({ topic: { ...creditTopic, study: other } });
  inspecting.inspect();
  expect(store.get().whole.compared).toBeNull();
});

describe('a model that is opened to be compared', () => {
  afterEach(() => vi.unstubAllGlobals());

  /** The page with an example on show, in which something cannot be opened. */
  function comparing(fails: 'table' | 'model' | 'study' | null) {
    vi.stubGlobal('document', { baseURI: 'https://oriel.test/' });
    const store = createStore();
    const example = { id: 'credit', kind: 'tabular', data: 'data.csv', models: [] } as unknown as Example;
    const origin = { kind: 'example', example: 'credit', model: 'gbt.onnx' } as Topic['origin'];
    store.set({ examples: [example], topic: { ...creditTopic, study, origin } });
    store.set({ whole: { ...noWhole, inspected: { study, inspection: null } as unknown as Inspected } });
    const held = new Set<unknown>();
    const bound: unknown[] = [];
    const jobs: ReturnType<typeof fakeJob>[] = [];
    const open = (what: NonNullable<typeof fails>) => {
      if (fails === what) throw new OrielError('failure-closed');
      const opened = { handle: what };
      held.add(opened);
      return opened;
    };
    const session = {
      openModel: async () => open('model'),
      openTable: async () => open('table'),
      open: async (choice: unknown) => {
        bound.push(choice);
        return { facts: open('study') };
      },
      modelOf: () => ({
        inspect() {
          const made = fakeJob();
          jobs.push(made);
          return made.job;
        },
      }),
      release: (things: readonly unknown[]) => void things.map((one) => held.delete(one)),
    } as unknown as Parameters<typeof createInspecting>[0]['session'];
    const inspecting = createInspecting({ store, session, writeAddress: () => {} });
    const compare = () => inspecting.compareWith({ files: [new File([new Uint8Array([8, 8, 18, 0])], 'other.onnx')] });
    return { store, held, bound, jobs, compare, inspecting };
  }

  test.each(['table', 'model', 'study'] as const)('leaves nothing open where this cannot be: %s', async (fails) => {
    const { store, held, compare } = comparing(fails);
    await compare();
    expect(store.get().whole.compared).toMatchObject({ state: 'failed', error: { key: 'error.failure-closed' } });
    expect([...held]).toEqual([]);
  });

  test('is open as long as it is compared, with the table that was on show when it was asked for', async () => {
    const { store, held, bound, compare, inspecting } = comparing(null);
    const compared = compare();
    // Another one is opened while the file is read.
    store.set({ topic: { ...creditTopic, study: other }, examples: [] });
    await compared;
    expect(bound).toMatchObject([{ model: { handle: 'model' }, table: { handle: 'table' } }]);
    expect([...held]).toEqual([{ handle: 'study' }]);
    inspecting.forgetInspected();
    expect([...held]).toEqual([]);
  });

  test.each(['done', 'failed', 'stopped'] as const)('is closed when what is compared is %s', async (state) => {
    const { store, held, jobs, compare } = comparing(null);
    await compare();
    const [job] = jobs;
    if (state === 'done') job.end({ ...inspection('done'), againstModel: {} } as Inspection);
    else job.fail(state === 'failed' ? 'failure-closed' : 'failure-cancelled');
    await settle();
    expect(store.get().whole.compared?.state).toBe(state);
    expect([...held]).toEqual([]);
  });
});

test('rows of a table are read of the study that they were asked of, until it is let go of', async () => {
  const store = createStore();
  const open = new Set([study, other]);
  const modelOf = (of: Study) => ({
    async rows(_query: unknown, { from }: { readonly from: number }) {
      if (!open.has(of)) throw new OrielError('failure-closed');
      return { rows: [{ row: from, cells: [`${of.handle}:${from}`] }] };
    },
  });
  const session = { modelOf } as unknown as Parameters<typeof createInspecting>[0]['session'];
  const { readTable } = createInspecting({ store, session, writeAddress: () => {} });
  const of = (own: Study) => ({ ...noWhole, inspected: { study: own, columns: [] } as unknown as Inspected });
  const columns = [0, 1] as const;
  store.set({ whole: of(study) });
  const first = await readTable(study, { from: 0, count: 1, columns });
  store.set({ whole: of(other) });
  const second = await readTable(study, { from: 1, count: 1, columns });
  expect([first, second].flatMap((rows) => rows.map(({ cells }) => cells[0]))).toEqual([
    `${study.handle}:0`,
    `${study.handle}:1`,
  ]);
  open.delete(study);
  await expect(readTable(study, { from: 2, count: 1, columns })).rejects.toMatchObject({ code: 'failure-closed' });
  expect(store.get().alerts).toHaveLength(1);
});

test('rows that were looked for in another model’s table are not shown', async () => {
  const { store, inspecting } = page();
  inspecting.inspect();
  const late = inspecting.lookAtCohort([{ about: { of: 'column', name: 'age' }, least: 30 }]);
  store.set({ topic: { ...creditTopic, study: other } });
  inspecting.inspect();
  await late;
  expect(store.get().whole.cohort).toBeNull();
});

test('a column is fetched once, and is not asked for again and again where that fails', async () => {
  for (const broken of [false, true]) {
    const { store, inspecting, asked } = page({ broken });
    inspecting.inspect();
    await settle();
    await Promise.all([inspecting.readColumn('id'), inspecting.readColumn('id')]);
    await inspecting.readColumn('id');
    expect(asked).toHaveLength(1);
    expect(store.get().alerts).toHaveLength(broken ? 1 : 0);
  }
});
