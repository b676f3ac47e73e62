import { expect, test } from 'vitest';
import type { EngineApi } from '../../../../src/engine/protocol.ts';
import { OrielError } from '../../../../src/errors.ts';
import { createSource } from '../../../../src/library/clients/source.ts';

/** Engines that answer nothing, and throw what an engine throws for its jobs as it is closed. */
function silentEngines() {
  let crash: (reason: Error) => void = () => {};
  const spawn = () => {
    const died = new Promise<Error>((resolve) => {
      crash = resolve;
    });
    let fail: (reason: Error) => void = () => {};
    const waiting = new Promise<never>((_, reject) => {
      fail = reject;
    });
    const api = { alive: () => waiting } as Partial<EngineApi> as EngineApi;
    return { api, died, close: () => fail(new OrielError('failure-cancelled')) };
  };
  return { spawn, crash: (reason: Error) => crash(reason) };
}

test.each([true, false])(
  'whatever an engine throws as it ends, a call learns why it ended; lasting: %s',
  async (lasting) => {
    const { spawn, crash } = silentEngines();
    const source = createSource({ spawn, patience: 10_000, lasting });
    const asked = source.ask((api) => api.alive());
    const reason = new OrielError('failure-closed');
    crash(reason);
    await expect(asked).rejects.toMatchObject({ name: 'EngineLost', cause: reason });
    source.end();
  },
);

test('one that is given up is said to have given no answer, and one that is not needed to be closed', async () => {
  const source = createSource({ spawn: silentEngines().spawn, patience: 10_000, lasting: true });
  const first = source.ask((api) => api.alive());
  source.giveUp();
  await expect(first).rejects.toMatchObject({ cause: { code: 'failure-unexpected' } });
  const second = source.ask((api) => api.alive());
  source.end();
  await expect(second).rejects.toMatchObject({ cause: { code: 'failure-closed' } });
});
