import { expect, test } from 'vitest';
import { createJobs } from '../../../src/embed/element/jobs.ts';
import type { HostSide } from '../../../src/embed/host-side.ts';

type Told = Parameters<Parameters<typeof createJobs>[2]>;

/** Jobs of a frame that takes as many requests as `room` says. */
function jobsWith({ room = Number.POSITIVE_INFINITY, tell = (..._: Told): void => {} } = {}) {
  const done: [string, number][] = [];
  let asks = 0;
  let waits = 0;
  const host = {
    ask() {
      asks++;
      if (done.length >= room) return 0;
      done.push(['ask', done.length + 1]);
      return done.length;
    },
    cancel: (id: number) => void done.push(['cancel', id]),
  } as unknown as HostSide;
  const state = { opened: true };
  const jobs = createJobs(
    () => host,
    () => state.opened,
    tell,
    () => void waits++,
  );
  const ask = (over = (): void => {}) => {
    const asked = jobs.add({ type: 'predict', input: 1 }, false, over);
    const problem = asked.then(
      () => null,
      (error) => error.problem,
    );
    jobs.send();
    return { id: asked.id, problem };
  };
  return { jobs, ask, state, done, asks: () => asks, waits: () => waits };
}

test('what was sent can be cancelled and asked about while another model is opened', async () => {
  const { jobs, ask, state, done } = jobsWith();
  const { id, problem } = ask();
  state.opened = false;
  expect(await jobs.status(id)).toBe('waiting');
  Object.assign(jobs.find(1) ?? {}, { runs: true });
  expect(await jobs.status(id)).toBe('running');
  jobs.cancel(id);
  expect(await problem).toBe('cancelled');
  expect(await jobs.status(id)).toBe('unknown');
  expect(done).toEqual([
    ['ask', 1],
    ['cancel', 1],
  ]);
});

test('what is asked because something failed has not failed itself', async () => {
  const again: { id: number }[] = [];
  const { jobs, ask } = jobsWith({ tell: () => void (again.length < 3 && again.push(ask())) });
  const first = [ask(), ask()];
  jobs.failAll('gone', 'it went');
  for (const { problem } of first) expect(await problem).toBe('gone');
  expect(again).toHaveLength(2);
  expect(jobs.waiting()).toBe(true);
});

test('however a job ends, whoever began it learns that it is over, once', async () => {
  let over = 0;
  const { jobs, ask } = jobsWith({ room: 1 });
  const asked = [1, 2, 3].map(() => ask(() => void over++));
  jobs.drop(jobs.find(1) as NonNullable<ReturnType<typeof jobs.find>>).resolve('an answer');
  expect(over).toBe(1);
  jobs.cancel(asked[1].id);
  expect(over).toBe(2);
  jobs.failAll('gone', 'it went');
  expect(over).toBe(3);
});

test('where one does not fit, it is tried later, and those after it are not tried before', () => {
  const { jobs, ask, asks, waits, done } = jobsWith({ room: 1 });
  for (let each = 0; each < 50; each++) ask();
  expect([done.length, asks(), waits()]).toEqual([1, 50, 49]);
  jobs.send();
  expect([done.length, asks(), waits()]).toEqual([1, 51, 50]);
});

test('what is asked before a frame takes questions goes out in its order, once', () => {
  const { jobs, ask, state, done } = jobsWith();
  state.opened = false;
  const ids = [ask(), ask()].map(({ id }) => id);
  expect(done).toEqual([]);
  state.opened = true;
  jobs.send();
  jobs.send();
  expect([jobs.find(1)?.id, jobs.find(2)?.id, jobs.find(0), done.length]).toEqual([...ids, undefined, 2]);
});
