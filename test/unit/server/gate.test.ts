import { expect, test } from 'vitest';
import { createGate } from '../../../src/server/gate.ts';
import { refused } from '../../../src/server/refusal.ts';

function held() {
  let release = (): void => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { until, release };
}

const never = new AbortController().signal;

test('so many at a time, so many wait in their order, and more are refused', async () => {
  const gate = createGate({ running: 2, waiting: 2 });
  const [first, second] = [held(), held()];
  const begun: number[] = [];
  const run = (number: number, until: Promise<void>) =>
    gate.run(async () => {
      begun.push(number);
      await until;
      return number;
    }, never);
  const done = Promise.resolve();
  const all = [run(1, first.until), run(2, second.until), run(3, done), run(4, done)];
  await expect(run(5, done)).rejects.toMatchObject({ code: 'failure-busy' });
  expect(() => gate.check(1)).toThrow();
  expect([begun, gate.running, gate.waiting]).toEqual([[1, 2], 2, 2]);
  expect(gate.retrySeconds()).toBeGreaterThanOrEqual(1);
  first.release();
  second.release();
  expect(await Promise.all(all)).toEqual([1, 2, 3, 4]);
  expect([begun, gate.running, gate.waiting]).toEqual([[1, 2, 3, 4], 0, 0]);
  gate.check(4);
  expect(() => gate.check(5)).toThrow();
});

test('one that is no longer wanted leaves its place, and one that fails does, too', async () => {
  const gate = createGate({ running: 1, waiting: 1 });
  const [first, stop] = [held(), new AbortController()];
  const running = gate.run(() => first.until, never);
  const waiting = gate.run(async () => 'begun', stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'failure-cancelled' });
  await expect(gate.run(async () => 'begun', stop.signal)).rejects.toMatchObject({ code: 'failure-cancelled' });
  const failing = gate.run(() => Promise.reject(new Error('x')), never);
  first.release();
  await running;
  await expect(failing).rejects.toThrow('x');
  expect(await gate.run(async () => 'begun', never)).toBe('begun');
});

test('the gate that refuses says after how many seconds there may be room', async () => {
  const gate = createGate({ running: 1, waiting: 0 });
  await gate.run(() => new Promise((resolve) => setTimeout(resolve, 1100)), never);
  const last = held();
  const running = gate.run(() => last.until, never);
  expect(gate.retrySeconds()).toBeGreaterThan(1);
  let thrown: unknown;
  try {
    gate.check(1);
  } catch (error) {
    thrown = error;
  }
  expect(refused(thrown)).toMatchObject({
    status: 429,
    code: 'failure-busy',
    headers: { 'Retry-After': String(gate.retrySeconds()) },
  });
  last.release();
  await running;
});
