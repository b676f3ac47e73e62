// Frames that use one frame's engine, and go on when it goes.

import { afterEach, expect, test, vi } from 'vitest';
import { english } from '../../../../src/catalogue/english.ts';
import { OrielError } from '../../../../src/errors.ts';
import { createLibrary } from '../../../../src/library/oriel.ts';
import { widgetLimits } from '../../../../src/limits.ts';
import { credit, link, long, mlp, openFrame, short, type TestFrame } from './frames.ts';

const frames: TestFrame[] = [];
const open = (): TestFrame => {
  const frame = openFrame();
  frames.push(frame);
  return frame;
};
afterEach(() => {
  for (const { doors } of frames.splice(0)) doors.end();
});

/** Ids of some rows' records, explained at the same time. */
async function idsOf({ oriel }: TestFrame, files = credit(), options = {}): Promise<string[]> {
  const model = await oriel.open(files);
  const records = await Promise.all([384, 7].map((row) => model.explain(row, options).result));
  await model.close();
  return records.map(({ id }) => id);
}

/** Resolves once a job has begun to value coalitions. */
const begun = (job: { on(name: 'progress', listener: (status: { done: number }) => void): unknown }) =>
  new Promise<void>((resolve) => job.on('progress', ({ done }) => done > 0 && resolve()));

test('four frames explain as each does alone, with one engine and one pool', async () => {
  const alone = await idsOf(open());
  const leader = open();
  const followers = [open(), open(), open()];
  for (const follower of followers) link(leader, follower);
  const ids = await Promise.all([leader, ...followers].map((frame) => idsOf(frame)));
  expect(ids).toEqual([alone, alone, alone, alone]);
  expect(followers.map(({ seen }) => seen.engines)).toEqual([0, 0, 0]);
  expect(leader.seen).toMatchObject({ engines: 1, evaluators: 1 });
});

test('what one frame has had answered, another need not ask for', async () => {
  const [leader, follower] = [open(), open()];
  link(leader, follower);
  const first = await (await leader.oriel.open(mlp())).explain(3, short).result;
  const job = (await follower.oriel.open(mlp())).explain(3, short);
  expect((await job.result).id).toBe(first.id);
  expect(job.status()).toMatchObject({ calls: 0 });
});

test('where the engine’s frame ends in mid-job, explanations go on elsewhere, with the same ids', async () => {
  const [alone, leader, next, last] = [open(), open(), open(), open()];
  const expected = (await (await alone.oriel.open(mlp())).explain(3, long).result).id;
  for (const follower of [next, last]) link(leader, follower);
  const jobs = [];
  for (const { oriel } of [next, last]) jobs.push((await oriel.open(mlp())).explain(3, long));
  await Promise.all(jobs.map(begun));
  leader.doors.end();
  next.doors.engine(null);
  link(next, last);
  const records = await Promise.all(jobs.map(({ result }) => result));
  expect(records.map(({ id }) => id)).toEqual([expected, expected]);
  expect([next, last].map(({ seen }) => seen.engines)).toEqual([1, 0]);
});

test('where nobody lends another engine in its place, the own one goes on', async () => {
  const [leader, follower] = [open(), open()];
  link(leader, follower);
  const model = await follower.oriel.open(mlp());
  const job = model.explain(3, long);
  await begun(job);
  leader.doors.end();
  expect((await job.result).id).toBe((await (await open().oriel.open(mlp())).explain(3, long).result).id);
  expect(follower.seen.engines).toBe(1);
});

test('progress does not go back when another engine goes on', async () => {
  const [leader, follower] = [open(), open()];
  link(leader, follower);
  const job = (await follower.oriel.open(mlp())).explain(3, long);
  const done: number[] = [];
  job.on('progress', (status) => done.push(status.done));
  await vi.waitFor(() => expect(done.at(-1)).toBeGreaterThan(1000), { timeout: 30_000 });
  follower.doors.engine(null);
  await job.result;
  expect(done).toEqual(done.toSorted((a, b) => a - b));
});

