import { afterEach, expect, test } from 'vitest';
import { english } from '../../../../src/catalogue/english.ts';
import { greet } from '../../../../src/embed/frame/greeting.ts';
import { waitForPage } from '../../../../src/embed/frame/waiting.ts';
import { fragmentOf } from '../../../../src/embed/handshake.ts';
import { noting } from '../ports.ts';

const nonce = '0123456789abcdef'.repeat(2);
const own = 'https://oriel.example';
const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** A frame that greets whoever is around it, and what it sends. */
function greeting({
  ancestors,
  hosts = [],
  fragment = fragmentOf(nonce),
}: {
  ancestors?: string[];
  hosts?: string[];
  fragment?: string;
}) {
  const posted: { data: unknown; origin: string; port: MessagePort }[] = [];
  const postMessage = (data: unknown, origin: string, [port]: MessagePort[]): void => {
    ports.push(port);
    posted.push({ data, origin, port });
  };
  const { done, acts } = noting();
  let answered = 0;
  const greeted = greet({
    host: { postMessage } as unknown as Window,
    place: { ancestors, own, hosts },
    fragment,
    acts,
    engine: 'oriel 0',
    say: ({ key, values }) => english.say(key, values),
    answered: () => void answered++,
  });
  return { greeted, posted, done, answered: () => answered };
}

const hello = { oriel: 1, id: 0, type: 'hello', version: 1, versions: [1, 1] };
const first = (port: MessagePort): Promise<unknown> =>
  new Promise((resolve) => {
    port.onmessage = ({ data }) => resolve(data);
  });

test('a frame greets the page around it by its origin, and acts once that has answered', async () => {
  const { greeted, posted, done, answered } = greeting({
    ancestors: ['https://a.example'],
    hosts: ['https://a.example'],
  });
  expect(greeted).toBe('greeted');
  expect(posted).toMatchObject([{ origin: 'https://a.example', data: { type: 'hello', nonce, versions: [1, 1] } }]);
  expect([done, answered()]).toEqual([[], 0]);
  const [{ port }] = posted;
  const ready = first(port);
  port.postMessage(hello);
  expect(await ready).toMatchObject({ type: 'ready', engine: 'oriel 0' });
  expect([done, answered()]).toEqual([[['begin', null]], 1]);
  const gone = first(port);
  port.postMessage({ oriel: 1, id: 0, type: 'ping', answer: false });
  await gone;
});

test('where the browser does not say which page is around, one of those that may be answers, and the rest hear goodbye', async () => {
  const { posted, done } = greeting({ hosts: ['https://a.example', 'https://b.example'] });
  expect(posted.map(({ origin }) => origin)).toEqual([own, 'https://a.example', 'https://b.example']);
  const others = [first(posted[0].port), first(posted[2].port)];
  const ready = first(posted[1].port);
  posted[1].port.postMessage(hello);
  expect(await ready).toMatchObject({ type: 'ready' });
  for (const other of others) expect(await other).toMatchObject({ type: 'bye', reason: 'done' });
  expect(done).toEqual([['begin', null]]);
});

test.each([
  ['refused', { ancestors: ['https://c.example'], hosts: ['https://a.example'] }],
  ['refused', { ancestors: ['https://a.example', 'https://c.example'], hosts: ['https://a.example'] }],
  ['alone', { ancestors: ['https://a.example'], hosts: ['https://a.example'], fragment: '' }],
  ['alone', { ancestors: [], fragment: '#nonce=1' }],
])('a frame that is %s greets nobody: %j', (expected, place) => {
  const { greeted, posted } = greeting(place);
  expect([greeted, posted]).toEqual([expected, []]);
});

test('requests wait for the page in their order; where it does not arrive, each is told so', async () => {
  const { done, acts } = noting();
  const answers: unknown[] = [];
  const say = ({ key, values }: Parameters<Parameters<typeof waitForPage>[0]['say']>[0]) => english.say(key, values);
  const answer = (given: unknown): boolean => answers.push(given) > 0;
  const asked = { oriel: 1, type: 'explain', input: { kind: 'row', row: 1 } } as const;
  const page = Promise.resolve(acts as never);
  const waits = waitForPage({ page, answer, say });
  waits.request({ ...asked, id: 1 });
  waits.cancel(1);
  expect([waits.state(1), done]).toEqual(['waiting', []]);
  waits.end();
  await page;
  await Promise.resolve();
  expect(done.map(([what]) => what)).toEqual(['request', 'cancel', 'end']);
  expect(waits.state(1)).toBe('running');

  const lost = Promise.resolve(null);
  waitForPage({ page: lost, answer, say }).request({ ...asked, id: 7 });
  await lost;
  await Promise.resolve();
  const text = expect.stringContaining('did not arrive');
  expect(answers).toMatchObject([{ id: 7, type: 'error', problem: 'failed', text }]);
});
