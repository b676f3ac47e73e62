import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { whileAlive, withinTime } from '../../../src/cli/patience.ts';
import type { EngineApi } from '../../../src/engine/protocol.ts';
import { createLibrary } from '../../../src/library/oriel.ts';
import { SILENCE_SECONDS } from '../../../src/limits.ts';

const seconds = SILENCE_SECONDS.commandLine;
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('what is read in time is handed on, what is not is given up by its name', async () => {
  expect(await withinTime(Promise.resolve(5), ['a.onnx'])).toBe(5);
  await expect(withinTime(Promise.reject(new Error('damaged')), ['a.onnx'])).rejects.toThrow('damaged');
  const late = expect(withinTime(new Promise(() => {}), ['a.onnx', 'b.csv'])).rejects.toMatchObject({
    code: 'file-too-slow',
    details: { files: ['a.onnx', 'b.csv'], seconds },
  });
  await vi.advanceTimersByTimeAsync(1000 * seconds);
  await late;
  expect(vi.getTimerCount()).toBe(0);
});

test('an explanation may take any time while the engine answers, and is given up once it does not', async () => {
  let answers = true;
  const alive = () => (answers ? Promise.resolve() : new Promise<void>(() => {}));
  const api = { alive } as unknown as EngineApi;
  const engine = { api, died: new Promise<Error>(() => {}), close() {} };
  const oriel = createLibrary({ engine, language: english });
  const settled = vi.fn();
  const explained = whileAlive(new Promise(() => {}), oriel);
  explained.then(settled, settled);
  await vi.advanceTimersByTimeAsync(10_000 * seconds);
  expect(settled).not.toHaveBeenCalled();
  answers = false;
  const silent = expect(explained).rejects.toMatchObject({ code: 'failure-silent', details: { seconds } });
  await vi.advanceTimersByTimeAsync(1000 * (seconds + 3));
  await silent;
  expect(await whileAlive(Promise.resolve('record'), oriel)).toBe('record');
  expect(vi.getTimerCount()).toBe(0);
});
