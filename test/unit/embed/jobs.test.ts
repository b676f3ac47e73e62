import { expect, test, vi } from 'vitest';
import { createJobs, WAIT } from '../../../src/embed/element/jobs.ts';
import type { HostSide } from '../../../src/embed/host-side.ts';

type Failed = Parameters<Parameters<typeof createJobs>[2]>[0];

/** Jobs of a frame that takes as many requests as `room` says. */
function jobsWith({ room = Number.POSITIVE_INFINITY, failed = (_: Failed): void => {} } = {}) {
  const done: [string, number][] = [];
  let asks = 0;
  const host = {
    ask() {
      asks++;
      if (done.length >= room) return 0;
      done.push(['ask', done.length + 1]);
      return done.length;
    },
    cancel: (id: number) => void done.push(['cancel', id]),
    status: (id: number) => done.push(['status', id]) > 0,
  } as unknown as HostSide;
  const state = { opened: true };
  const jobs = createJobs(
    () => host,
    () => state.opened,
    failed,
  );
  const ask = (over = (): void => {}) => {
    const question = { type: 'predict', input: { kind: 'row', row: 1 } } as const;
    const asked = jobs.add(Promise.resolve(question), false, over);
    const problem = asked.then(
      () => null,
      (error) => error.problem,
    );
    return { id: asked.id, problem };
  };
  return { jobs, ask, state, done, asks: () => asks };
}

test('what was sent can be cancelled and asked about while another model is opened', async () => {
  const { jobs, ask, state, done } = jobsWith();
  const { id, problem } = ask();
  await Promise.resolve();
  state.opened = false;
  const asked = jobs.status(id);
  jobs.find(1)?.states.shift()?.('running');
  expect(await asked).toBe('running');
  jobs.cancel(id, 'over');
  expect(await problem).toBe('cancelled');
  expect(done).toEqual([
    ['ask', 1],
    ['status', 1],
    ['cancel', 1],
  ]);
});

test('what is asked because something failed has not failed itself', async () => {
  const again: { id: number }[] = [];
  const { jobs, ask } = jobsWith({ failed: () => void (again.length < 3 && again.push(ask())) });
  const first = [ask(), ask()];
  jobs.failAll('gone', 'it went');
  for (const { problem } of first) expect(await problem).toBe('gone');
  expect(again).toHaveLength(2);
  expect(jobs.waiting()).toBe(true);
});

test('a question that cannot be read after it was cancelled is not told of again', async () => {
  const told: Failed[] = [];
  const { jobs } = jobsWith({ failed: (detail) => told.push(detail) });
  let lose = (_: Error): void => {};
  const lost = new Promise<never>((_, reject) => {
    lose = reject;
  });
  const asked = jobs.add(lost, false, () => {});
  asked.catch(() => {});
  jobs.cancel(asked.id, 'over');
  lose(new Error('the file is gone'));
  await lost.catch(() => {});
  await Promise.resolve();
  expect(told).toEqual([]);
});

test('however a job ends, whoever began it learns that it is over, once', async () => {
  let over = 0;
  const { jobs, ask } = jobsWith({ room: 1 });
  const asked = [1, 2, 3].map(() => ask(() => void over++));
  await Promise.resolve();
  jobs.drop(jobs.find(1) as NonNullable<ReturnType<typeof jobs.find>>).resolve('an answer');
  expect(over).toBe(1);
  jobs.cancel(asked[1].id, 'over');
  expect(over).toBe(2);
  jobs.failAll('gone', 'it went');
  expect(over).toBe(3);
});

test('one attempt at a time is made to send what did not fit', async ({ onTestFinished }) => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { ask, asks } = jobsWith({ room: 1 });
  for (let each = 0; each < 50; each++) ask();
  await vi.advanceTimersByTimeAsync(1);
  const before = asks();
  await vi.advanceTimersByTimeAsync(10 * WAIT);
  expect(asks() - before).toBe(10);
});
