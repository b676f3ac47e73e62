import { afterEach, describe, expect, it } from 'vitest';
import { english } from '../../../../src/catalogue/english.ts';
import { message } from '../../../../src/catalogue/message.ts';
import { connect, serve } from '../../../../src/engine/workers/connection.ts';
import { OrielError } from '../../../../src/errors.ts';

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** A connection through a channel to an API whose one method does what a test wants. */
function connected(ask: (...args: never[]) => unknown) {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  let die: (reason: Error) => void = () => {};
  const died = new Promise<Error>((resolve) => {
    die = resolve;
  });
  serve({ ask }, port2);
  port1.start();
  port2.start();
  return { ...connect<{ ask(...args: unknown[]): Promise<unknown> }>(port1, died, () => {}), die };
}

describe('a connection', () => {
  it('rebuilds a typed error with its details, nested messages included', async () => {
    const details = {
      file: 'model.onnx',
      text: message('engine.gpuLeft', { text: message('engine.noAnswer', { seconds: 10 }) }),
      names: ['a', 'b'],
      count: 3,
      none: null,
      sure: true,
    };
    const thrown = new OrielError('failure-unexpected', details);
    const { api } = connected(() => Promise.reject(thrown));
    const error = (await api.ask().catch((reason) => reason)) as OrielError;
    expect(error).toBeInstanceOf(OrielError);
    expect(error).not.toBe(thrown);
    expect({ ...error }).toEqual({ ...thrown });
    expect(error.details).toEqual(details);
    expect(error.said).toEqual(thrown.said);
    expect(error.kind).toBe('failure');
    expect(error.message).toBe(thrown.message);
    expect(english.text(error.said)).toContain('The GPU failed (no answer in 10 s)');
  });

  it('leaves other errors what they are', async () => {
    const { api } = connected(() => Promise.reject(new RangeError('too long')));
    const error = await api.ask().catch((reason) => reason);
    expect(error).not.toBeInstanceOf(OrielError);
    expect(error).toMatchObject({ name: 'RangeError', message: 'too long' });
  });

  it('makes functions among the arguments callable from the other side', async () => {
    const { api } = connected(async (tell: (n: number) => Promise<void>) => tell(4));
    const told: number[] = [];
    await api.ask((n: number) => void told.push(n));
    expect(told).toEqual([4]);
  });

  it('rejects pending calls and later ones once the other side is gone', async () => {
    const { api, die } = connected(() => new Promise(() => {}));
    const pending = api.ask();
    const reason = new OrielError('failure-unexpected', { text: message('engine.workerEnded') });
    die(reason);
    await expect(pending).rejects.toBe(reason);
    await expect(api.ask()).rejects.toBe(reason);
  });

  it('rejects pending calls when it is closed', async () => {
    const connection = connected(() => new Promise(() => {}));
    const pending = connection.api.ask();
    connection.close();
    await expect(pending).rejects.toMatchObject({
      code: 'failure-unexpected',
      details: { text: { key: 'engine.connectionClosed' } },
    });
  });
});
