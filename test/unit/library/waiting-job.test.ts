// A job that waits for its model: what becomes of it where it is ended while it is being begun.

import { expect, test } from 'vitest';
import { createJob, type Job } from '../../../src/library/job.ts';
import { waitingJob } from '../../../src/library/waiting-job.ts';
import { failureOf } from '../../support/failure.ts';

test('cancelled while it is being begun, it runs on nowhere', async () => {
  let cancelled = 0;
  let begun = (_: Job): void => {};
  const handle = { cancel: () => void cancelled++, pause() {}, resume() {} };
  const waiting = new Set<() => void>();
  const job = waitingJob({
    id: '1'.repeat(32),
    begin: () =>
      new Promise((resolve) => {
        begun = resolve;
      }),
    giveUp: async () => {},
    waiting,
  });
  for (const look of waiting) look();
  await Promise.resolve();
  job.cancel();
  expect((await failureOf(() => job.result)).code).toBe('failure-cancelled');
  begun(createJob({ handle, run: () => new Promise(() => {}) }));
  await new Promise((resolve) => setTimeout(resolve));
  expect(cancelled).toBe(1);
  expect(waiting.size).toBe(0);
});
