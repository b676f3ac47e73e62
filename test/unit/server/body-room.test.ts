import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createBodyRoom } from '../../../src/server/body-room.ts';
import { readBody } from '../../../src/server/read-body.ts';

const busy = expect.objectContaining({ code: 'busy', status: 429, headers: { 'Retry-After': '1' } });

test('bodies of all requests share the room, and give it back', async () => {
  const room = createBodyRoom(10);
  const [first, second] = [room.hold(), room.hold()];
  first.add(6);
  second.add(4);
  expect(() => second.check(1)).toThrow(busy);
  expect(() => second.add(1)).toThrow(busy);
  expect(room.held).toBe(10);
  first.release();
  first.release();
  expect(room.held).toBe(4);
  second.add(6);
  let [end, fail] = [(): void => {}, (): void => {}];
  second.until(
    new Promise<void>((resolve) => {
      end = resolve;
    }),
  );
  second.until(
    new Promise<void>((_, reject) => {
      fail = () => reject(new Error('x'));
    }),
  );
  second.release();
  fail();
  await Promise.resolve();
  expect(room.held).toBe(10);
  end();
  await expect.poll(() => room.held).toBe(0);
});

test('a body is counted as it comes, whether or not its length is said before', async () => {
  const room = createBodyRoom(100);
  const server = createServer(async (request, response) => {
    const held = room.hold();
    const outcome = await readBody(request, response, { megabytes: 1, depth: 4, held }).catch(({ code }) => code);
    const bytes = room.held;
    held.release();
    response.end(JSON.stringify({ outcome, bytes }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const ask = async (body: BodyInit): Promise<unknown> => {
    const { port } = server.address() as AddressInfo;
    const headers = { 'Content-Type': 'application/json' };
    return (
      await fetch(`http://127.0.0.1:${port}`, { method: 'POST', headers, body, duplex: 'half' } as object)
    ).json();
  };
  const streamed = (text: string): ReadableStream => new Blob([text]).stream();
  const [small, large] = ['[1, 2]', JSON.stringify('x'.repeat(200))];
  expect(await ask(small)).toEqual({ outcome: [1, 2], bytes: 6 });
  expect(await ask(streamed(small))).toEqual({ outcome: [1, 2], bytes: 6 });
  expect(await ask(large)).toEqual({ outcome: 'busy', bytes: 0 });
  expect(await ask(streamed(large))).toMatchObject({ outcome: 'busy' });
  expect(await ask(small)).toEqual({ outcome: [1, 2], bytes: 6 });
  // Where it is said to be too long, it is not waited for.
  const { port } = server.address() as AddressInfo;
  const headers = { 'Content-Type': 'application/json', 'Content-Length': 101 };
  const begun = request({ host: '127.0.0.1', port, method: 'POST', headers }).on('error', () => {});
  begun.flushHeaders();
  const [answer] = (await once(begun, 'response')) as [IncomingMessage];
  expect(await answer.setEncoding('utf8').toArray()).toEqual([JSON.stringify({ outcome: 'busy', bytes: 0 })]);
  begun.destroy();
  server.close();
});
