import { expect, it } from 'vitest';
import { inTime } from '../../../../src/engine/jobs/in-time.ts';
import { limitedTime } from '../../../../src/engine/jobs/limited-time.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const never = new Promise<string>(() => {});

it('hands on what comes in time, and what goes wrong', async () => {
  const clock = fakeClock();
  const time = limitedTime(1000, 0, clock);
  clock.pass(989);
  await expect(inTime(time, Promise.resolve('there'))).resolves.toBe('there');
  await expect(inTime(time, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await expect(inTime(null, Promise.resolve('there'))).resolves.toBe('there');
});

it('throws once the time is up, and says how much there was', async () => {
  const clock = fakeClock();
  const waiting = inTime(limitedTime(1000, 0, clock), never);
  clock.pass(990);
  await expect(waiting).rejects.toMatchObject({ code: 'failure-time', details: { milliseconds: 1000 } });
});

it('waits a little longer where that is said', async () => {
  const clock = fakeClock();
  let over = false;
  const waiting = inTime(limitedTime(1000, 0, clock), never, -40).finally(() => {
    over = true;
  });
  waiting.catch(() => {});
  // 10 ms are left for finishing.
  clock.pass(1029);
  await new Promise((resolve) => setImmediate(resolve));
  expect(over).toBe(false);
  clock.pass(1);
  await expect(waiting).rejects.toMatchObject({ code: 'failure-time' });
});