test('a batch goes on with the rows that are missing', async () => {
  const [alone, leader, follower] = [open(), open(), open()];
  link(leader, follower);
  const range = { first: 0, last: 999 };
  const expected = [];
  for await (const { record } of (await alone.oriel.open(credit())).explainAll(range, { space: 'raw' }))
    expected.push(record?.id);
  const batch = (await follower.oriel.open(credit())).explainAll(range, { space: 'raw' });
  const ids: (string | undefined)[] = [];
  for await (const { record } of batch) if (ids.push(record?.id) === 100) leader.doors.end();
  expect(ids).toEqual(expected);
});

test('a frame whose engine was its own goes on with one that is lent, and gives back what it held', async () => {
  const [leader, follower] = [open(), open()];
  const model = await follower.oriel.open(mlp());
  const job = model.explain(3, long);
  await begun(job);
  link(leader, follower);
  const { id } = await job.result;
  expect(id).toBe((await (await open().oriel.open(mlp())).explain(3, long).result).id);
  expect(leader.named('explain')).toHaveLength(1);
  expect(follower.named('cancel')).toHaveLength(1);
  expect(follower.named('release').map(([, handle]) => String(handle).split('-')[0])).toContain('study');
});

test('cancelling and pausing reach the job wherever it is by then', async () => {
  const [leader, follower] = [open(), open()];
  link(leader, follower);
  const model = await follower.oriel.open(mlp());
  const job = model.explain(3, long);
  await begun(job);
  job.pause();
  follower.doors.engine(null);
  await vi.waitFor(() => expect(follower.named('pause')).toHaveLength(1), { timeout: 30_000 });
  job.cancel();
  await job.result.then(
    ({ stopped }) => expect(stopped).toBe('cancelled'),
    (error) => expect(error).toMatchObject({ code: 'failure-cancelled' }),
  );
});

test('an engine that ends at each attempt fails the call, and is started again for the next', async () => {
  const frame = open();
  const model = await frame.oriel.open(mlp());
  const job = model.explain(3, long);
  await begun(job);
  const reason = new OrielError('failure-closed');
  // Each that comes after it ends as soon as the job is begun there.
  frame.hears.call = (name) => name === 'explain' && frame.crash(reason);
  frame.crash(reason);
  await expect(job.result).rejects.toMatchObject({ code: 'failure-closed' });
  frame.hears.call = () => {};
  expect(frame.seen.engines).toBe(3);
  expect((await model.explain(3, short).result).input).toMatchObject({ row: 3 });
  expect(frame.seen.engines).toBe(4);
});

test('frames that used an engine that has ended use it no more', async () => {
  const [leader, follower] = [open(), open()];
  link(leader, follower);
  const model = await follower.oriel.open(mlp());
  const job = model.explain(3, long);
  await begun(job);
  leader.crash(new OrielError('failure-closed'));
  await job.result;
  expect(follower.seen.engines).toBe(1);
  expect(leader.seen.engines).toBe(1);
});

test('a frame that is gone in mid-job holds nothing any more, and its job ends', async () => {
  const [leader, gone, other] = [open(), open(), open()];
  for (const follower of [gone, other]) link(leader, follower);
  const job = (await gone.oriel.open(mlp())).explain(3, { ...long, budget: { samples: 100_000, error: 0 } });
  job.result.catch(() => {});
  await begun(job);
  const waits = (await other.oriel.open(mlp())).explain(5, short);
  gone.doors.end();
  await waits.result;
  const [[, begunAs]] = leader.named('explain');
  expect(new Set(leader.named('cancel').map(([, name]) => name))).toEqual(new Set([begunAs]));
  const opened = leader.asked.filter(([name]) => ['openModel', 'openTable', 'study'].includes(name));
  // All but the model, table and study of the frame that is still there.
  await vi.waitFor(() => expect(leader.named('release')).toHaveLength(opened.length - 1));
});

