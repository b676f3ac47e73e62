// Somebody at the other end of the port through which a frame lends its engine who is no frame.

import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type CallName, calls } from '../../../../src/embed/sharing/calls.ts';
import { readCall } from '../../../../src/embed/sharing/wire.ts';
import type { EngineApi } from '../../../../src/engine/protocol.ts';
import { connect } from '../../../../src/engine/workers/connection.ts';
import { MEGABYTE, widgetLimits } from '../../../../src/limits.ts';
import { failureOf } from '../../../support/failure.ts';
import { given } from '../../library/support.ts';
import { link, mlp, openFrame, short, type TestFrame } from './frames.ts';

let leader: TestFrame;
let port: MessagePort;
let said: { id?: unknown; type?: string; name?: string; value?: unknown }[];
const uncaught: unknown[] = [];
const note = (error: unknown): void => void uncaught.push(error);

beforeEach(() => {
  uncaught.length = 0;
  process.on('uncaughtException', note);
  leader = openFrame();
  const { port1, port2 } = new MessageChannel();
  port = port2;
  said = [];
  port.addEventListener('message', ({ data }) => said.push(data));
  leader.doors.serve(port1);
  port.start();
});
afterEach(() => {
  process.off('uncaughtException', note);
  port.close();
  leader.doors.end();
  expect(uncaught).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

const raw = (value: unknown) => ({ type: 'RAW', value });
const call = (path: readonly unknown[], ...given: unknown[]) => ({
  id: `${Math.random()}`,
  type: 'APPLY',
  path,
  argumentList: given.map(raw),
});
const bye = { oriel: 1, id: 0, type: 'bye' };

/** The answer to a message; undefined where the port is ended instead. */
async function answerTo(message: { readonly id?: unknown }): Promise<(typeof said)[number] | undefined> {
  port.postMessage(message);
  return vi.waitFor(() => {
    const answer = said.find(({ id }) => id !== 0 && id === message.id);
    const ended = said.some(({ type }) => type === 'bye');
    if (!answer && !ended) throw new Error('nothing is said yet');
    return answer;
  });
}

/** The engine still answers its own frame and another that uses it. */
async function stillWorks(): Promise<void> {
  const follower = openFrame();
  link(leader, follower);
  const ids = [];
  for (const { oriel } of [leader, follower]) {
    const model = await oriel.open(mlp());
    ids.push((await model.explain(3, short).result).id);
  }
  expect(ids[0]).toBe(ids[1]);
  expect(follower.seen.engines).toBe(0);
  follower.doors.end();
}

test.each([
  ['another type', { ...call(['alive']), type: 'GET' }],
  ['setting', { id: 'a', type: 'SET', path: ['__proto__', 'polluted'], value: raw(1) }],
  [
    'constructing',
    { id: 'a', type: 'CONSTRUCT', path: ['constructor'], argumentList: [raw('globalThis.polluted = 1')] },
  ],
  ['another endpoint', { id: 'a', type: 'ENDPOINT' }],
  ['releasing', { id: 'a', type: 'RELEASE', path: [] }],
  ['no path', { id: 'a', type: 'APPLY', path: [], argumentList: [] }],
  ['a longer path', call(['explain', 'constructor'], 'globalThis.polluted = 1')],
  ['many arguments', call(['alive'], ...Array(7).fill(0))],
  ['no arguments', { id: 'a', type: 'APPLY', path: ['alive'], argumentList: null }],
  ['no id', { ...call(['alive']), id: 7 }],
  ['a long id', { ...call(['alive']), id: 'x'.repeat(101) }],
  ['a list', [1]],
  ['a text', 'alive'],
  ['a Map', new Map([['type', 'APPLY']])],
])('what no frame says ends it: %s', async (_, message) => {
  expect(await answerTo(message as { id?: unknown })).toBeUndefined();
  expect(leader.asked).toEqual([]);
});

test.each([
  ['reset'],
  ['close'],
  ['answerRows'],
  ['rowsFile'],
  ['refuse'],
  ['constructor'],
  ['__proto__'],
  ['toString'],
  ['then'],
  [7],
])('a call by another name is refused: %s', async (name) => {
  expect(await answerTo(call([name]))).toMatchObject({ name: 'throw', value: { code: 'request-invalid' } });
  expect(leader.asked).toEqual([]);
});

const request = {
  study: 'study-1',
  input: { kind: 'row', row: 0 },
  explainer: { name: 'auto' },
  outputs: 'all',
  seed: 0,
  budget: {},
};
test.each([
  ['row', 'study-1', -1],
  ['row', 'study-1', 0, 0],
  ['row', { toString: 'study-1' }, 0],
  ['openModel', { name: 'm', url: 'https://other.example/m.onnx' }],
  ['openModel', { name: 'm', data: new Uint8Array(3) }],
  ['openModel', { name: 'm', data: new ArrayBuffer((widgetLimits.fromFollower.megabytes + 1) * MEGABYTE) }],
  ['openTable', { name: 'x'.repeat(1001), data: new ArrayBuffer(1) }],
  ['identify', { ...request, extra: 1 }],
  ['identify', { ...request, seed: 0.5 }],
  ['identify', { ...request, seed: Number.NaN }],
  ['identify', { ...request, budget: { samples: 1e9 } }],
  ['identify', { ...request, image: { segments: 1e9, fill: 'blur' } }],
  ['identify', { ...request, background: { method: 'sample', rows: 1e9 } }],
  ['identify', { ...request, groups: [1] }],
  ['identify', { ...request, input: { kind: 'values', values: Object.assign([], { length: 2 ** 32 - 1 }) } }],
  ['identify', JSON.parse('{ "__proto__": { "study": "study-1" } }')],
  ['explain', 'job', request, 'no function'],
  ['study', { model: 'model-1', card: { schema: 'oriel.card/1', name: 7 } }],
  ['cancel', { polluted: 1 }],
])('arguments that the engine does not take are refused: %s', async (name, ...args) => {
  expect(await answerTo(call([name], ...args))).toMatchObject({ name: 'throw', value: { code: 'request-invalid' } });
  expect(leader.asked).toEqual([]);
});

/** A frame of ours at the other end of the port. */
const api = (): EngineApi => connect<EngineApi>(port, new Promise(() => {}), () => {}).api;
const file = (path: string) => {
  const { name, data } = given(path);
  return { name, data: data.slice().buffer };
};

test('handles, jobs and answers of others are out of reach', async () => {
  const model = await leader.oriel.open(mlp());
  const own = model.explain(3, { ...short, budget: { samples: 3000, error: 0 } });
  const other = api();
  for (const handle of ['study-1', 'study-2', 'model-1', 'host 1 study-1']) {
    expect(await failureOf(() => other.row(handle, 0))).toMatchObject({ code: 'request-invalid' });
    await other.release(handle);
  }
  for (const [, job] of leader.named('explain'))
    for (const name of [job as string, 'job 1', '1', 'host 1 1']) {
      await other.cancel(name);
      await other.pause(name);
    }
  expect((await own.result).stopped).toBe('samples');
  expect([...leader.named('pause'), ...leader.named('cancel')]).toEqual([]);
});

test('what is taught is not believed, and a place of its own is not taken', async () => {
  const { other, study } = await opened();
  const asked = { ...request, study, explainer: { name: 'permutation-shap' }, outputs: 'default' } as const;
  const lie = {
    players: 20,
    outputs: [0],
    by: 'wasm',
    coalitions: new Uint8Array(4),
    values: new Float64Array(1),
  } as const;
  await other.teach(asked as never, lie);
  expect(leader.named('teach')).toEqual([]);
  await other.explain('job', asked as never, () => {}, { client: 'host 1', fresh: true, batch: false });
  const [[, , , , place]] = leader.named('explain');
  expect(place).toEqual({ batch: false, client: expect.stringMatching(/^follower/) });
});

test('no more is held open than may be', async () => {
  const other = api();
  const table = file('credit/data.csv');
  const opening = Array.from({ length: widgetLimits.followerHandles + 1 }, () => () => other.openTable(table));
  const results = [];
  for (const open of opening)
    results.push(
      await open().then(
        () => true,
        ({ code }) => code,
      ),
    );
  expect(results.filter((result) => result === true)).toHaveLength(widgetLimits.followerHandles);
  expect(results.at(-1)).toBe('request-invalid');
  await other.release('table-1');
  expect(await other.openTable(table)).toMatchObject({ rows: 1000 });
}, 120_000);

/** A frame of ours that has opened a model. */
async function opened(): Promise<{ other: EngineApi; study: string }> {
  const other = api();
  const model = await other.openModel(file('credit/mlp.onnx'));
  const table = await other.openTable(file('credit/data.csv'));
  const { handle: study } = await other.study({ model: model.handle, table: table.handle });
  return { other, study };
}

test('no more calls are taken than may wait for an answer', async () => {
  const { other, study } = await opened();
  const refused: unknown[] = [];
  for (let seed = 0; seed < widgetLimits.followerCalls + 10; seed++)
    other.explain(`${seed}`, { ...request, study, seed } as never, () => {}).catch((error) => refused.push(error.code));
  await vi.waitFor(() => expect(refused).toHaveLength(10));
  expect(new Set(refused)).toEqual(new Set(['failure-busy']));
});

test('a flood ends it', async () => {
  for (let count = 0; count < widgetLimits.fromFollower.atOnce * 2; count++) port.postMessage(call(['alive']));
  await vi.waitFor(() => expect(said.at(-1)).toEqual(bye));
  await stillWorks();
});

test('who never takes what is told keeps nobody waiting', async () => {
  const silent = new MessageChannel();
  const { study } = await opened();
  const rows = { ...request, study, first: 0, last: 900, input: undefined };
  const { input: _, ...own } = rows;
  const told = { type: 'HANDLER', name: 'proxy', value: silent.port1 };
  const wires = [raw('rows'), raw(own), told, { ...told, value: new MessageChannel().port1 }];
  port.postMessage({ id: 'rows', type: 'APPLY', path: ['explainRows'], argumentList: wires }, [
    silent.port1,
    wires[3].value as MessagePort,
  ]);
  await vi.waitFor(() => expect(leader.named('explainRows')).toHaveLength(1));
  await stillWorks();
  silent.port2.close();
});

test('a function that is lent is called, and nothing of it can be reached', async () => {
  const { port1, port2 } = new MessageChannel();
  const told: unknown[] = [];
  const { api: lender } = connect<{ lend(callback: (value: unknown) => void): Promise<void> }>(
    port1,
    new Promise(() => {}),
    () => {},
  );
  const lent = new Promise<MessagePort>((resolve) => {
    port2.onmessage = ({ data }) => resolve(data.argumentList[0].value);
  });
  port1.start();
  void lender.lend((value) => void told.push(value));
  const theirs = await lent;
  const heard: { id: string; name?: string; type: string; value?: unknown }[] = [];
  theirs.onmessage = ({ data }) => heard.push(data);
  const messages = [
    call(['constructor'], 'globalThis.polluted = 1'),
    { ...call(['constructor'], 'globalThis.polluted = 1'), type: 'CONSTRUCT' },
    call(['name', 'constructor', 'constructor'], 'globalThis.polluted = 1'),
    call(['apply', 'constructor'], 'globalThis.polluted = 1'),
    call(['__proto__', 'constructor'], 'globalThis.polluted = 1'),
    { ...call(['__proto__', 'polluted']), type: 'SET', value: raw(1) },
    { ...call(['constructor']), type: 'GET' },
    call([], 'last'),
  ];
  for (const message of messages) theirs.postMessage(message);
  await vi.waitFor(() => expect(told).toEqual(['last']));
  await vi.waitFor(() => expect(heard).toHaveLength(messages.length));
  for (const { name, value } of heard) expect(name === 'throw' || value === undefined).toBe(true);
  for (const one of [port1, port2, theirs]) one.close();
});

const odd = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, maxDepth: 3 }),
  fc.constantFrom<unknown>('__proto__', 'constructor', 'study-1', -1, 2 ** 53, Number.NaN, ''),
);
const wire = fc.oneof(
  fc.record({
    type: fc.constantFrom('RAW', 'HANDLER', '__proto__'),
    name: fc.constantFrom('proxy', 'throw'),
    value: odd,
  }),
  odd,
);
const messageLike = fc.record(
  {
    id: fc.oneof(fc.string(), odd),
    type: fc.oneof({ weight: 5, arbitrary: fc.constant<unknown>('APPLY') }, { weight: 1, arbitrary: odd }),
    path: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom<unknown>(...Object.keys(calls).map((name) => [name])) },
      { weight: 1, arbitrary: odd },
    ),
    argumentList: fc.oneof(
      { weight: 5, arbitrary: fc.array<unknown>(wire, { maxLength: 6 }) },
      { weight: 1, arbitrary: odd },
    ),
  },
  { requiredKeys: [] },
);

test('whatever is sent, what comes through is one of the calls', () => {
  let seen = { calls: 0, refused: 0, nothing: 0 };
  fc.assert(
    fc.property(fc.oneof(messageLike, odd), (message) => {
      const heard = readCall(message);
      if (!heard) seen = { ...seen, nothing: seen.nothing + 1 };
      else if ('refused' in heard) seen = { ...seen, refused: seen.refused + 1 };
      else {
        seen = { ...seen, calls: seen.calls + 1 };
        expect(Object.keys(calls)).toContain(heard.name);
        expect(Object.keys(heard.call)).toEqual(['id', 'type', 'path', 'argumentList']);
        expect(heard.call.argumentList.every(({ type }) => type === 'RAW')).toBe(true);
        expect(heard.call.path).toEqual([heard.name as CallName]);
      }
    }),
    { numRuns: 20_000, seed: 1 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(10);
});