test('a frame that says nothing for too long is taken for gone', async () => {
  const leader = open();
  const { port1, port2 } = new MessageChannel();
  leader.doors.serve(port1);
  const said: unknown[] = [];
  port2.onmessage = ({ data }) => said.push(data);
  await vi.waitFor(() => {
    leader.doors.tick();
    expect(said.filter((one) => (one as { type: string }).type === 'ping')).toHaveLength(widgetLimits.missedPings);
  });
  leader.doors.tick();
  // Another may take its place among those that are served.
  for (let count = 0; count < widgetLimits.followers; count++) link(leader, open());
  const ids = await idsOf(frames.at(-1) as TestFrame);
  expect(ids).toHaveLength(2);
  expect(frames.at(-1)?.seen.engines).toBe(0);
  port2.close();
});

test('an engine that says nothing for too long is replaced by the own one', async () => {
  const follower = open();
  const { port1, port2 } = new MessageChannel();
  follower.doors.engine(port2);
  const opening = follower.oriel.open(mlp());
  for (let tick = 0; tick <= widgetLimits.missedPings; tick++) follower.doors.tick();
  expect((await opening).facts.rows).toBe(1000);
  expect(follower.seen.engines).toBe(1);
  port1.close();
});

test('no more frames are served than may be; one more has its own engine', async () => {
  const leader = open();
  const followers = Array.from({ length: widgetLimits.followers + 1 }, open);
  for (const follower of followers) link(leader, follower);
  await Promise.all(followers.slice(-2).map((frame) => idsOf(frame)));
  expect(followers.slice(-2).map(({ seen }) => seen.engines)).toEqual([0, 1]);
});

test('a frame with fifty jobs in a batch does not hold up another’s single one', async () => {
  const [leader, many, one] = [open(), open(), open()];
  for (const follower of [many, one]) link(leader, follower);
  const model = await many.oriel.open(mlp());
  const single = await one.oriel.open(mlp());
  let over = 0;
  const batch = Array.from({ length: 50 }, (_, row) => {
    const job = model.explain(row, { ...short, priority: 'batch' });
    void job.result.then(() => over++);
    return job;
  });
  await begun(batch[0]);
  await single.explain(60, short).result;
  expect(over).toBeLessThan(10);
  await Promise.all(batch.map(({ result }) => result));
});

test('frames that ask as urgently take turns', async () => {
  const [leader, many, one] = [open(), open(), open()];
  for (const follower of [many, one]) link(leader, follower);
  const model = await many.oriel.open(mlp());
  const single = await one.oriel.open(mlp());
  let over = 0;
  const eager = Array.from({ length: 30 }, (_, row) => model.explain(row, short));
  for (const { result } of eager) void result.then(() => over++);
  await begun(eager[0]);
  await single.explain(60, short).result;
  expect(over).toBeLessThan(10);
  await Promise.all(eager.map(({ result }) => result));
});

test('a frame that takes no rows of its batch holds up nobody', async () => {
  const [leader, slow, other] = [open(), open(), open()];
  for (const follower of [slow, other]) link(leader, follower);
  const blocks = (await slow.oriel.open(credit())).explainAll({ first: 0, last: 999 }, { space: 'raw' }).blocks();
  await blocks.next();
  expect(await idsOf(other)).toHaveLength(2);
  await blocks.return(undefined);
});

test('what a visitor does goes through the own engine alone, and is made use of for nobody', async () => {
  const [leader, follower] = [open(), open()];
  link(leader, follower);
  const visitor = createLibrary({ engine: follower.doors.forVisitor(), language: english });
  const record = await (await visitor.open(mlp())).explain(3, short).result;
  expect([leader.seen.engines, follower.seen.engines]).toEqual([0, 1]);
  const own = createLibrary({ engine: leader.doors.forVisitor(), language: english });
  await (await own.open(mlp())).explain(3, short).result;
  const job = (await follower.oriel.open(mlp())).explain(3, short);
  expect((await job.result).id).toBe(record.id);
  expect(job.status()).toMatchObject({ known: 0 });
  expect(job.status().calls).toBeGreaterThan(1000);
});
